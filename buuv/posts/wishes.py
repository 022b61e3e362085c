"""The wish of who looks at the board, and where a list that grants it looks.

A card is shown in a list that spans no more than the card's own reach: "alleen mijn buurt" is seen by
who looks at that buurt, "heel Zaanstad" by everybody.
"""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, or_

from buuv.places.models import DISTRICT as DISTRICT_LEVEL
from buuv.places.queries import Town
from buuv.posts import rules
from buuv.posts.models import OPEN, Post


@dataclass(frozen=True)
class Wish:
    """What a visitor wants to see; empty fields ask nothing. `near` adds the buurten around the place.

    `hidden` are the accounts whose cards this reader never sees: `accounts.blocking` says which.
    `imported` leaves only the cards that an operator loaded with an id of their own, for measuring.
    `any_reach` is every card of the town, for who looks at the reach of each by `least_reach`.
    """

    kind: str | None = None
    place: str | None = None
    near: bool = False
    category: str | None = None
    timing: str | None = None
    hidden: frozenset[int] = frozenset()
    imported: bool = False
    any_reach: bool = False

    @property
    def shape(self) -> tuple[bool, ...]:
        """Which filters are asked, whatever their values: one statement serves all wishes of a shape."""
        return bool(self.kind), bool(self.category), bool(self.timing), bool(self.hidden), self.imported

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
    # The least reach in a list of the whole town.
    reach: int = rules.MUNICIPALITY


def spot_of(wish: Wish, town: Town) -> Spot:
    """Translates the place of a wish into codes and reaches; an unknown place is the whole town."""
    area = town.find(wish.place)
    if wish.any_reach:
        return Spot((), "municipality_code", rules.NEIGHBOURHOOD)
    if area is None or area.code == town.code:
        return Spot((), "municipality_code")
    if area.level == DISTRICT_LEVEL:
        return Spot(((area.code, rules.DISTRICT),), "district_code")
    around = [(code, rules.NEARBY) for code in town.adjacent.get(area.code, ())] if wish.near else []
    return Spot(((area.code, rules.NEIGHBOURHOOD), *around), "place_code")


def least_reach(one: str | None, other: str | None, town: Town) -> int:
    """How far a card must reach to be in the smallest list that holds both places; None is the whole town."""
    here, there = town.find(one), town.find(other)
    if here is None or there is None or town.code in (one, other):
        return rules.MUNICIPALITY
    if here.code == there.code:
        return rules.NEIGHBOURHOOD
    if there.code in town.adjacent.get(here.code, ()):
        return rules.NEARBY
    return rules.DISTRICT if here.parent_code == there.parent_code else rules.MUNICIPALITY


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
    if wish.hidden:
        found.append(Post.author_id.not_in(bindparam("hidden", expanding=True)))
    if wish.imported:
        found.append(Post.external_id.is_not(None))
    return found


def parameters(wish: Wish, spot: Spot, town: Town) -> dict[str, Any]:
    """The values for `conditions`."""
    pairs = spot.places or ((town.code, spot.reach),)
    values: dict[str, Any] = {"kind": wish.kind, "category": wish.category, "timing": wish.timing}
    if wish.hidden:
        values["hidden"] = sorted(wish.hidden)
    for number, (code, reach) in enumerate(pairs):
        values[f"place{number}"], values[f"reach{number}"] = code, reach
    return values


def condition_for(wish: Wish, spot: Spot) -> Any:
    """All places of a list in one condition, for the search engines."""
    branches = max(1, len(spot.places))
    return or_(*(and_(*conditions(wish, spot.column, n)) for n in range(branches)))
