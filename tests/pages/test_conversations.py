"""A reply opens a talk between two people; everybody else gets the answer that there is none."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from buuv.conversations.models import ContactShare, Conversation, Message
from buuv.core import clock
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from buuv.privacy import erasure
from tests.builders import a_conversation, a_meeting, a_post, an_account, an_agreement, signed_in
from tests.client import words_of
from tests.pages.journeys import ADDRESS, code_to, count

HELLO = "Dag, ik loop graag met u mee."
PLACES = ["", "/gegevens", "/einde"]


@pytest.fixture
def talk(client):
    """A conversation with its owner and helper, each with a browser."""
    conversation = a_conversation(
        post=a_post(author=an_account(shown_name="Riet", email="riet@example.org")),
        helper=an_account(shown_name="Henk", email="henk@example.org"),
    )
    owner = signed_in(client, conversation.owner)
    helper = signed_in(client.another(), conversation.helper)
    return conversation, owner, helper


def path_of(conversation):
    return f"/gesprek/{conversation.public_id}"


def messages(page):
    """What the messages on a page say, without who and when."""
    return [words_of(p) for item in page.all("li", class_="message") for p in item.iter("p")]


def answer(browser, post, body=HELLO):
    """Writes a first message by the card's own button."""
    browser.get(f"/kaartje/{post.public_id}")
    browser.follow()
    browser.click("Ik wil helpen")
    return browser.submit(body=body)


def test_a_neighbour_answers_and_both_write(client):
    post = a_post()
    helper, owner = signed_in(client.another(), an_account()), signed_in(client.another(), post.author)
    answer(helper, post)
    helper.follow()
    owner.get("/mijn/reacties")
    owner.get(path_of(db.session.scalars(select(Conversation)).one()))
    owner.submit("Stuur mijn bericht", body="Fijn! Dinsdag?")
    helper.get(owner.page.location)
    assert messages(helper.page) == [HELLO, "Fijn! Dinsdag?"]


def test_a_visitor_writes_first_and_signs_in_after(client):
    post = a_post()
    answer(client, post)
    assert count(Conversation) == 0
    assert "Wat u typte, is bewaard." in client.follow().text
    client.submit(email=ADDRESS)
    client.follow()
    client.submit("Log in", code=code_to())
    client.follow()
    client.submit(shown_name="Henk", place=post.place_code, agreed=True)
    assert client.follow().form().values()["body"] == [HELLO]
    client.submit("Stuur mijn bericht")
    assert messages(client.follow()) == [HELLO]


def test_who_has_an_account_finds_the_words_after_signing_in(client):
    an_account(email=ADDRESS)
    answer(client, a_post())
    client.follow()
    client.submit(email=ADDRESS)
    client.follow()
    client.submit("Log in", code=code_to())
    assert client.follow().form().values()["body"] == [HELLO]


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 2001])
def test_a_message_that_does_not_fit_is_said_and_kept(client, body):
    signed_in(client, an_account())
    answer(client, a_post(), body=body)
    assert len(client.page.errors) == 1
    assert client.page.form().values()["body"] == [body]
    assert count(Message) == 0


def test_several_neighbours_stay_apart(client):
    post = a_post()
    browsers = {name: signed_in(client.another(), an_account(shown_name=name)) for name in ("Henk", "Mina")}
    for name, browser in browsers.items():
        answer(browser, post, f"Groet van {name}")
        browser.follow()
    assert count(Conversation) == 2
    for name, other in (("Henk", "Mina"), ("Mina", "Henk")):
        browsers[name].get("/mijn/reacties")
        assert f"Groet van {other}" not in browsers[name].page.body
        assert other not in browsers[name].page.text
        browsers[name].get(f"/kaartje/{post.public_id}")
        assert other not in browsers[name].follow().text


def test_the_owner_sees_each_neighbour_in_a_talk_of_its_own(client):
    post = a_post()
    for name in ("Henk", "Mina"):
        a_conversation(post=post, helper=an_account(shown_name=name), body=f"Groet van {name}")
    signed_in(client, post.author)
    assert client.get("/mijn/reacties").h1 == "Mijn gesprekken" and "Terug naar Mijn buuv" in client.page.links()
    client.click("Henk")
    assert client.page.h1 == "Gesprek met Henk"
    assert messages(client.page) == ["Groet van Henk"]


