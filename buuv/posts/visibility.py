"""A card appears on the board or disappears from it: the one place where that happens."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from buuv.core import events
from buuv.core.database import db
from buuv.posts.models import Post, PostTally


@dataclass(frozen=True)
class PostAppeared:
    """An open card can be found from now on, or was rewritten while it was open."""

    post: Post


@dataclass(frozen=True)
class PostDisappeared:
    """A card cannot be found any more."""

    post: Post


def appear(post: Post) -> None:
    """Counts an open card and lets higher floors know; call it after the card is open and has its id."""
    _tally(post, 1)
    events.record(PostAppeared(post))


def disappear(post: Post) -> None:
    """Takes a card out of the counts and lets higher floors know; call it while its sort is unchanged."""
    _tally(post, -1)
    events.record(PostDisappeared(post))


@contextmanager
def in_step(post: Post) -> Iterator[None]:
    """Counts and index follow whatever happens to the card inside: its words, its sort, or its place on the board."""
    if post.is_open:
        disappear(post)
    yield
    db.session.flush()
    if post.is_open:
        appear(post)


def tally_key(post: Post) -> dict[str, object]:
    """The sort that a card is counted under; a card of the whole town counts under the town's code."""
    return {
        "municipality_code": post.municipality_code,
        "kind": post.kind,
        "place_code": post.place_code or post.municipality_code,
        "category": post.category,
        "timing": post.timing,
        "reach": post.reach,
    }


def in_tally_order(posts: Iterable[Post]) -> list[Post]:
    """The cards in the order in which everybody changes the counts, which are shared, so that nobody waits in a circle.

    Lock the cards themselves before, by their id.
    """
    return sorted(posts, key=lambda post: tuple(map(str, tally_key(post).values())))


def hold_counts(municipality_code: str) -> None:
    """Waits for whoever changes the counts of a town, and keeps others waiting: for who changes very many cards."""
    columns = PostTally.__table__.primary_key.columns
    is_postgresql = db.engine.dialect.name == "postgresql"
    # Letter by letter, as `in_tally_order` sorts, and not by the rules of a language.
    order = [one.collate("C") if is_postgresql and one.type.python_type is str else one for one in columns]
    wanted = select(*columns).where(PostTally.municipality_code == municipality_code)
    db.session.execute(wanted.order_by(*order).with_for_update())


def _tally(post: Post, step: int) -> None:
    db.session.connection().execute(_tallying(db.engine.dialect.name), tally_key(post) | {"amount": step})


@cache
def _tallying(dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = insert(PostTally)
    return row.on_conflict_do_update(
        index_elements=list(PostTally.__table__.primary_key.columns),
        set_={"amount": PostTally.amount + row.excluded.amount},
    )
