"""Limits: one more than allowed is 429 with the time to wait, and passes after it (R-S08)."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from buuv.conversations.models import Conversation, Message
from buuv.core.database import db
from buuv.core.drafts import Draft
from buuv.core.outbox import OutgoingMail
from buuv.posts.models import Post
from buuv.web.support import counting
from tests.builders import HOME, a_conversation, a_post, an_account, signed_in
from tests.pages.journeys import a_wrong_code, count, fetch, type_words, walk_to_check

pytestmark = pytest.mark.usefixtures("limits_on")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as moving:
        yield moving


def is_held_up(client, *, at_most):
    """Whether the last answer says to wait, how long, and in plain words."""
    seconds = int(client.page.headers["Retry-After"])
    return client.status == 429 and 0 < seconds <= at_most + 1 and client.page.h1 == "Even rustig aan"


def use_up(name, key, times):
    """Counts so many acts of this account or network before the test begins."""
    for _ in range(times):
        counting.hit(name, key)


def ask_code(client, email):
    client.get("/inloggen")
    return client.submit(email=email).status


def test_ten_codes_for_one_address_in_five_minutes(client, clock):
    statuses = [ask_code(client.another(), "riet@example.org") for _ in range(10)]
    assert statuses == [303] * 10
    clock.shift(timedelta(seconds=2))
    ask_code(client, " RIET@example.org")
    assert is_held_up(client, at_most=300)
    assert "Probeer het over 5 minuten nog eens." in client.page.text
    clock.shift(timedelta(seconds=301))
    assert ask_code(client, "riet@example.org") == 303


def test_thirty_codes_from_one_network_in_five_minutes(client):
    statuses = [ask_code(client, f"buur{number}@example.org") for number in range(31)]
    assert statuses == [303] * 30 + [429]


def test_another_network_is_not_held_up(client):
    for number in range(31):
        ask_code(client, f"buur{number}@example.org")
    client.get("/inloggen")
    data = {"email": "riet@example.org", "csrf_token": client.token()}
    assert client.send("POST", "/inloggen", data=data, environ_overrides={"REMOTE_ADDR": "192.0.2.9"}).status == 303


def test_all_addresses_of_one_ipv6_customer_count_as_one(client):
    client.get("/inloggen")
    statuses = []
    for number in range(31):
        data = {"email": f"buur{number}@example.org", "csrf_token": client.token()}
        customer = {"REMOTE_ADDR": f"2001:db8:1:2::{number:x}"}
        statuses.append(client.send("POST", "/inloggen", data=data, environ_overrides=customer).status)
    assert statuses == [303] * 30 + [429]


def test_twenty_tries_of_codes_for_one_address_in_an_hour(client, clock):
    for _ in range(4):
        ask_code(client, "riet@example.org")
        client.follow()
        for _ in range(5):
            assert client.submit("Log in", code=a_wrong_code()).status == 200
    ask_code(client, "riet@example.org")
    client.follow()
    client.submit("Log in", code=a_wrong_code())
    assert is_held_up(client, at_most=3600)
    clock.shift(timedelta(seconds=3601))
    ask_code(client, "riet@example.org")
    client.follow()
    assert client.submit("Log in", code=a_wrong_code()).status == 200


def test_three_cards_on_the_first_day(client, clock):
    signed_in(client, an_account())
    for number in range(3):
        walk_to_check(client, email=None)
        assert client.submit("Zet op het bord").status == 303, number
    path = walk_to_check(client, email=None).path
    client.submit("Zet op het bord")
    assert is_held_up(client, at_most=86400)
    assert count(Post) == 3
    clock.shift(timedelta(seconds=86401))
    client.get(path)
    assert client.submit("Zet op het bord").status == 303


def test_ten_cards_a_day_after_that(client):
    account = an_account(created_at=NOON - timedelta(days=2))
    signed_in(client, account)
    use_up("post_later", account.id, 9)
    for status in (303, 429):
        walk_to_check(client, email=None)
        assert client.submit("Zet op het bord").status == status
    assert is_held_up(client, at_most=86400)
    assert count(Post) == 1


def test_sixty_unfinished_cards_from_one_network_in_an_hour(client, clock):
    use_up("draft_network", "127.0.0.1", 59)
    type_words(client.another())
    client.get("/vraag-stellen")
    client.submit(title="Wie helpt mij met de heg?")
    assert is_held_up(client, at_most=3600)
    assert count(Draft) == 1
    clock.shift(timedelta(seconds=3601))
    assert client.post("/vraag-stellen", title="Wie helpt mij met de heg?").status == 303


@pytest.mark.parametrize(("age", "most"), [(0, 5), (8, 20)])
def test_new_talks_a_day_in_the_first_week_and_after(client, clock, age, most):
    signed_in(client, an_account(created_at=NOON - timedelta(days=age)))
    statuses = [write_to(client, a_post(), f"Dag {number}!") for number in range(most + 1)]
    assert statuses == [303] * most + [429]
    assert 0 < int(client.page.headers["Retry-After"]) <= 86401
    assert client.page.errors[0].startswith("U hebt vandaag al veel nieuwe buren geschreven.")
    assert client.page.form().values()["body"] == [f"Dag {most}!"]
    assert count(Conversation) == most
    clock.shift(timedelta(seconds=86401))
    assert client.submit(body="Dag!").status == 303


def write_to(client, post, body):
    """A first message about a card; gives the status."""
    return client.post(f"/kaartje/{post.public_id}/reactie", body=body, submission=post.public_id).status


def test_a_flood_of_two_hundred_starts_gives_five_and_no_mail_for_the_rest(client):
    me = signed_in(client, an_account(created_at=NOON))
    statuses = [write_to(me, a_post(), f"Dag {number}!") for number in range(200)]
    assert statuses == [303] * 5 + [429] * 195
    assert (count(Conversation), count(OutgoingMail, kind="first_reply")) == (5, 5)


def test_ten_new_people_a_day_reach_one_person_who_hears_once_that_it_is_busy(client):
    post = a_post(author=an_account(shown_name="Riet"))
    browsers = [signed_in(client.another(), an_account()) for _ in range(50)]
    statuses = [write_to(browser, post, f"Dag {number}!") for number, browser in enumerate(browsers)]
    assert statuses == [303] * 10 + [429] * 40
    page = browsers[-1].page
    assert page.errors[0].startswith("Riet kreeg vandaag al veel reacties. Probeer het morgen weer.")
    assert page.form().values()["body"] == ["Dag 49!"]
    mails = db.session.scalars(select(OutgoingMail.kind).where(OutgoingMail.address == post.author.email)).all()
    assert sorted(mails) == ["busy_day", "card_placed"]
    assert "Dag 9!" in signed_in(client, post.author).get(f"/gesprek/{last_talk().public_id}").text


def last_talk():
    return db.session.scalars(select(Conversation).order_by(Conversation.id.desc())).first()


def test_the_next_day_new_people_can_write_again(client, clock):
    post = a_post()
    use_up("contact_received", post.author_id, 10)
    signed_in(client, an_account())
    assert write_to(client, post, "Dag!") == 429
    clock.shift(timedelta(seconds=86401))
    assert write_to(client, post, "Dag!") == 303


def test_who_meets_a_full_letter_box_keeps_their_own_contact(client):
    me, busy = an_account(created_at=NOON), a_post()
    use_up("contact_received", busy.author_id, 10)
    signed_in(client, me)
    assert write_to(client, busy, "Dag!") == 429
    assert counting.left("contact_first_week", me.id) == 5


def test_who_is_refused_for_other_reasons_keeps_their_contact_too(client):
    me = an_account(created_at=NOON)
    signed_in(client, me)
    assert write_to(client, a_post(), "") == 200
    assert counting.left("contact_first_week", me.id) == 5


def test_a_flood_at_once_reaches_one_person_ten_times(client):
    post = a_post()
    browsers = [signed_in(client.another(), an_account()) for _ in range(20)]
    path = f"/kaartje/{post.public_id}/reactie"
    forms = [
        (browser._flask, {"csrf_token": browser.token(), "body": "Dag!", "submission": "x"}) for browser in browsers
    ]
    db.session.rollback()

    def send(one):
        browser, data = one
        return Context().run(browser.post, path, data=data, base_url="http://127.0.0.1").status_code

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(send, forms))
    assert sorted(statuses) == [303] * 10 + [429] * 10
    assert count(Conversation) == 10
    assert count(OutgoingMail, kind="busy_day") == 1


def test_forms_that_wait_for_signing_in_count_as_unfinished_cards(client):
    use_up("draft_network", "127.0.0.1", 59)
    path, headers = f"/gesprek/{a_conversation().public_id}", {"Origin": "http://127.0.0.1"}
    statuses = [client.send("POST", path, data={"body": "Dag!"}, headers=headers).status for _ in range(2)]
    assert statuses == [303, 429]
    assert count(Draft) == 1


def test_sixty_messages_an_hour(client, clock):
    conversation = a_conversation()
    signed_in(client, conversation.owner)
    use_up("message", conversation.owner_id, 59)
    path = f"/gesprek/{conversation.public_id}"
    statuses = [client.post(path, body="Ja", submission=str(number)).status for number in range(2)]
    assert statuses == [303, 429]
    assert is_held_up(client, at_most=3600)
    assert count(Message) == 2
    clock.shift(timedelta(seconds=3601))
    assert client.post(path, body="Ja", submission="later").status == 303


def test_three_hundred_card_pages_an_hour_and_the_lists_go_on(client, clock):
    path = f"/kaartje/{a_post().public_id}-gezelschap-oud-zaandijk"
    use_up("card_page", "127.0.0.1", 299)
    assert [client.get(path).status for _ in range(2)] == [200, 429]
    assert client.get("/vragen").status == 200
    clock.shift(timedelta(seconds=3601))
    assert client.get(path).status == 200


def test_thirty_searches_a_minute(client, clock):
    browser = client.app.test_client()
    assert [fetch(browser, f"/zoeken?q=tuin{n}").status_code for n in range(31)] == [200] * 30 + [429]
    client.get("/zoeken?q=heg")
    assert is_held_up(client, at_most=60)
    clock.shift(timedelta(seconds=61))
    assert client.get("/zoeken?q=heg").status == 200


def test_five_changes_of_address_a_day(client):
    signed_in(client, an_account())
    for number in range(6):
        client.get("/mijn/adres")
        client.submit(email=f"nieuw{number}@example.org")
    assert is_held_up(client, at_most=86400)


def test_ten_threads_together_stay_within_the_limit(client):
    db.session.rollback()

    def search(_):
        return client.app.test_client().get("/zoeken?q=heg", base_url=client.base).status_code

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(search, range(40)))
    assert (statuses.count(200), statuses.count(429)) == (30, 10)


def test_a_held_up_ask_keeps_the_words(client):
    signed_in(client, an_account())
    for _ in range(4):
        check = walk_to_check(client, email=None, place=HOME).path
        client.submit("Zet op het bord")
    assert client.status == 429
    assert client.get(check.replace("nakijken", "woorden")).form().values()["title"] != [""]
