"""An invitation makes one moderator or broker, once, within a day; nobody is both."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from buuv.accounts import registration
from buuv.accounts.models import Account, AccountSession
from buuv.core.database import db
from buuv.core.errors import Refusal
from tests.builders import TOWN, a_conversation, a_post, an_account, signed_in
from tests.pages.journeys import count

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EMAIL = "mo@example.org"


def invite(role="moderator", email=EMAIL):
    return f"/uitnodiging/{registration.invite(municipality_code=TOWN, email=email, role=role)}"


def the_account():
    return db.session.scalars(select(Account).where(Account.email == EMAIL)).one_or_none()


@pytest.mark.parametrize(("role", "words"), [("moderator", "U bent moderator."), ("broker", "sociaal makelaar")])
def test_an_invitation_makes_an_account_with_its_role_and_signs_in(client, role, words):
    client.get(invite(role))
    client.submit("Neem de uitnodiging aan", agreed=True)
    assert words in client.follow().text
    assert the_account().role == role


def test_opening_the_invitation_ten_times_does_nothing(client):
    path = invite()
    for _ in range(10):
        assert client.get(path).status == 200
    assert the_account() is None
    assert count(AccountSession) == 0


def test_the_page_says_for_whom_it_is_and_what_it_means(client):
    text = client.get(invite()).text
    assert EMAIL in text and "meelezen in gesprekken" in text


def test_without_the_tick_nothing_happens_and_the_invitation_still_works(client):
    client.get(invite())
    client.submit("Neem de uitnodiging aan")
    assert len(client.page.errors) == 1
    client.submit("Neem de uitnodiging aan", agreed=True)
    assert client.status == 303


def test_an_invitation_works_once(client):
    path = invite()
    client.get(path)
    client.submit("Neem de uitnodiging aan", agreed=True)
    other = client.another()
    assert other.get(path).status == 403
    assert other.post(path, agreed="y").status == 403
    assert count(AccountSession) == 1


@pytest.mark.parametrize(("hours", "status"), [(23.9, 200), (24.1, 403)])
def test_an_invitation_works_for_a_day(client, hours, status):
    with time_machine.travel(NOON, tick=False) as clock:
        path = invite()
        db.session.commit()
        clock.shift(timedelta(hours=hours))
        assert client.get(path).status == status


@pytest.mark.parametrize(("has", "wanted"), [("broker", "moderator"), ("moderator", "broker"), ("resident", "broker")])
def test_who_has_a_role_cannot_be_invited_for_another(database, has, wanted):
    an_account(email=EMAIL, role=has)
    with pytest.raises(Refusal):
        invite(wanted)


@pytest.mark.parametrize(("first", "second"), [("broker", "moderator"), ("moderator", "broker")])
def test_of_two_open_invitations_the_second_role_is_refused(client, first, second):
    paths = [invite(first), invite(second)]
    client.get(paths[0])
    client.submit("Neem de uitnodiging aan", agreed=True)
    other = client.another()
    other.get(paths[1])
    other.submit("Neem de uitnodiging aan", agreed=True)
    assert other.page.errors
    assert the_account().role == first


def test_who_became_a_resident_meanwhile_does_not_become_moderator(client):
    path = invite()
    an_account(email=EMAIL)
    client.get(path)
    client.submit("Neem de uitnodiging aan", agreed=True)
    assert client.page.errors
    assert the_account().role == "resident"


def test_an_invitation_of_another_town_is_none_here(client):
    token = registration.invite(municipality_code="GM0363", email=EMAIL, role="broker")
    assert client.get(f"/uitnodiging/{token}").status == 403


@pytest.mark.parametrize("role", ["moderator", "broker"])
def test_staff_reads_the_board_and_nobodys_talk(client, role):
    conversation = a_conversation()
    signed_in(client, an_account(role=role))
    assert conversation.post.title in client.get("/vragen").links()
    for path in ("/mijn/reacties", f"/gesprek/{conversation.public_id}", "/vraag-stellen", "/aanbod-doen"):
        assert client.get(path).status == 404


@pytest.mark.parametrize("role", ["moderator", "broker"])
def test_staff_finds_no_button_that_does_not_work(client, role):
    """Every link that the pages of staff show leads somewhere."""
    a_post()
    signed_in(client, an_account(role=role))
    for path in ("/", "/mijn", "/vragen", "/mijn/gegevens"):
        for words, to in client.get(path).links().items():
            if to.startswith("/") and not to.startswith("/taal/"):
                assert client.get(to).status < 400, f"{words} on {path}"
