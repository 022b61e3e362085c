"""Blocking somebody, lifting it, and taking a rest, in a real browser with JavaScript off."""

import pytest

from tests.browser import a_page, follow, press
from tests.builders import a_conversation, a_post, an_account

pytestmark = pytest.mark.browser
RIET, HENK = "riet@example.org", "henk@example.org"
QUESTION, OFFER = "Wie loopt een eindje met mij mee?", "Ik snoei graag een heg bij een buur"


@pytest.fixture
def neighbours(browser, live_server):
    """Riet asked, Henk answered and offers something himself; a window for each, without JavaScript."""
    with live_server.arrange():
        riet, henk = an_account(email=RIET, shown_name="Riet"), an_account(email=HENK, shown_name="Henk")
        a_conversation(post=a_post(author=riet, title=QUESTION), helper=henk, body="Dag buurvrouw, ik kom.")
        a_post(author=henk, kind="offer", title=OFFER)
    narrow = {"width": 390, "height": 844}
    with (
        a_page(browser, live_server, java_script_enabled=False, viewport=narrow) as one,
        a_page(browser, live_server, java_script_enabled=False) as other,
    ):
        yield sign_in(one, live_server, RIET), sign_in(other, live_server, HENK)


def sign_in(page, server, email):
    page.goto("/inloggen")
    page.locator("#email").fill(email)
    press(page, "Stuur mij een code")
    page.locator("#code").fill(server.read_code(email))
    press(page, "Log in")
    return page


def sees(page, path, words):
    page.goto(path)
    return words in page.locator("main").inner_text()


def test_block_see_nothing_of_each_other_and_lift_it(neighbours):
    riet, henk = neighbours
    riet.goto("/mijn")
    follow(riet, "Henk")
    address = riet.url
    press(riet, "Blokkeer deze persoon")
    assert "Henk" in riet.locator("main").inner_text()

    assert not sees(riet, "/aanbod", OFFER) and not sees(riet, "/mijn/reacties", "Henk")
    assert not sees(riet, "/zoeken?q=heg", OFFER)
    assert not sees(henk, "/vragen", QUESTION) and not sees(henk, "/mijn/reacties", "Riet")
    henk.goto(address)
    assert "Dit gesprek is gestopt." in henk.locator("main").inner_text()
    assert "Riet" not in henk.locator("main").inner_text()

    riet.goto("/mijn")
    follow(riet, "Wie ik niet meer zie")
    press(riet, "Hef op")
    assert riet.get_by_role("status").inner_text().startswith("De blokkade is opgeheven.")
    assert sees(riet, "/aanbod", OFFER) and sees(henk, "/vragen", QUESTION)


def test_the_author_of_a_card_is_out_of_sight_with_one_tap(neighbours):
    riet, henk = neighbours
    riet.goto("/aanbod")
    follow(riet, OFFER)
    press(riet, "Ik wil geen kaartjes van deze persoon zien")
    assert not sees(riet, "/aanbod", OFFER) and not sees(henk, "/vragen", QUESTION)


def test_a_rest_with_one_tap_and_back(neighbours):
    riet, henk = neighbours
    riet.goto("/mijn")
    riet.get_by_label("Even rust").select_option("Een maand")
    press(riet, "Neem rust")
    assert "U neemt even rust." in riet.get_by_role("status").inner_text()
    assert not sees(henk, "/vragen", QUESTION)
    press(riet, "Ik ben er weer")
    assert sees(henk, "/vragen", QUESTION)


def test_who_wrote_twice_reads_that_an_answer_comes_first(neighbours):
    riet, henk = neighbours
    henk.goto("/mijn")
    follow(henk, "Riet")
    henk.locator("#body").fill("Om tien uur?")
    press(henk, "Stuur mijn bericht")
    assert henk.locator("#body").count() == 0
    assert "Riet heeft nog niet geantwoord." in henk.locator("#einde").inner_text()
    riet.goto("/mijn")
    follow(riet, "Henk")
    riet.locator("#body").fill("Graag!")
    press(riet, "Stuur mijn bericht")
    henk.reload()
    assert henk.locator("#body").is_visible()
