"""Mijn buuv: my name, my address and the devices where I am signed in."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from buuv.accounts import profile, signing_in
from buuv.accounts.models import Account, AccountSession, AddressChange
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from tests.builders import HOME, an_account, signed_in
from tests.client import words_of
from tests.pages.journeys import count

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
OLD, NEW = "oud@example.org", "nieuw@example.org"
PRIVATE = ["/mijn", "/mijn/reacties", "/mijn/gegevens", "/mijn/adres", "/mijn/apparaten"]


@pytest.fixture
def me(client):
    return signed_in(client, an_account(email=OLD, shown_name="Riet"))


def the_account():
    return db.session.scalars(select(Account).order_by(Account.id)).first()


def newest_change():
    return db.session.scalars(select(AddressChange).order_by(AddressChange.id.desc())).first()


def change_address(me, email=NEW):
    """Asks for the change and gives the code that the new address gets."""
    me.get("/mijn/adres")
    me.submit(email=email)
    me.follow()
    return signing_in.code_for(newest_change().number, profile.PURPOSE)


def undo_link():
    return f"/adres-terug/{signing_in.link_for(newest_change().number, 'undo-address')}"


@pytest.mark.parametrize("path", PRIVATE)
def test_a_visitor_signs_in_first(client, path):
    assert client.get(path).location == f"/inloggen?naar={path}"


@pytest.mark.parametrize("path", [p for p in PRIVATE if p != "/mijn/reacties"])
@pytest.mark.parametrize("role", ["resident", "broker", "moderator"])
def test_every_role_has_its_own_pages(client, path, role):
    assert signed_in(client, an_account(role=role)).get(path).status == 200


def test_name_buurt_and_language_can_be_changed(me):
    me.get("/mijn/gegevens")
    me.submit("Bewaar", shown_name="Marie", place=HOME, language="en")
    assert "Bewaard." in me.follow().text
    account = the_account()
    assert (account.shown_name, account.place_code, account.language) == ("Marie", HOME, "en")


def test_neither_name_nor_buurt_is_required(me):
    me.get("/mijn/gegevens")
    me.submit("Bewaar", shown_name="", place="")
    assert (the_account().shown_name, the_account().place_code) == (None, None)


@pytest.mark.parametrize("name", ["riet@example.org", "Riet 0612345678", "R" * 41])
def test_a_name_holds_no_address_and_no_number(me, name):
    me.get("/mijn/gegevens")
    me.submit("Bewaar", shown_name=name)
    assert len(me.page.errors) == 1
    assert me.page.form("Bewaar").values()["shown_name"] == [name]
    assert the_account().shown_name == "Riet"


@pytest.mark.parametrize("field", [{"place": "BU03630000"}, {"language": "xx"}])
def test_a_choice_that_is_not_offered_is_refused(me, field):
    me.post("/mijn/gegevens", **({"shown_name": "Marie", "place": HOME, "language": "nl"} | field))
    assert me.page.errors
    assert the_account().shown_name == "Riet"


def test_a_change_of_details_takes_no_other_fields(me):
    fields = {"role": "moderator", "email": "x@example.org", "is_demo": "y", "municipality_code": "GM0363", "id": "9"}
    me.post("/mijn/gegevens", shown_name="Marie", place=HOME, language="nl", **fields)
    account = the_account()
    assert (account.shown_name, account.role, account.email) == ("Marie", "resident", OLD)
    assert (account.is_demo, account.municipality_code) == (False, "GM0479")


def test_a_new_address_counts_after_the_code(me):
    code = change_address(me)
    assert the_account().email == OLD
    me.submit("Verander mijn adres", code=code)
    assert "Bewaard." in me.follow().text
    assert the_account().email == NEW


def test_the_old_address_is_told(me):
    me.submit("Verander mijn adres", code=change_address(me))
    told = {(mail.kind, mail.address) for mail in db.session.scalars(select(OutgoingMail))}
    assert told == {("address_code", NEW), ("address_changed", OLD)}


def test_a_wrong_code_changes_nothing_and_is_counted(me):
    code = change_address(me)
    me.submit("Verander mijn adres", code=f"{(int(code) + 1) % 1_000_000:06d}")
    assert len(me.page.errors) == 1
    assert (newest_change().tries, the_account().email) == (1, OLD)


def test_an_address_that_has_an_account_gets_the_same_answer_as_a_free_one(me):
    def answers(email):
        change_address(me, email)
        page, asked = me.page, me.queries
        me.submit("Verander mijn adres", code="000000")
        return page.status, page.h1, page.text.replace(email, ""), asked, me.page.errors, me.queries

    an_account(email="bezet@example.org")
    assert answers("bezet@example.org") == answers("vrij@example.org")


def test_an_address_that_has_an_account_cannot_be_taken(me):
    an_account(email="bezet@example.org")
    me.submit("Verander mijn adres", code=change_address(me, "bezet@example.org"))
    assert me.page.errors == ["Deze code klopt niet. Kijk nog eens in de mail."]
    assert the_account().email == OLD


def test_my_own_address_is_no_change(me):
    me.get("/mijn/adres")
    me.submit(email=OLD)
    assert me.page.errors == ["Dit is al uw e-mailadres."]


def test_the_page_for_the_code_of_somebody_else_is_not_mine(me):
    change_address(me)
    with me.session() as session:
        number = session["change"]
    other = signed_in(me.another(), an_account())
    with other.session() as session:
        session["change"] = number
    assert other.get("/mijn/adres/code").location == "/mijn/adres"


def test_the_old_address_takes_the_account_back_and_signs_everybody_out(me):
    me.submit("Verander mijn adres", code=change_address(me))
    owner, link = me.another(), undo_link()
    for _ in range(10):
        assert owner.get(link).status == 200
    assert the_account().email == NEW
    owner.submit("Ja, draai het terug")
    assert owner.page.h1 == "Uw oude e-mailadres is terug"
    assert the_account().email == OLD
    assert me.get("/mijn").location.startswith("/inloggen")


def test_taking_back_works_once(me):
    me.submit("Verander mijn adres", code=change_address(me))
    owner, link = me.another(), undo_link()
    owner.get(link)
    owner.submit("Ja, draai het terug")
    assert owner.get(link).status == 403
    assert owner.post(link).status == 403


@pytest.mark.parametrize(("hours", "status"), [(71, 200), (73, 403)])
def test_the_old_address_has_seventy_two_hours(me, hours, status):
    with time_machine.travel(NOON, tick=False) as clock:
        signed_in(me, the_account())
        me.submit("Verander mijn adres", code=change_address(me))
        clock.shift(timedelta(hours=hours))
        assert me.another().get(undo_link()).status == status


def test_a_thief_cannot_undo_the_undoing(me):
    """Who changed the address twice holds a mail of the second change; it is worth nothing after the first undo."""
    me.submit("Verander mijn adres", code=change_address(me))
    first = undo_link()
    me.submit("Verander mijn adres", code=change_address(me, "dief@example.org"))
    second = undo_link()
    owner = me.another()
    owner.get(first)
    owner.submit("Ja, draai het terug")
    assert the_account().email == OLD
    assert owner.get(second).status == 403


def test_every_device_is_listed_and_this_one_is_named(me):
    signed_in(me.another(), the_account())
    me.get("/mijn/apparaten")
    rows = [words_of(li) for ul in me.page.all("ul", class_="rows") for li in ul.iter("li")]
    assert len(rows) == 2
    assert sum("(dit apparaat)" in row for row in rows) == 1
    assert all("Firefox, Linux" in row for row in rows)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0.0.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("<script>", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_in_a_word_or_two(client, agent, name):
    from tests.pages.journeys import CODE_PAGE, code_to

    an_account(email=OLD)
    client.get("/inloggen")
    client.submit(email=OLD)
    data = {"code": code_to(OLD), "csrf_token": client.token()}
    client.send("POST", CODE_PAGE, data=data, headers={"User-Agent": agent})
    assert db.session.scalars(select(AccountSession.device)).all() == [name]


def test_one_device_can_be_signed_out(me):
    phone = signed_in(me.another(), the_account())
    row = db.session.scalars(select(AccountSession).order_by(AccountSession.id.desc())).first()
    me.get("/mijn/apparaten")
    me.submit(f"/mijn/apparaten/{row.public_id}/einde")
    assert phone.get("/mijn").location.startswith("/inloggen")
    assert me.get("/mijn").status == 200


def test_all_other_devices_can_be_signed_out_at_once(me):
    others = [signed_in(me.another(), the_account()) for _ in range(3)]
    me.get("/mijn/apparaten")
    me.submit("Log overal uit, behalve hier")
    assert [other.get("/mijn").status for other in others] == [303, 303, 303]
    assert me.get("/mijn").status == 200


def test_signing_out_this_device_goes_home(me):
    row = db.session.scalars(select(AccountSession)).one()
    me.get("/mijn/apparaten")
    me.submit(f"/mijn/apparaten/{row.public_id}/einde")
    assert me.page.location == "/?uitgelogd=ja"
    assert me.get("/mijn").status == 303


def test_nobody_signs_out_the_device_of_somebody_else(me):
    row = db.session.scalars(select(AccountSession)).one()
    other = signed_in(me.another(), an_account())
    assert other.post(f"/mijn/apparaten/{row.public_id}/einde").status == 404
    assert me.get("/mijn").status == 200


def test_reading_writes_nothing_about_when_i_was_here(me):
    before = db.session.scalars(select(AccountSession.seen_on)).one()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=3), tick=False):
        me.get("/mijn")
    assert db.session.scalars(select(AccountSession.seen_on)).one() == before
    assert count(AccountSession) == 1
