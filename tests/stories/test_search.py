"""Searching as a neighbour does it: with a typing error, from the buurt, with and without JavaScript."""

import pytest

from buuv.posts import rules
from tests.browser import follow, press
from tests.builders import HOME, a_post


@pytest.fixture(autouse=True)
def has_read_its_words(plain_page):
    """The server of the tests reads its words at its first search, which takes long on a busy machine."""
    plain_page.goto("/zoeken?q=heg", timeout=60_000)


def test_a_visitor_finds_a_lift_and_reads_why(plain_page, live_server):
    with live_server.arrange():
        a_post(title="Ik rijd u graag naar de huisarts", kind=rules.OFFER, category="vervoer", place_code=HOME)
    plain_page.goto("/")
    plain_page.get_by_label("Zoek op het prikbord").fill("lift naar de huisrts")
    press(plain_page, "Zoeken")
    assert plain_page.get_by_text("Bedoelde u").is_visible()
    assert plain_page.locator("mark").first.is_visible()
    follow(plain_page, "Waarom zie ik dit?")
    assert plain_page.get_by_role("row", name="Samen").is_visible()
    follow(plain_page, "Terug naar wat u zocht")
    follow(plain_page, "Ik rijd u graag naar de huisarts")
    assert plain_page.url.endswith("-vervoer-oud-zaandijk")


def test_who_finds_nothing_asks_with_the_same_words(plain_page, live_server):
    plain_page.goto("/zoeken")
    plain_page.get_by_label("Waar zoekt u naar?").fill("tovenaar voor een feest")
    press(plain_page, "Zoeken")
    follow(plain_page, "Stel een vraag over")
    assert plain_page.locator("[name=title]").input_value() == "tovenaar voor een feest"


def test_suggestions_are_chosen_with_the_arrows_and_left_with_escape(browser_page, live_server):
    with live_server.arrange():
        a_post(title="Wie kan mijn heg snoeien?", category="tuin")
    browser_page.goto("/zoeken")
    field = browser_page.get_by_role("combobox", name="Waar zoekt u naar?")
    field.press_sequentially("heg")
    option = browser_page.get_by_role("option", name="heg snoeien")
    option.wait_for()
    field.press("Escape")
    assert not option.is_visible() and field.input_value() == "heg"
    field.press("ArrowDown")
    assert option.is_visible()
    with browser_page.expect_navigation():
        field.press("Enter")
    assert browser_page.url.endswith("/zoeken?q=heg+snoeien")
    assert browser_page.get_by_role("link", name="Wie kan mijn heg snoeien?").first.is_visible()
