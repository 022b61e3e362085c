"""What the guard says in a real browser: at submit without JavaScript, and while typing with it."""

import pytest

from tests.browser import press

pytestmark = pytest.mark.browser

TITLE, HARD = "Wie helpt mij met de heg?", "Bel mij maar op 06-12345678."
SOFT = "Wie geeft de planten water als wij op vakantie zijn?"


def type_words(page, *, title=TITLE, body=""):
    page.goto("/vraag-stellen")
    page.locator("#title").fill(title)
    page.locator("#body").fill(body)


def test_a_number_is_refused_and_the_safer_text_goes_on_without_javascript(plain_page):
    page = plain_page
    type_words(page, body=HARD)
    press(page, "Verder")
    assert page.locator("mark").inner_text() == "06-12345678"
    assert page.locator("#body").input_value() == HARD
    press(page, "Neem de veilige tekst")
    page.goto("/vraag-stellen")
    assert page.locator("#body").input_value() == "Bel mij maar op (mijn nummer geef ik later)."


def test_the_way_back_from_the_next_step_finds_the_words_without_javascript(plain_page):
    type_words(plain_page, title=SOFT)
    press(plain_page, "Verder")
    press(plain_page, "Laat mijn tekst zo staan")
    plain_page.go_back()
    assert plain_page.locator("#title").input_value() == SOFT


def test_enter_sends_the_words_as_they_are_typed(plain_page):
    type_words(plain_page, title=SOFT)
    press(plain_page, "Verder")
    plain_page.locator("#title").press("Enter")
    assert plain_page.get_by_role("button", name="Laat mijn tekst zo staan").is_visible()
    assert plain_page.locator("#title").input_value() == SOFT


def test_a_second_tap_lets_soft_words_through_without_javascript(plain_page):
    type_words(plain_page, title=SOFT)
    press(plain_page, "Verder")
    press(plain_page, "Laat mijn tekst zo staan")
    assert plain_page.url.endswith("/wanneer")


def test_words_are_explained_while_typing_and_one_tap_makes_them_safe(browser_page):
    page = browser_page
    type_words(page, body=HARD)
    top = page.locator("#body").bounding_box()["y"]
    page.locator("mark").wait_for()
    assert page.locator("#body").bounding_box()["y"] == top
    page.get_by_role("button", name="Neem de veilige tekst").click()
    assert page.locator("#body").input_value() == "Bel mij maar op (mijn nummer geef ik later)."
    page.locator(".guard").wait_for(state="detached")
    press(page, "Verder")
    assert page.url.endswith("/wanneer")


def test_typing_goes_on_when_the_server_answers_nonsense(browser_page):
    page = browser_page
    page.route("**/woorden-nakijken", lambda route: route.fulfill(status=200, body="<p>iets anders</p>"))
    page.goto("/aanbod-doen")
    page.locator("#title").fill("Ik help graag in de tuin")
    with page.expect_response("**/woorden-nakijken"):
        page.locator("#body").fill("Elke week.")
    press(page, "Verder")
    assert page.url.endswith("/wanneer")


OWN = "Ik heb reuma en zoek hulp in de tuin."


def test_neutral_words_are_one_tap_away_without_javascript(plain_page):
    page = plain_page
    type_words(page, body=OWN)
    press(page, "Verder")
    assert page.locator("mark").inner_text() == "heb reuma"
    press(page, "Neem de veilige tekst")
    page.goto("/vraag-stellen")
    assert page.locator("#body").input_value() == "Ik ben slecht ter been en zoek hulp in de tuin."


def test_who_tells_of_an_illness_all_the_same_says_yes_without_javascript(plain_page):
    type_words(plain_page, body=OWN)
    press(plain_page, "Verder")
    press(plain_page, "Ja, iedereen mag dit lezen")
    assert plain_page.url.endswith("/wanneer")


def test_somebody_elses_illness_goes_no_further_without_javascript(plain_page):
    type_words(plain_page, body="Mijn moeder heeft dementie en zoekt gezelschap.")
    press(plain_page, "Verder")
    assert plain_page.get_by_role("button", name="Ja, iedereen mag dit lezen").count() == 0
    press(plain_page, "Neem de veilige tekst")
    assert plain_page.url.endswith("/wanneer")


def test_lines_of_help_can_be_tapped_without_javascript(plain_page):
    type_words(plain_page, title="Wie praat er met mij?", body="Ik wil niet meer leven.")
    press(plain_page, "Verder")
    link = plain_page.get_by_role("link", name="Bel 0800-0113")
    assert link.get_attribute("href") == "tel:08000113" and link.bounding_box()["height"] >= 44
