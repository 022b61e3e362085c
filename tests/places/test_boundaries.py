"""Borders from a file: what CBS publishes is read, what is broken is refused by name."""

import json

import pytest

from buuv.core.errors import Refusal
from buuv.places import boundaries, inside
from tests.places.maps import LINDESTAD, LINDESTAD_RD, REAL, real_maps

SQUARE = [[5.0, 52.0], [5.01, 52.0], [5.01, 52.01], [5.0, 52.01], [5.0, 52.0]]


def a_feature(*, rings=(SQUARE,), kind="Polygon", **properties):
    properties = properties or {"code": "BU99900101", "naam": "Lindekwartier"}
    geometry = {"type": kind, "coordinates": list(rings)}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def a_file(*features, **members):
    return json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()


def refusal_of(raw):
    with pytest.raises(Refusal) as caught:
        boundaries.read(raw)
    return caught.value.sentence


def test_a_buurt_that_carries_all_codes_is_a_buurt_and_names_its_parents():
    first = boundaries.read(LINDESTAD.read_bytes())[0]
    assert (first.code, first.name) == ("BU99900101", "Lindekwartier")
    assert first.parent_names == {"WK999001": "Oude Kern", "GM9990": "Lindestad"}


def test_water_is_left_out():
    names = [outline.name for outline in boundaries.read(LINDESTAD.read_bytes())]
    assert len(names) == 5 and "Het Water" not in names


def test_rd_gives_the_same_borders_as_wgs84():
    rd = boundaries.read(LINDESTAD_RD.read_bytes())
    for here, there in zip(rd, boundaries.read(LINDESTAD.read_bytes()), strict=True):
        assert (here.code, here.name) == (there.code, there.name)
        for one, other in zip(*(inside.polygons_of(o.geometry) for o in (here, there)), strict=True):
            flat, straight = ([xy for ring in rings for point in ring for xy in point] for rings in (one, other))
            assert flat == pytest.approx(straight, abs=1.1e-5)


def test_rd_without_a_name_is_known_by_its_size():
    raw = json.loads(LINDESTAD_RD.read_text())
    del raw["crs"]
    assert boundaries.read(json.dumps(raw).encode())[0].lat == pytest.approx(52.005, abs=0.0001)


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"statcode": "WK999001", "statnaam": "Oude Kern"}, "WK999001"),
        ({"code": "GM9990", "naam": "Lindestad"}, "GM9990"),
        ({"wijkcode": "WK999001", "wijknaam": "Oude Kern", "gemeentecode": "GM9990"}, "WK999001"),
        (
            {"gemeentecode": "GM9990", "gemeentenaam": "Lindestad", "code": "BU99900101", "naam": "L"},
            "BU99900101",
        ),
    ],
)
def test_the_most_detailed_naming_wins(properties, code):
    assert boundaries.read(a_file(a_feature(**properties)))[0].code == code


def test_the_point_of_every_area_lies_inside_it_even_in_a_horseshoe():
    for outline in boundaries.read(LINDESTAD.read_bytes()):
        assert inside.contains(outline.geometry, (outline.lon, outline.lat)), outline.name


def test_a_given_point_is_believed_only_when_it_lies_inside():
    near = a_feature(code="BU99900101", naam="A", lon=5.002, lat=52.003)
    far = a_feature(code="BU99900102", naam="B", lon=5.2, lat=52.003)
    here, there = boundaries.read(a_file(near, far))
    assert (here.lon, here.lat) == (5.002, 52.003)
    assert (there.lon, there.lat) == pytest.approx((5.005, 52.005), abs=1e-5)


def test_five_decimals_are_kept_and_heights_and_slivers_are_not():
    sliver = [[5.002, 52.002], [5.002001, 52.002], [5.002001, 52.002001], [5.002, 52.002]]
    ring = [[5.0000012, 52.0, 3.5], *SQUARE[1:-1], [5.0000012, 52.0, 3.5]]
    (outline,) = boundaries.read(a_file(a_feature(rings=[ring, sliver])))
    assert outline.geometry == {"type": "Polygon", "coordinates": [[tuple(point) for point in SQUARE]]}


