"""Searching while the index cannot be read: the newest open cards themselves, read again for each search."""

import functools
from collections.abc import Sequence

from sqlalchemy import bindparam, select

from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts.models import Post
from buuv.posts.wishes import Wish, condition_for, parameters, spot_of
from buuv.search.fields import Ask, fields_of, tokens_of

# Reading a card takes a third of a millisecond, and a visitor does not wait for more than a second.
NEWEST = 1_000

_fields = functools.lru_cache(maxsize=NEWEST)(fields_of)


def numbers(asks: Sequence[tuple[Ask, int]], wish: Wish, town: Town) -> list[list[int]]:
    """The ids that the index would give, of the NEWEST cards under the filters only."""
    spot = spot_of(wish, town)
    wanted = select(Post.id, Post.title, Post.body, Post.category).where(condition_for(wish, spot))
    wanted = wanted.order_by(Post.id.desc()).limit(bindparam("newest"))
    rows = db.session.execute(wanted, parameters(wish, spot, town) | {"newest": NEWEST}).all()
    cards = [(number, tokens_of(_fields(*words)).split()) for number, *words in rows]
    return [[number for number, tokens in cards if is_met(ask, tokens)][:most] for ask, most in asks]


def cards(post_ids: Sequence[int]) -> list[tuple[object, ...]]:
    """The columns of a Candidate for each of these cards."""
    where = (Post.category, Post.place_code, Post.district_code, Post.placed_at)
    wanted = select(Post.id, Post.title, Post.body, *where).where(Post.id.in_(post_ids))
    return [
        (number, *_fields(title, body, rest[0]), *rest) for number, title, body, *rest in db.session.execute(wanted)
    ]


def is_met(ask: Ask, tokens: Sequence[str]) -> bool:
    """Whether a card with these tokens answers to this: what every engine promises, said plainly."""
    return all(any(_has(tokens, token) for token in group) for group in ask.all_of) and not any(
        _has(tokens, token) for token in ask.none_of
    )


def _has(tokens: Sequence[str], token: str) -> bool:
    if token.endswith("*"):
        return any(one.startswith(token[:-1]) for one in tokens)
    return token in tokens
