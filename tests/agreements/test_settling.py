"""When two neighbours stop, a choice is done or its place is open again."""

import pytest

from buuv.agreements import settling
from buuv.agreements.outcomes import Outcome
from buuv.conversations import helping, messaging
from buuv.core import clock, tokens
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from buuv.posts import ending
from buuv.posts.models import DONE, OPEN
from tests.builders import a_conversation, a_meeting, a_post, an_agreement
from tests.pages.journeys import count

pytestmark = pytest.mark.usefixtures("database")


def chosen(**card):
    """A conversation in which the owner of the card chose the neighbour."""
    conversation = a_conversation(post=a_post(**card))
    helping.accept(conversation, by=conversation.owner)
    return conversation


def test_the_owners_word_that_it_took_place_is_enough():
    conversation = chosen()
    a_meeting(conversation=conversation)
    messaging.stop(conversation, by=conversation.owner)
    assert conversation.post.state == DONE
    assert count(OutgoingMail, kind="helper_released") == 0


def test_what_was_done_can_be_put_back_and_then_somebody_is_wanted():
    conversation = chosen()
    a_meeting(conversation=conversation)
    messaging.stop(conversation, by=conversation.helper)
    ending.put_back(conversation.post)
    helping.settle(conversation.post)
    assert conversation.post.state == OPEN


def test_the_helpers_word_does_not_take_a_card_off_the_board():
    conversation = chosen()
    agreement = an_agreement(conversation=conversation)
    number, helper = tokens.public_id(), conversation.helper_id
    said = Outcome(public_id=number, agreement_id=agreement.id, account_id=helper, occurs_on=clock.today())
    said.did_happen = True
    db.session.add(said)
    messaging.stop(conversation, by=conversation.helper)
    assert conversation.post.state == OPEN


@pytest.mark.parametrize("more", [{"repeat": "weekly"}, {}])
def test_what_is_still_to_come_opens_the_place(more):
    conversation = chosen()
    a_meeting(conversation=conversation)
    an_agreement(conversation=conversation, **more)
    messaging.stop(conversation, by=conversation.owner)
    assert conversation.post.state == OPEN
    assert count(OutgoingMail, kind="helper_released") == 1


def test_an_offer_has_its_place_again():
    conversation = chosen(kind="offer")
    a_meeting(conversation=conversation)
    messaging.stop(conversation, by=conversation.owner)
    assert conversation.post.state == OPEN and count(OutgoingMail, kind="helper_released") == 0


def test_who_came_keeps_the_place_on_a_card_for_several():
    conversation = a_conversation()
    helping.want(conversation.post, 2)
    helping.accept(conversation, by=conversation.owner)
    a_meeting(conversation=conversation)
    messaging.stop(conversation, by=conversation.owner)
    assert conversation.post.state == OPEN and helping.queries.count_chosen(conversation.post_id) == 1


def test_only_a_choice_that_is_not_done_ends_with_a_block():
    conversation = chosen()
    pair = (conversation.helper_id, conversation.owner_id)
    assert settling.find_choice_between(*pair) == conversation
    a_meeting(conversation=conversation)
    assert settling.find_choice_between(*pair) is None
