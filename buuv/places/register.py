"""The places of some municipalities as the database has them, compared with what is true now."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, text, update

from buuv.core import clock
from buuv.core.database import db
from buuv.places.models import (
    DISTRICT,
    MUNICIPALITY,
    NEIGHBOURHOOD,
    Adjacency,
    Boundary,
    Place,
    level_of,
    municipality_of,
    parent_of,
)

FROM_THE_TOP = (MUNICIPALITY, DISTRICT, NEIGHBOURHOOD)


@dataclass
class Tally:
    """What became of the places of one level."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    ended: int = 0


@dataclass(frozen=True)
class Counts:
    """A tally for every level."""

    levels: dict[str, Tally] = field(default_factory=lambda: {level: Tally() for level in FROM_THE_TOP})

    def of(self, code: str) -> Tally:
        """The tally of the level that a code says."""
        return self.levels[level_of(code) or MUNICIPALITY]


@dataclass(frozen=True)
class Entry:
    """What may change about a place."""

    name: str
    lon: float
    lat: float
    ended_at: datetime | None = None


class Register:
    """Hears what is true now; `write` then brings the database there with few statements and no commit."""

    def __init__(self, towns: Collection[str]) -> None:
        self.counts = Counts()
        _take_turns()
        mine = Place.municipality_code.in_(towns)
        entries = select(Place.code, Place.name, Place.lon, Place.lat, Place.ended_at).where(mine)
        borders = select(Boundary.place_code, Boundary.geometry).join(Place).where(mine)
        self.known = {code: Entry(name, lon, lat, ended) for code, name, lon, lat, ended in db.session.execute(entries)}
        self.borders = dict(db.session.execute(borders).all())
        self._entries: dict[str, Entry] = {}
        self._borders: dict[str, str] = {}

    def keep(self, code: str, entry: Entry, geometry: str | None = None) -> None:
        """A place exists now; one that had ended comes back to life."""
        tally = self.counts.of(code)
        redrawn = geometry is not None and self.borders.get(code) != geometry
        if geometry is not None and redrawn:
            self._borders[code] = geometry
        if self.known.get(code) != entry:
            self._entries[code] = entry
        if code not in self.known:
            tally.added += 1
        elif code in self._entries or redrawn:
            tally.changed += 1
        else:
            tally.unchanged += 1

    def keep_around(self, code: str, name: str | None, lon: float, lat: float) -> None:
        """An area exists since others lie in it; only one that is new, ended or nameless is touched."""
        known = self.known.get(code)
        if known is None:
            self.keep(code, Entry(name or _name_from(code), lon, lat))
        elif known.ended_at or (name and known.name == _name_from(code) != name):
            better = name if name and known.name == _name_from(code) else known.name
            self.keep(code, Entry(better, known.lon, known.lat))

    def end(self, code: str) -> None:
        """A place exists no more; its row stays for the cards that name it."""
        known = self.known[code]
        if known.ended_at is None:
            self._entries[code] = Entry(known.name, known.lon, known.lat, clock.now())
            self.counts.of(code).ended += 1

    def write(self) -> None:
        """Stores everything that differs, areas before the areas within them."""
        for level in FROM_THE_TOP:
            new = {c: e for c, e in self._entries.items() if c not in self.known and level_of(c) == level}
            if new:
                db.session.execute(insert(Place), [_whole_row(*item) for item in new.items()])
        changed = [_row(code, entry) for code, entry in self._entries.items() if code in self.known]
        if changed:
            db.session.execute(update(Place), changed)
        for statement, is_known in ((insert(Boundary), False), (update(Boundary), True)):
            drawn = [item for item in self._borders.items() if (item[0] in self.borders) == is_known]
            if drawn:
                db.session.execute(statement, [{"place_code": c, "geometry": g} for c, g in drawn])
        # The statements above pass by the objects that this session may hold.
        db.session.expire_all()


def write_adjacency(towns: Collection[str], pairs: Iterable[tuple[str, str]]) -> None:
    """Makes these the pairs of neighbourhoods within the municipalities, in both directions."""
    wanted = {ordered for a, b in pairs for ordered in ((a, b), (b, a))}
    mine = select(Place.code).where(Place.municipality_code.in_(towns))
    rows = select(Adjacency.place_code, Adjacency.neighbour_code).where(Adjacency.place_code.in_(mine))
    known = {(a, b) for a, b in db.session.execute(rows)}
    if gone := [{"a": a, "b": b} for a, b in known - wanted]:
        this = (Adjacency.place_code == bindparam("a"), Adjacency.neighbour_code == bindparam("b"))
        db.session.connection().execute(delete(Adjacency).where(*this), gone)
    if new := [{"place_code": a, "neighbour_code": b} for a, b in sorted(wanted - known)]:
        db.session.execute(insert(Adjacency), new)


def _take_turns() -> None:
    # Two imports at once would each add what the other adds. SQLite lets one write at a time by itself;
    # on PostgreSQL this lock holds back other imports only, not people who read or whose buurt is noted.
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE place IN SHARE ROW EXCLUSIVE MODE"))


def _name_from(code: str) -> str:
    """A name for an area of which only the code is known; CBS itself writes "Wijk 03" for such a wijk."""
    return f"Wijk {code[6:]}" if code.startswith("WK") else f"Gemeente {code[2:]}"


def _row(code: str, entry: Entry) -> dict[str, Any]:
    return {"code": code, "name": entry.name, "lon": entry.lon, "lat": entry.lat, "ended_at": entry.ended_at}


def _whole_row(code: str, entry: Entry) -> dict[str, Any]:
    around = {"parent_code": parent_of(code), "municipality_code": municipality_of(code)}
    return {**_row(code, entry), "level": level_of(code), **around}
