"""Points and areas: whether a point lies in a GeoJSON area, and a point that certainly does."""

from typing import Any

Point = tuple[float, float]
Ring = list[Point]
Geometry = dict[str, Any]


def polygons_of(geometry: Geometry) -> list[list[Ring]]:
    """The parts of a Polygon or MultiPolygon, each an outer ring and its holes."""
    coordinates: list[Any] = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Polygon" else coordinates


def contains(geometry: Geometry, point: Point) -> bool:
    """Whether the point lies within; a hole is not within, on the border it may be either."""
    return any(_holds(polygon, point) for polygon in polygons_of(geometry))


def area_of(ring: Ring) -> float:
    """The area within a closed ring, in squared units of its coordinates."""
    return abs(_moments(ring)[0]) / 2


def point_inside(geometry: Geometry) -> Point:
    """A point for a label: the centroid of the largest part, else the middle of the widest line across it."""
    polygon = max(polygons_of(geometry), key=lambda rings: area_of(rings[0]))
    twice, x, y = _moments(polygon[0])
    if twice:
        left, low = polygon[0][0]
        middle = (left + x / (3 * twice), low + y / (3 * twice))
        if _holds(polygon, middle):
            return middle
    return _across(polygon)


def _moments(ring: Ring) -> tuple[float, float, float]:
    # Measured from the first corner: far from the origin the small differences would drown.
    left, low = ring[0]
    twice = sum_x = sum_y = 0.0
    x0 = y0 = 0.0
    for x, y in ring:
        x1, y1 = x - left, y - low
        cross = x0 * y1 - x1 * y0
        twice += cross
        sum_x += (x0 + x1) * cross
        sum_y += (y0 + y1) * cross
        x0, y0 = x1, y1
    return twice, sum_x, sum_y


def _holds(polygon: list[Ring], point: Point) -> bool:
    x, y = point
    return sum(cut <= x for cut in _cuts(polygon, y)) % 2 == 1


def _cuts(polygon: list[Ring], y: float) -> list[float]:
    """Where a horizontal line crosses the borders; a corner belongs to one of its two sides."""
    found = []
    for ring in polygon:
        x0, y0 = ring[0]
        for x1, y1 in ring:
            if (y0 <= y) != (y1 <= y):
                found.append(x0 + (y - y0) * (x1 - x0) / (y1 - y0))
            x0, y0 = x1, y1
    return found


def _across(polygon: list[Ring]) -> Point:
    heights = [y for _, y in polygon[0]]
    low, high = min(heights), max(heights)
    widest, best = -1.0, polygon[0][0]
    for tenth in range(1, 10):
        y = low + (high - low) * tenth / 10
        cuts = sorted(_cuts(polygon, y))
        for left, right in zip(cuts[::2], cuts[1::2], strict=True):
            if right - left > widest:
                widest, best = right - left, ((left + right) / 2, y)
    return best
