"""Asking, offering, finding, answering and sharing in a real browser, with JavaScript off."""

import pytest

from tests.browser import a_page, follow, press
from tests.builders import HOME

pytestmark = pytest.mark.browser

QUESTION = "Wie gaat dinsdag met mij mee naar de huisarts?"
OFFER = "Ik snoei graag een heg bij een buur"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def visit(browser, live_server):
    """Opens a window of one more person, without JavaScript."""
    windows = []

    def open_window(**options):
        window = a_page(browser, live_server, java_script_enabled=False, **options)
        windows.append(window)
        return window.__enter__()

    yield open_window
    for window in windows:
        window.__exit__(None, None, None)


def type_card(page, title, body, category):
    """The three steps as far as the address."""
    page.locator("#title").fill(title)
    page.locator("#body").fill(body)
    press(page, "Verder")
    page.locator(f"input[name=category][value={category}]").check()
    press(page, "Verder")


def ask(page, server, *, title=QUESTION, door="Ik kan hulp gebruiken", category="vervoer", email="riet@example.org"):
    """The whole way from the front page to the card, as a visitor with the code from the mail."""
    page.goto("/")
    follow(page, door)
    type_card(page, title, "Ik loop niet zo snel.", category)
    page.locator("#place").select_option(HOME)
    page.locator("#email").fill(email)
    press(page, "Verder")
    page.locator("#code").fill(server.read_code(email))
    page.locator("#agreed").check()
    press(page, "Zet op het bord")
    return page.locator("h1").inner_text()


def sign_in_as_newcomer(page, server, email, name):
    page.locator("#email").fill(email)
    press(page, "Stuur mij een code")
    page.locator("#code").fill(server.read_code(email))
    press(page, "Log in")
    page.locator("#shown_name").fill(name)
    page.locator("#place").select_option(HOME)
    page.locator("#agreed").check()
    press(page, "Doe mee")


def write(page, words):
    page.locator("#body").fill(words)
    press(page, "Stuur mijn bericht")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "390"])
def test_a_visitor_asks_with_the_code_from_the_mail(visit, live_server, viewport):
    page = visit(viewport=viewport)
    assert ask(page, live_server) == QUESTION
    assert page.get_by_role("status").inner_text().startswith("Uw kaartje hangt op het bord.")
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0
    page.goto("/vragen")
    assert page.get_by_role("link", name=QUESTION).is_visible()


def test_two_neighbours_find_each_other(visit, live_server):
    """Ask, find by filter, answer as a newcomer, write to and fro, and share details."""
    riet, henk = visit(viewport=WIDE), visit(viewport=NARROW)
    ask(riet, live_server)

    henk.goto("/")
    follow(henk, "Alle vragen")
    henk.locator("#plaats").select_option(HOME)
    press(henk, "Laat zien")
    follow(henk, QUESTION)
    follow(henk, "Ik wil helpen")
    henk.locator("#body").fill("Dag, dinsdag kan ik.")
    press(henk, "Verder naar inloggen")
    sign_in_as_newcomer(henk, live_server, "henk@example.org", "Henk")
    assert henk.locator("#body").input_value() == "Dag, dinsdag kan ik."
    press(henk, "Stuur mijn bericht")

    assert "tulp" not in live_server.mails_to("riet@example.org")[-1].as_string()
    riet.goto("/mijn")
    follow(riet, "Henk")
    write(riet, "Fijn! Tien uur bij de tulp?")
    henk.reload()
    assert "Tien uur bij de tulp?" in henk.locator(".messages").inner_text()
    write(henk, "Afgesproken.")

    follow(henk, "Deel mijn gegevens")
    henk.locator("#line").fill("06 12345678")
    press(henk, "Deel mijn gegevens")
    riet.reload()
    assert "06 12345678" in riet.locator("aside").inner_text()
    assert "henk@example.org" not in riet.content()


def test_an_offer_is_found_by_filter_and_by_search(visit, live_server):
    mina, piet = visit(viewport=NARROW), visit(viewport=WIDE)
    ask(mina, live_server, title=OFFER, door="Ik wil iets doen", category="tuin", email="mina@example.org")
    piet.goto("/aanbod?soort=tuin")
    assert piet.get_by_role("link", name=OFFER).is_visible()
    piet.goto("/")
    piet.locator("#q").fill("heggen snoeien")
    press(piet, "Zoeken")
    follow(piet, OFFER)
    assert piet.locator("h1").inner_text() == OFFER


def test_the_back_button_loses_nothing(visit):
    page = visit()
    page.goto("/vraag-stellen")
    type_card(page, QUESTION, "Ik loop niet zo snel.", "vervoer")
    page.go_back()
    assert page.locator("input[name=category]:checked").get_attribute("value") == "vervoer"
    page.go_back()
    assert page.locator("#title").input_value() == QUESTION
    assert page.locator("#body").input_value() == "Ik loop niet zo snel."


def tab_to(page, selector):
    """Presses Tab until this element has the focus, which it must get within the page."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab on {page.url}")


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_asking_by_keyboard_alone(visit, live_server):
    page = visit(viewport=WIDE)
    page.goto("/")
    tab_to(page, "a.door--request")
    enter(page)
    tab_to(page, "#title")
    page.keyboard.type(QUESTION)
    tab_to(page, "main form .button")
    enter(page)
    tab_to(page, "input[name=category]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "main form .button")
    enter(page)
    tab_to(page, "#place")
    page.keyboard.type("Oud Zaandijk")
    tab_to(page, "#email")
    page.keyboard.type("riet@example.org")
    tab_to(page, "main form .button:not([name])")
    enter(page)
    tab_to(page, "#code")
    page.keyboard.type(live_server.read_code("riet@example.org"))
    tab_to(page, "#agreed")
    page.keyboard.press("Space")
    tab_to(page, "main form .button")
    enter(page)
    assert page.locator("h1").inner_text() == QUESTION
    assert "Oud Zaandijk" in page.locator("aside").inner_text()


def test_a_mistake_by_keyboard_begins_at_the_summary(visit):
    page = visit()
    page.goto("/vraag-stellen")
    tab_to(page, "main form .button")
    enter(page)
    assert page.evaluate("document.activeElement.id") == "fouten"
    tab_to(page, ".summary a")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("['title', 'body'].includes(document.activeElement.id)")
