"""The one order for both databases: BM25F over five fields, what card and search are about, then nearness and newness.

Every point is a `Point` with its reason, and a score is their sum, so that each hit can say why it stands there.
"""

import functools
import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from buuv.core import clock
from buuv.language import needs
from buuv.places.queries import Town
from buuv.search.asking import Asked, Token
from buuv.search.fields import NEED
from buuv.search.index import Candidate

# What a field weighs in BM25F, and how soon more of the same stops counting (k1). Chosen on sentences left out
# half or twice of each changes nDCG@10 by less than 0.01.
TITLE, BODY, PARTS, TITLE_CONCEPTS, BODY_CONCEPTS = 2.2, 1.0, 0.8, 1.0, 0.5
ENOUGH = 2.0
# The need and the kind of help that the whole text is about.
SAME_NEED, CLOSE_NEED, SAME_KIND = 7.0, 2.0, 4.0
_TOO_LITTLE = 0.01
# Only what is equally fitting is told apart by place and day.
OWN, ADJOINING, DISTRICT, TODAY, THIS_WEEK = 0.6, 0.3, 0.2, 0.3, 0.15
NEWNESS_DAYS = 7
SIDE = ("near", "new")


class Point(NamedTuple):
    """Some points of a hit: "word", "meant", "prefix", "part", "concept", "need", "kind", "near", "new"; by what."""

    reason: str
    points: float
    yours: str = ""
    token: str = ""


class Ranked(NamedTuple):
    """A card with its points, their sum, and the sum without nearness and newness: how well it answers."""

    card: Candidate
    points: tuple[Point, ...]
    score: float
    fit: float

    @property
    def tokens(self) -> frozenset[str]:
        """What met: the tokens of its points."""
        return frozenset(one.token for one in self.points)

    @property
    def nearness(self) -> float:
        """More for a card that hangs nearer; 0 for all the rest of the town."""
        return math.fsum(one.points for one in self.points if one.reason == "near")


def with_points(card: Candidate, about: Sequence[Point], side: Sequence[Point] = ()) -> Ranked:
    """A card with the points for what it is about, and those for where and when."""
    fit = math.fsum([one.points for one in about])
    if not side:
        return Ranked(card, tuple(about), fit, fit)
    points = (*about, *side)
    return Ranked(card, points, math.fsum([one.points for one in points]), fit)


class Viewer(NamedTuple):
    """From where somebody looks, and on which day; None weighs no nearness or newness."""

    home: str | None = None
    today: date | None = None


def rank(asked: Asked, cards: Sequence[Candidate], town: Town, viewer: Viewer) -> list[Ranked]:
    """The cards that have any point for words, need or kind of help, best first; equals by id, the newest first."""
    tokens = [(_sought(one), one, one.weight * rarity(one.token)) for one in asked.tokens]
    about = _About(asked)
    side = _Side(viewer, town)
    found = []
    for card in cards:
        points = [*_words(tokens, card), *about.points(card)]
        if points:
            found.append(with_points(card, points, side.points(card)))
    return sorted(found, key=best_first)


def best_first(one: Ranked) -> tuple[float, int]:
    """The key to sort by: the score, then the newest; sums of the same points may differ after their sixth decimal."""
    return -round(one.score, 6), -one.card.id


@functools.lru_cache(maxsize=32_768)
def rarity(token: str) -> float:
    """How much a word tells: the inverse document frequency among the examples of everyday speech."""
    return needs.rarity(token)


def _sought(token: Token) -> str:
    """What has to stand in a field with spaces around it; a prefix is met by the begin of a word."""
    return f" {token.token[:-1]}" if token.through == "prefix" else f" {token.token} "


