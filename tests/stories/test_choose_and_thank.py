"""Two replies, one chosen, the other thanked; then done, and a thank-you on the front page. JavaScript is off."""

from datetime import timedelta

import pytest

from buuv.agreements import finishing
from buuv.conversations import queries
from buuv.core import clock
from buuv.core.database import db
from tests.browser import a_page, follow, press
from tests.builders import a_conversation, a_post, an_account, an_agreement
from tests.stories.test_ask_and_answer import NARROW, WIDE

pytestmark = pytest.mark.browser

QUESTION = "Wie gaat dinsdag met mij mee naar de huisarts?"
THANKS = "Wat fijn dat u zo rustig meeliep."


@pytest.fixture
def visit(browser, live_server):
    """Opens a window of one more person, without JavaScript."""
    windows = []

    def open_window(email=None, **options):
        window = a_page(browser, live_server, java_script_enabled=False, **options)
        windows.append(window)
        page = window.__enter__()
        if email:
            sign_in(page, live_server, email)
        return page

    yield open_window
    for window in windows:
        window.__exit__(None, None, None)


def sign_in(page, server, email):
    page.goto("/inloggen")
    page.locator("#email").fill(email)
    press(page, "Stuur mij een code")
    page.locator("#code").fill(server.read_code(email))
    press(page, "Log in")


def two_replies(server):
    """Riet asks; Henk and Mina answer. Gives the ids of the card and of Henk's conversation."""
    with server.arrange():
        post = a_post(
            author=an_account(email="riet@example.org", shown_name="Riet"), title=QUESTION, category="vervoer"
        )
        henk = a_conversation(post=post, helper=an_account(email="henk@example.org", shown_name="Henk"))
        a_conversation(post=post, helper=an_account(email="mina@example.org", shown_name="Mina"))
        return post.public_id, henk.public_id


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "390"])
def test_two_replies_one_is_chosen_and_the_other_thanked(visit, live_server, viewport):
    two_replies(live_server)
    riet = visit("riet@example.org", viewport=viewport)
    follow(riet, "Bekijk 2 reacties")
    boxes = [riet.locator(".reply").nth(n).bounding_box() for n in range(2)]
    assert (boxes[0]["y"] == boxes[1]["y"]) == (viewport is WIDE)
    press(riet, "Kies Henk")
    assert "Gekozen: 1." in riet.locator("main").inner_text()
    assert "Dag! Bedankt voor uw reactie op mijn vraag." in riet.locator("blockquote").inner_text()
    press(riet, "Bedank de andere buur")
    assert riet.get_by_role("button", name="Bedank de andere buur").count() == 0

    mina = visit("mina@example.org")
    mina.goto("/mijn")
    follow(mina, "Riet")
    assert "Dag! Bedankt voor uw reactie op mijn vraag." in mina.locator(".messages").inner_text()
    assert mina.locator("#body").count() == 0
    assert any("gekozen" in mail["Subject"] for mail in live_server.mails_to("henk@example.org"))
    mina.goto("/vragen")
    assert mina.get_by_role("link", name=QUESTION).count() == 0


def test_it_took_place_it_is_done_and_the_thanks_are_on_the_front_page(visit, live_server):
    _, talk = two_replies(live_server)
    with live_server.arrange():
        riets = queries.get_for(1, talk)
        agreement = an_agreement(conversation=riets, what="Samen naar de huisarts")
        # The day goes by.
        agreement.begins_on = agreement.next_on = clock.today() - timedelta(days=1)
        db.session.flush()
        assert finishing.ask(100) == 1
    riet, henk = visit("riet@example.org", viewport=NARROW), visit("henk@example.org", viewport=WIDE)
    for page, other in ((riet, "Henk"), (henk, "Riet")):
        page.goto("/mijn")
        assert f"Hoe ging het met {other}?" in page.locator("main").inner_text()
        press(page, "Ja")
    riet.goto("/mijn")
    assert "Gedaan" in riet.locator("main").inner_text()
    riet.goto(f"/gesprek/{talk}")
    follow(riet, "Schrijf een bedankje")
    assert not riet.locator("#may_be_shown").is_checked()
    riet.locator("#words").fill(THANKS)
    riet.locator("#may_be_shown").check()
    press(riet, "Geef mijn bedankje")
    henk.goto("/mijn/bedankjes")
    assert THANKS in henk.locator("main").inner_text()
    visitor = visit()
    visitor.goto("/")
    words = visitor.locator("main").inner_text()
    assert THANKS in words and "Oud Zaandijk, vervoer en meegaan" in words and "Riet" not in words
