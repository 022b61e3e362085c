"""The promise of every engine: open cards only, written in the card's own transaction.

An engine retrieves candidates for a list of stems; `finding` orders them, so that both databases
give the same list.
"""

from typing import Protocol

from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts.browsing import Wish
from buuv.posts.models import Post
from buuv.search import postgresql, sqlite

CANDIDATES = 200


class Engine(Protocol):
    """What a database must be able to do for search."""

    def add(self, post_id: int, title: str, body: str) -> None:
        """Makes a card findable by these stems, replacing what it was found by before."""

    def remove(self, post_id: int) -> None:
        """Makes a card unfindable."""

    def candidates(
        self, stems: list[str], wish: Wish, town: Town, *, all_words: bool, most: int
    ) -> list[tuple[int, str, str]]:
        """The newest open cards under the filters that have any (or all) of the stems: id, title and body stems."""


def engine() -> Engine:
    """The engine of the database in use."""
    return postgresql.ENGINE if db.engine.dialect.name == "postgresql" else sqlite.ENGINE


def stems_of(post: Post) -> tuple[str, str]:
    """What a card is found by: the stems of its title and of its body."""
    from buuv.language import dutch

    return " ".join(dutch.stems(post.title)), " ".join(dutch.stems(post.body))


def add(post: Post) -> None:
    """Makes an open card findable."""
    engine().add(post.id, *stems_of(post))


def remove(post: Post) -> None:
    """Makes a card unfindable."""
    engine().remove(post.id)