def test_answering_again_leads_to_the_talk_there_is(talk):
    conversation, _, helper = talk
    helper.post(f"/kaartje/{conversation.post.public_id}/reactie", body="Nog iets", submission="een-ander")
    assert helper.page.location.startswith(path_of(conversation))
    assert (count(Conversation), count(Message)) == (1, 2)


def test_what_is_unread_is_seen_on_every_page_until_it_is_marked(talk):
    conversation, owner, _ = talk
    assert words_of(owner.get("/vragen").one("span", class_="badge")).startswith("1")
    assert "nieuw" in words_of(owner.get(path_of(conversation)).one("li", class_="message"))
    owner.submit("Ik heb de nieuwe berichten gelezen")
    owner.follow()
    assert not owner.page.all("span", class_="badge")
    assert not owner.page.all("li", class_="message--new")


def test_reading_alone_marks_nothing(talk):
    conversation, owner, _ = talk
    for _ in range(3):
        owner.get(path_of(conversation))
    assert conversation.owner_unread == 1


def test_the_other_one_does_not_see_whether_it_was_read(talk):
    conversation, owner, helper = talk
    before = helper.get(path_of(conversation)).text
    owner.get(path_of(conversation))
    owner.submit("Ik heb de nieuwe berichten gelezen")
    assert helper.get(path_of(conversation)).text == before


def test_an_answer_counts_as_read(talk):
    conversation, owner, _ = talk
    owner.get(path_of(conversation))
    owner.submit("Stuur mijn bericht", body="Fijn!")
    assert (conversation.owner_unread, conversation.helper_unread) == (0, 1)


def test_either_may_stop_without_a_reason_and_both_can_still_read(talk):
    conversation, owner, helper = talk
    helper.get(path_of(conversation))
    helper.click("Ik wil met dit gesprek stoppen")
    assert conversation.ended_at is None
    helper.submit("Ja, stop dit gesprek")
    assert "U hebt dit gesprek gestopt." in helper.follow().text
    assert "Dit gesprek is gestopt. Dat mag, zonder reden." in owner.get(path_of(conversation)).text
    assert messages(owner.page) == [HELLO]


def test_nothing_is_written_or_shared_after_the_end(talk):
    conversation, owner, helper = talk
    helper.post(path_of(conversation) + "/einde")
    for browser in (owner, helper):
        browser.post(path_of(conversation), body="Toch nog iets", submission="x")
        assert browser.page.errors == ["Dit gesprek is gestopt. U kunt geen bericht meer sturen."]
        browser.post(path_of(conversation) + "/gegevens", line="06 12345678")
        assert browser.page.errors == ["Dit gesprek is gestopt. U kunt niets meer delen."]
    assert (count(Message), count(ContactShare)) == (1, 0)


def test_no_details_are_seen_before_they_are_shared(talk):
    conversation, owner, helper = talk
    assert "henk@example.org" not in owner.get(path_of(conversation)).body
    assert "riet@example.org" not in helper.get(path_of(conversation)).body


def test_sharing_says_exactly_what_it_shows_and_to_whom(talk):
    conversation, owner, helper = talk
    owner.post(path_of(conversation), body="Graag!", submission="answer")
    helper.get(path_of(conversation))
    helper.click("Deel mijn gegevens")
    assert "Alleen Riet ziet wat u hier kiest" in helper.page.text
    assert "henk@example.org" in helper.page.text
    helper.submit("Deel mijn gegevens", email=True, line="06 12345678")
    assert "U deelt: henk@example.org, 06 12345678" in helper.follow().text
    text = owner.get(path_of(conversation)).text
    assert "henk@example.org" in text and "06 12345678" in text


def test_only_what_was_ticked_is_shown(talk):
    conversation, owner, helper = talk
    owner.post(path_of(conversation), body="Graag!", submission="answer")
    helper.get(path_of(conversation) + "/gegevens")
    assert "email" not in helper.page.form().values()
    helper.submit("Deel mijn gegevens", line="06 12345678")
    owner.get(path_of(conversation))
    assert "06 12345678" in owner.page.text
    assert "henk@example.org" not in owner.page.body


