"""Signing in with a code or a link: every address gets the same answer, and looking never signs in."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import pytest
import time_machine
from sqlalchemy import select

from buuv.accounts import signing_in
from buuv.accounts.models import Account, AccountSession, SignInAttempt
from buuv.app import TrustedProxy
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from tests.builders import HOME, an_account, signed_in
from tests.client import words_of
from tests.pages.journeys import (
    ADDRESS,
    CODE_PAGE,
    a_wrong_code,
    code_to,
    count,
    link_to,
    sign_in,
    sign_out,
    walk_to_check,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TABLES = (Account, AccountSession, SignInAttempt, OutgoingMail)
# The list of ../shared/judges/judge_malformed.py, and some more.
ELSEWHERE = [
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "https:evil.example",
    "%2F%2Fevil.example",
    "/%09/evil.example",
    "javascript:alert(1)",
    "///evil.example",
    "/.evil.example/..//evil.example",
    "evil.example",
    "/" + "a" * 300,
]


def ask_code(client, email=ADDRESS):
    """The page that asks the code, after an address was typed."""
    client.get("/inloggen")
    client.submit(email=email)
    return client.follow()


def cookie_of(page):
    """The sign-in cookie that an answer sets."""
    cookies = SimpleCookie()
    for line in page.headers.getlist("Set-Cookie"):
        cookies.load(line)
    return cookies["session"]


def test_the_code_signs_in(client):
    an_account(email=ADDRESS, shown_name="Riet")
    sign_in(client)
    assert client.page.location == "/mijn"
    assert "U bent ingelogd als Riet." in client.follow().text


def test_an_unknown_address_tells_a_little_and_then_has_an_account(client):
    sign_in(client)
    assert client.follow().h1 == "Welkom bij buuv"
    client.submit(shown_name="Riet", place=HOME, agreed=True)
    assert "U bent ingelogd als Riet." in client.follow().text
    account = db.session.scalars(select(Account)).one()
    assert (account.email, account.role, account.place_code) == (ADDRESS, "resident", HOME)


@pytest.mark.parametrize(
    ("filling", "error"),
    [
        ({"shown_name": "Riet", "place": HOME, "agreed": False}, "Zet een vinkje"),
        ({"shown_name": "Riet", "place": "", "agreed": True}, "Kies uw buurt."),
        ({"shown_name": "riet@example.org", "place": HOME, "agreed": True}, "Vul alleen een voornaam in"),
        ({"shown_name": "Riet 2", "place": HOME, "agreed": True}, "Vul alleen een voornaam in"),
        ({"shown_name": "R" * 41, "place": HOME, "agreed": True}, "Kies een kortere naam"),
    ],
)
def test_a_mistake_of_a_newcomer_is_said_and_the_rest_is_kept(client, filling, error):
    sign_in(client)
    client.follow()
    client.submit(**filling)
    assert client.page.errors[0].startswith(error)
    assert client.page.form().values()["shown_name"] == [filling["shown_name"]]
    assert count(Account) == 0


def test_a_newcomer_has_an_hour_for_the_questions(client):
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        clock.shift(timedelta(minutes=61))
        assert client.get("/welkom").location == "/inloggen"


def test_nobody_is_welcome_without_a_proven_address(client):
    ask_code(client)
    assert client.get("/welkom").location == "/inloggen"
    assert client.post("/welkom", shown_name="Riet", place=HOME, agreed="y").location == "/inloggen"
    assert count(Account) == 0


def without_tokens(page):
    """The body without what differs in every answer: the protection token, and the code that was typed."""
    return re.sub(r'name="csrf_token"[^>]*value="[^"]+"|value="\d{6}"', "", page.body)


def answers_for(browser, email):
    """Everything that can be seen and measured of asking a code for an address."""
    before = [count(table) for table in TABLES]
    seen = []
    for step in (lambda: browser.get("/inloggen"), lambda: browser.submit(email=email), browser.follow):
        page = step()
        seen.append((page.status, page.location, without_tokens(page), browser.queries))
    seen.append([count(table) - known for table, known in zip(TABLES, before, strict=True)])
    browser.submit("Log in", code=a_wrong_code(email))
    seen.append((browser.status, without_tokens(browser.page), browser.queries))
    browser.submit("Stuur mij een nieuwe code")
    return [*seen, (browser.status, browser.page.location, browser.queries)]


def test_known_and_unknown_addresses_get_the_same_bytes_queries_and_rows(client):
    an_account(email="known@example.org")
    known = answers_for(client.another(), "known@example.org")
    stranger = answers_for(client.another(), "other@example.org")
    assert repr(stranger).replace("other@", "known@") == repr(known)


def test_known_and_unknown_addresses_get_the_same_answer_in_the_ask_journey(client):
    an_account(email="known@example.org")
    seen = []
    for email in ("known@example.org", "other@example.org"):
        browser = client.another()
        page = walk_to_check(browser, email=email)
        body, token = without_tokens(page), page.path.split("/")[2]
        browser.submit("Zet op het bord", code=a_wrong_code(email), agreed=True)
        both = body + without_tokens(browser.page)
        seen.append((page.status, both.replace(email, "").replace(token, ""), browser.queries))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("email", ["", "riet", "riet@", "@example.org", "riet@example", "a" * 250 + "@example.org"])
def test_what_is_no_address_is_said(client, email):
    client.get("/inloggen")
    client.submit(email=email)
    assert len(client.page.errors) == 1
    assert client.page.form().values()["email"] == [email]
    assert count(SignInAttempt) == 0


@pytest.mark.parametrize("email", [" Riet@Example.ORG ", "RIET@EXAMPLE.ORG", "riet @example.org"])
def test_an_address_may_be_typed_with_capitals_and_spaces(client, email):
    an_account(email=ADDRESS)
    ask_code(client, email)
    client.submit("Log in", code=code_to())
    assert client.page.location == "/mijn"


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "1234567"])
def test_what_is_no_code_is_said_and_not_counted(client, code):
    ask_code(client)
    client.submit("Log in", code=code)
    assert len(client.page.errors) == 1
    assert db.session.scalars(select(SignInAttempt.tries)).all() == [0]


def test_a_wrong_code_is_counted_and_five_end_it(client):
    an_account(email=ADDRESS)
    ask_code(client)
    for _ in range(5):
        client.submit("Log in", code=a_wrong_code())
        assert client.status == 200
    client.submit("Log in", code=code_to())
    assert client.page.errors == ["Deze code werkt niet meer. Vraag een nieuwe code."]
    assert count(AccountSession) == 0


def test_a_used_code_is_refused(client):
    an_account(email=ADDRESS)
    ask_code(client)
    page, other = client.page, client.another()
    with client.session() as session:
        cookie = dict(session)
    client.submit("Log in", code=code_to())
    with other.session() as session:
        session.update(cookie)
    other.post(page.path, code=code_to())
    assert (other.status, count(AccountSession)) == (200, 1)


def test_ten_uses_of_one_code_at_once_sign_in_once(client):
    an_account(email=ADDRESS)
    ask_code(client)
    data = {"code": code_to(), "csrf_token": client.token()}
    with client.session() as session:
        cookie = dict(session)
    db.session.rollback()

    def submit(_):
        browser = client.app.test_client()
        with browser.session_transaction(base_url=client.base) as session:
            session.update(cookie)
        return browser.post(CODE_PAGE, data=data, base_url=client.base).status_code

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(submit, range(10)))
    assert statuses.count(303) == 1
    assert count(AccountSession) == 1


def test_a_code_works_in_the_browser_that_asked_for_it_only(client):
    an_account(email=ADDRESS)
    ask_code(client)
    other = client.another()
    ask_code(other, "piet@example.org")
    other.submit("Log in", code=code_to())
    assert other.page.errors


def test_a_new_code_can_be_asked_and_a_wrong_address_mended(client):
    ask_code(client, "reit@example.org")
    client.submit("Stuur mij een nieuwe code")
    assert "De oude werkt niet meer." in client.follow().text
    client.click("Mijn e-mailadres klopt niet")
    client.submit(email=ADDRESS)
    assert ADDRESS in client.follow().text


def test_without_an_address_there_is_no_page_for_the_code(client):
    assert client.get(CODE_PAGE).location == "/inloggen"
    assert client.post("/inloggen/nieuwe-code").location == "/inloggen"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_the_link_ten_times_does_nothing(client, method):
    an_account(email=ADDRESS)
    ask_code(client)
    scanner, path = client.another(), link_to()
    for _ in range(10):
        assert scanner.send(method, path).status == 200
    assert count(AccountSession) == 0
    client.submit("Log in", code=code_to())
    assert client.page.location == "/mijn"


def test_the_button_behind_the_link_signs_in_once(client):
    an_account(email=ADDRESS)
    ask_code(client)
    phone, path = client.another(), link_to()
    phone.get(path)
    phone.submit("Ja, log mij in")
    assert phone.follow().h1 == "Mijn buuv"
    assert client.get(path).status == 403
    client.post(path)
    assert (client.status, count(AccountSession)) == (403, 1)


@pytest.mark.parametrize("token", ["onzin", "0000000000-" + "a" * 40, "%ff", "a" * 500, "-"])
@pytest.mark.parametrize("door", ["/inloggen/link/", "/adres-terug/", "/uitnodiging/"])
def test_a_wrong_link_is_said_in_plain_words(client, door, token):
    assert client.get(door + token).status == 403
    assert "werkt niet meer" in client.page.text


@pytest.mark.parametrize("door", ["/inloggen/link/", "/adres-terug/", "/uitnodiging/", "/kaartje/", "/gesprek/"])
@pytest.mark.parametrize("nothing", ["\x00", "%00", "a%00b"])
def test_an_address_with_a_nothing_in_it_is_no_page(client, door, nothing):
    assert client.get(door + nothing).status == 404


@pytest.mark.parametrize("token", ["%00", "onzin", "a" * 300])
def test_made_up_words_that_wait_are_not_promised(client, token):
    assert "Wat u typte, is bewaard." not in client.get(f"/inloggen?concept={token}").text
    client.submit(email=ADDRESS)
    assert client.page.location == CODE_PAGE


def test_the_link_of_another_purpose_does_not_sign_in(client):
    an_account(email=ADDRESS)
    ask_code(client)
    number = db.session.scalars(select(SignInAttempt.number)).one()
    for purpose in ("address", "undo-address"):
        assert client.get(f"/inloggen/link/{signing_in.link_for(number, purpose)}").status == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client):
    an_account(email=ADDRESS)
    cookie = cookie_of(sign_in(client))
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert not cookie["secure"] and not cookie["domain"]


def test_the_cookie_lasts_thirty_days(client):
    with time_machine.travel(NOON, tick=False):
        an_account(email=ADDRESS)
        assert cookie_of(sign_in(client))["expires"] == "Thu, 24 Dec 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("sender", "proto", "is_secure"),
    [("127.0.0.1", "https", True), ("127.0.0.1", "http", False), ("192.0.2.7", "https", False)],
)
def test_the_cookie_is_secure_behind_https_of_the_trusted_proxy_only(client, sender, proto, is_secure):
    client.app.wsgi_app, direct = TrustedProxy(client.app.wsgi_app, "127.0.0.1"), client.app.wsgi_app
    try:
        headers = {"X-Forwarded-Proto": proto, "X-Forwarded-For": "198.51.100.1"}
        page = client.send("GET", "/inloggen", headers=headers, environ_overrides={"REMOTE_ADDR": sender})
    finally:
        client.app.wsgi_app = direct
    assert bool(cookie_of(page)["secure"]) is is_secure
    assert ("Strict-Transport-Security" in page.headers) is is_secure


def test_without_a_trusted_proxy_nobody_says_https(client):
    page = client.get("/inloggen", X_Forwarded_Proto="https")
    assert not cookie_of(page)["secure"]


def test_an_old_cookie_is_worth_nothing_after_signing_in(client):
    """Session fixation: what somebody planted before is not what is signed in (R-S09)."""
    an_account(email=ADDRESS)
    planted = client.another()
    ask_code(client)
    with client.session() as session, planted.session() as other:
        other.update(dict(session))
    client.submit("Log in", code=code_to())
    assert planted.get("/mijn").location.startswith("/inloggen")


def test_only_a_digest_of_the_session_is_kept(client):
    an_account(email=ADDRESS)
    sign_in(client)
    with client.session() as session:
        token = session["_user_id"]
    row = db.session.scalars(select(AccountSession)).one()
    assert token not in {str(value) for value in vars(row).values()}


def test_signing_out_ends_the_session_here_and_on_the_server(client):
    signed_in(client, an_account())
    with client.session() as session:
        cookie = dict(session)
    sign_out(client)
    assert client.page.location == "/?uitgelogd=ja"
    assert [words_of(one) for one in client.follow().all("p", role="status")] == ["U bent uitgelogd."]
    with client.session() as session:
        session.update(cookie)
    assert client.get("/mijn").location.startswith("/inloggen")


@pytest.mark.parametrize(("days", "status"), [(29, 200), (31, 303)])
def test_a_resident_stays_signed_in_for_thirty_days_without_use(client, days, status):
    with time_machine.travel(NOON, tick=False) as clock:
        signed_in(client, an_account())
        clock.shift(timedelta(days=days))
        assert client.get("/mijn").status == status


def test_use_keeps_a_resident_signed_in(client):
    with time_machine.travel(NOON, tick=False) as clock:
        signed_in(client, an_account())
        for _ in range(4):
            clock.shift(timedelta(days=20))
            assert client.get("/mijn").status == 200


@pytest.mark.parametrize("role", ["moderator", "broker"])
@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 303)])
def test_staff_stays_signed_in_for_half_an_hour_without_use(client, role, minutes, status):
    with time_machine.travel(NOON, tick=False) as clock:
        signed_in(client, an_account(role=role))
        clock.shift(timedelta(minutes=minutes))
        assert client.get("/mijn").status == status


def test_staff_is_signed_out_after_eight_hours_of_use(client):
    with time_machine.travel(NOON, tick=False) as clock:
        signed_in(client, an_account(role="moderator"))
        for _ in range(24):
            clock.shift(timedelta(minutes=20))
            last = client.get("/mijn").status
        assert last == 200
        clock.shift(timedelta(minutes=1))
        assert client.get("/mijn").status == 303


def test_after_signing_in_one_is_back_where_one_wanted_to_be(client):
    an_account(email=ADDRESS)
    client.get("/mijn/apparaten")
    client.follow()
    client.submit(email=ADDRESS)
    client.follow()
    client.submit("Log in", code=code_to())
    assert client.page.location == "/mijn/apparaten"


@pytest.mark.parametrize("where", ELSEWHERE)
def test_signing_in_leads_nowhere_else(client, where):
    an_account(email=ADDRESS)
    client.get(f"/inloggen?naar={where}")
    client.submit(email=ADDRESS)
    client.follow()
    client.submit("Log in", code=code_to())
    location = client.page.headers["Location"]
    assert location.startswith("/") and not location.startswith(("//", "/\\"))
    assert "evil.example" not in location.partition("/.evil.example/..")[0]


def test_who_is_signed_in_needs_no_sign_in_page(client):
    signed_in(client, an_account())
    assert client.get("/inloggen").location == "/mijn"


def test_an_account_of_another_town_is_unknown_here(client):
    an_account(email=ADDRESS, municipality_code="GM0363", place_code=None)
    sign_in(client)
    assert client.page.location == "/welkom"


def test_a_session_of_another_town_is_worth_nothing_here(client):
    signed_in(client, an_account(municipality_code="GM0363", place_code=None))
    assert client.get("/mijn").location.startswith("/inloggen")
