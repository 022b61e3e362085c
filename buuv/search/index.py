"""The promise of every engine: open cards only, written in the card's own transaction.

An engine retrieves candidates; `ranking` orders them, so that both databases give the same list.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy.exc import DBAPIError

from buuv.core import database
from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts.models import Post
from buuv.posts.wishes import Wish
from buuv.search import postgresql, sqlite, whereabouts, without_index
from buuv.search.fields import KIND, Ask, Fields, fields_of
from buuv.search.whereabouts import Whereabouts

log = logging.getLogger("buuv.search")


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


class Card(NamedTuple):
    """What the index has to know of a card."""

    id: int
    title: str
    body: str
    category: str
    where: Whereabouts


Entry = tuple[int, Fields, Whereabouts]


class Retrieving(Protocol):
    """Where candidates come from."""

    def numbers(self, asks: Sequence[tuple[Ask, int]], wish: Wish, town: Town) -> list[list[int]]:
        """The ids of the newest open cards under the filters that answer to each, so many as it says at most."""

    def cards(self, post_ids: Sequence[int]) -> Sequence[Sequence[Any]]:
        """The columns of a Candidate for each of these cards, in any order."""


class Engine(Retrieving, Protocol):
    """What a database must be able to do for search."""

    def add(self, entries: Sequence[Entry]) -> None:
        """Makes cards findable by these fields, replacing what they were found by before."""

    def add_new(self, entries: Sequence[Entry]) -> None:
        """Makes cards findable that are not yet so."""

    def in_bulk(self) -> AbstractContextManager[None]:
        """Inside it very many new cards are added, in one transaction."""

    def remove(self, post_ids: Sequence[int]) -> None:
        """Makes cards unfindable."""

    def forget_deleted(self) -> None:
        """Leaves nothing of cards that were made unfindable."""

    def kept(self, first: int, last: int) -> Mapping[int, object]:
        """What the index holds of the cards with these ids and those between."""

    def is_at_fault(self, error: DBAPIError) -> bool:
        """Whether the index itself is missing or broken."""

    def is_sound(self) -> bool:
        """Whether the index is there and can be read, apart from what it holds."""

    def make_anew(self) -> None:
        """Makes an empty index, whatever there was."""

    def wanted(self, post_id: int, fields: Fields, where: Whereabouts) -> object:
        """What the index should hold of a card; equal to what `kept` gives when it does."""


def engine() -> Engine:
    """The engine of the database in use."""
    return postgresql.ENGINE if db.engine.dialect.name == "postgresql" else sqlite.ENGINE


def candidates(ask: Ask, wish: Wish, town: Town, *, most: int) -> list[Candidate]:
    """The newest open cards under the filters that answer to this; at most `most`."""
    return of_asks([(ask, most)], wish, town, most=most)


def of_asks(asks: Sequence[tuple[Ask, int]], wish: Wish, town: Town, *, most: int) -> list[Candidate]:
    """The newest open cards that answer to each, so many as it says; those of the first come first, `most` in all.

    When the index cannot be read, the newest cards themselves are: a search never fails.
    """
    if wish.category:
        # The kind of help is a token too, so that a card of another kind is not even looked up.
        kind = (f"{KIND}{wish.category}",)
        asks = [(ask._replace(all_of=(*ask.all_of, kind)), number) for ask, number in asks]
    try:
        with database.unharmed():
            return _retrieved(engine(), asks, wish, town, most)
    except DBAPIError as error:
        _say_broken(error)
        return _retrieved(without_index, asks, wish, town, most)


def _retrieved(
    source: Retrieving, asks: Sequence[tuple[Ask, int]], wish: Wish, town: Town, most: int
) -> list[Candidate]:
    ids = list(dict.fromkeys(number for some in source.numbers(asks, wish, town) for number in some))[:most]
    found = {row[0]: Candidate._make(row) for row in (source.cards(ids) if ids else ())}
    return [found[number] for number in ids if number in found]


def entry_of(card: Card) -> Entry:
    """What the index should know of a card, as today's words have it."""
    return card.id, fields_of(card.title, card.body, card.category), card.where


def as_candidate(post: Post) -> Candidate:
    """A card as its engine would give it, whether it hangs or not."""
    fields = fields_of(post.title, post.body, post.category)
    return Candidate(post.id, *fields, post.category, post.place_code, post.district_code, post.placed_at)


def add(post: Post) -> None:
    """Makes an open card findable; when the index cannot be written the card hangs all the same."""
    card = Card(post.id, post.title, post.body, post.category, whereabouts.of_post(post))
    with _card_first():
        engine().add([entry_of(card)])


def add_new(cards: Iterable[Card]) -> None:
    """Makes many new open cards findable at once."""
    entries = [entry_of(card) for card in cards]
    if entries:
        engine().add_new(entries)


def remove(post: Post) -> None:
    """Makes a card unfindable; when the index cannot be written the card goes all the same."""
    with _card_first():
        engine().remove([post.id])


@contextmanager
def _card_first() -> Iterator[None]:
    # No search shows a card that does not hang, and `buuv index rebuild` finds what is missing.
    try:
        with database.unharmed():
            yield
    except DBAPIError as error:
        _say_broken(error)


def _say_broken(error: DBAPIError) -> None:
    """Goes on when the index is at fault, and with the error when it is anything else."""
    if not engine().is_at_fault(error):
        raise error
    log.error("de zoekindex is stuk (%s); herstel hem met: buuv index rebuild", type(error.orig).__name__)
