"""The owner chooses as many neighbours as are wanted, and lets the others go with a kind word."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buuv import tending
from buuv.conversations import helping, messaging, queries
from buuv.conversations.models import Message
from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.outbox import OutgoingMail
from buuv.places import queries as places
from buuv.posts import browsing, ending
from buuv.posts.models import EXPIRED, OPEN, Post, PostTally
from buuv.posts.wishes import Wish
from tests.builders import TOWN, a_conversation, a_post, an_account
from tests.databases import find_row

pytestmark = pytest.mark.usefixtures("database")


def replies(number, **words):
    """A card that so many neighbours answered, and their conversations."""
    post = a_post(**words)
    return post, [a_conversation(post=post, helper=an_account(shown_name=f"Henk {n}")) for n in range(number)]


def accept(conversation):
    helping.accept(conversation, by=conversation.owner)


def kinds_to(account):
    wanted = select(OutgoingMail.kind).where(OutgoingMail.address == account.email)
    return list(db.session.scalars(wanted.order_by(OutgoingMail.id)))


def is_listed(post):
    hits, _ = browsing.page_of(Wish(), places.get_town(TOWN))
    counted = sum(db.session.scalars(select(PostTally.amount)))
    assert len(hits) == counted
    return post.public_id in [hit.public_id for hit in hits]


@pytest.mark.parametrize("kind", ["request", "offer"])
def test_one_is_chosen_told_and_the_card_leaves_the_lists(kind):
    post, (first, second) = replies(2, kind=kind)
    accept(first)
    assert post.is_taken and not post.takes_replies and not is_listed(post)
    assert kinds_to(first.helper) == ["helper_chosen"]
    assert kinds_to(second.helper) == []


def test_no_more_are_chosen_than_wanted():
    post, (first, second) = replies(2)
    accept(first)
    with pytest.raises(Refusal, match="U hebt al 1 buur gekozen"):
        accept(second)
    assert queries.count_chosen(post.id) == 1


def test_choosing_twice_is_choosing_once():
    _, (first, _) = replies(2)
    accept(first)
    accept(first)
    assert kinds_to(first.helper) == ["helper_chosen"]


def test_two_are_wanted_and_the_card_hangs_until_both_are_chosen():
    post, (first, second, third) = replies(3)
    helping.want(post, 2)
    accept(first)
    assert is_listed(post)
    accept(second)
    assert not is_listed(post)
    with pytest.raises(Refusal):
        accept(third)


def test_wanting_one_more_hangs_the_card_back():
    post, (first, _) = replies(2)
    accept(first)
    helping.want(post, 2)
    assert post.is_open and is_listed(post)


@pytest.mark.parametrize("people", [-1, 0, 1, 21])
def test_nobody_wants_fewer_than_are_chosen_or_a_crowd(people):
    post, (first, second) = replies(2)
    helping.want(post, 2)
    accept(first)
    accept(second)
    with pytest.raises(Refusal) as caught:
        helping.want(post, people)
    assert caught.value.field == "people" and post.people_wanted == 2


def test_who_steps_back_opens_the_place_and_the_owner_hears_it():
    post, (first, second) = replies(2)
    accept(first)
    helping.release(first, by=first.helper)
    assert post.state == OPEN and is_listed(post)
    assert kinds_to(post.author)[-1] == "helper_left"
    accept(second)
    assert not is_listed(post)


def test_the_owner_may_choose_another_and_the_first_hears_it():
    _, (first, second) = replies(2)
    accept(first)
    helping.release(first, by=first.owner)
    assert kinds_to(first.helper) == ["helper_chosen", "helper_released"]
    accept(second)
    helping.release(second, by=second.owner)
    accept(first)
    assert queries.find_helping(first).is_current


@pytest.mark.parametrize("who", ["owner", "helper"])
def test_stopping_the_conversation_opens_the_place_too(who):
    post, (first, _) = replies(2)
    accept(first)
    messaging.stop(first, by=getattr(first, who))
    assert is_listed(post) and queries.count_chosen(post.id) == 0


def test_who_stops_talking_after_it_is_done_worries_nobody():
    post, (first, _) = replies(2)
    accept(first)
    ending.solve(post)
    messaging.stop(first, by=first.owner)
    assert kinds_to(first.helper) == ["helper_chosen"] and post.state == "done"


def test_a_taken_card_runs_out_in_its_time_too(database):
    post, (first, _) = replies(2)
    accept(first)
    post.expires_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    tending.tend(database)
    assert find_row(Post, id=post.id).state == EXPIRED


def test_a_card_whose_term_passed_does_not_hang_back():
    post, (first, _) = replies(2)
    accept(first)
    post.expires_at = clock.now() - timedelta(minutes=1)
    helping.release(first, by=first.helper)
    assert post.state == EXPIRED and not is_listed(post)


def test_nobody_is_chosen_in_a_stopped_conversation_or_for_a_card_that_is_done():
    post, (first, second) = replies(2)
    messaging.stop(first, by=first.helper)
    with pytest.raises(Refusal):
        accept(first)
    post.state = "done"
    with pytest.raises(Refusal):
        accept(second)


def test_a_full_card_gets_no_new_reply_but_its_conversations_go_on():
    post, (first, second) = replies(2)
    accept(first)
    with pytest.raises(Refusal, match="al genoeg buren"):
        messaging.answer(post, "Ik kan ook!", by=an_account())
    messaging.write(second, "Ik kan ook nog.", by=second.helper)
    assert len(queries.replies_to(post.id)) == 2


def test_the_others_get_kind_words_in_their_own_language_and_no_more_messages():
    post, (first, second, third) = replies(3)
    third.helper.language = "en"
    accept(first)
    assert helping.close_others(post, by=post.author) == 2
    said = {m.conversation_id: m for m in db.session.scalars(select(Message).order_by(Message.id))}
    assert said[second.id].body.startswith("Dag! Bedankt") and said[second.id].author_id == post.author_id
    assert said[third.id].body.startswith("Hello! Thank you")
    assert first.ended_at is None and second.ended_at and third.ended_at
    assert kinds_to(second.helper) == ["new_message"]


def test_thanking_the_others_twice_is_once():
    post, (first, second) = replies(2)
    accept(first)
    helping.close_others(post, by=post.author)
    assert helping.close_others(post, by=post.author) == 0
    assert len(queries.messages_of(second)) == 2


def test_nobody_is_sent_away_while_somebody_is_wanted():
    post, (_, second) = replies(2)
    with pytest.raises(Refusal):
        helping.close_others(post, by=post.author)
    assert second.ended_at is None


def test_a_resting_offer_that_is_full_stays_off_the_board():
    post, (first, _) = replies(2, kind="offer")
    ending.pause(post)
    accept(first)
    ending.resume(post)
    helping.settle(post)
    assert post.is_taken
    with pytest.raises(Refusal):
        ending.resume(post)
