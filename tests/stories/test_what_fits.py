"""Before a card hangs one sees who offers it already; the helper finds it in Mijn buuv. JavaScript is off."""

import pytest

from tests.browser import follow, press
from tests.builders import a_post, an_account
from tests.stories.test_ask_and_answer import NARROW, WIDE, ask, type_card, visit
from tests.stories.test_choose_and_thank import sign_in

pytestmark = pytest.mark.browser

__all__ = ("visit",)

HEDGE, TRIMMER = "Wie snoeit mijn heg?", "Ik snoei graag een heg"


@pytest.fixture
def henk(live_server):
    """The address of a neighbour who offers to trim hedges."""
    with live_server.arrange():
        author = an_account(email="henk@example.org", shown_name="Henk")
        a_post(author=author, kind="offer", title=TRIMMER, body="", category="tuin")
    return "henk@example.org"


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "390"])
def test_who_asks_sees_who_offers_it_already_and_comes_back_to_the_own_card(visit, live_server, henk, viewport):
    riet = visit(viewport=viewport)
    riet.goto("/vraag-stellen")
    type_card(riet, HEDGE, "", "tuin")
    riet.locator("#place").select_option(index=1)
    riet.locator("#email").fill("riet@example.org")
    press(riet, "Verder")
    words = riet.locator("main").inner_text()
    assert "Deze buren bieden dit al aan" in words and "heg snoeien" in words
    follow(riet, TRIMMER)
    assert riet.locator("h1").inner_text() == TRIMMER
    riet.go_back()
    riet.locator("#code").fill(live_server.read_code("riet@example.org"))
    riet.locator("#agreed").check()
    press(riet, "Zet op het bord")
    assert "Deze buren bieden dit aan" in riet.locator("main").inner_text()
    assert riet.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_helper_finds_the_request_and_answers(visit, live_server, henk):
    ask(visit(), live_server, title=HEDGE, category="tuin")
    helper = visit()
    sign_in(helper, live_server, henk)
    helper.goto("/mijn")
    follow(helper, "Bekijk ze allemaal, en lees waarom")
    follow(helper, HEDGE)
    follow(helper, "Ik wil helpen")
    assert helper.locator("#body").is_visible()
