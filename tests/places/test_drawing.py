"""A town as a drawing: every buurt is there, names never touch, and the outlines stay light."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buuv.places import drawing, loading, queries, tiles
from tests.places.maps import LINDESTAD, REAL, real_maps

CORNER = re.compile(r"-?\d+")


def drawing_of(code):
    queries.forget_places()
    return drawing.drawing_of(queries.get_town(code))


def boxes(labels, size):
    """Where each name stands, by its widest: three fifths of its size a letter."""
    for label in labels:
        half = len(label.name) * size * 0.56 / 2
        yield (label.x - half, label.y - size, label.x + half, label.y)


def touching(labels, size):
    return [
        (a, b)
        for a, b in combinations(boxes(labels, size), 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


def test_every_buurt_with_a_border_is_an_outline(database):
    loading.import_file(LINDESTAD)
    drawn = drawing_of("GM9990")
    assert not drawn.is_tiles
    assert {s.code for s in drawn.shapes} == {a.code for a in queries.get_town("GM9990").neighbourhoods}
    assert all(re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", shape.path) for shape in drawn.shapes)


def test_two_neighbours_draw_the_same_corners_where_they_meet():
    ring = [(0, 0), (100, 0), (100, 52), (101, 100), (0, 100)]
    mirrored = [(200, 0), (100, 0), (100, 52), (101, 100), (200, 100)]
    first, second = drawing._corners(ring, 4), drawing._corners(mirrored, 4)
    assert set(first) & set(second) == {(100, 0), (100, 52), (100, 100)} or {(100, 0), (100, 100)} <= set(first)


def test_a_buurt_smaller_than_the_grid_can_still_be_chosen():
    tiny = {"type": "Polygon", "coordinates": [[(5.0, 52.0), (5.0, 52.0), (5.0, 52.0), (5.0, 52.0)]]}
    path = drawing._path(tiny, lambda point: (500, 500), 4)
    assert path.startswith("M492 492l16 0 0 16")


@real_maps
@pytest.mark.parametrize(("name", "code"), [("zaanstad", "GM0479"), ("haarlem", "GM0392")])
def test_a_real_town_is_light_and_its_names_never_touch(database, name, code):
    loading.import_file(REAL / f"{name}-buurten.geojson")
    loading.import_file(REAL / f"{name}-wijken.geojson")
    drawn = drawing_of(code)
    assert sum(len(shape.path) for shape in drawn.shapes) <= drawing.OUTLINES_AT_MOST
    assert not touching(drawn.wide, 22) and not touching(drawn.narrow, 40)
    assert len(drawn.wide) >= 6 and all(0 <= label.x <= drawing.WIDTH for label in drawn.wide + drawn.narrow)


@given(st.lists(st.tuples(st.floats(4, 5), st.floats(-53, -52)), max_size=60))
def test_tiles_never_share_a_cell_and_leave_no_empty_edge(points):
    cells, columns, rows = tiles.arrange(points)
    assert len(cells) == len(points) == len(set(cells))
    if cells:
        assert {min(c for c, _ in cells), min(r for _, r in cells)} == {0}
        assert (columns, rows) == (max(c for c, _ in cells) + 1, max(r for _, r in cells) + 1)


def test_tiles_keep_north_above_south_and_west_left_of_east():
    points = [(4.0 + x / 10, -52.0 - y / 10) for x in range(4) for y in range(4)]
    cells, _, _ = tiles.arrange(points)
    where = dict(zip(points, cells, strict=True))
    north_west, south_east = where[(4.0, -52.3)], where[(4.3, -52.0)]
    assert north_west[0] < south_east[0] and north_west[1] < south_east[1]
