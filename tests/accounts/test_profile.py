"""What people change about themselves, and an address that can be put back for 72 hours."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from buuv.accounts import profile, queries, signing_in
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.outbox import OutgoingMail
from tests.builders import HOME, TOWN, an_account

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def asked(account, new="nieuw@example.org"):
    change = profile.ask_address(account, new)
    db.session.flush()
    return change.number


def confirm(account, number):
    profile.confirm_address(account, number, signing_in.code_for(number, profile.PURPOSE))
    db.session.flush()


def changed(account, new="nieuw@example.org"):
    """The token of the link that undoes a change that was just made."""
    number = asked(account, new)
    confirm(account, number)
    return signing_in.link_for(number, "undo-address")


def undo(token):
    profile.undo_address(token, municipality_code=TOWN)
    db.session.flush()


def test_name_buurt_and_language_change():
    account = an_account(place_code=None)
    profile.change_profile(account, shown_name="  Ria ", place_code=HOME, language="en")
    assert (account.shown_name, account.place_code, account.language) == ("Ria", HOME, "en")


def test_no_name_is_a_name_too():
    account = an_account()
    profile.change_profile(account, shown_name=" ", place_code=None, language="nl")
    assert (account.shown_name, account.place_code) == (None, None)


@pytest.mark.parametrize("name", ["Riet 06", "riet@example.org", "x" * 41])
def test_a_name_that_says_too_much_is_refused(name):
    with pytest.raises(Refusal) as caught:
        profile.change_profile(an_account(), shown_name=name, place_code=HOME, language="nl")
    assert caught.value.field == "shown_name"


@pytest.mark.parametrize("code", ["WK047941", "GM0479", "BU99999999"])
def test_only_a_buurt_of_the_town_is_a_place_to_live(code):
    with pytest.raises(Refusal) as caught:
        profile.change_profile(an_account(), shown_name="Riet", place_code=code, language="nl")
    assert caught.value.field == "place"


def test_the_code_at_the_new_address_changes_it_and_the_old_one_is_told():
    account = an_account(email="oud@example.org")
    confirm(account, asked(account))
    assert account.email == "nieuw@example.org"
    mails = db.session.execute(select(OutgoingMail.kind, OutgoingMail.address).order_by(OutgoingMail.id))
    assert [tuple(mail) for mail in mails] == [
        ("address_code", "nieuw@example.org"),
        ("address_changed", "oud@example.org"),
    ]


def test_before_the_code_nothing_changes():
    account = an_account(email="oud@example.org")
    asked(account)
    assert account.email == "oud@example.org"


def test_ones_own_address_is_no_change():
    account = an_account(email="oud@example.org")
    with pytest.raises(Refusal):
        profile.ask_address(account, "oud@example.org")


def test_an_address_of_somebody_else_cannot_be_taken_even_with_its_code():
    account, other = an_account(), an_account(email="bezet@example.org")
    number = asked(account, "bezet@example.org")
    with pytest.raises(Refusal):
        confirm(account, number)
    assert queries.find_by_email(TOWN, "bezet@example.org").id == other.id


def test_a_code_for_signing_in_changes_no_address():
    account = an_account()
    number = asked(account)
    with pytest.raises(Refusal):
        profile.confirm_address(account, number, signing_in.code_for(number))


def test_a_change_of_somebody_else_cannot_be_confirmed():
    number = asked(an_account())
    with pytest.raises(Refusal):
        confirm(an_account(), number)


def test_a_new_change_ends_the_one_before():
    account = an_account()
    first = asked(account, "een@example.org")
    second = asked(account, "twee@example.org")
    with pytest.raises(Refusal):
        confirm(account, first)
    confirm(account, second)
    assert account.email == "twee@example.org"


@pytest.mark.parametrize(("wrong_tries", "works"), [(4, True), (5, False)])
def test_the_code_of_a_change_forgives_four_mistakes(wrong_tries, works):
    account = an_account()
    number = asked(account)
    for _ in range(wrong_tries):
        with pytest.raises(Refusal):
            profile.confirm_address(account, number, "geen code")
    if works:
        confirm(account, number)
    else:
        with pytest.raises(Refusal):
            confirm(account, number)


@pytest.mark.parametrize(("hours", "works"), [(71.9, True), (72, True), (72.1, False)])
def test_a_change_can_be_undone_for_72_hours(hours, works):
    with time_machine.travel(NOON, tick=False) as clock:
        account = an_account(email="oud@example.org")
        token = changed(account)
        clock.shift(timedelta(hours=hours))
        if works:
            undo(token)
        else:
            with pytest.raises(Refusal):
                undo(token)
        assert account.email == ("oud@example.org" if works else "nieuw@example.org")


def test_undoing_signs_every_device_out():
    account = an_account()
    token = changed(account)
    signing_in.open_session(account, device="van de dief")
    undo(token)
    assert queries.sessions_for(account.id) == []


def test_undoing_works_once():
    account = an_account()
    token = changed(account)
    undo(token)
    with pytest.raises(Refusal):
        undo(token)


def test_undoing_ends_what_the_thief_asked_meanwhile():
    account = an_account(email="oud@example.org")
    token = changed(account)
    next_change = asked(account, "derde@example.org")
    undo(token)
    with pytest.raises(Refusal):
        confirm(account, next_change)
    assert account.email == "oud@example.org"


def test_the_first_owner_can_undo_after_a_second_change():
    account = an_account(email="oud@example.org")
    token = changed(account)
    changed(account, "derde@example.org")
    undo(token)
    assert account.email == "oud@example.org"


def test_after_that_the_thiefs_own_undo_link_is_dead():
    account = an_account(email="oud@example.org")
    token = changed(account, "dief@example.org")
    thiefs_token = changed(account, "derde@example.org")
    undo(token)
    with pytest.raises(Refusal):
        undo(thiefs_token)
    assert account.email == "oud@example.org"


def test_looking_at_the_link_undoes_nothing():
    account = an_account()
    token = changed(account)
    profile.look_at_undo(token, municipality_code=TOWN)
    assert account.email == "nieuw@example.org"


def test_an_old_address_that_somebody_else_has_now_is_not_taken_from_them():
    account = an_account(email="oud@example.org")
    token = changed(account)
    an_account(email="oud@example.org")
    with pytest.raises(Refusal):
        undo(token)
