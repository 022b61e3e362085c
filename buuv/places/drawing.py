"""A town as a drawing: its buurten as outlines on a grid or, without borders, as tidy tiles, and names that fit."""

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select

from buuv.core.database import db
from buuv.core.memory import Memory
from buuv.places import tiles
from buuv.places.inside import Geometry, Point, polygons_of
from buuv.places.models import Boundary
from buuv.places.queries import KEPT_SECONDS, Town

WIDTH = 1000
# Coarser grids for towns with many corners, so that the page stays light: a page of 40 kB compressed
# leaves some 60,000 characters for outlines.
GRIDS = (1, 2, 3, 4, 6, 8, 12)
OUTLINES_AT_MOST = 60_000
MARGIN = 8
# Between two rows of tiles there is room for a name.
SEAM = 30

Corner = tuple[int, int]


@dataclass(frozen=True)
class Shape:
    """One buurt in the drawing: its outline as an SVG path, and its middle."""

    code: str
    path: str
    x: int
    y: int


@dataclass(frozen=True)
class Label:
    """A name with the middle of its base line, in units of the drawing."""

    name: str
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    """A town of WIDTH units wide; `wide` and `narrow` are the names to show on a large and a small screen."""

    height: int
    shapes: tuple[Shape, ...]
    is_tiles: bool
    wide: tuple[Label, ...] = ()
    narrow: tuple[Label, ...] = ()


_drawings: Memory[Drawing] = Memory(seconds=KEPT_SECONDS, most=50)


def drawing_of(town: Town) -> Drawing:
    """The drawing of a town, from imported borders when every buurt has one; kept for a minute."""
    return _drawings.get(town.code, lambda: _draw(town))


def _draw(town: Town) -> Drawing:
    codes = [area.code for area in town.neighbourhoods]
    rows = db.session.execute(select(Boundary.place_code, Boundary.geometry).where(Boundary.place_code.in_(codes)))
    borders: dict[str, Geometry] = {code: json.loads(geometry) for code, geometry in rows}
    if not codes or len(borders) < len(codes):
        return _draw_tiles(town)
    return _draw_borders(town, borders)


def _draw_tiles(town: Town) -> Drawing:
    areas = town.neighbourhoods
    cells, columns, rows = tiles.arrange([(area.lon, -area.lat) for area in areas])
    side = WIDTH // max(columns, 1)
    gap, step = max(side // 20, 1), side + SEAM
    shapes = tuple(
        Shape(
            area.code,
            f"M{column * side + gap} {row * step + gap}h{side - 2 * gap}v{side - 2 * gap}h{2 * gap - side}z",
            column * side + side // 2,
            row * step + side // 2,
        )
        for area, (column, row) in zip(areas, cells, strict=True)
    )
    height, middles = max(rows, 1) * step, {shape.code: (shape.x, shape.y) for shape in shapes}
    wide, narrow = (_labels(_names_between(town, middles, step, size), size, height, step=step) for size in (22, 40))
    return Drawing(height, shapes, is_tiles=True, wide=wide, narrow=narrow)


def _names_between(town: Town, middles: dict[str, Corner], step: int, size: int) -> list[tuple[str, Corner, int]]:
    """Each wijk in the middle of its tiles, its name on the seam between two rows, where no number stands."""
    names = []
    for district, inside in town.by_district:
        spots = [middles[area.code] for area in inside if area.code in middles]
        if spots:
            x, y = (sum(values) / len(spots) for values in zip(*spots, strict=True))
            seam = max(round(y / step), 1) * step - SEAM // 2
            names.append((district.name, (round(x), seam + round(size * 0.35)), len(spots)))
    return names


def _draw_borders(town: Town, borders: dict[str, Geometry]) -> Drawing:
    points = [p for g in borders.values() for rings in polygons_of(g) for p in rings[0]]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    # At one latitude a degree east is cos(latitude) of a degree north; a town is small enough for one figure.
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * squeeze, 1e-9)

    def spot(point: Point) -> Corner:
        return (
            round((point[0] - west) * squeeze * scale) + MARGIN,
            round((north - point[1]) * scale) + MARGIN,
        )

    height = spot((west, south))[1] + MARGIN
    for grid in GRIDS:
        paths = {code: _path(geometry, spot, grid) for code, geometry in borders.items()}
        if sum(map(len, paths.values())) <= OUTLINES_AT_MOST:
            break
    shapes = tuple(Shape(a.code, paths[a.code], *spot((a.lon, a.lat))) for a in town.neighbourhoods)
    names = [(d.name, spot((d.lon, d.lat)), len(inside)) for d, inside in town.by_district]
    return Drawing(height, shapes, is_tiles=False, wide=_labels(names, 22, height), narrow=_labels(names, 40, height))


def _path(geometry: Geometry, spot: Callable[[Point], Corner], grid: int) -> str:
    """The outlines with whole numbers, each corner relative to the one before."""
    rings = [_corners([spot(p) for p in ring], grid) for rings in polygons_of(geometry) for ring in rings]
    drawn = [ring for ring in rings if len(ring) > 2]
    # A buurt smaller than the grid is still there, or nobody could choose it.
    return "".join(map(_outline, drawn or [_speck(rings[0][0], 2 * grid)]))


def _corners(ring: list[Corner], grid: int) -> list[Corner]:
    """The corners on the grid without the ones that say nothing; two neighbours round their border alike."""
    found: list[Corner] = []
    for x, y in ring:
        corner = (round(x / grid) * grid, round(y / grid) * grid)
        if found and corner == found[-1]:
            continue
        if len(found) > 1 and _is_straight(found[-2], found[-1], corner):
            found[-1] = corner
        else:
            found.append(corner)
    return found[:-1] if len(found) > 1 and found[0] == found[-1] else found


def _is_straight(a: Corner, b: Corner, c: Corner) -> bool:
    return (b[0] - a[0]) * (c[1] - b[1]) == (b[1] - a[1]) * (c[0] - b[0])


def _speck(middle: Corner, size: int) -> list[Corner]:
    x, y = middle
    return [(x - size, y - size), (x + size, y - size), (x + size, y + size), (x - size, y + size)]


def _outline(ring: list[Corner]) -> str:
    x, y = ring[0]
    parts = [f"M{x} {y}l"]
    for to_x, to_y in ring[1:]:
        step_x, step_y = to_x - x, to_y - y
        parts.append(f"{step_x}{'' if step_y < 0 else ' '}{step_y} ")
        x, y = to_x, to_y
    return "".join(parts).rstrip() + "z"


def _labels(names: Iterable[tuple[str, Corner, int]], size: int, height: int, *, step: int = 0) -> tuple[Label, ...]:
    """The names that fit without touching one another, those of the largest wijken first.

    A letter of the page's font is on average 0.56 of its size wide (measured on Atkinson Hyperlegible Next).
    """
    placed: list[tuple[float, float, float, float]] = []
    found = []
    for name, (x, y), _ in sorted(names, key=lambda one: -one[2]):
        half = len(name) * size * 0.56 / 2 + size / 3
        if 2 * half > WIDTH:
            continue
        middle = min(max(x, half), WIDTH - half)
        for shift in (0, *(times * (step or size) for times in (-1, 1, -2, 2))):
            base = y + shift
            box = (middle - half, base - size, middle + half, base + size * 0.35)
            if box[1] > 0 and box[3] < height and not any(_touch(box, other) for other in placed):
                placed.append(box)
                found.append(Label(name, round(middle), base))
                break
    return tuple(found)


def _touch(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
