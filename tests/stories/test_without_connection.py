"""A phone that loses its connection: it is told so, and what was typed is still there."""

import json

import pytest

from tests.browser import a_page

QUESTION = "Wie rijdt dinsdag met mij mee naar de huisarts?"
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('buuv:'))"


@pytest.fixture
def ready_page(browser, live_server):
    """A visitor's window in which the worker has come; its failed requests are what is tested."""
    with a_page(browser, live_server) as page:
        page.goto("/")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_function("caches.keys().then((names) => names.length === 1)")
        yield page


def lose_connection(page):
    page.context.set_offline(True)


def find_connection(page):
    page.context.set_offline(False)


def test_the_browser_can_install_it(browser_page, live_server):
    browser_page.goto("/")
    session = browser_page.context.new_cdp_session(browser_page)
    found = session.send("Page.getAppManifest")
    assert found["errors"] == []
    assert json.loads(found["data"])["name"] == "buuv Zaanstad"
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A window without a profile says that it is one; there is nothing else.
    assert {error["errorId"] for error in errors} <= {"in-incognito"}


def test_the_worker_keeps_no_page_with_words_of_people(ready_page):
    page = ready_page
    for path in ("/vragen", "/vraag-stellen", "/contact"):
        page.goto(path)
    kept = page.evaluate(
        "caches.keys().then((names) => caches.open(names[0])).then((one) => one.keys())"
        ".then((asked) => asked.map((one) => new URL(one.url).pathname))"
    )
    assert sorted(path for path in kept if not path.startswith("/static/")) == [
        "/en/zonder-verbinding",
        "/zonder-verbinding",
    ]
    assert len(kept) == 6


def test_without_connection_the_page_says_so_in_its_language(ready_page):
    lose_connection(ready_page)
    ready_page.goto("/vragen")
    assert ready_page.locator("h1").inner_text() == "U bent niet verbonden"
    ready_page.goto("/en/vragen")
    assert ready_page.locator("h1").inner_text() == "You are not connected"
    assert ready_page.evaluate("document.fonts.check('16px Hyperlegible')")
    find_connection(ready_page)
    ready_page.get_by_role("link", name="Try again").click()
    assert ready_page.locator("h1").inner_text() != "You are not connected"


def test_a_question_survives_and_goes_on_when_the_connection_is_back(ready_page):
    page = ready_page
    page.goto("/vraag-stellen")
    page.get_by_label("Vertel het in één zin").fill(QUESTION)
    lose_connection(page)
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("heading", name="U bent niet verbonden").wait_for()
    assert QUESTION in page.locator("[data-unsent]").inner_text()
    find_connection(page)
    page.get_by_role("link", name="Probeer opnieuw").click()
    assert page.get_by_label("Vertel het in één zin").input_value() == QUESTION
    page.get_by_role("button", name="Verder").click()
    page.wait_for_url("**/wanneer")
    assert page.evaluate(KEPT) == []


def test_a_question_survives_a_closed_tab(ready_page):
    page = ready_page
    page.goto("/vraag-stellen")
    page.get_by_label("Vertel het in één zin").fill(QUESTION)
    other = page.context.new_page()
    page.close()
    other.goto("/vraag-stellen")
    assert other.get_by_label("Vertel het in één zin").input_value() == QUESTION


def test_nothing_is_kept_before_somebody_types_and_nothing_after_clearing_it(ready_page):
    page = ready_page
    for path in ("/", "/vragen", "/vraag-stellen", "/inloggen"):
        page.goto(path)
        assert page.evaluate("localStorage.length") == 0
    page.goto("/vraag-stellen")
    page.get_by_label("Vertel het in één zin").fill(QUESTION)
    assert page.evaluate(KEPT) == ["buuv::request"]
    page.get_by_label("Vertel het in één zin").fill("")
    assert page.evaluate(KEPT) == []


def test_words_of_yesterday_are_gone(ready_page):
    page = ready_page
    page.goto("/vraag-stellen")
    page.get_by_label("Vertel het in één zin").fill(QUESTION)
    page.evaluate(
        "localStorage.setItem('buuv::request', JSON.stringify({"
        "...JSON.parse(localStorage.getItem('buuv::request')), at: Date.now() - 25 * 3600 * 1000}))"
    )
    page.goto("/vraag-stellen")
    assert page.get_by_label("Vertel het in één zin").input_value() == ""


def test_without_javascript_there_is_no_worker_and_everything_goes_as_before(plain_page):
    plain_page.goto("/vraag-stellen")
    plain_page.get_by_label("Vertel het in één zin").fill(QUESTION)
    plain_page.get_by_role("button", name="Verder").click()
    assert plain_page.url.endswith("/wanneer")
    assert plain_page.context.service_workers == []
    plain_page.goto("/zonder-verbinding")
    assert plain_page.locator("h1").inner_text() == "U bent niet verbonden"
    assert not plain_page.locator("[data-unsent]").is_visible()


@pytest.mark.parametrize("path", ["/zo-werkt-het", "/veilig-afspreken", "/huisregels", "/privacy", "/toegankelijkheid"])
def test_a_visitor_reads_the_pages_of_the_town_without_javascript(plain_page, path):
    plain_page.goto("/")
    plain_page.locator(f".colophon a[href='{path}']").click()
    assert plain_page.url.endswith(path)
    plain_page.locator(".colophon").get_by_role("link", name="English").click()
    assert plain_page.url.endswith(f"/en{path}")
    assert plain_page.locator("html").get_attribute("lang") == "en"
