"""`buuv demo`: a made-up town."""

from datetime import timedelta
from pathlib import Path

import pytest

from buuv.accounts.models import Account
from buuv.agreements import finishing, succeeding, thanking
from buuv.cli import demo_time, demo_town
from buuv.conversations.models import Conversation
from buuv.core import clock
from buuv.core.database import db
from buuv.places import queries as places
from buuv.posts import rules, tallying
from buuv.posts.models import OPEN, Post
from buuv.posts.wishes import Wish
from buuv.search import finding, index
from tests.cli.conftest import Command
from tests.cli.rows import rows

TOWN = "GM0479"


def fill(*, posts: int = 60, are_open: int | None = None, seed: int = 1) -> None:
    """A demo town in the test's own transaction."""
    demo_town.fill(places.get_town(TOWN), posts=posts, are_open=are_open or posts, seed=seed, today=clock.today())


def test_half_of_the_cards_ask_and_half_offer(ready: Command, data_dir: Path) -> None:
    assert ready("demo", "--posts", 40).exit_code == 0
    found = rows(data_dir, "SELECT kind, state, count(*) FROM post GROUP BY kind, state ORDER BY kind")
    assert found == [("offer", "open", 20), ("request", "open", 20)]
    assert rows(data_dir, "SELECT count(*) FROM account WHERE is_demo") == [(125,)]
    assert rows(data_dir, "PRAGMA foreign_key_check") == []


def test_a_filled_town_is_refused_unless_if_empty(ready: Command, data_dir: Path) -> None:
    ready("demo", "--posts", 4)
    refused, left_alone = ready("demo", "--posts", 4), ready("demo", "--posts", 4, "--if-empty")
    assert (refused.exit_code, left_alone.exit_code) == (1, 0)
    assert "al gevuld" in refused.stderr
    assert rows(data_dir, "SELECT count(*) FROM post") == [(4,)]


def test_more_open_cards_than_cards_are_wrong_words(ready: Command) -> None:
    assert ready("demo", "--posts", 4, "--open", 5).exit_code == 2


@pytest.mark.usefixtures("database")
def test_later_cards_have_higher_numbers_and_none_is_old() -> None:
    fill()
    moments = db.session.scalars(db.select(Post.placed_at).order_by(Post.id)).all()
    assert moments == sorted(moments)
    assert moments[-1] <= clock.now()
    assert db.session.scalar(db.select(db.func.min(Post.expires_at))) > clock.now() + rules.WARN_BEFORE


@pytest.mark.usefixtures("database")
def test_a_card_for_one_day_hangs_in_the_week_before_it() -> None:
    fill(posts=200)
    cards = db.session.execute(db.select(Post.day, Post.placed_at).where(Post.timing == rules.DAY)).all()
    assert cards
    for day, placed_at in cards:
        assert clock.today() < day <= clock.today() + timedelta(days=7)
        assert day - clock.day_of(placed_at) <= timedelta(days=8)


def test_the_next_weekday_is_later_than_today() -> None:
    sunday = demo_time.date(2026, 11, 22)
    assert demo_time.next_weekday(6, sunday) == demo_time.date(2026, 11, 29)
    assert demo_time.next_weekday(0, sunday) == demo_time.date(2026, 11, 23)


@pytest.mark.usefixtures("database")
def test_the_same_seed_makes_the_same_town_and_another_seed_another() -> None:
    def made(seed: int) -> list[tuple[object, ...]]:
        fill(posts=20, seed=seed)
        cards = db.select(Post.public_id, Post.title, Post.body, Post.placed_at, Post.place_code, Post.reach)
        found = [tuple(row) for row in db.session.execute(cards.order_by(Post.id))]
        db.session.rollback()
        return found

    assert made(1) == made(1) != made(2)


@pytest.mark.usefixtures("database")
def test_the_counts_and_the_index_are_those_of_cards_placed_one_by_one() -> None:
    fill(posts=400, are_open=350)
    town = places.get_town(TOWN)
    everywhere = db.select(db.func.count()).where(Post.state == OPEN, Post.reach == rules.MUNICIPALITY)
    assert tallying.counts_for(Wish(), town).total == db.session.scalar(everywhere)
    post = db.session.scalars(db.select(Post).where(Post.state == OPEN, Post.reach == 4)).first()
    before = finding.ranked_ids(post.title, Wish(), town)
    index.add(post)
    assert post.id in before
    assert finding.ranked_ids(post.title, Wish(), town) == before


@pytest.mark.usefixtures("database")
def test_cards_that_ended_are_not_found_and_came_before() -> None:
    fill(posts=40, are_open=10)
    states = db.session.scalars(db.select(Post.state).order_by(Post.id)).all()
    assert states[-10:] == [OPEN] * 10
    assert OPEN not in states[:-10]
    indexed = db.session.scalar(db.text("SELECT count(*) FROM post_index"))
    assert indexed == 10


@pytest.mark.usefixtures("database")
def test_riet_and_the_volunteer_have_conversations() -> None:
    fill()
    riet, volunteer = db.session.scalars(db.select(Account).order_by(Account.id).limit(2)).all()
    assert (riet.email, volunteer.email) == ("bewoner@example.org", "vrijwilliger@example.org")
    assert db.session.scalar(db.select(db.func.count()).where(Conversation.owner_id == riet.id))
    assert db.session.scalar(db.select(db.func.count()).where(Conversation.helper_id == volunteer.id))


@pytest.mark.usefixtures("database")
def test_a_newcomer_sees_thanks_what_worked_out_and_a_question() -> None:
    fill(posts=100)
    riet = db.session.scalars(db.select(Account).order_by(Account.id)).first()
    assert len(thanking.shown_on_front(TOWN)) == 3
    assert succeeding.succeeded(TOWN)
    assert len(finishing.open_for(riet.id)) == 1
    assert finishing.ask(100) == 0


@pytest.mark.usefixtures("database")
def test_life_goes_on_in_a_demo_town() -> None:
    fill(posts=4)
    newest = db.session.scalar(db.select(db.func.max(Post.id)))
    author = db.session.scalars(db.select(Account)).first()
    from tests.builders import a_post

    assert a_post(author=author).id > newest
