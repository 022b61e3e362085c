"""Nobody is pressed: two messages before an answer, and no leaflet to the whole town."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from buuv.conversations import messaging, rules
from buuv.conversations.models import Message
from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import Refusal
from tests.builders import a_conversation, a_post, an_account

pytestmark = pytest.mark.usefixtures("database")
LEAFLET = "Goedkoop klussen? Kijk bij mij!"


def count():
    return db.session.scalar(select(func.count(Message.id)))


def test_a_third_message_before_an_answer_is_refused_by_name():
    conversation = a_conversation(post=a_post(author=an_account(shown_name="Riet")))
    messaging.write(conversation, "Dinsdag kan ook.", by=conversation.helper)
    with pytest.raises(Refusal, match="Riet heeft nog niet geantwoord"):
        messaging.write(conversation, "Hallo?", by=conversation.helper)
    with pytest.raises(Refusal):
        messaging.answer(conversation.post, "Hallo?", by=conversation.helper)
    assert count() == 2


def test_after_one_answer_both_write_as_they_like():
    conversation = a_conversation()
    messaging.write(conversation, "Dag Henk", by=conversation.owner)
    for number in range(5):
        messaging.write(conversation, f"En dan nog {number}", by=conversation.helper)
    assert count() == 7


def test_the_owner_may_write_more_than_twice():
    conversation = a_conversation()
    for number in range(4):
        messaging.write(conversation, f"Dit is {number}", by=conversation.owner)
    assert count() == 5


def test_the_same_submission_again_is_not_one_more_message():
    conversation = a_conversation()
    for _ in range(3):
        messaging.write(conversation, "Dinsdag kan ook.", by=conversation.helper, submission="s1")
    assert count() == 2


@pytest.mark.parametrize("last", [LEAFLET, LEAFLET.upper() + " !!", "goedkoop  klussen, kijk bij mij"])
def test_the_same_words_to_a_sixth_person_are_refused(last):
    me = an_account()
    for _ in range(rules.SAME_WORDS_TO):
        messaging.answer(a_post(), LEAFLET, by=me)
    with pytest.raises(Refusal, match="ging al naar 5 buren"):
        messaging.answer(a_post(), last, by=me)
    messaging.answer(a_post(), "Ik loop graag met u mee, want ik heb een hond.", by=me)
    assert count() == rules.SAME_WORDS_TO + 1


def test_a_leaflet_as_the_second_message_is_refused_too():
    me = an_account()
    for _ in range(rules.SAME_WORDS_TO):
        messaging.answer(a_post(), LEAFLET, by=me)
    conversation = messaging.answer(a_post(), "Dag buurvrouw, zal ik komen?", by=me)
    with pytest.raises(Refusal):
        messaging.write(conversation, LEAFLET, by=me)


def test_the_same_words_on_many_cards_of_one_person_are_fine():
    me, owner = an_account(), an_account()
    for _ in range(rules.SAME_WORDS_TO + 2):
        messaging.answer(a_post(author=owner), "Dag, ik help graag.", by=me)
    assert count() == rules.SAME_WORDS_TO + 2


def test_after_a_week_the_same_words_may_be_said_again():
    me = an_account()
    for _ in range(rules.SAME_WORDS_TO):
        messaging.answer(a_post(), LEAFLET, by=me)
    post = a_post()
    with time_machine.travel(clock.now() + rules.SAME_WORDS_WITHIN + timedelta(minutes=1)):
        messaging.answer(post, LEAFLET, by=me)


def test_what_conversation_partners_say_to_each_other_may_be_the_same():
    me = an_account()
    for number in range(rules.SAME_WORDS_TO + 2):
        conversation = messaging.answer(a_post(), f"Ik help graag, om {number} uur.", by=me)
        messaging.write(conversation, "Fijn", by=conversation.owner)
        messaging.write(conversation, "Tot dan!", by=me)
