"""Who lives next to whom: by borders where they are known, else by the middles."""

from buuv.places import adjacency, boundaries
from tests.places.maps import LINDESTAD, REAL, real_maps

KERN, MOLEN, NOORD, HOEF, EILAND = (f"BU999{n}" for n in ("00101", "00102", "00201", "00202", "00203"))


def an_area(*corners):
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def a_box(west, south, east, north):
    return an_area((west, south), (east, south), (east, north), (west, north))


def lindestad():
    outlines = boundaries.read(LINDESTAD.read_bytes())
    return {o.code: o.geometry for o in outlines}, {o.code: (o.lon, o.lat) for o in outlines}


def test_a_shared_border_makes_neighbours_also_when_one_side_has_more_corners():
    pairs = adjacency.by_border(lindestad()[0])
    assert pairs == {(KERN, MOLEN), (KERN, NOORD), (MOLEN, NOORD), (MOLEN, HOEF), (NOORD, HOEF)}


def test_areas_that_meet_in_one_corner_are_no_neighbours():
    assert not adjacency.by_border({"a": a_box(5, 52, 5.01, 52.01), "b": a_box(5.01, 52.01, 5.02, 52.02)})


def test_a_gap_of_two_metres_between_two_maps_is_no_gap():
    assert adjacency.by_border({"b": a_box(5.01003, 52.002, 5.02, 52.008), "a": a_box(5, 52, 5.01, 52.01)}) == {
        ("a", "b")
    }


def test_a_street_in_between_parts_two_areas():
    assert not adjacency.by_border({"a": a_box(5, 52, 5.01, 52.01), "b": a_box(5.0103, 52, 5.02, 52.01)})


def test_a_long_side_passes_by_several_areas():
    row = {f"n{i}": a_box(5 + i / 100, 52.01, 5.01 + i / 100, 52.02) for i in range(3)}
    pairs = adjacency.by_border({"long": a_box(5, 52, 5.03, 52.01), **row})
    assert pairs == {("long", "n0"), ("long", "n1"), ("long", "n2"), ("n0", "n1"), ("n1", "n2")}


def test_an_island_gets_its_nearest_neighbour_and_nobody_else_changes():
    assert adjacency.find(*lindestad()) - adjacency.by_border(lindestad()[0]) == {(HOEF, EILAND)}


def test_by_nearness_leaves_nobody_alone_and_skips_whom_another_lies_before():
    on_a_line = {"a": (5.0, 52.0), "b": (5.01, 52.0), "c": (5.02, 52.0), "far": (5.2, 52.0)}
    assert adjacency.by_nearness(on_a_line) == {("a", "b"), ("b", "c"), ("c", "far")}


def test_by_nearness_takes_the_four_sides_of_a_grid():
    grid = {f"{x}{y}": (5 + x * 0.0146, 52 + y * 0.009) for x in range(3) for y in range(3)}
    pairs = adjacency.by_nearness(grid)
    assert {pair for pair in pairs if "11" in pair} >= {
        ("01", "11"),
        ("10", "11"),
        ("11", "12"),
        ("11", "21"),
    }
    assert ("00", "02") not in pairs and ("00", "22") not in pairs


def test_nearness_of_none_one_or_two_on_the_same_spot_is_no_trouble():
    assert adjacency.by_nearness({}) == adjacency.by_nearness({"a": (5, 52)}) == set()
    assert adjacency.by_nearness({"a": (5, 52), "b": (5, 52)}) == {("a", "b")}
    assert adjacency.find({}, {}) == set()


@real_maps
def test_nearness_resembles_the_real_borders_of_two_towns():
    for town in ("zaanstad", "haarlem"):
        outlines = boundaries.read((REAL / f"{town}-buurten.geojson").read_bytes())
        real = adjacency.by_border({o.code: o.geometry for o in outlines})
        guessed = adjacency.by_nearness({o.code: (o.lon, o.lat) for o in outlines})
        assert len(real & guessed) > 0.8 * len(real)
        assert len(real & guessed) > 0.8 * len(guessed)
