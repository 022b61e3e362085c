"""The one order for both databases: BM25F over five fields, what card and search are about, then nearness and newness.

Every point is a `Point` with its reason, and a score is their sum, so that each hit can say why it stands there.
"""

import functools
import math
from collections.abc import Mapping, Sequence
from datetime import date
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
    """A card with its points; their sum is its score."""

    card: Candidate
    points: tuple[Point, ...]

    @property
    def score(self) -> float:
        """The sum of the points."""
        return math.fsum(one.points for one in self.points)

    @property
    def fit(self) -> float:
        """The score without nearness and newness: how well a card answers."""
        return math.fsum(one.points for one in self.points if one.reason not in SIDE)

    @property
    def nearness(self) -> float:
        """More for a card that hangs nearer; 0 for all the rest of the town."""
        return math.fsum(one.points for one in self.points if one.reason == "near")


class Viewer(NamedTuple):
    """From where somebody looks, and on which day; None weighs no nearness or newness."""

    home: str | None = None
    today: date | None = None


def rank(asked: Asked, cards: Sequence[Candidate], town: Town, viewer: Viewer) -> list[Ranked]:
    """The cards that have any point for words, need or kind of help, best first; equals by id, the newest first."""
    tokens = [(one, _sought(one), one.weight * rarity(one.token)) for one in asked.tokens]
    close = _close(asked.needs)
    size = math.sqrt(sum(share * share for share in asked.needs.values())) or 1.0
    around = _around(viewer.home, town)
    found = []
    for card in cards:
        points = [*_words(tokens, card), *_about(asked.needs, close, size, asked.kinds, card)]
        if points:
            found.append(Ranked(card, (*points, *_side(card, around, viewer))))
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


def _words(tokens: Sequence[tuple[Token, str, float]], card: Candidate) -> list[Point]:
    title, body, parts = f" {card.title} ", f" {card.body} ", f" {card.parts} "
    in_title, in_body = f" {card.title_concepts} ", f" {card.body_concepts} "
    # Most words are not on the card at all, so one look says so.
    words, concepts = f"{title}{body}{parts}", f"{in_title}{in_body}"
    found = []
    for one, sought, weight in tokens:
        if one.through == "concept":
            if sought not in concepts:
                continue
            met = TITLE_CONCEPTS * (sought in in_title) + BODY_CONCEPTS * (sought in in_body)
        else:
            if sought not in words:
                continue
            met = TITLE * (sought in title) + BODY * (sought in body) + PARTS * (sought in parts)
        if met:
            found.append(Point(one.through, weight * met / (met + ENOUGH), one.yours, one.token))
    return found


def _about(
    asked: Mapping[str, float], close: Mapping[str, float], size: float, kinds: Mapping[str, float], card: Candidate
) -> list[Point]:
    about, length = _shares(card.needs, card.shares)
    found = []
    for key, share in about:
        if key in asked or key in close:
            points = SAME_NEED * asked.get(key, 0.0) * share / size / length
            points += CLOSE_NEED * close.get(key, 0.0) * share / length
            if points > 0.01:
                found.append(Point("need", points, token=f"{NEED}{key}"))
    if kinds.get(card.category, 0.0) > 0.01:
        found.append(Point("kind", SAME_KIND * kinds[card.category], token=card.category))
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


def _around(home: str | None, town: Town) -> dict[str, float]:
    own = town.find_neighbourhood(home)
    if own is None:
        return {}
    found = dict.fromkeys(town.adjacent.get(own.code, ()), ADJOINING) | {own.code: OWN}
    return found | ({own.parent_code: DISTRICT} if own.parent_code else {})


def _side(card: Candidate, around: Mapping[str, float], viewer: Viewer) -> list[Point]:
    found = []
    for code in (card.place_code, card.district_code):
        if code and code in around:
            found.append(Point("near", around[code], token=code))
            break
    # A day begins at another hour in UTC, so one day more is looked at closely.
    if viewer.today and (viewer.today - card.placed_at.date()).days <= NEWNESS_DAYS + 1:
        days = (viewer.today - clock.day_of(card.placed_at)).days
        if days < NEWNESS_DAYS:
            found.append(Point("new", TODAY if days < 1 else THIS_WEEK, token=str(max(days, 0))))
    return found
