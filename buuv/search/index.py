"""The promise of every engine: open cards only, written in the card's own transaction.

An engine retrieves candidates for a list of stems; `finding` orders them, so that both databases
give the same list.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from buuv.core.database import db
from buuv.language import dutch
from buuv.places.queries import Town
from buuv.posts.models import Post
from buuv.posts.wishes import Wish
from buuv.search import postgresql, sqlite

CANDIDATES = 200


class Engine(Protocol):
    """What a database must be able to do for search."""

    def add(self, post_id: int, title: str, body: str) -> None:
        """Makes a card findable by these stems, replacing what it was found by before."""

    def add_new(self, rows: Sequence[tuple[int, str, str]]) -> None:
        """Makes many cards findable that are not yet so: id, title and body stems."""

    def remove(self, post_id: int) -> None:
        """Makes a card unfindable."""

    def forget_deleted(self) -> None:
        """Leaves nothing of cards that were made unfindable."""

    def candidates(
        self, stems: list[str], wish: Wish, town: Town, *, all_words: bool, most: int
    ) -> list[tuple[int, str, str]]:
        """The newest open cards under the filters that have any (or all) of the stems: id, title and body stems."""


def engine() -> Engine:
    """The engine of the database in use."""
    return postgresql.ENGINE if db.engine.dialect.name == "postgresql" else sqlite.ENGINE


def stems_of(title: str, body: str) -> tuple[str, str]:
    """What a card is found by: the stems of its title and of its body."""
    return " ".join(dutch.stems(title)), " ".join(dutch.stems(body))


def add(post: Post) -> None:
    """Makes an open card findable."""
    engine().add(post.id, *stems_of(post.title, post.body))


def add_new(cards: Iterable[tuple[int, str, str]]) -> None:
    """Makes many new open cards findable at once: id, title and body as written."""
    rows = [(number, *stems_of(title, body)) for number, title, body in cards]
    if rows:
        engine().add_new(rows)


def remove(post: Post) -> None:
    """Makes a card unfindable."""
    engine().remove(post.id)