def test_sharing_nothing_is_said(talk):
    conversation, _, helper = talk
    helper.get(path_of(conversation) + "/gegevens")
    helper.submit("Deel mijn gegevens")
    assert helper.page.errors == ["Kies wat u wilt delen."]


def test_what_was_shared_can_be_taken_back(talk):
    conversation, owner, helper = talk
    owner.post(path_of(conversation), body="Graag!", submission="answer")
    helper.post(path_of(conversation) + "/gegevens", email="y", line="06 12345678")
    helper.follow()
    helper.submit("Deel dit niet meer")
    text = owner.get(path_of(conversation)).body
    assert "henk@example.org" not in text and "06 12345678" not in text


def test_details_shared_in_one_talk_are_not_seen_in_another(talk):
    conversation, owner, _ = talk
    second = a_conversation(post=conversation.post, helper=an_account(shown_name="Mina"))
    owner.post(path_of(conversation) + "/gegevens", line="06 12345678")
    mina = signed_in(owner.another(), second.helper)
    assert "06 12345678" not in mina.get(path_of(second)).body


@pytest.mark.parametrize("place", [*PLACES, "/gelezen", "/gegevens/terug"])
@pytest.mark.parametrize("role", ["resident", "moderator", "broker"])
def test_a_third_person_gets_the_answer_of_a_talk_that_does_not_exist(talk, place, role):
    conversation, owner, _ = talk
    third = signed_in(owner.another(), an_account(role=role))
    real = third.post(path_of(conversation) + place, body="Hallo", line="x", submission="x")
    made_up = third.post("/gesprek/0000000000" + place, body="Hallo", line="x", submission="x")
    assert (real.status, real.text) == (404, made_up.text)
    assert (count(Message), count(ContactShare)) == (1, 0)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", ["resident", "moderator", "broker"])
def test_a_third_person_reads_nothing(talk, place, role):
    conversation, owner, _ = talk
    third = signed_in(owner.another(), an_account(role=role))
    assert third.get(path_of(conversation) + place).status == 404
    assert HELLO not in third.page.body


def test_a_visitor_is_asked_to_sign_in_and_learns_nothing(talk):
    conversation, owner, _ = talk
    visitor = owner.another()
    for public_id in (conversation.public_id, "0000000000"):
        assert visitor.get(f"/gesprek/{public_id}").location == f"/inloggen?naar=/gesprek/{public_id}"


def test_a_double_submit_is_one_message_and_one_mail(talk):
    conversation, owner, _ = talk
    owner.get(path_of(conversation))
    fields = {"body": "Fijn!", "submission": owner.page.form("Stuur mijn bericht").values()["submission"][0]}
    for _ in range(2):
        owner.post(path_of(conversation), **fields)
        assert owner.status == 303
    assert count(Message, body="Fijn!") == 1
    assert count(OutgoingMail, kind="new_message") == 1


def test_ten_submits_of_one_answer_at_once_are_one_talk_and_one_message(client):
    post = a_post()
    signed_in(client, an_account())
    client.get(f"/kaartje/{post.public_id}/reactie")
    data = {name: values[0] for name, values in client.page.form().values().items()} | {"body": HELLO}
    with client.session() as session:
        cookie = dict(session)
    path = client.page.path
    db.session.rollback()

    def submit(_):
        browser = client.app.test_client()
        with browser.session_transaction(base_url=client.base) as session:
            session.update(cookie)
        return browser.post(path, data=data, base_url=client.base).status_code

    with ThreadPoolExecutor(10) as pool:
        statuses = set(pool.map(submit, range(10)))
    assert statuses == {303}
    assert (count(Conversation), count(Message), count(OutgoingMail, kind="first_reply")) == (1, 1, 1)


def test_the_same_words_sent_on_purpose_are_two_messages(talk):
    conversation, owner, _ = talk
    for _ in range(2):
        owner.get(path_of(conversation))
        owner.submit("Stuur mijn bericht", body="Ja")
    assert count(Message, body="Ja") == 2


