"""How often it worked out in a wijk, and no number that is so small that it tells who."""

from datetime import timedelta

import pytest

from buuv.agreements import succeeding
from buuv.core import clock
from tests.builders import TOWN, a_post, an_account

pytestmark = pytest.mark.usefixtures("database")


def done(number, **words):
    author = an_account()
    return [a_post(author=author, state="done", **words) for _ in range(number)]


def test_five_are_told_and_four_are_not():
    posts = done(4)
    assert succeeding.succeeded(TOWN) == ()
    done(1)
    succeeding._kept.forget()
    assert succeeding.succeeded(TOWN) == ((posts[0].district_code, 5),)


def test_what_was_taken_away_or_is_an_old_story_or_a_stopped_offer_does_not_count():
    for post in done(6):
        post.ended_at = clock.now() - timedelta(days=400)
    done(6, kind="offer")
    for _ in range(6):
        a_post(state="withdrawn")
    assert succeeding.succeeded(TOWN) == ()


def test_it_is_asked_once_in_a_while():
    assert succeeding.succeeded(TOWN) == ()
    done(6)
    assert succeeding.succeeded(TOWN) == ()
