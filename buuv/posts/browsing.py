"""The board as a list: which open cards are shown, how many of each sort, and the next page.

A card is shown in a list that spans no more than the card's own reach: "alleen mijn buurt" is seen by
who looks at that buurt, "heel Zaanstad" by everybody.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, func, or_, select, union_all

from buuv.core.database import db
from buuv.core.memory import Memory
from buuv.places.models import DISTRICT as DISTRICT_LEVEL
from buuv.places.queries import Town
from buuv.posts import rules
from buuv.posts.models import OPEN, Post, PostTally

EXCERPT = 180
COUNTS_KEPT_SECONDS = 30


class Hit(NamedTuple):
    """One card as a list shows it."""

    id: int
    public_id: str
    kind: str
    category: str
    title: str
    excerpt: str
    timing: str
    day: date | None
    rrule: str | None
    part: str | None
    place_code: str | None
    placed_at: datetime


@dataclass(frozen=True)
class Wish:
    """What a visitor wants to see; empty fields ask nothing. `near` adds the buurten around the place."""

    kind: str | None = None
    place: str | None = None
    near: bool = False
    category: str | None = None
    timing: str | None = None

    def without(self, name: str) -> "Wish":
        """The same wish with one filter less."""
        changes: dict[str, Any] = {name: False if name == "near" else None}
        if name == "place":
            changes["near"] = False
        return replace(self, **changes)


class Spot(NamedTuple):
    """Where a list looks: places with the least reach that a card there must have."""

    places: tuple[tuple[str, int], ...]  # (code, least reach); no places means the whole town
    column: str


def spot_of(wish: Wish, town: Town) -> Spot:
    """Translates the place of a wish into codes and reaches; an unknown place is the whole town."""
    area = town.find(wish.place)
    if area is None or area.code == town.code:
        return Spot((), "municipality_code")
    if area.level == DISTRICT_LEVEL:
        return Spot(((area.code, rules.DISTRICT),), "district_code")
    around = [(code, rules.NEARBY) for code in town.adjacent.get(area.code, ())] if wish.near else []
    return Spot(((area.code, rules.NEIGHBOURHOOD), *around), "place_code")


_COLUMNS = (
    Post.id,
    Post.public_id,
    Post.kind,
    Post.category,
    Post.title,
    func.substr(Post.body, 1, EXCERPT + 1).label("excerpt"),
    Post.timing,
    Post.day,
    Post.rrule,
    Post.part,
    Post.place_code,
    Post.placed_at,
)
# Kind, place, category, timing, reach and the number of open cards that share them.
Tally = tuple[Any, ...]
_statements: dict[tuple[Any, ...], Any] = {}


def conditions(wish: Wish, column: str, number: int = 0) -> list[Any]:
    """The filters of a list as SQL; `number` tells apart the places of one list."""
    found: list[Any] = [Post.state == OPEN, Post.reach >= bindparam(f"reach{number}")]
    found.append(getattr(Post, column) == bindparam(f"place{number}"))
    if wish.kind:
        found.append(Post.kind == bindparam("kind"))
    if wish.category:
        found.append(Post.category == bindparam("category"))
    if wish.timing:
        found.append(Post.timing == bindparam("timing"))
    return found


def parameters(wish: Wish, spot: Spot, town: Town) -> dict[str, Any]:
    """The values for `conditions`."""
    pairs = spot.places or ((town.code, rules.MUNICIPALITY),)
    values: dict[str, Any] = {"kind": wish.kind, "category": wish.category, "timing": wish.timing}
    for number, (code, reach) in enumerate(pairs):
        values[f"place{number}"], values[f"reach{number}"] = code, reach
    return values


def _statement(wish: Wish, column: str, branches: int, *, after: bool) -> Any:
    """The select for this shape of list, built once; one branch for each place keeps every index useful."""
    key = (bool(wish.kind), bool(wish.category), bool(wish.timing), column, branches, after)
    if key not in _statements:
        parts: list[Select[Any]] = []
        # The kinds lie apart in every index; who wants both gets the newest of each, or all would be sorted.
        kinds = (None,) if wish.kind else (rules.REQUEST, rules.OFFER)
        for number, kind in itertools.product(range(branches), kinds):
            part = select(*_COLUMNS).where(*conditions(wish, column, number))
            if kind:
                part = part.where(Post.kind == kind)
            if after:
                cursor = select(Post.id).where(Post.public_id == bindparam("after")).scalar_subquery()
                part = part.where(Post.id < cursor)
            parts.append(part.order_by(Post.id.desc()).limit(bindparam("amount")))
        if len(parts) == 1:
            _statements[key] = parts[0]
        else:
            together = union_all(*(select(part.subquery()) for part in parts)).subquery()
            _statements[key] = select(together).order_by(together.c.id.desc()).limit(bindparam("amount"))
    return _statements[key]


def page_of(wish: Wish, town: Town, *, after: str | None = None, size: int = rules.PAGE_SIZE) -> tuple[list[Hit], bool]:
    """One page of cards, newest first, and whether there are more; `after` is the last card's public id."""
    spot = spot_of(wish, town)
    values = parameters(wish, spot, town) | {"amount": size + 1}
    if after:
        values["after"] = after
    statement = _statement(wish, spot.column, max(1, len(spot.places)), after=bool(after))
    rows = [Hit._make(row) for row in db.session.connection().execute(statement, values)]
    return rows[:size], len(rows) > size


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
    return _counts.get((town.code, wish), lambda: _count(wish, town, _tallies(town.code)))


def _tallies(municipality_code: str) -> list[Tally]:
    return _kept_tallies.get(municipality_code, lambda: _read_tallies(municipality_code))


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


_BY_ID = select(*_COLUMNS).where(Post.id.in_(bindparam("ids", expanding=True)))


def id_of(public_id: str) -> int | None:
    """The inner number of a card, for paging."""
    return db.session.scalar(select(Post.id).where(Post.public_id == public_id))


def hits_by_id(ids: list[int]) -> list[Hit]:
    """The cards with these ids, in that order."""
    rows = db.session.connection().execute(_BY_ID, {"ids": ids})
    found = {row.id: Hit._make(row) for row in rows}
    return [found[number] for number in ids if number in found]


def condition_for(wish: Wish, spot: Spot) -> Any:
    """All places of a list in one condition, for the search engines."""
    branches = max(1, len(spot.places))
    return or_(*(and_(*conditions(wish, spot.column, n)) for n in range(branches)))