WRONG = [
    (a_feature(rings=[SQUARE[:2] + SQUARE[:1]]), "de vorm heeft te weinig punten"),
    (a_feature(rings=[SQUARE[:-1]]), "de vorm is niet gesloten"),
    (a_feature(rings=[[[y, x] for x, y in SQUARE]]), "het punt 52.0, 5.0 ligt niet in Nederland"),
    (
        a_feature(rings=[[*SQUARE[:2], [float("nan"), 52.0], SQUARE[0]]]),
        "het punt nan, 52.0 ligt niet in Nederland",
    ),
    (a_feature(rings=[[*SQUARE[:2], ["5", "52"], SQUARE[0]]]), "een coördinaat is geen getal"),
    (a_feature(rings=[[*SQUARE[:2], 5, SQUARE[0]]]), "een punt heeft geen lengte en breedte"),
    (a_feature(rings=[[SQUARE[0]] * 4]), "de vorm heeft geen oppervlakte"),
    (a_feature(rings=[]), "de vorm is leeg"),
    (a_feature(kind="LineString"), "de vorm is geen vlak (Polygon of MultiPolygon)"),
    (a_feature(code="BU99900101", naam=" "), "de naam ontbreekt"),
    (a_feature(code="BU99900101", naam="a" * 121), "de naam is langer dan 120 tekens"),
]


@pytest.mark.parametrize(("feature", "why"), WRONG)
def test_a_broken_feature_is_refused_by_number_and_code(feature, why):
    good = a_feature(code="BU99900105", naam="Goed")
    assert refusal_of(a_file(good, feature)) == f"Kenmerk 2 (BU99900101): {why}."


@pytest.mark.parametrize("code", ["BU9990010", "XX99900101", "WK9990", "BU٩٩٩٠٠١٠١"])
def test_a_code_that_is_none_is_refused_and_not_guessed(code):
    feature = a_feature(code=code, naam="A", gemeentecode="GM9990", gemeentenaam="Lindestad")
    assert refusal_of(a_file(feature)) == f"Kenmerk 1 ({code}): dit is geen code van een gemeente, wijk of buurt."


@pytest.mark.parametrize("feature", [{}, None, 3, {"properties": []}, a_feature(naam="A"), a_feature(code=7)])
def test_a_feature_without_a_code_is_refused_by_number(feature):
    assert refusal_of(a_file(feature)) == "Kenmerk 1: de code ontbreekt."


def test_a_code_that_comes_twice_is_refused():
    assert refusal_of(a_file(a_feature(), a_feature())) == "Kenmerk 2 (BU99900101): deze code komt twee keer voor."


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"{", b"[" * 100_000, b"code;naam\n"])
def test_what_is_no_json_is_refused(raw):
    assert refusal_of(raw) == "Het bestand is geen leesbare JSON."


@pytest.mark.parametrize("raw", [b"[]", b"3", b"{}", b'{"type": "Feature"}', b'{"type": "FeatureCollection"}'])
def test_other_json_is_refused(raw):
    assert refusal_of(raw) == "Het bestand is geen GeoJSON FeatureCollection."


def test_an_empty_file_and_an_unknown_system_are_refused():
    assert refusal_of(a_file()) == "Het bestand bevat geen gebieden."
    crs = {"type": "name", "properties": {"name": "EPSG:3857"}}
    assert refusal_of(a_file(a_feature(), crs=crs)).startswith("Het coördinatenstelsel EPSG:3857 is niet bekend")


@real_maps
@pytest.mark.parametrize(
    ("name", "count"),
    [("zaanstad-gemeente", 1), ("zaanstad-wijken", 19), ("zaanstad-buurten", 50), ("haarlem-buurten", 111)],
)
def test_a_real_map_is_read_whole(name, count):
    outlines = boundaries.read((REAL / f"{name}.geojson").read_bytes())
    assert len(outlines) == count
    assert all(inside.contains(o.geometry, inside.point_inside(o.geometry)) for o in outlines)
