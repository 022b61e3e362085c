"""What somebody with bad intentions tried, and does not get."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from time_machine import travel

from buuv import worker
from buuv.accounts import profile, second_lock, signing_in
from buuv.accounts.models import Account, SignInAttempt
from buuv.core import clock, outbox
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from buuv.posts import ending
from buuv.web.support import counting
from tests.builders import TOWN, a_conversation, a_lock, a_passkey, a_post, an_account, signed_in
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


def test_a_number_that_is_cut_in_two_fields_is_seen(client):
    client.get("/vraag-stellen")
    client.submit("Verder", title="Wie helpt mij? Bel mij op 06 12 34", body="56 78, dan kom ik langs")
    assert client.follow().path.endswith("/woorden")
    assert any("telefoonnummer" in line for line in client.page.errors)


@pytest.mark.parametrize("blank", ["\u2800", "\u3164", "\u115f"])
def test_letters_that_look_like_nothing_hide_no_number(client, blank):
    client.get("/vraag-stellen")
    client.submit("Verder", title=f"Wie helpt mij? Bel 06{blank}12345678", body="")
    assert client.follow().path.endswith("/woorden")
    assert any("telefoonnummer" in line for line in client.page.errors)


def test_a_letter_that_no_xml_may_hold_breaks_no_feed(client):
    a_post(title="Wie helpt mij met de\ufffe\uffff heg?")
    client.get("/vragen/feed")
    titles = [e.text for e in ElementTree.fromstring(client.page.body).iter("{http://www.w3.org/2005/Atom}title")]
    assert "Wie helpt mij met de heg?" in titles


def test_an_old_session_proves_itself_before_the_address_changes(client):
    person = an_account()
    signed_in(client, person)
    with travel(clock.now() + timedelta(hours=2), tick=False):
        client.get("/mijn/adres")
        assert client.page.location.startswith("/mijn/veiligheid/bevestiging")


def test_what_a_thief_locked_goes_when_the_owner_takes_the_address_back(client):
    person = an_account(email="echt@example.org")
    a_lock_of_before = a_passkey(person, name="Van Riet")
    a_lock_of_before.created_at = clock.now() - timedelta(days=3)
    change = profile.ask_address(person, "dief@example.org")
    profile.confirm_address(person, change.number, signing_in.code_for(change.number, profile.PURPOSE))
    a_passkey(person, name="Van de dief")
    a_lock(person)
    profile.undo_address(signing_in.link_for(change.number, "undo-address"), municipality_code=TOWN)
    assert [passkey.name for passkey in second_lock.locks_for(person).passkeys] == ["Van Riet"]
    assert person.email == "echt@example.org" and person.second_lock_at is None


def test_a_mail_that_is_meant_for_later_holds_no_other_up(database):
    later = outbox.put("new_message", to="a@example.org", municipality_code=TOWN, language="nl", conversation="x")
    later.due_at = clock.now() + timedelta(minutes=15)
    db.session.flush()
    outbox.put("agreement_cancelled", to="a@example.org", municipality_code=TOWN, language="nl", agreement="y")
    db.session.commit()
    assert worker.claim().kind == "agreement_cancelled"
