"""Two neighbours write about one card: each message once, unread until marked, and nobody else is in it."""

import pytest
from sqlalchemy import func, select

from buuv.conversations import messaging, queries
from buuv.conversations.models import Conversation, Message
from buuv.core.database import db
from buuv.core.errors import NotFound, Refusal
from buuv.core.outbox import OutgoingMail
from tests.builders import a_conversation, a_post, an_account

pytestmark = pytest.mark.usefixtures("database")


def bodies(conversation):
    return [message.body for message in queries.messages_of(conversation)]


def mails():
    """Who is told what about a conversation, in order."""
    wanted = select(OutgoingMail.address, OutgoingMail.kind).where(OutgoingMail.kind != "card_placed")
    rows = db.session.execute(wanted.order_by(OutgoingMail.id))
    return [tuple(row) for row in rows]


def test_an_answer_opens_a_conversation_and_tells_the_owner():
    post, helper = a_post(), an_account()
    conversation = messaging.answer(post, "Ik kom graag.", by=helper)
    assert (conversation.owner_id, conversation.helper_id) == (post.author_id, helper.id)
    assert bodies(conversation) == ["Ik kom graag."]
    assert mails() == [(post.author.email, "first_reply")]


def test_a_second_answer_of_the_same_person_writes_on():
    conversation = a_conversation()
    again = messaging.answer(conversation.post, "Nog iets.", by=conversation.helper)
    assert again.id == conversation.id
    assert len(bodies(conversation)) == 2
    assert mails() == [(conversation.owner.email, "first_reply")], "the mail that is on its way leads to both"


def test_two_people_who_answer_have_two_conversations():
    post = a_post()
    a_conversation(post=post)
    a_conversation(post=post)
    assert len(queries.replies_to(post.id)) == 2


def test_a_mail_never_holds_what_was_written():
    a_conversation(body="een geheim woord")
    facts = db.session.scalars(select(OutgoingMail.facts)).all()
    assert "geheim" not in str(facts)


def test_nobody_answers_their_own_card():
    post = a_post()
    with pytest.raises(Refusal):
        messaging.answer(post, "Dag", by=post.author)


@pytest.mark.parametrize("state", ["paused", "done", "withdrawn", "expired"])
def test_a_card_that_does_not_hang_gets_no_new_answer(state):
    post = a_post(kind="offer", state=state)
    with pytest.raises(Refusal):
        messaging.answer(post, "Dag", by=an_account())
    assert db.session.scalar(select(func.count(Conversation.id))) == 0


def test_a_conversation_goes_on_after_the_card_has_gone():
    conversation = a_conversation()
    conversation.post.state = "done"
    messaging.answer(conversation.post, "Tot morgen!", by=conversation.helper)
    assert bodies(conversation)[-1] == "Tot morgen!"


def test_a_card_from_a_file_gets_no_answer():
    post = a_post(author=an_account(is_import=True))
    with pytest.raises(Refusal):
        messaging.answer(post, "Dag", by=an_account())


@pytest.mark.parametrize("body", ["", "  \n ", "\u200b", "x" * (messaging.BODY_MAX + 1)])
def test_an_empty_or_endless_message_is_refused_at_its_field(body):
    with pytest.raises(Refusal) as caught:
        messaging.write(a_conversation(), body, by=an_account())
    assert caught.value.field == "body"


def test_the_same_submission_twice_is_one_message_and_one_mail():
    conversation = a_conversation()
    for _ in range(2):
        messaging.write(conversation, "Tot dan", by=conversation.owner, submission="s1")
    assert bodies(conversation).count("Tot dan") == 1
    assert mails().count((conversation.helper.email, "new_message")) == 1
    assert conversation.helper_unread == 1


def test_the_same_answer_twice_is_one_conversation_with_one_message():
    post, helper = a_post(), an_account()
    first = messaging.answer(post, "Dag", by=helper, submission="s1")
    second = messaging.answer(post, "Dag", by=helper, submission="s1")
    assert first.id == second.id and bodies(first) == ["Dag"]
    assert len(mails()) == 1


