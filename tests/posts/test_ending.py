"""A card leaves the board once, an offer may rest, and a new term hangs an expired card back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.places.queries import get_town
from buuv.posts import ending, rules
from buuv.posts.models import PostTally
from buuv.posts.wishes import Wish
from buuv.search import finding
from tests.builders import TOWN, a_post

pytestmark = pytest.mark.usefixtures("database")


def on_the_board():
    """How many cards the counts know."""
    return db.session.scalar(select(func.coalesce(func.sum(PostTally.amount), 0)))


def is_found(post):
    return post.id in finding.ranked_ids(post.title, Wish(), get_town(TOWN))


@pytest.mark.parametrize("end", [ending.withdraw, ending.solve, ending.expire])
def test_a_card_that_ends_leaves_lists_and_search(end):
    post = a_post()
    end(post)
    assert not post.is_open and post.ended_at is not None
    assert on_the_board() == 0 and not is_found(post)


@pytest.mark.parametrize("end", [ending.withdraw, ending.solve, ending.expire])
def test_ending_twice_changes_nothing(end):
    post = a_post()
    ending.withdraw(post)
    moment = post.ended_at
    end(post)
    assert (post.state, post.ended_at, on_the_board()) == ("withdrawn", moment, 0)


def test_a_paused_offer_is_off_the_board_and_comes_back():
    post = a_post(kind="offer")
    ending.pause(post)
    assert on_the_board() == 0 and not is_found(post)
    ending.resume(post)
    assert on_the_board() == 1 and is_found(post)


def test_pausing_and_resuming_twice_count_once():
    post = a_post(kind="offer")
    ending.pause(post)
    ending.pause(post)
    assert on_the_board() == 0
    ending.resume(post)
    ending.resume(post)
    assert on_the_board() == 1


def test_a_request_does_not_rest():
    with pytest.raises(Refusal):
        ending.pause(a_post(kind="request"))


def test_a_paused_offer_can_be_withdrawn_and_is_counted_off_once():
    post = a_post(kind="offer", state="paused")
    ending.withdraw(post)
    assert post.state == "withdrawn" and on_the_board() == 0


@pytest.mark.parametrize("state", ["done", "withdrawn", "expired"])
def test_what_left_the_board_neither_rests_nor_resumes(state):
    post = a_post(kind="offer", state=state)
    for step in (ending.pause, ending.resume):
        with pytest.raises(Refusal):
            step(post)


def test_an_offer_whose_term_ran_out_while_it_rested_gets_a_new_one():
    post = a_post(kind="offer", state="paused", expires_at=clock.now() - timedelta(days=1))
    ending.resume(post)
    assert post.expires_at > clock.now() + rules.OFFER_LIFE - timedelta(minutes=1)


def test_renewing_gives_a_whole_new_term_and_another_warning():
    post = a_post(expires_at=clock.now() + timedelta(hours=1))
    post.warned_at = clock.now()
    ending.renew(post)
    assert post.expires_at > clock.now() + rules.REQUEST_LIFE - timedelta(minutes=1)
    assert post.warned_at is None and on_the_board() == 1


def test_an_expired_card_that_is_renewed_hangs_again():
    post = a_post(state="expired")
    ending.renew(post)
    assert post.is_open and post.ended_at is None
    assert on_the_board() == 1 and is_found(post)


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_a_card_that_is_ready_gets_no_new_term(state):
    post = a_post(state=state)
    assert not ending.may_renew(post)
    with pytest.raises(Refusal):
        ending.renew(post)


@pytest.mark.parametrize("state", [None, "expired"])
def test_a_day_that_has_passed_becomes_in_consultation_at_renewal(state):
    post = a_post(timing=rules.DAY, day=clock.today() - timedelta(days=2), state=state)
    ending.renew(post)
    rows = db.session.execute(select(PostTally.timing, PostTally.amount).where(PostTally.amount != 0)).all()
    assert (post.timing, post.day) == (rules.CONSULT, None)
    assert [tuple(row) for row in rows] == [(rules.CONSULT, 1)]


def test_what_was_called_done_too_soon_hangs_again_within_a_week():
    post = a_post(state="done")
    ending.put_back(post)
    assert post.is_open and post.ended_at is None


def test_after_a_week_it_stays_done():
    post = a_post(state="done")
    post.ended_at = clock.now() - timedelta(days=7, minutes=1)
    with pytest.raises(Refusal):
        ending.put_back(post)
    assert post.state == "done"


@pytest.mark.parametrize("state", ["withdrawn", "expired"])
def test_only_what_was_done_is_put_back(state):
    with pytest.raises(Refusal):
        ending.put_back(a_post(state=state))
