"""Thanks go to one neighbour; everybody reads them only when the giver agrees, and never with a name."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buuv.agreements import thanking
from buuv.agreements.outcomes import THANKS_MAX, Thanks
from buuv.conversations import helping, messaging
from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import NotFound, Refusal
from buuv.core.outbox import OutgoingMail
from buuv.posts import ending
from tests.builders import TOWN, a_conversation, a_meeting, a_post, an_account, an_agreement
from tests.pages.journeys import count

pytestmark = pytest.mark.usefixtures("database")
WORDS = "Wat een heerlijke wandeling, dank u wel!"


@pytest.fixture
def conversation(database):
    """Riet chose Henk, and they walked."""
    found = a_conversation()
    helping.accept(found, by=found.owner)
    a_meeting(conversation=found)
    return found


def give(conversation, words=WORDS, **more):
    return thanking.give(conversation, words, by=conversation.owner, **more)


def on_front():
    db.session.flush()
    return [one.words for one in thanking.shown_on_front(TOWN)]


def test_the_other_one_gets_it_and_a_mail_without_the_words(conversation):
    thanks = give(conversation)
    assert [one.id for one in thanking.received_by(conversation.helper_id)] == [thanks.id]
    mail = db.session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "thanks_received")).one()
    assert mail.address == conversation.helper.email and "wandeling" not in str(mail.facts)


def test_it_is_on_the_front_page_only_when_the_giver_agrees(conversation):
    give(conversation)
    assert on_front() == []
    thanking.give(conversation, "Graag gedaan!", by=conversation.helper, may_be_shown=True)
    (shown,) = thanking.shown_on_front(TOWN)
    assert (shown.words, shown.category, shown.place_code) == ("Graag gedaan!", "gezelschap", "BU04794110")
    assert thanking.shown_on_front("GM9990") == ()


def test_the_newest_three_are_shown():
    for number in range(5):
        conversation = a_conversation()
        a_meeting(conversation=conversation)
        give(conversation, f"Dank u wel, keer {number}", may_be_shown=True)
    assert on_front() == [f"Dank u wel, keer {number}" for number in (4, 3, 2)]


@pytest.mark.parametrize(
    "words", ["Dank je wel, Henk!", "HENK is top", "Groeten van riet", "Bel 06 123 456", "riet@example.org", "1541 AB"]
)
def test_names_and_private_details_are_refused_for_everybody_but_not_for_the_neighbour(conversation, words):
    with pytest.raises(Refusal) as caught:
        give(conversation, words, may_be_shown=True)
    assert caught.value.field == "words" and count(Thanks) == 0
    assert give(conversation, words).words == words


@pytest.mark.parametrize("words", ["", "   ", "x" * (THANKS_MAX + 1)])
def test_nothing_or_too_much_is_refused_at_its_field(conversation, words):
    with pytest.raises(Refusal) as caught:
        give(conversation, words)
    assert caught.value.field == "words"


def test_thanking_twice_is_once(conversation):
    assert give(conversation).id == give(conversation, "Nog eens bedankt").id
    assert count(Thanks) == 1 and count(OutgoingMail, kind="thanks_received") == 1


def test_there_must_be_something_to_thank_for_and_somebody_who_listens():
    conversation = a_conversation()
    with pytest.raises(Refusal):
        give(conversation)
    a_meeting(conversation=conversation)
    messaging.stop(conversation, by=conversation.helper)
    with pytest.raises(Refusal):
        give(conversation)


def test_before_the_agreed_moment_there_is_nothing_to_thank_for():
    conversation = a_conversation()
    helping.accept(conversation, by=conversation.owner)
    agreement = an_agreement(conversation=conversation)
    assert not thanking.may_thank(conversation)
    agreement.begins_on = clock.today() - timedelta(days=1)
    assert thanking.may_thank(conversation)
    agreement.ended_at = clock.now() - timedelta(days=3)
    assert not thanking.may_thank(conversation)


def test_of_a_card_that_is_done_everything_has_happened():
    conversation = a_conversation(post=a_post())
    ending.solve(conversation.post)
    assert thanking.may_thank(conversation)


@pytest.mark.parametrize("who", ["owner", "helper"])
def test_either_takes_it_from_the_front_page_and_only_that_one_puts_it_back(conversation, who):
    thanks = give(conversation, may_be_shown=True)
    person = getattr(conversation, who)
    thanking.hide(thanks, by=person)
    assert on_front() == []
    thanking.show(thanks, by=conversation.other_than(person.id))
    assert on_front() == []
    thanking.show(thanks, by=person)
    assert on_front() == [WORDS]


def test_nobody_else_gets_it(conversation):
    thanks = give(conversation)
    with pytest.raises(NotFound):
        thanking.get_for(an_account().id, thanks.public_id)
