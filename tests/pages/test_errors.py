"""Errors are pages in the look of the others, and nothing that somebody typed is lost by one."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from buuv.accounts.models import AccountSession
from buuv.conversations.models import Message
from buuv.core import clock
from buuv.core.database import db
from buuv.core.drafts import Draft
from buuv.core.errors import TooMany
from buuv.posts.models import Post
from buuv.web.support.access import public
from tests.builders import a_conversation, a_post, an_account, signed_in
from tests.client import Page, mistakes_of
from tests.pages.journeys import ADDRESS, code_to, count, fetch, sign_in, walk_to_check

HERE, THERE = "http://127.0.0.1", "https://evil.example"
HELLO = "Dag, zullen wij dinsdag samen lopen?"


def fetch_broken(client, monkeypatch, error):
    """What a visitor gets from a page that fails with this error; one is broken here, since none fails on purpose."""

    @public
    def broken():
        raise error

    monkeypatch.setitem(client.app.view_functions, "towns.contact", broken)
    return Page("/contact", fetch(client.app.test_client(), "/contact"))


def is_in_look(page):
    """Whether it is a whole page of ours, with a way on."""
    return not list(mistakes_of(page)) and {"Naar het begin", "Huisregels"} <= set(page.links())


def test_400_for_a_form_without_its_protection(client):
    page = client.send("POST", "/vraag-stellen", data={"title": "Wie helpt mij?"})
    assert (page.status, page.h1) == (400, "Dit begrijpen wij niet")
    assert is_in_look(page)
    assert count(Draft) == 0


def test_403_says_the_rule_in_its_own_words(client):
    page = client.get("/inloggen/link/onzin")
    assert (page.status, page.h1) == (403, "Dit kan niet")
    assert "Deze link werkt niet meer. Vraag een nieuwe code." in page.text
    assert is_in_look(page)


def test_404_for_what_is_not_there_and_for_what_is_not_yours(client):
    signed_in(client, an_account())
    foreign = client.get(f"/gesprek/{a_conversation().public_id}")
    nothing = client.get("/gesprek/0000000000")
    assert (foreign.status, foreign.text) == (404, nothing.text)
    assert is_in_look(nothing)


def test_405_names_what_is_allowed(client):
    page = client.get("/uitloggen")
    assert (page.status, page.h1) == (405, "Dit kan hier niet")
    assert "POST" in page.headers["Allow"]
    assert is_in_look(page)


def test_410_for_a_card_that_left(client):
    page = client.get(f"/kaartje/{a_post(state='done').public_id}-gezelschap-oud-zaandijk")
    assert (page.status, page.h1) == (410, "Dit kaartje hangt nu niet op het bord")
    assert is_in_look(page)


@pytest.mark.parametrize("path", ["/vraag-stellen", "/inloggen"])
def test_413_for_more_than_a_megabyte(client, path):
    page = client.post(path, title="a" * 1_100_000)
    assert (page.status, page.h1) == (413, "Dit is te groot")
    assert is_in_look(page)


def test_413_for_a_claim_of_a_gigabyte_without_reading_it(client):
    page = client.send("POST", "/inloggen", data=b"email=a", content_length=10**9)
    assert page.status in (400, 413)


def test_429_says_when_to_come_back(client, monkeypatch):
    page = fetch_broken(client, monkeypatch, TooMany(61))
    assert (page.status, page.headers["Retry-After"]) == (429, "61")
    assert "Probeer het over 2 minuten nog eens." in page.text
    assert is_in_look(page)


def test_500_blames_nobody_and_tells_nothing(client, monkeypatch):
    page = fetch_broken(client, monkeypatch, RuntimeError("geheim van de server"))
    assert (page.status, page.h1) == (500, "Er ging bij ons iets mis")
    assert "geheim" not in page.body and "Traceback" not in page.body
    assert is_in_look(page)


def test_503_when_the_database_is_busy(client, monkeypatch):
    page = fetch_broken(client, monkeypatch, OperationalError("SELECT 1", {}, Exception("database is locked")))
    assert (page.status, page.headers["Retry-After"]) == (503, "10")
    assert "locked" not in page.body
    assert is_in_look(page)


def test_errors_are_in_english_under_en(client):
    assert client.get("/en/weg").one("html").get("lang") == "en"
    assert client.get("/en/weg").h1 != client.get("/weg").h1


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_are_refused(client, method):
    assert client.send(method, "/vraag-stellen").status == 405


@pytest.mark.parametrize(
    "path", ["/wp-admin", "/.git/config", "/static/../settings.py", "/static/", "/%2e%2e/etc/passwd"]
)
def test_what_scanners_look_for_is_not_here(client, path):
    assert client.get(path).status in (400, 404)


def send_without_token(browser, path, origin, **fields):
    """A form whose protection belongs to a cookie that is gone, sent by a page of this origin."""
    headers = {"Origin": origin} if origin else {}
    return browser.send("POST", path, data={"csrf_token": "oud", **fields}, headers=headers)


def test_a_form_whose_protection_ran_out_is_shown_again_and_can_be_sent(client):
    page = send_without_token(client, "/vraag-stellen", HERE, title="Wie leest mij voor?", body="Een uurtje\nper week.")
    assert (page.status, page.h1) == (400, "Alles wat u typte, is er nog")
    assert "Wie leest mij voor?" in page.text and "Een uurtje" in page.text
    client.submit("Ja, ga verder")
    words = db.session.scalars(select(Draft)).one().words
    assert (words["title"], words["body"]) == ("Wie leest mij voor?", "Een uurtje\nper week.")


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Referer": HERE + "/vraag-stellen"}])
def test_the_browser_says_in_its_own_way_that_it_was_our_page(client, headers):
    data = {"csrf_token": "oud", "title": "Wie leest mij voor?"}
    assert "voor?" in client.send("POST", "/vraag-stellen", data=data, headers=headers).text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": THERE},
        {"Origin": "null"},
        {"Origin": HERE + ".evil.example"},
        {"Referer": THERE + "/" + HERE},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": HERE},
        {"Sec-Fetch-Site": "none", "Origin": HERE},
    ],
)
def test_words_that_another_site_sends_are_never_shown_as_your_own(client, headers):
    data = {"csrf_token": "oud", "title": "Stuur mij uw pincode"}
    page = client.send("POST", "/vraag-stellen", data=data, headers=headers)
    assert (page.status, page.h1) == (400, "Dit begrijpen wij niet")
    assert "pincode" not in page.body


def test_the_token_of_somebody_else_protects_nothing(client):
    signed_in(client, an_account())
    other = signed_in(client.another(), an_account())
    with other.session() as session:
        session["csrf_token"] = "another"
    page = client.send("POST", "/mijn/apparaten/einde", data={"csrf_token": other.token()}, headers={"Origin": THERE})
    assert page.status == 400


def test_a_message_of_an_ended_session_comes_back_after_signing_in(client):
    conversation = a_conversation(helper=an_account(email=ADDRESS))
    signed_in(client, conversation.helper)
    client.get(f"/gesprek/{conversation.public_id}")
    fields = {name: values[0] for name, values in client.page.form("Stuur mijn bericht").values().items()}
    db.session.execute(AccountSession.__table__.update().values(ended_at=clock.now()))
    client.send("POST", client.page.path, data=fields | {"body": HELLO}, headers={"Origin": HERE})
    client.follow()
    client.submit(email=ADDRESS)
    client.follow()
    client.submit("Log in", code=code_to())
    assert HELLO in client.follow().text
    client.submit("Ja, ga verder")
    assert count(Message, body=HELLO) == 1


def test_words_that_another_site_sends_are_not_kept_for_after_signing_in(client):
    path = f"/gesprek/{a_conversation().public_id}"
    client.send("POST", path, data={"body": HELLO}, headers={"Origin": THERE})
    assert client.status == 400
    assert count(Draft) == 0


def test_kept_words_open_for_who_is_signed_in_only(client):
    path = f"/gesprek/{a_conversation().public_id}"
    token = client.send("POST", path, data={"body": HELLO}, headers={"Origin": HERE}).location.partition("=")[2]
    assert client.get(f"/verder/{token}").status == 404
    someone = an_account(email="riet@example.org")
    sign_in(client, someone.email)
    assert HELLO in client.get(f"/verder/{token}").text


def test_a_form_that_somebody_else_laid_ready_does_not_open(client):
    path = f"/gesprek/{a_conversation().public_id}/gegevens"
    token = client.send("POST", path, data={"email": "y"}, headers={"Origin": HERE}).location.partition("=")[2]
    victim = signed_in(client.another(), an_account())
    assert victim.get(f"/verder/{token}").status == 404


@pytest.mark.parametrize("body", ["\x00 niets", "‮ omgekeerd", "e" + "\u0301" * 5000, "\ud7ff\ue000", "<b>&amp;</b>"])
def test_strange_characters_are_kept_without_an_error(client, body):
    path = f"/gesprek/{a_conversation().public_id}"
    assert client.send("POST", path, data={"body": body}, headers={"Origin": HERE}).status == 303
    assert count(Draft) == 1


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe=\xc0", "application/x-www-form-urlencoded"),
        (b"{" * 5000, "application/json"),
        (b"a=b&" * 20000, "application/x-www-form-urlencoded"),
        (b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n', "multipart/form-data; boundary=x"),
        (b"junk", "multipart/form-data"),
        (b"", ""),
    ],
)
@pytest.mark.parametrize("path", ["/vraag-stellen", "/inloggen", "/uitloggen", "/mijn"])
def test_a_malformed_body_is_refused_without_harm(client, path, body, content_type):
    page = client.send("POST", path, data=body, content_type=content_type, headers={"Origin": HERE})
    assert 300 <= page.status < 500


@pytest.mark.parametrize("cookie", ["session=" + "A" * 7000, "session=\xff\xfe", "session=;;;", "session=e30.x.y"])
def test_a_made_up_cookie_is_no_cookie(client, cookie):
    assert client.get("/vragen", Cookie=cookie).status == 200
    assert client.get("/mijn", Cookie=cookie).status == 303


def test_a_card_that_failed_to_be_placed_is_not_half_there(client, monkeypatch):
    """An error after the code was used undoes all of it: the same code still works (one request, one transaction)."""
    walk_to_check(client)
    path, fields = client.page.path, {"code": code_to(), "agreed": "y", "csrf_token": client.token()}
    with client.session() as session:
        cookie = dict(session)
    with monkeypatch.context() as patch:
        patch.setattr("buuv.posts.placing.tokens.public_id", lambda: None)
        browser = client.app.test_client()
        with browser.session_transaction(base_url=client.base) as session:
            session.update(cookie)
        assert fetch(browser, path, method="POST", data=fields).status_code == 500
    assert count(Post) == 0
    client.get(path)
    client.submit("Zet op het bord", code=code_to(), agreed=True)
    assert client.status == 303


def test_a_day_in_the_cookie_from_the_future_does_not_keep_a_session(client):
    signed_in(client, an_account())
    with client.session() as session:
        session["seen"] = int((datetime.now(UTC) - timedelta(days=365)).timestamp())
    assert client.get("/mijn").status == 303
