"""RD and WGS84: the published points come out, and each is told from the other."""

import math

import pytest

from buuv.places import coordinates

# The two towers are the examples of Schreutelkamp and Strang van Hees themselves.
TOWERS = [
    ("Onze-Lieve-Vrouwetoren, Amersfoort", (155_000, 463_000), (5.38720621, 52.15517440)),
    ("Westertoren, Amsterdam", (120_700.723, 487_525.501), (4.88352559, 52.37453253)),
    ("Martinitoren, Groningen", (233_883.131, 582_065.167), (6.56820053, 53.21938317)),
]


@pytest.mark.parametrize(("name", "rd", "wgs84"), TOWERS)
def test_a_tower_stands_where_the_literature_has_it(name, rd, wgs84):
    assert coordinates.to_wgs84(*rd) == pytest.approx(wgs84, abs=1e-7)
    assert coordinates.to_rd(*wgs84) == pytest.approx(rd, abs=0.25)


def test_going_there_and_back_ends_within_a_centimetre():
    for x in range(20_000, 280_001, 20_000):
        for y in range(310_000, 620_001, 20_000):
            assert coordinates.to_rd(*coordinates.to_wgs84(x, y)) == pytest.approx((x, y), abs=0.01)


def test_the_size_of_the_figures_tells_the_system():
    assert coordinates.system_of(116_000, 496_000) == "RD"
    assert coordinates.system_of(4.81, 52.46) == "WGS84"


@pytest.mark.parametrize("point", [(52.46, 4.81), (0, 0), (2.35, 48.86), (math.nan, 52.4), (4.8, math.inf)])
def test_what_is_not_in_the_netherlands_has_no_system(point):
    assert coordinates.system_of(*point) is None


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("urn:ogc:def:crs:EPSG::28992", "RD"),
        ("EPSG:28992", "RD"),
        ("http://www.opengis.net/def/crs/EPSG/0/28992", "RD"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "WGS84"),
        ("EPSG:4326", "WGS84"),
    ],
)
def test_a_named_system_is_understood(name, system):
    assert coordinates.system_named({"type": "name", "properties": {"name": name}}) == system


def test_no_name_is_no_system_and_another_name_an_error():
    assert coordinates.system_named(None) is None
    for crs in ({"properties": {"name": "EPSG:3857"}}, {"properties": None}, "RD", []):
        with pytest.raises(ValueError):
            coordinates.system_named(crs)


def test_a_degree_north_is_a_hundred_and_eleven_kilometres_on_the_plane():
    low = coordinates.on_a_plane(5, 52, near=52)
    assert math.dist(low, coordinates.on_a_plane(5, 53, near=52)) == pytest.approx(111_320, abs=1)
    assert math.dist(low, coordinates.on_a_plane(6, 52, near=52)) == pytest.approx(68_535, abs=20)