def _words(tokens: Sequence[tuple[str, Token, float]], card: Candidate) -> list[Point]:
    # Most words are not on the card at all, and one look says so. The marks of concepts keep them apart from words.
    everything = f" {card.title} {card.body} {card.parts} {card.title_concepts} {card.body_concepts} "
    found: list[Point] = []
    fields: tuple[tuple[str, float], ...] = ()
    for sought, one, weight in tokens:
        if sought in everything:
            fields = fields or _fields(card)
            met = sum(worth for field, worth in fields if sought in field)
            found.append(Point(one.through, weight * met / (met + ENOUGH), one.yours, one.token))
    return found


def _fields(card: Candidate) -> tuple[tuple[str, float], ...]:
    return (
        (f" {card.title} ", TITLE),
        (f" {card.body} ", BODY),
        (f" {card.parts} ", PARTS),
        (f" {card.title_concepts} ", TITLE_CONCEPTS),
        (f" {card.body_concepts} ", BODY_CONCEPTS),
    )


class _About:
    """Points for what a whole text is about: the needs that were asked or lie close to those, and the kind of help."""

    def __init__(self, asked: Asked) -> None:
        size = math.sqrt(sum(share * share for share in asked.needs.values())) or 1.0
        # Of each need its worth and what that is divided by.
        self._needs = {key: (CLOSE_NEED * share, 1.0) for key, share in _close(asked.needs).items()}
        self._needs |= {key: (SAME_NEED * share, size) for key, share in asked.needs.items()}
        kinds = {key: share for key, share in asked.kinds.items() if share > _TOO_LITTLE}
        self._kinds = {key: (Point("kind", SAME_KIND * share, token=key),) for key, share in kinds.items()}

    def points(self, card: Candidate) -> list[Point]:
        """What this card gets for it."""
        about, length = _shares(card.needs, card.shares)
        found = []
        for key, share in about:
            if key in self._needs:
                worth, size = self._needs[key]
                points = worth * share / size / length
                if points > _TOO_LITTLE:
                    found.append(Point("need", points, token=f"{NEED}{key}"))
        found += self._kinds.get(card.category, ())
        return found


def needs_of(card: Candidate) -> dict[str, float]:
    """The needs that a card is about, with their shares."""
    return dict(_shares(card.needs, card.shares)[0])


@functools.lru_cache(maxsize=16_384)
def _shares(needs_of: str, shares: str) -> tuple[tuple[tuple[str, float], ...], float]:
    """The needs of a card with their shares, and the length of these as a vector."""
    keys = (key.removeprefix(NEED) for key in needs_of.split())
    about = dict(zip(keys, map(float, shares.split()), strict=True))
    return tuple(about.items()), math.sqrt(sum(share * share for share in about.values())) or 1.0


def _close(asked: Mapping[str, float]) -> dict[str, float]:
    """The needs that lie close to what was asked, but were not asked."""
    found: dict[str, float] = {}
    for key, share in asked.items():
        for other in needs.get(key).near:
            if other not in asked:
                found[other] = max(found.get(other, 0.0), share)
    return found


class _Side:
    """Points for where a card hangs and when it was placed, as seen by somebody."""

    def __init__(self, viewer: Viewer, town: Town) -> None:
        around = _around(viewer.home, town)
        self._near = {code: Point("near", points, token=code) for code, points in around.items()}
        self._days = []
        if viewer.today:
            for days in range(NEWNESS_DAYS):
                point = Point("new", THIS_WEEK if days else TODAY, token=str(days))
                self._days.append((clock.begin_of(viewer.today - timedelta(days=days)), point))

    def points(self, card: Candidate) -> list[Point]:
        """What this card gets for it."""
        near = self._near.get(card.place_code or "") or self._near.get(card.district_code or "")
        found = [near] if near else []
        if self._days and card.placed_at >= self._days[-1][0]:
            found.append(next(point for begin, point in self._days if card.placed_at >= begin))
        return found


def _around(home: str | None, town: Town) -> dict[str, float]:
    own = town.find_neighbourhood(home)
    if own is None:
        return {}
    found = dict.fromkeys(town.adjacent.get(own.code, ()), ADJOINING) | {own.code: OWN}
    return found | ({own.parent_code: DISTRICT} if own.parent_code else {})
