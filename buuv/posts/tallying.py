"""How many open cards there are of each sort, for the filters beside a list."""

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select

from buuv.core.database import db
from buuv.core.memory import Memory
from buuv.places.queries import Town
from buuv.posts import rules
from buuv.posts.models import OPEN, Post, PostTally
from buuv.posts.wishes import Spot, Wish, spot_of

COUNTS_KEPT_SECONDS = 30

# Kind, place, category, timing, reach and the number of open cards that share them.
Tally = tuple[Any, ...]
_numbers = itertools.count()


@dataclass
class Counts:
    """How many cards each next choice would show, the other filters staying as they are."""

    total: int
    categories: dict[str, int]
    timings: dict[str, int]
    places: dict[str, int]
    near: int
    kinds: dict[str, int]
    # Tells one counting from the next, for what is drawn from it and kept.
    number: int = field(default_factory=lambda: next(_numbers))


_counts: Memory[Counts] = Memory(seconds=COUNTS_KEPT_SECONDS, most=2000)
# A different list needs other sums of the same tallies.
_kept_tallies: Memory[list[Tally]] = Memory(seconds=COUNTS_KEPT_SECONDS, most=50)


def forget_counts() -> None:
    """Counts again at the next question; for this process's own changes."""
    _counts.forget()
    _kept_tallies.forget()


def counts_for(wish: Wish, town: Town) -> Counts:
    """The counts beside the filters, kept for COUNTS_KEPT_SECONDS."""
    return _counts.get((town.code, wish), lambda: _count(wish, town, _tallies(town.code, wish.hidden)))


def _tallies(municipality_code: str, hidden: frozenset[int]) -> list[Tally]:
    everything = _kept_tallies.get(municipality_code, lambda: _read_tallies(municipality_code))
    # Few people hide somebody, and those have few cards: what they hang is taken off the common tallies.
    return everything + _read_less(municipality_code, hidden) if hidden else everything


def _read_less(municipality_code: str, hidden: frozenset[int]) -> list[Tally]:
    sort = (Post.kind, Post.place_code, Post.category, Post.timing, Post.reach)
    wanted = select(*sort, -func.count()).where(
        Post.author_id.in_(sorted(hidden)), Post.municipality_code == municipality_code, Post.state == OPEN
    )
    rows = db.session.connection().execute(wanted.group_by(*sort))
    return [(kind, place or municipality_code, *rest) for kind, place, *rest in rows]


def _read_tallies(municipality_code: str) -> list[Tally]:
    wanted = select(
        PostTally.kind,
        PostTally.place_code,
        PostTally.category,
        PostTally.timing,
        PostTally.reach,
        PostTally.amount,
    ).where(PostTally.municipality_code == municipality_code, PostTally.amount > 0)
    return [tuple(row) for row in db.session.connection().execute(wanted)]


def _count(wish: Wish, town: Town, rows: Iterable[Tally]) -> Counts:
    """Sums the tallies for every choice; a place is counted as a list that looks there would show it."""
    by: dict[str, defaultdict[str, int]] = {n: defaultdict(int) for n in ("category", "timing", "place", "kind")}
    here = spot_of(wish, town)
    # A town has thousands of tallies and few pairs of place and reach, so each pair is judged once.
    at: defaultdict[tuple[str, int], int] = defaultdict(int)
    is_shown: dict[tuple[str, int], bool] = {}
    for kind, place, category, timing, reach, amount in rows:
        pair = (place, reach)
        is_here = is_shown.get(pair)
        if is_here is None:
            is_here = is_shown[pair] = _shows(here, place, reach, town)
        is_category = not wish.category or category == wish.category
        is_timing = not wish.timing or timing == wish.timing
        if is_here and is_category and is_timing:
            by["kind"][kind] += amount
        if wish.kind and kind != wish.kind:
            continue
        if is_category and is_timing:
            at[pair] += amount
        if is_here and is_timing:
            by["category"][category] += amount
        if is_here and is_category:
            by["timing"][timing] += amount
    around = spot_of(replace(wish, near=True), town)
    for (place, reach), amount in at.items():
        _count_place(by["place"], town, place, reach, amount)
    total = sum(amount for pair, amount in at.items() if is_shown[pair])
    near = sum(amount for pair, amount in at.items() if _shows(around, *pair, town))
    return Counts(total, dict(by["category"]), dict(by["timing"]), dict(by["place"]), near, dict(by["kind"]))


def _count_place(places: defaultdict[str, int], town: Town, place: str, reach: int, amount: int) -> None:
    area = town.find(place)
    if reach == rules.MUNICIPALITY:
        places[town.code] += amount
    if area is None or area.code == town.code:
        return
    places[place] += amount
    if reach >= rules.DISTRICT and area.parent_code:
        places[area.parent_code] += amount


def _shows(spot: Spot, place: str, reach: int, town: Town) -> bool:
    if not spot.places:
        return reach == rules.MUNICIPALITY
    if spot.column == "district_code":
        area = town.find(place)
        return bool(area) and area.parent_code == spot.places[0][0] and reach >= rules.DISTRICT  # type: ignore[union-attr]
    return any(place == code and reach >= least for code, least in spot.places)
