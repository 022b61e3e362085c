"""Official borders from a GeoJSON file, read and checked feature by feature; nothing is stored here."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from buuv.core import text
from buuv.core.errors import Refusal
from buuv.places import coordinates, inside
from buuv.places.coordinates import System
from buuv.places.inside import Geometry, Point, Ring
from buuv.places.models import level_of, municipality_of, parent_of

# Most detailed first: a buurt of CBS also carries the codes of its wijk and gemeente.
NAMINGS = (
    ("buurtcode", "buurtnaam", "BU"),
    ("statcode", "statnaam", None),
    ("code", "naam", None),
    ("wijkcode", "wijknaam", "WK"),
    ("gemeentecode", "gemeentenaam", "GM"),
)
DETAIL = {"BU": 0, "WK": 1, "GM": 2}
NAME_LENGTH = 120


@dataclass(frozen=True)
class Outline:
    """One area: a point inside it, its border in WGS84 with five decimals, names of the areas around it."""

    code: str
    name: str
    lon: float
    lat: float
    geometry: Geometry
    parent_names: dict[str, str]


class _Wrong(Exception):
    """What is wrong with one feature; `read` adds which one it is."""


def read(raw: bytes, *, progress: Callable[[float], None] | None = None) -> list[Outline]:
    """Every area on land in a FeatureCollection, RD or WGS84; Refusal names the first wrong feature."""
    features, system = _collection(raw)
    outlines: dict[str, Outline] = {}
    for number, feature in enumerate(features, start=1):
        try:
            outline = _outline(feature, system)
            if outline and outline.code in outlines:
                raise _Wrong("deze code komt twee keer voor")
        except _Wrong as wrong:
            raise Refusal(f"{_label(number, feature)}: {wrong}.") from None
        if outline:
            outlines[outline.code] = outline
        if progress and number % 100 == 0:
            progress(number / len(features))
    if not outlines:
        raise Refusal("Het bestand bevat geen gebieden.")
    return list(outlines.values())


def _collection(raw: bytes) -> tuple[list[Any], System | None]:
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Refusal("Het bestand is geen leesbare JSON.") from None
    data = data if isinstance(data, dict) else {}
    features = data.get("features")
    if data.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise Refusal("Het bestand is geen GeoJSON FeatureCollection.")
    try:
        return features, coordinates.system_named(data.get("crs"))
    except ValueError as error:
        raise Refusal(f"Het coördinatenstelsel {error} is niet bekend; gebruik RD of WGS84.") from None


def _properties(feature: Any) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _label(number: int, feature: Any) -> str:
    code = _own_code(_properties(feature))[0]
    return f"Kenmerk {number} ({text.one_line(code)[:20]})" if code else f"Kenmerk {number}"


def _outline(feature: Any, system: System | None) -> Outline | None:
    properties = _properties(feature)
    # CBS marks its water areas, which share a code with land or have no people, and the foreign country.
    if properties.get("water") in ("JA", "B"):
        return None
    code, name_key, prefix = _own_code(properties)
    if not code:
        raise _Wrong("de code ontbreekt")
    if not level_of(code) or not code.isascii() or (prefix and not code.startswith(prefix)):
        raise _Wrong("dit is geen code van een gemeente, wijk of buurt")
    geometry = _geometry(feature.get("geometry"), system)
    lon, lat = _middle(properties, geometry)
    return Outline(code, _name(properties, name_key), lon, lat, geometry, _parent_names(properties, code))


def _own_code(properties: dict[str, Any]) -> tuple[str, str, str | None]:
    """The feature's own code, where its name is, and the letters that the naming promises."""
    found = []
    for code_key, name_key, prefix in NAMINGS:
        code = properties.get(code_key)
        if isinstance(code, str) and code.strip():
            # An unknown code under a general name counts as its own, so that a slip is refused, not guessed.
            found.append((DETAIL.get(prefix or code.strip()[:2], 0), code.strip(), name_key, prefix))
    return min(found, key=lambda naming: naming[0])[1:] if found else ("", "", None)


def _name(properties: dict[str, Any], key: str) -> str:
    value = properties.get(key)
    name = text.one_line(value) if isinstance(value, str) else ""
    if not name:
        raise _Wrong("de naam ontbreekt")
    if len(name) > NAME_LENGTH:
        raise _Wrong(f"de naam is langer dan {NAME_LENGTH} tekens")
    return name


def _parent_names(properties: dict[str, Any], code: str) -> dict[str, str]:
    names = {}
    for kind, parent in (("gemeente", municipality_of(code)), ("wijk", parent_of(code))):
        name = properties.get(f"{kind}naam")
        if isinstance(name, str) and properties.get(f"{kind}code") in (None, parent) and parent:
            names[parent] = text.one_line(name)[:NAME_LENGTH]
    return {parent: name for parent, name in names.items() if name and parent != code}


def _geometry(geometry: Any, system: System | None) -> Geometry:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise _Wrong("de vorm is geen vlak (Polygon of MultiPolygon)")
    parts = [geometry.get("coordinates")] if kind == "Polygon" else geometry.get("coordinates")
    if not isinstance(parts, list) or not parts or not all(isinstance(p, list) and p for p in parts):
        raise _Wrong("de vorm is leeg")
    polygons = [[_ring(points, system) for points in part] for part in parts]
    # Five decimals may flatten a sliver; without it the area is the same.
    kept = [[ring for ring in rings if ring] for rings in polygons if rings[0]]
    if not kept:
        raise _Wrong("de vorm heeft geen oppervlakte")
    single = len(kept) == 1
    return {
        "type": "Polygon" if single else "MultiPolygon",
        "coordinates": kept[0] if single else kept,
    }


def _ring(points: Any, system: System | None) -> Ring:
    """One closed ring with five decimals in WGS84; empty when nothing is left of it."""
    if not isinstance(points, list) or len(points) < 4:
        raise _Wrong("de vorm heeft te weinig punten")
    if not all(isinstance(point, list) and len(point) >= 2 for point in points):
        raise _Wrong("een punt heeft geen lengte en breedte")
    if not all(type(point[0]) in (int, float) and type(point[1]) in (int, float) for point in points):
        raise _Wrong("een coördinaat is geen getal")
    system = system or coordinates.system_of(points[0][0], points[0][1])
    for x, y, *_ in points:
        if not system or not coordinates.lies_within(system, x, y):
            raise _Wrong(f"het punt {str(x)[:20]}, {str(y)[:20]} ligt niet in Nederland")
    if points[0][:2] != points[-1][:2]:
        raise _Wrong("de vorm is niet gesloten")
    ring: Ring = []
    for x, y, *_ in points:
        lon, lat = coordinates.to_wgs84(x, y) if system == "RD" else (x, y)
        corner = (round(lon, 5), round(lat, 5))
        if not ring or corner != ring[-1]:
            ring.append(corner)
    return ring if inside.area_of(ring) else []


def _middle(properties: dict[str, Any], geometry: Geometry) -> Point:
    given: Any = (properties.get("lon"), properties.get("lat"))
    numbers = all(isinstance(value, int | float) for value in given)
    # A label point from the maker of the map is the better one, unless it lies elsewhere.
    lon, lat = given if numbers and inside.contains(geometry, given) else inside.point_inside(geometry)
    return round(lon, 5), round(lat, 5)