def test_an_address_of_a_site_in_a_message_is_plain_text(client):
    conversation = a_conversation(body="Kijk op https://evil.example/win <a href='https://evil.example'>hier</a>")
    signed_in(client, conversation.owner)
    client.get(path_of(conversation))
    assert messages(client.page) == ["Kijk op https://evil.example/win <a href='https://evil.example'>hier</a>"]
    assert not any("evil.example" in to for to in client.page.links().values())


def test_no_mail_holds_a_word_of_a_message(talk):
    conversation, owner, _ = talk
    owner.get(path_of(conversation))
    owner.submit("Stuur mijn bericht", body="Geheim woord tulpenbol")
    rows = [(mail.kind, str(mail.facts)) for mail in db.session.scalars(select(OutgoingMail))]
    assert "new_message" in dict(rows)
    assert not any("tulpenbol" in facts or HELLO in facts for _, facts in rows)


def test_a_card_that_left_cannot_be_answered_and_the_talk_goes_on(talk):
    conversation, owner, helper = talk
    owner.post(f"/kaartje/{conversation.post.public_id}/oplossing")
    third = signed_in(owner.another(), an_account())
    assert third.get(f"/kaartje/{conversation.post.public_id}/reactie").status == 410
    helper.get(path_of(conversation))
    assert "hangt niet meer op het bord" in helper.page.text
    helper.submit("Stuur mijn bericht", body="Graag gedaan!")
    assert helper.status == 303


def test_nobody_answers_an_own_card(client):
    post = a_post()
    signed_in(client, post.author)
    assert client.get(f"/kaartje/{post.public_id}/reactie").status == 404
    assert client.post(f"/kaartje/{post.public_id}/reactie", body=HELLO, submission="x").status == 404


def test_the_newest_talk_comes_first_and_the_page_says_so(client):
    post = a_post()
    older = a_conversation(post=post, helper=an_account(shown_name="Henk"))
    a_conversation(post=post, helper=an_account(shown_name="Mina"))
    signed_in(client, post.author)
    client.post(path_of(older), body="Dag Henk", submission="x")
    text = client.get("/mijn/reacties").text
    assert text.index("Henk") < text.index("Mina")
    assert "het nieuwste bericht eerst" in text


ACTS = {
    "gelezen": {},
    "keuze": {},
    "gegevens": {"line": "Bel mij gerust"},
    "afspraak": {
        "what": "Lopen",
        "day": (clock.today() + timedelta(days=3)).isoformat(),
        "hour": "15",
        "quarter": "00",
        "minutes": "60",
        "meeting_place": "Bij de molen",
        "repeat": "once",
        "last_on": "",
    },
    "bedankje": {"words": "Dank u wel!"},
    "einde": {},
}


@pytest.mark.parametrize("act", ACTS)
def test_who_does_something_in_a_conversation_has_read_it(client, act):
    conversation = a_conversation()
    a_meeting(conversation=conversation)
    assert conversation.owner_unread == 1
    signed_in(client, conversation.owner)
    assert client.post(f"/gesprek/{conversation.public_id}/{act}", **ACTS[act]).status == 303
    db.session.refresh(conversation)
    assert conversation.owner_unread == 0


def test_saying_yes_to_a_proposal_counts_as_reading_too(client):
    conversation = a_conversation()
    agreement = an_agreement(conversation=conversation, by=conversation.helper, is_confirmed=False)
    signed_in(client, conversation.owner)
    client.post(f"/afspraak/{agreement.public_id}/bevestiging")
    db.session.refresh(conversation)
    assert conversation.owner_unread == 0


def test_a_conversation_is_named_after_its_card_too(talk):
    conversation, owner, _ = talk
    assert conversation.post.title in owner.get(path_of(conversation)).title
    assert any(conversation.post.title in words for words in owner.get("/mijn/reacties").links())


def test_nobody_is_asked_to_block_somebody_who_left(talk):
    conversation, owner, _ = talk
    erasure.leave(conversation.helper)
    assert "Blokkeer" not in owner.get(path_of(conversation)).text
