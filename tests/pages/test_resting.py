"""Even rust: one tap on, one tap off, seen by oneself only."""

import pytest

from buuv.accounts.models import Rest
from tests.builders import a_post, an_account, signed_in
from tests.pages.journeys import count, walk_to_check


@pytest.fixture
def riet(client):
    person = an_account(shown_name="Riet")
    return a_post(author=person), signed_in(client, person)


def test_one_tap_on_and_one_tap_off(riet):
    post, browser = riet
    browser.get("/mijn")
    browser.submit("Neem rust", length="twee-weken")
    assert "U neemt even rust." in browser.follow().text
    assert post.state == "paused"
    browser.submit("Ik ben er weer")
    assert "U neemt even rust." not in browser.follow().text
    assert post.state == "open" and count(Rest) == 0


def test_the_page_says_what_happens_and_takes_the_choice(riet):
    _, browser = riet
    browser.get("/mijn/rust")
    assert "Niemand ziet dat u rust neemt." in browser.page.text
    browser.submit("Neem rust", length="open")
    assert "tot u het zegt" in browser.follow().text


def test_a_length_that_is_not_offered_is_said(riet):
    _, browser = riet
    assert browser.post("/mijn/rust", length="altijd").errors == ["Kies hoe lang u rust wilt."]
    assert count(Rest) == 0


def test_others_find_a_card_like_any_that_left(riet):
    post, browser = riet
    withdrawn = a_post(state="withdrawn")
    browser.post("/mijn/rust", length="week")
    for other in (browser.another(), signed_in(browser.another(), an_account())):
        pages = [other.get(f"/kaartje/{one.public_id}") for one in (post, withdrawn)]
        assert pages[0].status == pages[1].status == 410
        assert pages[0].text.replace(post.public_id, "") == pages[1].text.replace(withdrawn.public_id, "")
        assert "rust" not in pages[0].text.replace("Even rustig", "")


def test_the_owner_hangs_a_request_back_from_its_page(riet):
    post, browser = riet
    browser.post("/mijn/rust", length="week")
    browser.get(f"/kaartje/{post.public_id}")
    assert "Dit kaartje rust." in browser.follow().text
    browser.submit("Hang het weer op")
    assert post.state == "open" and count(Rest) == 0


@pytest.mark.parametrize(("state", "act"), [("done", "terugkeer"), ("expired", "verlenging")])
def test_who_hangs_a_card_back_is_there_again(riet, state, act):
    post, browser = riet
    other = a_post(author=post.author, state=state)
    browser.post("/mijn/rust", length="week")
    assert browser.post(f"/kaartje/{other.public_id}/{act}").status == 303
    assert post.state == other.state == "open" and count(Rest) == 0


def test_who_hangs_a_new_card_is_there_again(riet):
    post, browser = riet
    browser.post("/mijn/rust", length="week")
    walk_to_check(browser, email=None)
    assert post.state == "paused"
    browser.submit()
    assert browser.status == 303 and post.state == "open" and count(Rest) == 0


def test_a_longer_term_for_a_card_in_rest_ends_no_rest(riet):
    post, browser = riet
    browser.post("/mijn/rust", length="week")
    browser.post(f"/kaartje/{post.public_id}/verlenging")
    assert post.state == "paused" and count(Rest) == 1


@pytest.mark.parametrize("role", ["moderator", "broker"])
def test_staff_take_no_rest_here(client, role):
    browser = signed_in(client, an_account(role=role))
    assert "Neem rust" not in browser.get("/mijn").text
    assert browser.get("/mijn/rust").status == 404
