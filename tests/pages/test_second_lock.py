"""The second lock on the pages: asked after the mail, made in three steps, and nothing is reached without it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from buuv.accounts import authenticator, recovery, second_lock
from buuv.accounts.lock_models import AuthenticatorApp, RecoveryCode
from buuv.accounts.models import Account, AccountSession
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from buuv.posts.models import Post
from tests.authenticators import code_of
from tests.builders import a_lock, a_passkey, an_account, signed_in
from tests.pages.journeys import ADDRESS, code_to, count, link_to, sign_in, walk_to_check

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PROVE = "/inloggen/tweede-slot"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def the_account():
    return db.session.scalars(select(Account).where(Account.email == ADDRESS)).one()


def kinds():
    return [mail.kind for mail in db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))]


def open_lock(client, account, **more):
    """With the code that the phone shows."""
    code = code_of(second_lock.find_app(account), **more)
    client.submit("Open het slot", code=code)


def make_lock(client):
    """From Veilig inloggen to the paper codes."""
    client.get("/mijn/veiligheid")
    client.click("Zet een tweede slot op mijn account")
    client.submit("Ik heb een app, ga verder")
    client.follow()
    db.session.expire_all()
    client.submit("Zet het slot erop", code=code_of(db.session.scalars(select(AuthenticatorApp)).one()))


@pytest.mark.parametrize("role", ["moderator", "broker", "resident"])
def test_after_the_mail_the_app_is_asked(client, role):
    account = an_account(email=ADDRESS, role=role)
    a_lock(account)
    sign_in(client)
    assert client.page.location == f"{PROVE}?naar=/mijn"
    assert client.follow().h1 == "Open uw tweede slot"
    open_lock(client, account)
    assert client.page.location == "/mijn"
    assert client.follow().h1 == "Mijn buuv"


def test_a_resident_without_a_lock_is_in_at_once(client):
    an_account(email=ADDRESS)
    sign_in(client)
    assert client.page.location == "/mijn"


def test_by_the_link_in_the_mail_the_app_is_asked_too(client):
    a_lock(an_account(email=ADDRESS))
    client.get("/inloggen")
    client.submit(email=ADDRESS)
    client.get(link_to())
    client.submit("Ja, log mij in")
    assert client.page.location.startswith(PROVE)


@pytest.mark.parametrize("role", ["moderator", "broker"])
def test_staff_without_a_lock_makes_one_first(client, role):
    an_account(email=ADDRESS, role=role)
    sign_in(client)
    assert client.page.location == "/mijn/veiligheid"
    assert client.get("/mijn").location == "/mijn/veiligheid"
    assert "altijd een tweede slot" in client.follow().text
    make_lock(client)
    assert client.page.h1 == "Bewaar uw herstelcodes"
    client.click("Ik heb ze bewaard, ga verder")
    assert client.page.h1 == "Mijn buuv"


def test_the_paper_codes_are_shown_once(client):
    signed_in(client, an_account(email=ADDRESS))
    make_lock(client)
    codes = re.findall(r"[0-9a-z]{5}-[0-9a-z]{5}", client.page.text)
    assert len(codes) == 10
    for path in ("/mijn/veiligheid", "/mijn/veiligheid/herstelcodes", "/mijn/veiligheid/app/code"):
        assert codes[0] not in client.get(path).body
    recovery.use(the_account(), codes[0])


def test_the_secret_is_a_drawing_without_style_and_letters_in_fours(client):
    signed_in(client, an_account(email=ADDRESS))
    client.get("/mijn/veiligheid/app")
    client.submit("Ik heb een app, ga verder")
    page = client.follow()
    (drawing,) = (one for one in page.all("{http://www.w3.org/2000/svg}svg") if one.get("role") == "img")
    assert {name for one in drawing.iter() for name in one.attrib} == {
        "role",
        "aria-label",
        "viewBox",
        "class",
        "stroke",
        "d",
    }
    groups = [one.text for one in page.one("p", class_="codes").iter("span")]
    assert "".join(groups) == authenticator.secret_of(db.session.scalars(select(AuthenticatorApp)).one())
    assert {len(group) for group in groups} == {4}


def test_the_secret_is_shown_in_the_browser_that_asked_for_it_only(client):
    me = an_account(email=ADDRESS)
    signed_in(client, me)
    client.get("/mijn/veiligheid/app")
    client.submit("Ik heb een app, ga verder")
    other = signed_in(client.another(), me)
    assert other.get("/mijn/veiligheid/app/code").location == "/mijn/veiligheid/app"


def test_a_wrong_code_does_not_put_the_lock_on(client):
    signed_in(client, an_account(email=ADDRESS))
    client.get("/mijn/veiligheid/app")
    client.submit("Ik heb een app, ga verder")
    client.follow()
    client.submit("Zet het slot erop", code="000000")
    assert client.page.errors[0].startswith("Deze code klopt niet.")
    assert the_account().second_lock_at is None


@pytest.mark.parametrize(("typed", "error"), [("", "Vul de code uit uw app in."), ("12", "De code heeft zes cijfers.")])
def test_a_mistyped_code_is_said_in_words(client, typed, error):
    a_lock(an_account(email=ADDRESS))
    sign_in(client)
    client.follow()
    client.submit("Open het slot", code=typed)
    assert client.page.errors == [error]


def test_a_code_that_was_seen_is_worth_nothing(client):
    account = an_account(email=ADDRESS)
    a_lock(account)
    code = code_of(second_lock.find_app(account))
    for browser in (client, client.another()):
        sign_in(browser)
        browser.follow()
        browser.submit("Open het slot", code=code)
    assert client.page.location == "/mijn"
    assert browser.page.errors[0].startswith("Deze code is al gebruikt.")


def test_the_session_is_renewed_when_the_lock_opens(client):
    """Whoever had the half session has nothing (R-S09)."""
    account = an_account(email=ADDRESS)
    a_lock(account)
    sign_in(client)
    thief = client.another()
    with client.session() as session, thief.session() as copy:
        copy.update(dict(session))
    client.follow()
    open_lock(client, account)
    assert client.follow().status == 200
    assert thief.get("/mijn").location.startswith("/inloggen?")
    assert count(AccountSession, ended_at=None) == 1


def test_the_half_session_is_over_after_an_hour(client, noon):
    a_lock(an_account(email=ADDRESS))
    sign_in(client)
    noon.shift(timedelta(minutes=59))
    assert client.get("/mijn").location.startswith(PROVE)
    noon.shift(timedelta(minutes=2))
    assert client.get("/mijn").location.startswith("/inloggen?")


def test_who_stops_half_way_can_sign_out(client):
    a_lock(an_account(email=ADDRESS))
    sign_in(client)
    client.follow()
    client.submit("Stop en log uit")
    assert client.get("/mijn").location.startswith("/inloggen?")


def test_half_signed_in_the_sign_in_page_leads_to_the_lock(client):
    a_lock(an_account(email=ADDRESS))
    sign_in(client)
    assert client.get("/inloggen").location.startswith(PROVE)


def test_a_lock_put_on_here_is_asked_on_the_other_devices_too(client):
    me = an_account(email=ADDRESS)
    phone = signed_in(client.another(), me, is_proven=False)
    assert phone.get("/mijn").status == 200
    signed_in(client, me)
    make_lock(client)
    assert phone.get("/mijn").location.startswith(PROVE)
    assert client.get("/mijn").status == 200


def test_what_was_typed_when_the_lock_came_in_between_is_kept(client):
    me = an_account(email=ADDRESS)
    phone = signed_in(client, me, is_proven=False)
    phone.get("/mijn/gegevens")
    a_lock(me)
    form = phone.page.form().filled({"shown_name": "Marietje"}, None)
    phone.send("POST", "/mijn/gegevens", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    phone.follow()
    phone.follow()
    open_lock(phone, me)
    assert "Marietje" in phone.follow().body


def test_a_card_waits_for_the_second_lock(client):
    """The code from the mail alone places nothing for who has a lock."""
    account = an_account(email=ADDRESS)
    a_lock(account)
    walk_to_check(client)
    client.submit("Zet op het bord", code=code_to(), agreed=True)
    assert client.page.location.startswith(PROVE) and count(Post) == 0
    client.follow()
    open_lock(client, account)
    client.follow()
    client.submit("Zet op het bord")
    assert client.page.location.startswith("/kaartje/") and count(Post) == 1


def test_a_paper_code_opens_the_lock_once_and_the_owner_hears_it(client):
    account = an_account(email=ADDRESS, role="moderator")
    a_lock(account)
    code = recovery.make(account)[0]
    for browser in (client, client.another()):
        sign_in(browser)
        browser.follow()
        browser.click("Ik heb mijn telefoon niet bij me")
        browser.submit("Open het slot", code=code.upper())
    assert client.page.location.startswith("/mijn/veiligheid?")
    assert "U hebt nog 9 herstelcodes." in client.follow().text
    assert browser.page.errors == ["Deze herstelcode klopt niet, of u hebt hem al gebruikt."]
    assert "lock_changed" in kinds()


def test_new_paper_codes_end_the_old_ones(client):
    account = an_account(email=ADDRESS)
    a_lock(account)
    recovery.make(account)
    old = set(db.session.scalars(select(RecoveryCode.digest)))
    signed_in(client, account).get("/mijn/veiligheid")
    client.click("Maak nieuwe herstelcodes")
    client.submit("Maak tien nieuwe codes")
    assert "Uw nieuwe herstelcodes zijn klaar." in client.page.text
    assert not old & set(db.session.scalars(select(RecoveryCode.digest)))


def test_a_resident_takes_the_lock_off(client):
    account = an_account(email=ADDRESS)
    a_lock(account)
    signed_in(client, account).get("/mijn/veiligheid")
    client.click("Haal dit slot weg")
    client.submit("Haal het slot weg")
    assert client.follow().text.count("De app is geen slot meer van uw account.") == 1
    assert the_account().second_lock_at is None
    assert kinds() == ["lock_changed"]


def test_staff_keeps_a_lock(client):
    account = an_account(role="moderator")
    a_lock(account)
    page = signed_in(client, account).get("/mijn/veiligheid")
    assert "Haal dit slot weg" not in page.links() and "Maak dan eerst een passkey." in page.text
    assert client.get("/mijn/veiligheid/app/einde").status == 303
    client.post("/mijn/veiligheid/app/einde")
    assert client.page.errors[0].startswith("Met uw rol hebt u altijd een tweede slot nodig.")
    assert second_lock.find_app(account) is not None


CHANGES = ["/mijn/veiligheid/app", "/mijn/veiligheid/app/einde", "/mijn/veiligheid/herstelcodes"]


@pytest.mark.parametrize("path", [*CHANGES, "/mijn/veiligheid/passkey"])
def test_a_lock_is_changed_with_a_fresh_code_from_the_app(client, noon, path):
    account = an_account(email=ADDRESS)
    a_lock(account)
    signed_in(client, account)
    noon.shift(timedelta(minutes=29))
    assert client.get(path).status == 200
    noon.shift(timedelta(minutes=2))
    assert client.get(path).location == f"/mijn/veiligheid/bevestiging?naar={path}"
    assert client.post(path).location.startswith("/mijn/veiligheid/bevestiging")
    client.follow()
    client.follow()
    open_lock(client, account)
    assert client.page.location == path
    assert client.follow().status == 200


def test_without_a_lock_it_is_a_fresh_code_from_the_mail(client, noon):
    signed_in(client, an_account(email=ADDRESS))
    noon.shift(timedelta(days=1))
    client.get("/mijn/veiligheid/app")
    client.follow()
    client.submit("Stuur mij een code")
    client.follow()
    client.submit("Log in", code=code_to())
    assert client.page.location == "/mijn/veiligheid/app"
    assert client.follow().status == 200
    assert count(AccountSession, ended_at=None) == 1


def test_staff_is_not_offered_to_take_away_the_only_passkey(client):
    account = an_account(role="moderator")
    a_passkey(account, name="Telefoon")
    page = signed_in(client, account).get("/mijn/veiligheid")
    assert "Telefoon" in page.text and "Haal weg Telefoon" not in page.text
    a_passkey(account, name="Laptop")
    assert "Haal weg Telefoon" in client.get("/mijn/veiligheid").text


def test_the_mail_alone_changes_no_lock(client, noon):
    """Who has a session that has grown old, and the mail, still needs the lock itself."""
    account = an_account(email=ADDRESS)
    a_lock(account)
    signed_in(client, account)
    noon.shift(timedelta(days=1))
    sign_in(client.another())
    assert client.get("/mijn/veiligheid/app/einde").status == 303
    client.post("/mijn/veiligheid/app/einde")
    assert second_lock.find_app(account) is not None


def test_five_wrong_codes_and_the_lock_rests(client, limits_on):
    """For the account, whatever browser tries."""
    account = an_account(email=ADDRESS)
    a_lock(account)
    browsers = [signed_in(client.another(), account, is_proven=False) for _ in range(2)]
    for number in range(5):
        assert browsers[number % 2].post(PROVE, code="000000").status == 200
    page = browsers[0].post(PROVE, code=code_of(second_lock.find_app(account)))
    assert page.status == 429 and 0 < int(page.headers["Retry-After"]) <= 300
    assert browsers[1].post(f"{PROVE}/herstelcode", code="aaaaa-aaaaa").status == 429


def test_before_the_code_nobody_sees_who_has_a_lock(client):
    """Known, unknown, locked or not: the same answers, byte for byte (R-S07)."""
    a_lock(an_account(email="slot@example.org"))
    a_lock(an_account(email="mode@example.org", role="moderator"))
    an_account(email="open@example.org")
    seen = set()
    for email in ("slot@example.org", "mode@example.org", "open@example.org", "weet@example.org"):
        browser = client.another()
        first = browser.get("/inloggen").body
        browser.submit(email=email)
        answer = browser.page.location, browser.page.status
        second = browser.follow().body.replace(email, "")
        browser.submit("Log in", code=f"{(int(code_to(email)) + 1) % 1_000_000:06d}")
        wrong = browser.page.body.replace(email, "")
        # Tokens differ each time, and the field holds the wrong code that was typed.
        seen.add((answer, *(re.sub(r'value="[^"]*"', "", one) for one in (first, second, wrong))))
    assert len(seen) == 1


def test_a_new_device_is_told_and_a_known_one_and_the_first_are_not(client):
    account = an_account(email=ADDRESS, wants_notices=False)
    sign_in(client)
    assert "new_device" not in kinds()
    signed_in(client.another(), account)
    assert kinds().count("new_device") == 1
    sign_in(client.another())
    signed_in(client.another(), account)
    assert kinds().count("new_device") == 1


@pytest.mark.parametrize(("language", "link"), [("nl", "/mijn/veiligheid"), ("en", "/en/mijn/veiligheid")])
def test_the_mails_say_what_happened_and_where_to_look(database, language, link):
    from buuv import wiring
    from buuv.core import mail

    subjects = set()
    whats = [value for name, value in vars(second_lock).items() if name.isupper() and isinstance(value, str)]
    for what in whats:
        wiring._mail_lock(second_lock.LockChanged(an_account(language=language), what))
    db.session.flush()
    for row in db.session.scalars(select(OutgoingMail)):
        made = mail.make(row, env=database.jinja_env, settings=database.extensions["buuv.settings"])
        assert link in made.message.get_body(("plain",)).get_content() and made.subject
        assert "List-Unsubscribe" not in made.message
        subjects.add(made.subject)
    assert len(subjects) == len(whats) - 1


def test_every_page_of_the_lock_is_good_in_english_too(client):
    account = an_account(role="moderator")
    a_lock(account)
    a_passkey(account)
    signed_in(client, account)
    for path in ("", "/app", "/app/einde", "/herstelcodes", "/passkey"):
        assert client.get(f"/en/mijn/veiligheid{path}").status == 200
    for path in (PROVE, f"{PROVE}/herstelcode"):
        assert client.get(f"/en{path}").status == 200
