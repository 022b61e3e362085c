"""Searching as a neighbour does it: with a typing error, from the buurt, with and without JavaScript."""

import pytest

from buuv.posts import rules
from tests.browser import a_page, follow, press
from tests.builders import HOME, a_post, an_account


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


def test_a_search_is_kept_and_tells_what_is_new(browser, live_server):
    with live_server.arrange():
        me, neighbour = an_account(email="riet@example.org"), an_account()
    with a_page(browser, live_server, java_script_enabled=False, viewport={"width": 320, "height": 800}) as page:
        page.goto("/zoeken?q=heg+snoeien")
        follow(page, "Bewaar deze zoekopdracht")
        page.locator("#email").fill(me.email)
        press(page, "Stuur mij een code")
        page.locator("#code").fill(live_server.read_code(me.email))
        press(page, "Log in")
        press(page, "Bewaar deze zoekopdracht")
        assert page.get_by_role("status").inner_text() == "De zoekopdracht is bewaard."
        with live_server.arrange():
            a_post(author=neighbour, title="Wie kan mijn heg snoeien?", category="tuin")
        page.goto("/mijn")
        follow(page, "Bekijk of er nieuwe kaartjes hangen")
        assert page.get_by_text("1 nieuw kaartje").is_visible()
        press(page, "Bekijk de kaartjes “heg snoeien”")
        assert page.get_by_role("link", name="Wie kan mijn heg snoeien?").first.is_visible()
        page.goto("/mijn/zoekopdrachten")
        assert page.get_by_text("Geen nieuwe kaartjes.").is_visible()
        press(page, "Haal weg “heg snoeien”")
        assert page.get_by_role("status").inner_text() == "De zoekopdracht is weg."
