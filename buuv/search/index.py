"""The promise of every engine: open cards only, written in the card's own transaction.

An engine retrieves candidates; `ranking` orders them, so that both databases give the same list.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts.models import Post
from buuv.posts.wishes import Wish
from buuv.search import postgresql, sqlite
from buuv.search.fields import Ask, Fields, fields_of


class Candidate(NamedTuple):
    """A card that an engine found, with what the ranker weighs."""

    id: int
    title: str
    body: str
    parts: str
    title_concepts: str
    body_concepts: str
    needs: str
    shares: str
    category: str
    place_code: str | None
    district_code: str | None
    placed_at: datetime


class Engine(Protocol):
    """What a database must be able to do for search."""

    def add(self, post_id: int, fields: Fields) -> None:
        """Makes a card findable by these fields, replacing what it was found by before."""

    def add_new(self, rows: Sequence[tuple[int, Fields]]) -> None:
        """Makes many cards findable that are not yet so."""

    def remove(self, post_id: int) -> None:
        """Makes a card unfindable."""

    def forget_deleted(self) -> None:
        """Leaves nothing of cards that were made unfindable."""

    def candidates(self, ask: Ask, wish: Wish, town: Town, *, most: int) -> Sequence[tuple[object, ...]]:
        """The newest open cards under the filters that answer to this: the columns of a Candidate."""


def engine() -> Engine:
    """The engine of the database in use."""
    return postgresql.ENGINE if db.engine.dialect.name == "postgresql" else sqlite.ENGINE


def candidates(ask: Ask, wish: Wish, town: Town, *, most: int) -> list[Candidate]:
    """The newest open cards under the filters that answer to this; at most `most`."""
    return [Candidate._make(row) for row in engine().candidates(ask, wish, town, most=most)]


def as_candidate(post: Post) -> Candidate:
    """A card as its engine would give it, whether it hangs or not."""
    fields = fields_of(post.title, post.body, post.category)
    return Candidate(post.id, *fields, post.category, post.place_code, post.district_code, post.placed_at)


def add(post: Post) -> None:
    """Makes an open card findable."""
    engine().add(post.id, fields_of(post.title, post.body, post.category))


def add_new(cards: Iterable[tuple[int, str, str, str]]) -> None:
    """Makes many new open cards findable at once: id, title, body and kind of help."""
    rows = [(number, fields_of(title, body, category)) for number, title, body, category in cards]
    if rows:
        engine().add_new(rows)


def remove(post: Post) -> None:
    """Makes a card unfindable."""
    engine().remove(post.id)