def test_one_submission_number_of_two_people_is_two_messages():
    conversation = a_conversation()
    messaging.write(conversation, "Van mij", by=conversation.owner, submission="s1")
    messaging.write(conversation, "Van u", by=conversation.helper, submission="s1")
    assert bodies(conversation)[-2:] == ["Van mij", "Van u"]


def test_messages_are_unread_until_marked_and_answering_marks_them():
    conversation = a_conversation()
    assert queries.count_unread(conversation.owner_id) == 1
    assert queries.count_unread(conversation.helper_id) == 0
    messaging.mark_read(conversation, by=conversation.owner)
    assert queries.count_unread(conversation.owner_id) == 0
    messaging.write(conversation, "Dag Henk", by=conversation.owner)
    messaging.write(conversation, "Dag Riet", by=conversation.helper)
    assert (conversation.owner_unread, conversation.helper_unread) == (1, 0)


def test_unread_messages_of_all_conversations_are_added_up():
    owner = an_account()
    for _ in range(2):
        a_conversation(post=a_post(author=owner))
    a_conversation(helper=owner)
    assert queries.count_unread(owner.id) == 2


def test_either_may_stop_and_both_can_still_read():
    conversation = a_conversation()
    messaging.stop(conversation, by=conversation.helper)
    with pytest.raises(Refusal):
        messaging.write(conversation, "Toch nog", by=conversation.owner)
    with pytest.raises(Refusal):
        messaging.share_details(conversation, by=conversation.owner, email=True, line="")
    assert conversation.ended_by_id == conversation.helper_id
    assert len(bodies(queries.get_for(conversation.owner_id, conversation.public_id))) == 1


def test_who_stopped_cannot_start_again_by_another_answer():
    conversation = a_conversation()
    messaging.stop(conversation, by=conversation.owner)
    with pytest.raises(Refusal):
        messaging.answer(conversation.post, "Alstublieft", by=conversation.helper)


def test_stopping_twice_keeps_who_stopped_first():
    conversation = a_conversation()
    messaging.stop(conversation, by=conversation.helper)
    messaging.stop(conversation, by=conversation.owner)
    assert conversation.ended_by_id == conversation.helper_id


@pytest.mark.parametrize("role", ["resident", "broker", "moderator"])
def test_nobody_else_gets_the_conversation(role):
    conversation, other = a_conversation(), an_account(role=role)
    with pytest.raises(NotFound):
        queries.get_for(other.id, conversation.public_id)
    assert queries.conversations_for(other.id) == []


def test_the_latest_conversation_comes_first():
    owner = an_account()
    first, second = (a_conversation(post=a_post(author=owner)) for _ in range(2))
    messaging.write(first, "Nog iets", by=owner)
    assert [one.id for one in queries.conversations_for(owner.id)] == [first.id, second.id]


def test_shared_details_are_seen_and_taken_back():
    conversation = a_conversation()
    messaging.share_details(conversation, by=conversation.owner, email=True, line=" bel na 18 uur ")
    share = queries.shares_of(conversation)[conversation.owner_id]
    assert (share.email, share.line) == (conversation.owner.email, "bel na 18 uur")
    messaging.take_back_details(conversation, by=conversation.owner)
    db.session.flush()
    assert queries.shares_of(conversation) == {}


def test_sharing_again_replaces_what_was_shared():
    conversation = a_conversation()
    messaging.share_details(conversation, by=conversation.owner, email=True, line="eerst dit")
    messaging.share_details(conversation, by=conversation.owner, email=False, line="dan dat")
    db.session.flush()
    share = queries.shares_of(conversation)[conversation.owner_id]
    assert (share.email, share.line) == (None, "dan dat")


@pytest.mark.parametrize("line", ["", "x" * (messaging.LINE_MAX + 1)])
def test_sharing_nothing_or_a_whole_story_is_refused(line):
    conversation = a_conversation()
    with pytest.raises(Refusal) as caught:
        messaging.share_details(conversation, by=conversation.owner, email=False, line=line)
    assert caught.value.field == "line"
    assert db.session.scalar(select(func.count(Message.id))) == 1
