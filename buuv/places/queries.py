"""Places as a town's pages need them: read once, kept in memory, refreshed when they change."""

import math
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select

from buuv.core.database import db
from buuv.core.memory import Memory
from buuv.places.models import DISTRICT, NEIGHBOURHOOD, Adjacency, Place, Postcode


@dataclass(frozen=True)
class Area:
    """One place, detached from the database."""

    code: str
    level: str
    name: str
    parent_code: str | None
    lon: float
    lat: float
    is_ended: bool


class Town:
    """All places of one municipality, by code and by neighbourhood."""

    def __init__(self, code: str, areas: list[Area], adjacent: dict[str, tuple[str, ...]], has_postcodes: bool):
        self.code = code
        self.areas = {area.code: area for area in areas}
        self.adjacent = adjacent
        self.has_postcodes = has_postcodes

    @property
    def name(self) -> str:
        """The municipality's name."""
        return self.areas[self.code].name

    @cached_property
    def districts(self) -> list[Area]:
        """The wijken in order of code, which is the order of the town."""
        return [a for a in self.areas.values() if a.level == DISTRICT and not a.is_ended]

    @cached_property
    def neighbourhoods(self) -> list[Area]:
        """The buurten in order of code."""
        return [a for a in self.areas.values() if a.level == NEIGHBOURHOOD and not a.is_ended]

    @cached_property
    def by_district(self) -> list[tuple[Area, list[Area]]]:
        """Each wijk with its buurten, both by name, for a list to choose from; a wijk without any is left out."""
        areas = sorted(self.neighbourhoods, key=_by_name)
        pairs = ((d, [n for n in areas if n.parent_code == d.code]) for d in sorted(self.districts, key=_by_name))
        return [(district, inside) for district, inside in pairs if inside]

    def find(self, code: str | None) -> Area | None:
        """The place with this code, ended ones included, when it lies in this town."""
        return self.areas.get(code) if code else None

    def find_neighbourhood(self, code: str | None) -> Area | None:
        """A buurt in which people live now."""
        area = self.find(code)
        return area if area and area.level == NEIGHBOURHOOD and not area.is_ended else None

    def name_of(self, code: str | None) -> str:
        """The name to show for a card's place; the town itself when it has none."""
        area = self.find(code)
        return area.name if area else self.name

    def nearest(self, lon: float, lat: float, count: int = 6) -> list[Area]:
        """The buurten whose middle lies nearest to a point, nearest first."""
        # At one latitude a degree east is cos(latitude) of a degree north; enough to compare within a town.
        squeeze = math.cos(math.radians(lat))
        return sorted(self.neighbourhoods, key=lambda a: ((a.lon - lon) * squeeze) ** 2 + (a.lat - lat) ** 2)[:count]


def _by_name(area: Area) -> str:
    return area.name.casefold()


# Another process may import boundaries; a minute later every page knows them.
KEPT_SECONDS = 60

_towns: Memory[Town] = Memory(seconds=KEPT_SECONDS, most=1000)
_names: Memory[str] = Memory(seconds=KEPT_SECONDS, most=1000)


def forget_places() -> None:
    """Reads the places again at the next question, after a change in this process."""
    _towns.forget()
    _names.forget()


def get_town(code: str) -> Town:
    """The town with all its places, kept in memory; KeyError when it was never loaded."""
    return _towns.get(code, lambda: _read_town(code))


def _read_town(code: str) -> Town:
    rows = db.session.scalars(select(Place).where(Place.municipality_code == code).order_by(Place.code)).all()
    areas = [Area(p.code, p.level, p.name, p.parent_code, p.lon, p.lat, p.ended_at is not None) for p in rows]
    if not any(area.code == code for area in areas):
        raise KeyError(code)
    adjacent: dict[str, list[str]] = {}
    mine = select(Place.code).where(Place.municipality_code == code)
    pairs = select(Adjacency.place_code, Adjacency.neighbour_code).where(
        Adjacency.place_code.in_(mine), Adjacency.neighbour_code.in_(mine)
    )
    for place, neighbour in db.session.execute(pairs.order_by(Adjacency.neighbour_code)):
        adjacent.setdefault(place, []).append(neighbour)
    count = db.session.scalar(select(func.count()).select_from(Postcode).where(Postcode.municipality_code == code))
    return Town(code, areas, {k: tuple(v) for k, v in adjacent.items()}, bool(count))


def place_name(code: str) -> str:
    """The name of any buurt, wijk or gemeente, also of one that is no more; the code when it was never loaded."""
    return _names.get(code, lambda: db.session.scalar(select(Place.name).where(Place.code == code)) or code)


def find_postcode(municipality_code: str, typed: str) -> Postcode | None:
    """The point of a postcode; only its four digits are looked at, and nothing is kept."""
    digits = "".join(typed.split())[:4]
    return db.session.get(Postcode, (municipality_code, digits)) if digits.isdigit() else None
