"""What somebody with bad intentions tried, and does not get."""

import pytest

from buuv import worker
from buuv.accounts import profile, signing_in
from buuv.accounts.models import Account, SignInAttempt
from buuv.core import outbox
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from buuv.posts import ending
from buuv.web.support import counting
from tests.builders import TOWN, a_conversation, a_post, an_account, signed_in
from tests.pages.journeys import ADDRESS, a_wrong_code, code_to, count, sign_in, walk_to_check

THERE = "https://evil.example"


@pytest.mark.parametrize("address", ["a@[", "b@[\t", "a\x00b@x.nl", "x"])
def test_an_address_that_no_form_looked_at_gets_no_mail(client, address):
    walk_to_check(client)
    path = client.page.path.replace("nakijken", "waar")
    client.get(path)
    client.submit(button="Weet u uw buurt niet? Zoek met uw postcode", email=address)
    client.send("POST", path.replace("waar", "nieuwe-code"), data={"csrf_token": client.token()})
    assert {mail.address for mail in db.session.query(OutgoingMail)} == {ADDRESS}


def test_a_mail_that_cannot_be_made_does_not_stop_the_others(database):
    outbox.put("first_reply", to="a@[", municipality_code=TOWN, language="nl", conversation="0000000000")
    db.session.commit()
    worker.run(database, once=True)
    assert db.session.query(OutgoingMail).one().failed_at is not None


def test_codes_are_counted_by_the_address_that_they_went_to(client, limits_on):
    walk_to_check(client)
    for _ in range(20):
        counting.hit("code_address", f"{TOWN} {ADDRESS}")
    path = client.page.path
    client.get(path.replace("nakijken", "waar"))
    client.submit(button="Weet u uw buurt niet? Zoek met uw postcode", email="ander@example.org")
    client.get(path)
    client.submit("Zet op het bord", code=a_wrong_code(), agreed=True)
    assert client.status == 429


@pytest.mark.parametrize("there", ["/en//evil.example/x", "/en/\\evil.example", "//evil.example", "/en///evil.example"])
def test_the_language_switch_leads_nowhere_else(client, there):
    assert client.get(f"/taal/nl?naar={there}").location == "/"


def test_a_form_from_another_site_is_refused_even_with_a_token(client):
    person = signed_in(client, an_account())
    person.get("/mijn/gegevens")
    person.send("POST", "/mijn/gegevens", data={"csrf_token": person.token()}, headers={"Origin": THERE})
    assert person.status == 400


def test_sharing_details_is_counted_like_messages(client, limits_on):
    conversation = a_conversation()
    person = signed_in(client, conversation.helper)
    for _ in range(60):
        counting.hit("message", conversation.helper_id)
    person.get(f"/gesprek/{conversation.public_id}/gegevens")
    person.submit("Deel mijn gegevens", line="06 is er nog niet")
    assert person.status == 429


def test_an_account_cannot_copy_the_board_from_many_networks(client, limits_on):
    account, post = an_account(), a_post()
    for _ in range(300):
        counting.hit("card_page", account.id)
    assert signed_in(client, account).get(f"/kaartje/{post.public_id}").status == 429


def test_a_proven_address_opens_one_account_and_no_second_session(client):
    client.get("/inloggen")
    client.submit(email=ADDRESS)
    client.follow()
    client.submit("Log in", code=code_to())
    with client.session() as cookie:
        copied = dict(cookie)
    client.follow()
    client.submit("Doe mee", place="BU04794110", agreed=True)
    thief = client.another()
    with thief.session() as cookie:
        cookie.update(copied)
    assert thief.get("/welkom").location == "/inloggen"


def test_an_address_that_can_still_be_taken_back_makes_no_second_account(client):
    account = an_account(email=ADDRESS)
    change = profile.ask_address(account, "dief@example.org")
    profile.confirm_address(account, change.number, signing_in.code_for(change.number, profile.PURPOSE))
    sign_in(client)
    client.follow()
    client.submit("Doe mee", place="BU04794110", agreed=True)
    assert "Gebruik de link in onze mail" in client.page.text
    assert count(Account, email=ADDRESS) == 0


def test_a_closed_card_tells_not_even_its_sort(client):
    post = a_post(category="tuin")
    ending.withdraw(post)
    assert client.get(f"/kaartje/{post.public_id}").status == 410


def test_two_codes_at_once_leave_one_open(client):
    for _ in range(2):
        signing_in.ask_code(ADDRESS, municipality_code=TOWN, language="nl")
    assert count(SignInAttempt, email=ADDRESS, ended_at=None) == 1
