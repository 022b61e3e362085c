"""A rest: cards off the board together, nobody new, and everything back by itself."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import inspect, select

from buuv import tending
from buuv.accounts import resting
from buuv.conversations import helping, messaging
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.outbox import OutgoingMail
from buuv.places import queries as places
from buuv.posts import ending, tallying
from buuv.posts.models import Post
from buuv.posts.wishes import Wish
from buuv.search import finding
from tests.builders import TOWN, a_conversation, a_post, an_account

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def moving(database):
    with time_machine.travel(NOON, tick=False) as moving:
        yield moving


@pytest.fixture
def riet():
    return an_account()


def on_board():
    town = places.get_town(TOWN)
    counted = tallying.counts_for(Wish(), town).total
    assert len(finding.ranked_ids("eindje", Wish(), town)) == counted
    return counted


def of(person):
    """The number of a person, also after the session that loaded her."""
    return inspect(person).identity[0]


def again(post):
    """The card as the database has it now."""
    return db.session.get(Post, of(post), populate_existing=True)


def tend(app):
    db.session.commit()
    tending.tend(app)


def test_every_card_leaves_the_board_and_comes_back(riet):
    posts = [a_post(author=riet, kind=kind) for kind in ("request", "offer", "request")]
    a_post()
    resting.begin(riet, "open")
    assert on_board() == 1 and {post.state for post in posts} == {"paused"}
    resting.end(of(riet))
    assert on_board() == 4 and {post.state for post in posts} == {"open"}


def test_nobody_begins_a_conversation_and_those_there_are_go_on(riet):
    conversation = a_conversation(post=a_post(author=riet))
    resting.begin(riet, "week")
    with pytest.raises(Refusal):
        messaging.answer(conversation.post, "Ik ook!", by=an_account())
    messaging.write(conversation, "Tot volgende week", by=riet)
    messaging.write(conversation, "Rust lekker uit", by=conversation.helper)


def test_what_rested_before_keeps_resting(riet):
    offer = a_post(author=riet, kind="offer", state="paused")
    resting.begin(riet, "week")
    resting.end(of(riet))
    assert offer.state == "paused"


def test_what_was_solved_or_withdrawn_meanwhile_does_not_come_back(riet):
    solved, withdrawn = a_post(author=riet), a_post(author=riet)
    resting.begin(riet, "week")
    ending.solve(solved)
    ending.withdraw(withdrawn)
    resting.end(of(riet))
    assert (solved.state, withdrawn.state) == ("done", "withdrawn")


@pytest.mark.parametrize(("length", "days"), [("week", 7), ("twee-weken", 14), ("maand", 30)])
def test_it_ends_by_itself_on_its_day_and_is_told(database, moving, riet, length, days):
    post = a_post(author=riet)
    resting.begin(riet, length)
    moving.shift(timedelta(days=days - 1))
    tend(database)
    assert resting.find(of(riet))
    moving.shift(timedelta(days=1))
    tend(database)
    post = again(post)
    assert resting.find(of(riet)) is None and post.is_open
    assert db.session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "rest_over")).one()


def test_without_a_day_it_goes_on(database, moving, riet):
    post = a_post(author=riet, kind="offer")
    resting.begin(riet, "open")
    moving.shift(timedelta(days=400))
    tend(database)
    assert resting.find(of(riet)).ends_on is None
    resting.end(of(riet))
    post = again(post)
    assert post.is_open and post.expires_at > NOON + timedelta(days=400), "a term that ran out begins again"


def test_a_day_that_passed_in_the_rest_is_by_arrangement(database, moving, riet):
    post = a_post(author=riet, timing="day", day=(NOON + timedelta(days=2)).date())
    resting.begin(riet, "week")
    moving.shift(timedelta(days=7))
    tend(database)
    post = again(post)
    assert (post.timing, post.day) == ("consult", None)


def test_a_chosen_neighbour_who_steps_back_ends_no_rest(riet):
    conversation, other = a_conversation(post=a_post(author=riet)), a_post(author=riet)
    helping.accept(conversation, by=riet)
    resting.begin(riet, "open")
    helping.release(conversation, by=conversation.helper)
    assert resting.find(of(riet)) and {other.state, conversation.post.state} == {"paused"}
    assert not conversation.post.is_taken and on_board() == 0
    resting.end(of(riet))
    assert other.is_open and conversation.post.is_open and on_board() == 2


def test_a_card_for_which_somebody_is_chosen_in_the_rest_does_not_come_back(riet):
    conversation = a_conversation(post=a_post(author=riet))
    resting.begin(riet, "week")
    helping.accept(conversation, by=riet)
    resting.end(of(riet))
    assert conversation.post.is_taken and on_board() == 0
    helping.release(conversation, by=riet)
    assert conversation.post.is_open


def test_a_rest_can_be_made_longer_and_ended_twice(riet):
    resting.begin(riet, "week")
    resting.begin(riet, "maand")
    assert resting.find(of(riet)).ends_on == (NOON + timedelta(days=30)).date()
    assert resting.end(of(riet)) and not resting.end(of(riet))
