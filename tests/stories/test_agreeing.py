"""Agreeing, taking it along, and calling it off in a real browser, with JavaScript off."""

from datetime import timedelta

import pytest

from buuv.core import clock
from tests.browser import follow, press
from tests.builders import HOME
from tests.stories.test_ask_and_answer import NARROW, WIDE, ask, sign_in_as_newcomer, visit

__all__ = ("visit",)
pytestmark = pytest.mark.browser


@pytest.fixture
def neighbours(visit, live_server):
    """Riet asked for a lift, Henk answered; the windows of both."""
    riet, henk = visit(viewport=WIDE), visit(viewport=NARROW)
    ask(riet, live_server)
    henk.goto("/vragen?plaats=" + HOME)
    follow(henk, "Wie gaat dinsdag met mij mee naar de huisarts?")
    follow(henk, "Ik wil helpen")
    henk.locator("#body").fill("Dag, dinsdag kan ik.")
    press(henk, "Verder naar inloggen")
    sign_in_as_newcomer(henk, live_server, "henk@example.org", "Henk")
    press(henk, "Stuur mijn bericht")
    riet.goto(henk.url)
    riet.locator("#body").fill("Heel graag! Hoe laat past u?")
    press(riet, "Stuur mijn bericht")
    henk.reload()
    return riet, henk


def propose(page, *, day=3, repeat="once"):
    page.locator("#what").fill("Samen post lezen")
    page.locator("#day").select_option((clock.today() + timedelta(days=day)).isoformat())
    page.locator("#hour").select_option("10")
    page.locator("#quarter").select_option("15")
    page.locator("#meeting_place").fill("Bij de bibliotheek")
    page.locator("#repeat").select_option(repeat)
    press(page, "Stel dit voor")


def test_two_neighbours_agree_and_one_steps_back(neighbours, live_server):
    riet, henk = neighbours
    follow(henk, "Maak een afspraak")
    propose(henk)
    assert "moet nog ja zeggen" in henk.get_by_role("status").inner_text()
    assert "bibliotheek" not in live_server.mails_to("riet@example.org")[-1].as_string()

    riet.goto("/mijn")
    assert riet.locator("main h2").first.inner_text() == "Wacht op uw antwoord"
    follow(riet, "Samen post lezen")
    assert "eigen verzekering" in riet.locator("main").inner_text()
    press(riet, "Ja, afgesproken")
    assert "hebben allebei ja gezegd" in riet.get_by_role("status").inner_text()
    with riet.expect_download() as download:
        riet.get_by_role("link", name="Zet in mijn agenda").click()
    assert b"T101500" in download.value.path().read_bytes()
    follow(riet, "Blad om af te drukken")
    assert "10.15 uur" in riet.locator("main").inner_text()

    henk.reload()
    follow(henk, "Zeg de afspraak af")
    henk.locator("#words").fill("Mijn auto staat bij de garage.")
    press(henk, "Zeg de afspraak af")
    assert "gaat niet door" in live_server.mails_to("riet@example.org")[-1]["Subject"]
    follow(riet, "Terug naar de afspraak")
    assert "Mijn auto staat bij de garage." in riet.locator("main").inner_text()


def test_a_series_with_a_day_off_and_a_decent_end(neighbours):
    riet, henk = neighbours
    follow(henk, "Maak een afspraak")
    propose(henk, repeat="weekly")
    riet.goto(henk.url)
    press(riet, "Ja, afgesproken")
    follow(riet, "Eén keer gaat niet door")
    riet.locator("#day").select_option(index=1)
    press(riet, "Zeg deze dag af")
    henk.goto("/mijn")
    assert "Niet op " in henk.locator("main").inner_text()
    henk.goto(riet.url)
    assert "kan niet" in henk.locator("main").inner_text()
    follow(henk, "Kies een laatste keer")
    henk.locator("#day").select_option(index=3)
    press(henk, "Dit wordt de laatste keer")
    riet.reload()
    assert "De laatste keer is op" in riet.locator("main").inner_text()


def test_a_mistake_in_a_proposal_loses_nothing(neighbours):
    _, henk = neighbours
    follow(henk, "Maak een afspraak")
    henk.locator("#meeting_place").fill("Bij de bibliotheek")
    press(henk, "Stel dit voor")
    assert henk.locator("#fouten a").count() == 3
    assert henk.locator("#meeting_place").input_value() == "Bij de bibliotheek"
