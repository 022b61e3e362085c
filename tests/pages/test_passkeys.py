"""Passkeys on the pages: at the town's own address, for the browser that asked, and never half."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from buuv.accounts import second_lock
from buuv.accounts.lock_models import Passkey, PasskeyChallenge
from buuv.accounts.models import AccountSession
from buuv.core.database import db
from buuv.web.support import passkeys as support
from tests.authenticators import PRESENT, Device
from tests.builders import a_draft, a_lock, an_account, signed_in
from tests.pages.journeys import ADDRESS, count, sign_in

ORIGIN = "http://localhost:8000"
ENTER = "/inloggen/passkey"


@pytest.fixture
def here(client):
    """A browser at the address where passkeys work."""
    return client.another(host="localhost")


@pytest.fixture
def device():
    return Device(ORIGIN)


def make_passkey(browser, device, name="Telefoon"):
    options = browser.post("/mijn/veiligheid/passkey/vraag").body
    return browser.post("/mijn/veiligheid/passkey", name=name, credential=device.create(options))


def enter(browser, device, path=ENTER):
    options = browser.post(f"{ENTER}/vraag").body
    return browser.post(path, credential=device.get(options))


@pytest.fixture
def owner(here, device):
    """A resident with a passkey, signed out."""
    account = an_account(email=ADDRESS)
    make_passkey(signed_in(here, account), device)
    here.post("/uitloggen")
    return account


def test_a_passkey_signs_in_and_leads_on(here, device, owner):
    assert enter(here, device, f"{ENTER}?naar=/mijn/gegevens").location == "/mijn/gegevens"
    assert here.get("/mijn").status == 200


@pytest.mark.parametrize("where", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_passkey_leads_nowhere_else(here, device, owner, where):
    assert enter(here, device, f"{ENTER}?naar={where}").location == "/mijn"


def test_words_that_waited_go_on_after_a_passkey(here, device, owner):
    _, token = a_draft(purpose="request", title="Wie helpt mij met de heg?", body="")
    here.get(f"/inloggen?concept={token}")
    (form,) = (one for one in here.page.forms() if one.action.startswith(ENTER))
    assert enter(here, device, form.action).location == f"/kaartje-maken/{token}/nakijken"


@pytest.mark.parametrize("role", ["resident", "moderator"])
def test_a_passkey_is_both_locks(here, device, role):
    account = an_account(email=ADDRESS, role=role)
    a_lock(account)
    make_passkey(signed_in(here, account), device)
    here.post("/uitloggen")
    enter(here, device)
    assert here.get("/mijn").status == 200


def test_the_first_passkey_of_a_moderator_opens_the_house(here, device):
    account = an_account(role="moderator")
    signed_in(here, account, is_proven=False)
    with here.session() as session:
        before = session["_user_id"]
    assert make_passkey(here, device).location == "/mijn/veiligheid?klaar=passkey"
    with here.session() as session:
        assert session["_user_id"] != before
    assert here.get("/mijn").status == 200


def test_half_signed_in_nobody_adds_a_passkey_to_a_locked_account(here, device):
    account = an_account(role="moderator")
    a_lock(account)
    signed_in(here, account, is_proven=False)
    for path in ("/mijn/veiligheid/passkey/vraag", "/mijn/veiligheid/passkey"):
        assert here.post(path, name="Dief", credential="{}").location.startswith("/inloggen")
    assert count(Passkey) == 0


def test_a_wrong_answer_uses_the_challenge_up_for_good(here, device, owner):
    """The refusal is a page with 200, and what it used up is kept."""
    options = here.post(f"{ENTER}/vraag").body
    with here.session() as session:
        cookie = dict(session)
    here.post(ENTER, credential="{}")
    assert here.status == 200 and here.page.errors
    with here.session() as session:
        session.update(cookie)
    assert here.post(ENTER, credential=device.get(options)).status == 200
    assert count(AccountSession, ended_at=None) == 0


def test_an_answer_is_for_the_browser_that_asked(here, device, owner):
    options = here.post(f"{ENTER}/vraag").body
    other = here.another(host="localhost")
    assert other.post(ENTER, credential=device.get(options)).status == 200
    other.post(f"{ENTER}/vraag")
    assert other.post(ENTER, credential=device.get(options)).status == 200
    assert other.get("/mijn").location.startswith("/inloggen")


@pytest.mark.parametrize(
    "wrong", [{"origin": "http://evil.example"}, {"origin": "http://localhost:9"}, {"rp_id": "x"}, {"flags": PRESENT}]
)
def test_another_address_or_no_finger_signs_nobody_in(here, device, owner, wrong):
    vars(device).update(wrong)
    assert enter(here, device).h1 == "Inloggen met een passkey lukte niet"
    assert here.get("/mijn").location.startswith("/inloggen")


def test_the_button_is_offered_at_the_towns_own_address_only(client, here):
    assert [f.action for f in here.get("/inloggen").forms() if "passkey" in f.action]
    assert not [f.action for f in client.get("/inloggen").forms() if "passkey" in f.action]
    page = signed_in(client, an_account()).get("/mijn/veiligheid")
    # On this machine README.md says where; a resident has nothing to do with that.
    assert "Op dit adres kan dat niet." in page.text and ORIGIN not in page.text


def test_the_button_is_hidden_until_a_script_shows_it(here):
    (form,) = (one.element for one in here.get("/inloggen").forms() if "passkey" in one.action)
    assert form.get("hidden") is not None


@pytest.mark.parametrize(
    ("url", "origin", "host"),
    [
        ("https://buuv.zaanstad.example/", "https://buuv.zaanstad.example", "buuv.zaanstad.example"),
        ("https://Buuv.Zaanstad.example:443", "https://buuv.zaanstad.example", "buuv.zaanstad.example"),
        ("https://buuv.example:8443/pad", "https://buuv.example:8443", "buuv.example"),
        ("", "http://localhost:8000", "localhost"),
    ],
)
def test_where_passkeys_work_follows_from_the_towns_settings(app, url, origin, host):
    config = app.extensions["buuv.settings"]
    towns = tuple(replace(town, url=url) for town in config.municipalities)
    app.extensions["buuv.settings"] = replace(config, municipalities=towns)
    try:
        with app.test_request_context("/", base_url="http://127.0.0.1"):
            app.preprocess_request()
            assert (support.site().origin, support.site().rp_id) == (origin, host)
    finally:
        app.extensions["buuv.settings"] = config


def test_only_the_owner_sees_and_removes_a_passkey(here, device, owner):
    passkey = db.session.scalars(select(Passkey)).one()
    path = f"/mijn/veiligheid/passkey/{passkey.public_id}/einde"
    other = signed_in(here.another(host="localhost"), an_account())
    assert other.get(path).status == other.post(path).status == 404
    signed_in(here, owner).get(path)
    here.submit("Haal deze passkey weg")
    assert second_lock.locks_for(owner).passkeys == []
    assert enter(here, device).h1 == "Inloggen met een passkey lukte niet"


def test_a_passkey_without_a_name_is_asked_for_one(here, device):
    signed_in(here, an_account())
    options = here.post("/mijn/veiligheid/passkey/vraag").body
    page = here.post("/mijn/veiligheid/passkey", name="", credential=device.create(options))
    assert page.errors == ["Geef uw apparaat een naam."] and count(Passkey) == 0


def test_challenges_are_limited(here, limits_on):
    for _ in range(120):
        last = here.post(f"{ENTER}/vraag").status
    assert last == 200 and here.post(f"{ENTER}/vraag").status == 429
    assert count(PasskeyChallenge) == 120


def test_with_only_the_mail_a_moderator_with_a_passkey_is_half_in(here, device):
    account = an_account(email=ADDRESS, role="moderator")
    make_passkey(signed_in(here, account), device)
    other = here.another(host="localhost")
    sign_in(other)
    other.follow()
    assert "U hebt een passkey." in other.page.text
    assert enter(other, device).location == "/mijn"
    assert count(AccountSession, ended_at=None, account_id=account.id) == 2
