"""Coordinates of the Netherlands: RD New (EPSG:28992, metres) to WGS84 (degrees) and back, to about 25 cm.

Source of the figures: F.H. Schreutelkamp and G.L. Strang van Hees, "Benaderingsformules voor de
transformatie tussen RD- en WGS84-kaartcoördinaten", Geodesia 43 (2001).
"""

import math
import re
from typing import Literal

System = Literal["RD", "WGS84"]

# West, south, east, north. RD as the Kadaster bounds it; WGS84 somewhat wider than land and coastal waters.
BOUNDS: dict[System, tuple[float, float, float, float]] = {
    "RD": (-7_000, 289_000, 300_000, 629_000),
    "WGS84": (3.0, 50.6, 7.4, 53.9),
}
METRES_PER_DEGREE = 111_320

_WGS84_CODES = {"4326", "4258", "CRS84"}
_AMERSFOORT_X, _AMERSFOORT_Y = 155_000.0, 463_000.0
_AMERSFOORT_LON, _AMERSFOORT_LAT = 5.38720621, 52.15517440


def to_wgs84(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude in degrees of a point in RD metres."""
    a, b = (x - _AMERSFOORT_X) * 1e-5, (y - _AMERSFOORT_Y) * 1e-5
    a2, b2 = a * a, b * b
    a3, b3 = a2 * a, b2 * b
    north = (
        (3235.65389 * b - 32.58297 * a2 - 0.24750 * b2 - 0.84978 * a2 * b)
        + (-0.06550 * b3 - 0.01709 * a2 * b2 - 0.00738 * a + 0.00530 * a2 * a2)
        + (-0.00039 * a2 * b3 + 0.00033 * a2 * a2 * b - 0.00012 * a * b)
    )
    east = (
        (5260.52916 * a + 105.94684 * a * b + 2.45656 * a * b2 - 0.81885 * a3)
        + (0.05594 * a * b3 - 0.05607 * a3 * b + 0.01199 * b - 0.00256 * a3 * b2)
        + (0.00128 * a * b2 * b2 + 0.00022 * b2 - 0.00022 * a2 + 0.00026 * a3 * a2)
    )
    return _AMERSFOORT_LON + east / 3600, _AMERSFOORT_LAT + north / 3600


def to_rd(lon: float, lat: float) -> tuple[float, float]:
    """RD metres (x to the east, y to the north) of a point in degrees."""
    f, g = 0.36 * (lat - _AMERSFOORT_LAT), 0.36 * (lon - _AMERSFOORT_LON)
    f2, g2 = f * f, g * g
    f3, g3 = f2 * f, g2 * g
    x = (
        (190094.945 * g - 11832.228 * f * g - 114.221 * f2 * g - 32.391 * g3 - 0.705 * f)
        + (-2.340 * f3 * g - 0.608 * f * g3 - 0.008 * g2 + 0.148 * f2 * g3)
    )  # fmt: skip
    y = (
        (309056.544 * f + 3638.893 * g2 + 73.077 * f2 - 157.984 * f * g2 + 59.788 * f3)
        + (0.433 * g - 6.439 * f2 * g2 - 0.032 * f * g + 0.092 * g2 * g2 - 0.054 * f * g2 * g2)
    )  # fmt: skip
    return _AMERSFOORT_X + x, _AMERSFOORT_Y + y


def lies_within(system: System, x: float, y: float) -> bool:
    """Whether a point may lie in the Netherlands; never for what is not finite."""
    west, south, east, north = BOUNDS[system]
    return west <= x <= east and south <= y <= north


def system_of(x: float, y: float) -> System | None:
    """The system that a point must be in by its size, as the ranges do not meet; None when it is neither."""
    if lies_within("WGS84", x, y):
        return "WGS84"
    return "RD" if lies_within("RD", x, y) else None


def system_named(crs: object) -> System | None:
    """The system that a GeoJSON `crs` member names, None when there is none; ValueError for any other."""
    if crs is None:
        return None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    last = re.split(r"[:/#]", name)[-1] if isinstance(name, str) else ""
    if last == "28992":
        return "RD"
    if last in _WGS84_CODES:
        return "WGS84"
    raise ValueError(name)


def on_a_plane(lon: float, lat: float, *, near: float) -> tuple[float, float]:
    """Metres on a flat map that is true around latitude `near`: good for distances within a town."""
    return lon * math.cos(math.radians(near)) * METRES_PER_DEGREE, lat * METRES_PER_DEGREE
