"""Which areas lie next to each other: by the borders they share, or else by their middles."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise

from buuv.places import coordinates, inside
from buuv.places.inside import Geometry, Point

Pair = tuple[str, str]
Pairs = set[Pair]

# Two maps of one border may follow it with other points: this near counts as on it, for this length.
NEAR_METRES = 5.0
ALONG_METRES = 30.0

# Measured against the shared borders of Zaanstad and Haarlem: 100 degrees finds 85 of every 100 pairs, and 16
# of every 100 that it finds are not real; 90 misses more (24), 110 errs more (24).
BETWEEN_DEGREES = 100
_WIDE = -math.cos(math.radians(BETWEEN_DEGREES))


def find(geometries: Mapping[str, Geometry], middles: Mapping[str, Point]) -> Pairs:
    """All pairs by border; an area that touches none, an island or across water, gets its nearest ones."""
    pairs = by_border(geometries)
    touching = {code for pair in pairs for code in pair}
    if len(touching) < len(middles):
        pairs |= {pair for pair in by_nearness(middles) if not touching.issuperset(pair)}
    return pairs


def by_border(geometries: Mapping[str, Geometry]) -> Pairs:
    """The pairs, each in order of code, with two corners or 30 metres of border in common."""
    pairs = _sharing_corners(geometries)
    if len(geometries) < 2:
        return pairs
    near = next(iter(geometries.values()))
    latitude = inside.polygons_of(near)[0][0][0][1]
    areas = {code: _Area(geometry, latitude) for code, geometry in geometries.items()}
    for a, b in _overlapping(areas):
        if (a, b) not in pairs and areas[a].runs_along(areas[b]):
            pairs.add((a, b))
    return pairs


def by_nearness(middles: Mapping[str, Point]) -> Pairs:
    """The pairs, each in order of code, with no third middle between them; every area gets at least one.

    Between means that the two are seen from there at more than BETWEEN_DEGREES (with 90 a Gabriel graph,
    K.R. Gabriel and R.R. Sokal 1969). So it is symmetric, links each area with its nearest, and needs no
    distance, which would be wrong in a village or in a city.
    """
    if not middles:
        return set()
    latitude = sum(lat for _, lat in middles.values()) / len(middles)
    spots = {code: coordinates.on_a_plane(*middle, near=latitude) for code, middle in middles.items()}
    pairs = set()
    for a, spot in spots.items():
        others = sorted((math.dist(spot, other), code) for code, other in spots.items() if code != a)
        for place, (distance, b) in enumerate(others):
            # A third that lies further from here than the other cannot lie between the two.
            thirds = ((near, math.dist(spots[b], spots[c])) for near, c in others[:place])
            if a < b and not any(_is_between(distance, *sides) for sides in thirds):
                pairs.add((a, b))
    return pairs


def _is_between(distance: float, one: float, other: float) -> bool:
    """Whether a point at these distances from two ends sees them wide apart (the law of cosines)."""
    return distance**2 - one**2 - other**2 > 2 * one * other * _WIDE


def _sharing_corners(geometries: Mapping[str, Geometry]) -> Pairs:
    owners: dict[Point, set[str]] = defaultdict(set)
    for code, geometry in geometries.items():
        for polygon in inside.polygons_of(geometry):
            for ring in polygon:
                for lon, lat in ring:
                    owners[lon, lat].add(code)
    once: Pairs = set()
    twice: Pairs = set()
    for codes in owners.values():
        if len(codes) > 1:
            for pair in combinations(sorted(codes), 2):
                (twice if pair in once else once).add(pair)
    return twice


class _Area:
    """One area in metres, to measure whether another runs along it."""

    def __init__(self, geometry: Geometry, latitude: float) -> None:
        rings = [ring for polygon in inside.polygons_of(geometry) for ring in polygon]
        self.rings = [[coordinates.on_a_plane(*corner, near=latitude) for corner in ring] for ring in rings]
        xs = [x for ring in self.rings for x, _ in ring]
        ys = [y for ring in self.rings for _, y in ring]
        self.west, self.east = min(xs) - NEAR_METRES, max(xs) + NEAR_METRES
        self.south, self.north = min(ys) - NEAR_METRES, max(ys) + NEAR_METRES

    def runs_along(self, other: "_Area") -> bool:
        """Whether corners of one that lie near the border of the other stretch far enough."""
        # Where two borders begin or stop to run together, one of them has a corner; so corners are enough.
        near = [*self._near(other), *other._near(self)]
        return any(math.dist(a, b) >= ALONG_METRES for a, b in combinations(near, 2))

    def _near(self, other: "_Area") -> Iterator[Point]:
        sides = [side for ring in other.rings for side in pairwise(ring) if self._meets(*side)]
        for corner in (c for ring in self.rings for c in ring[1:] if other._meets(c, c)):
            if any(_distance(corner, p, q) <= NEAR_METRES for p, q in sides):
                yield corner

    def _meets(self, p: Point, q: Point) -> bool:
        return (
            min(p[0], q[0]) <= self.east
            and max(p[0], q[0]) >= self.west
            and min(p[1], q[1]) <= self.north
            and max(p[1], q[1]) >= self.south
        )


def _overlapping(areas: dict[str, _Area]) -> Iterator[Pair]:
    """Pairs whose frames meet, by walking from west to east."""
    open_ones: list[str] = []
    for code in sorted(areas, key=lambda c: areas[c].west):
        here = areas[code]
        open_ones = [other for other in open_ones if areas[other].east >= here.west]
        for other in open_ones:
            if areas[other].south <= here.north and areas[other].north >= here.south:
                yield (code, other) if code < other else (other, code)
        open_ones.append(code)


def _distance(point: Point, p: Point, q: Point) -> float:
    """From a point to the piece of line between two others."""
    (x, y), (x0, y0), (x1, y1) = point, p, q
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0))
