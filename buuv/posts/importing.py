"""Hanging an operator's cards on the board: all of them or none, open and found at once, and safe to repeat.

It is the operator's act: the limits for residents and their shortest title do not apply.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from buuv.accounts.models import Account
from buuv.core import clock, tokens
from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts import rules, visibility
from buuv.posts.card_files import ImportedCard
from buuv.posts.models import OPEN, Post

CHUNK = 500


@dataclass
class Counts:
    """What an import did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


def load(cards: Sequence[ImportedCard], town: Town) -> Counts:
    """Hangs the cards on the board: new ones are placed now, known ones get their new words and a new term."""
    _hold(cards, town)
    counts = Counts()
    moment = clock.now()
    authors: dict[str | None, Account] = {}
    for start in range(0, len(cards), CHUNK):
        chunk = cards[start : start + CHUNK]
        known = _known([card.id for card in chunk], town)
        # A card of this board's own export is here already, in its owner's words.
        own = _own([card.id for card in chunk], town)
        for card in chunk:
            if card.id in own:
                counts.unchanged += 1
                continue
            if card.author not in authors:
                authors[card.author] = _author(card.author, town)
            post = known.get(card.id)
            if post is None:
                known[card.id] = _new(card, town, authors[card.author], moment)
                counts.added += 1
            elif _renew(post, card, town, authors[card.author], moment):
                counts.changed += 1
            else:
                counts.unchanged += 1
    return counts


def _hold(cards: Sequence[ImportedCard], town: Town) -> None:
    """Waits for whoever changes these cards, and then for the counts, as everybody does."""
    ids = sorted(card.id for card in cards)
    for start in range(0, len(ids), CHUNK):
        wanted = select(Post.id).where(
            Post.municipality_code == town.code, Post.external_id.in_(ids[start : start + CHUNK])
        )
        db.session.execute(wanted.order_by(Post.id).with_for_update())
    visibility.hold_counts(town.code)


def _known(ids: list[str], town: Town) -> dict[str, Post]:
    wanted = select(Post).where(Post.municipality_code == town.code, Post.external_id.in_(ids))
    return {str(post.external_id): post for post in db.session.scalars(wanted.with_for_update())}


def _own(ids: list[str], town: Town) -> set[str]:
    wanted = select(Post.public_id).where(
        Post.municipality_code == town.code, Post.public_id.in_(ids), Post.external_id.is_(None)
    )
    return set(db.session.scalars(wanted))


def _author(name: str | None, town: Town) -> Account:
    """One account without an address for each name, and one for cards without a name."""
    wanted = select(Account).where(
        Account.municipality_code == town.code,
        Account.is_import,
        Account.shown_name == name if name else Account.shown_name.is_(None),
    )
    account = db.session.scalar(wanted.order_by(Account.id).limit(1))
    if account is None:
        account = Account(municipality_code=town.code, shown_name=name, is_import=True)
        db.session.add(account)
        db.session.flush()
    return account


def _new(card: ImportedCard, town: Town, author: Account, moment: datetime) -> Post:
    post = Post(
        public_id=tokens.public_id(),
        municipality_code=town.code,
        external_id=card.id,
        state=OPEN,
        timing=rules.CONSULT,
        reach=rules.MUNICIPALITY,
        placed_at=moment,
    )
    _hang(post, card, town, author, moment)
    db.session.add(post)
    db.session.flush()
    visibility.appear(post)
    return post


def _renew(post: Post, card: ImportedCard, town: Town, author: Account, moment: datetime) -> bool:
    """Gives a card what the file says now; whether that changed anything that can be seen."""
    if post.is_hidden:
        return False  # by a decision, which no file undoes
    as_seen = (card.kind, card.category, card.title, card.body, card.place, author.id)
    was_seen = (post.kind, post.category, post.title, post.body, post.place_code, post.author_id)
    is_changed = not post.is_open or as_seen != was_seen
    if is_changed and post.is_open:
        visibility.disappear(post)
    _hang(post, card, town, author, moment)
    if is_changed:
        post.state, post.ended_at, post.changed_at = OPEN, None, moment
        db.session.flush()
        visibility.appear(post)
    return is_changed


def _hang(post: Post, card: ImportedCard, town: Town, author: Account, moment: datetime) -> None:
    """Writes the file's words, and when the operator let the card through."""
    area = town.find(card.place)
    post.author_id = author.id
    post.kind, post.category, post.title, post.body = card.kind, card.category, card.title, card.body
    post.place_code, post.district_code = (area.code, area.parent_code) if area else (None, None)
    post.expires_at = moment + rules.life_of(card.kind)
    post.warned_at = None
    post.released_at = moment
