"""Brings places into the database: the facts beside a town's file, and official borders from a file of CBS.

Nothing here commits; whoever calls does, so that a load happens as a whole or not at all.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import fmean

from sqlalchemy import delete, insert, select

from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.places import adjacency, boundaries, facts, queries
from buuv.places.boundaries import Outline
from buuv.places.inside import Point
from buuv.places.models import (
    DISTRICT,
    NEIGHBOURHOOD,
    Place,
    Postcode,
    level_of,
    municipality_of,
    parent_of,
)
from buuv.places.register import Counts, Entry, Register, write_adjacency
from buuv.settings import Municipality

Progress = Callable[[float], None]

# How far an import is, as a share of its time, when the file is read and when the neighbours are known.
READ, COMPARED = 0.3, 0.8


def import_file(path: Path, *, progress: Progress | None = None) -> Counts:
    """Makes the places of each municipality in a GeoJSON file as it has them; Refusal before any change.

    `progress` hears how much is done, from 0 to 1. What the file no longer has of a level is ended and stays.
    """
    report = progress or (lambda share: None)
    outlines = boundaries.read(_contents(path), progress=lambda share: report(share * READ))
    # All thinking comes before the first query: on SQLite nobody else can write from there on.
    towns = _neighbourhoods_by_town(outlines)
    pairs = _pairs(towns, lambda share: report(READ + share * (COMPARED - READ)))
    register = Register({municipality_of(outline.code) for outline in outlines})
    for outline in outlines:
        geometry = json.dumps(outline.geometry, separators=(",", ":"))
        register.keep(outline.code, Entry(outline.name, outline.lon, outline.lat), geometry)
    present = _keep_around(register, outlines)
    _end_vanished(register, {outline.code for outline in outlines}, present)
    register.write()
    write_adjacency(towns.keys(), pairs)
    queries.forget_places()
    report(1)
    return register.counts


def load_facts(town: Municipality) -> Counts:
    """Makes places and postcodes as the files beside the town's file say; a missing file changes nothing.

    Once official borders were imported, the places file is left alone: the import knows better.
    """
    found = facts.places(town.places_file, town.code)
    postcodes = facts.postcodes(town.postcodes_file)
    register = Register([town.code])
    imported = {level_of(code) for code in register.borders}
    if found and not imported & {DISTRICT, NEIGHBOURHOOD}:
        for code, entry in found.items():
            if level_of(code) not in imported:
                register.keep(code, Entry(*entry))
        register.write()
        write_adjacency([town.code], adjacency.by_nearness(_living_neighbourhoods(town.code)))
    _write_postcodes(town.code, postcodes)
    queries.forget_places()
    return register.counts


def _contents(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise Refusal(f"Het bestand {path} is er niet of is niet te lezen.") from None


def _neighbourhoods_by_town(outlines: list[Outline]) -> dict[str, list[Outline]]:
    towns: dict[str, list[Outline]] = defaultdict(list)
    for outline in outlines:
        if level_of(outline.code) == NEIGHBOURHOOD:
            towns[municipality_of(outline.code)].append(outline)
    return towns


def _pairs(towns: dict[str, list[Outline]], report: Progress) -> adjacency.Pairs:
    """Neighbours within each municipality; those across its border appear on no page."""
    pairs: adjacency.Pairs = set()
    done, total = 0, sum(map(len, towns.values()))
    for outlines in towns.values():
        pairs |= adjacency.find(
            {outline.code: outline.geometry for outline in outlines},
            {outline.code: (outline.lon, outline.lat) for outline in outlines},
        )
        done += len(outlines)
        report(done / total)
    return pairs


def _keep_around(register: Register, outlines: list[Outline]) -> set[str]:
    """Keeps the wijken and gemeenten that the file lacks, each amid its parts; gives all codes that exist."""
    middles = {outline.code: (outline.lon, outline.lat) for outline in outlines}
    names = {code: name for outline in outlines for code, name in outline.parent_names.items()}
    for prefix in ("BU", "WK"):
        parts: dict[str, list[Point]] = defaultdict(list)
        for code, middle in middles.items():
            parent = parent_of(code)
            if code.startswith(prefix) and parent and parent not in middles:
                parts[parent].append(middle)
        for code, points in parts.items():
            lon, lat = (round(fmean(axis), 5) for axis in zip(*points, strict=True))
            middles[code] = (lon, lat)
            register.keep_around(code, names.get(code), lon, lat)
    return set(middles)


def _end_vanished(register: Register, in_file: set[str], present: set[str]) -> None:
    complete = {(level_of(code), municipality_of(code)) for code in in_file}
    for code in register.known:
        if code not in present and (level_of(code), municipality_of(code)) in complete:
            register.end(code)


def _living_neighbourhoods(town: str) -> dict[str, Point]:
    living = select(Place.code, Place.lon, Place.lat).where(
        Place.municipality_code == town, Place.level == NEIGHBOURHOOD, Place.ended_at.is_(None)
    )
    return {code: (lon, lat) for code, lon, lat in db.session.execute(living)}


def _write_postcodes(town: str, wanted: dict[str, Point]) -> None:
    mine = Postcode.municipality_code == town
    rows = db.session.execute(select(Postcode.digits, Postcode.lon, Postcode.lat).where(mine))
    known = {digits: (lon, lat) for digits, lon, lat in rows}
    if not wanted or wanted == known or db.session.get(Place, town) is None:
        return
    db.session.execute(delete(Postcode).where(mine))
    new = [
        {"municipality_code": town, "digits": digits, "lon": lon, "lat": lat} for digits, (lon, lat) in wanted.items()
    ]
    db.session.execute(insert(Postcode), new)
