"""The map: each buurt a named link with its count, the same figures beside it, and the filters of the lists."""

import gzip

import pytest

from buuv.places import drawing, loading
from buuv.places import queries as places
from tests.builders import HOME, TOWN, a_post, an_account
from tests.client import words_of
from tests.places.maps import REAL, real_maps

SVG = "{http://www.w3.org/2000/svg}"


def figures(page):
    """The row of each buurt in the table: its cells by its name."""
    rows = [row for row in page.one("table").iter("tr") if row.find("td") is not None]
    return {words_of(row.find("th")): [words_of(cell) for cell in row.findall("td")] for row in rows}


def areas_of(page):
    """The link of each buurt in the drawing, by its name."""
    return {
        words_of(link.find(SVG + "title")): link.get("href")
        for link in page.one(SVG + "svg", role="group").iter(SVG + "a")
    }


def test_a_buurt_says_how_many_cards_hang_there_and_leads_to_them(client):
    for kind in ("request", "request", "offer"):
        a_post(kind=kind)
    page = client.get("/kaart")
    assert areas_of(page)["Oud Zaandijk: 3 kaartjes"] == f"/zoeken?plaats={HOME}"
    assert figures(page)["Oud Zaandijk"] == ["2", "1"]
    client.get(f"/zoeken?plaats={HOME}")
    assert "3 kaartjes" in client.page.text


def test_every_buurt_is_in_the_drawing_and_in_the_table(client):
    page = client.get("/kaart")
    names = {area.name for area in places.get_town(TOWN).neighbourhoods}
    assert set(figures(page)) == names
    assert {label.partition(":")[0] for label in areas_of(page)} == names


def test_the_filters_of_a_list_count_on_the_map(client):
    a_post(category="tuin")
    a_post(category="computer")
    page = client.get("/kaart?wat=vragen&soort=tuin")
    assert areas_of(page)["Oud Zaandijk: 1 kaartje"] == f"/vragen?plaats={HOME}&soort=tuin"
    assert figures(page)["Oud Zaandijk"] == ["1"]


def test_without_borders_each_buurt_is_a_tile_with_its_number(client):
    a_post()
    said = [words_of(text) for text in client.get("/kaart").one(SVG + "svg", role="group").iter(SVG + "text")]
    numbers, names = [one for one in said if one.isdigit()], [one for one in said if not one.isdigit()]
    assert "Zaandam Zuid" in names and max(map(names.count, names)) == 2
    assert sorted(numbers)[-1] == "1" and len(numbers) == 50


def test_a_new_card_is_on_the_map_at_once(client):
    author = an_account()
    client.get("/kaart")
    a_post(author=author)
    assert "Oud Zaandijk: 1 kaartje" in areas_of(client.get("/kaart"))


@pytest.mark.parametrize(("most", "starts"), [(0, (1, 2, 4, 7)), (9, (1, 2, 4, 7)), (18, (1, 5, 10, 15))])
def test_shades_begin_where_the_fullest_buurt_asks(most, starts):
    from buuv.web.pages.map import _starts

    assert _starts(most) == starts


@real_maps
def test_the_map_with_real_borders_weighs_little(client):
    loading.import_file(REAL / "zaanstad-buurten.geojson")
    places.forget_places()
    drawing._drawings.forget()
    page = client.get("/kaart")
    assert not any(words_of(text).isdigit() for text in page.one(SVG + "svg", role="group").iter(SVG + "text"))
    assert len(gzip.compress(page.body.encode())) < 40_000
