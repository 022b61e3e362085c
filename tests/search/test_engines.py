"""What both engines promise: the newest open cards that answer, in one order, without reading the whole town."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from buuv.core import clock
from buuv.core.database import db
from buuv.places.queries import get_town
from buuv.posts import rules
from buuv.posts.models import OPEN, Post
from buuv.posts.wishes import Wish, spot_of
from buuv.search import index, whereabouts, without_index
from buuv.search.fields import Ask, fields_of, tokens_of
from tests.builders import HOME, TOWN, an_account

pytestmark = pytest.mark.usefixtures("database")

NEXT_DOOR, ELSEWHERE = "BU04794220", "BU04791620"
KINDS = (rules.REQUEST, rules.OFFER)
WORDS = ("heg", "snoeien", "fietsband", "boodschappen", "wandelen", "koffie", "dokter")
# Ids far apart stand on different shelves of PostgreSQL's index.
GAPS = (1, 3_000, 5_000, 40_000)
CARDS = st.fixed_dictionaries(
    {
        "gap": st.sampled_from(GAPS),
        "kind": st.sampled_from(KINDS),
        "category": st.sampled_from(("tuin", "koken")),
        "place": st.sampled_from((HOME, NEXT_DOOR, ELSEWHERE, None)),
        "reach": st.sampled_from(rules.REACHES),
        "words": st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    }
)
TOKENS = st.sampled_from(
    ("heg", "snoei", "fietsband", "band", "wandel", "koffie", "c:wandelen", "k:tuin", "sn*", "wan*")
)
ASKS = st.builds(
    Ask,
    st.lists(st.lists(TOKENS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple),
    st.lists(TOKENS, max_size=1).map(tuple),
)
WISHES = st.builds(
    Wish,
    kind=st.sampled_from((None, *KINDS)),
    place=st.sampled_from((None, None, HOME, NEXT_DOOR, "WK047941", ELSEWHERE)),
    near=st.booleans(),
    category=st.sampled_from((None, None, "tuin")),
    hidden=st.sampled_from((frozenset(), frozenset({999}))),
)


def hang(*, author, number, kind, category, place, reach, words):
    """A card under this number, as the index gets it."""
    district = get_town(TOWN).areas[place].parent_code if place else None
    post = Post(
        id=number,
        public_id=f"{number:010d}",
        municipality_code=TOWN,
        author_id=author.id,
        kind=kind,
        category=category,
        title=" ".join(words),
        body="",
        place_code=place,
        district_code=district,
        reach=reach,
        state=OPEN,
        expires_at=clock.now() + rules.life_of(kind),
    )
    db.session.add(post)
    db.session.flush()
    index.add(post)
    return post


def a_board(cards):
    author, number, posts = an_account(), 0, []
    for card in cards:
        number += card["gap"]
        posts.append(hang(author=author, number=number, **{key: card[key] for key in card if key != "gap"}))
    return posts


def is_wished(post, wish, town):
    """The filters of a list, said plainly."""
    spot = spot_of(wish, town)
    pairs = spot.places or ((town.code, rules.MUNICIPALITY),)
    is_here = any(getattr(post, spot.column) == code and post.reach >= reach for code, reach in pairs)
    of_kind = wish.kind in (None, post.kind) and wish.category in (None, post.category)
    return is_here and of_kind and post.author_id not in wish.hidden


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cards=st.lists(CARDS, max_size=12), ask=ASKS, wish=WISHES, most=st.sampled_from((1, 3, 100)))
def test_an_engine_gives_the_newest_cards_that_answer_under_the_filters(cards, ask, wish, most):
    town = get_town(TOWN)
    posts = [post for post in a_board(cards) if is_wished(post, wish, town)]
    tokens = {post.id: tokens_of(fields_of(post.title, post.body, post.category)).split() for post in posts}
    expected = sorted((number for number in tokens if without_index.is_met(ask, tokens[number])), reverse=True)
    assert [card.id for card in index.candidates(ask, wish, town, most=most)] == expected[:most]
    db.session.rollback()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(gaps=[3_000] * 20, most=4, place=None)
@example(gaps=[20_000] * 20, most=9, place=HOME)
@given(
    gaps=st.lists(st.sampled_from(GAPS), min_size=1, max_size=25),
    most=st.integers(1, 6),
    place=st.sampled_from((None, HOME)),
)
def test_however_far_apart_the_newest_come_first_and_none_is_passed_by(gaps, most, place):
    card = {"kind": KINDS[0], "category": "tuin", "place": HOME, "reach": rules.MUNICIPALITY, "words": ["heg"]}
    posts = a_board([{"gap": gap, **card} for gap in gaps])
    found = index.candidates(Ask((("heg",),)), Wish(place=place), get_town(TOWN), most=most)
    assert [one.id for one in found] == [post.id for post in reversed(posts)][:most]
    db.session.rollback()


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cards=st.lists(CARDS, min_size=1, max_size=8), asks=st.lists(ASKS, min_size=1, max_size=3))
def test_several_questions_at_once_are_answered_as_one_by_one(cards, asks):
    town, wish = get_town(TOWN), Wish()
    a_board(cards)
    together = index.engine().numbers([(ask, 2) for ask in asks], wish, town)
    assert together == [index.engine().numbers([(ask, 2)], wish, town)[0] for ask in asks]
    db.session.rollback()


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cards=st.lists(CARDS, min_size=1, max_size=8), ask=ASKS, wish=WISHES)
def test_without_the_index_the_same_cards_are_found(cards, ask, wish):
    town = get_town(TOWN)
    a_board(cards)
    answers = [source.numbers([(ask, 5)], wish, town)[0] for source in (index.engine(), without_index)]
    assert answers[0] == answers[1]
    for number in answers[0]:
        assert index.engine().cards([number])[0][1:8] == without_index.cards([number])[0][1:8]
    db.session.rollback()


MANY = 3_000


def a_full_town():
    """Many cards with one common word, of which ten hang in one buurt and one has a rare word."""
    author = an_account()
    common = fields_of("Wandelen", "Samen wandelen met de hond", "gezelschap")
    rare = fields_of("De heg", "", "tuin")
    rows, entries = [], []
    for number in range(1, MANY + 1):
        place = HOME if number % (MANY // 10) == 0 else ELSEWHERE
        where = whereabouts.Whereabouts(TOWN, place, get_town(TOWN).areas[place].parent_code)
        entries.append((number, rare if number == 7 else common, where))
        rows.append(
            {
                "id": number,
                "public_id": f"{number:010d}",
                "municipality_code": TOWN,
                "author_id": author.id,
                "kind": rules.REQUEST,
                "category": "gezelschap",
                "title": "Wandelen",
                "place_code": place,
                "district_code": where.district,
                "expires_at": clock.now() + rules.life_of(rules.REQUEST),
            }
        )
    db.session.execute(Post.__table__.insert(), rows)
    index.engine().add_new(entries)


@contextmanager
def asked() -> Iterator[list[tuple[str, object]]]:
    """The statements inside the block that read the index, with their values."""
    heard: list[tuple[str, object]] = []

    def hear(_connection, _cursor, statement, values, *_more):
        if "post_index" in statement:
            heard.append((statement, values))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def plan_of(statement, values):
    """How the database answers a statement: a line for each step, on PostgreSQL with what was really read."""
    how = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF)"
    rows = db.session.connection().exec_driver_sql(f"{how} {statement}", values)
    return [row[-1] for row in rows]


def plans(word, wish):
    """The plans of one search for a word."""
    with asked() as heard:
        found = index.candidates(Ask(((word,),)), wish, get_town(TOWN), most=5)
    return found, [line for statement, values in heard for line in plan_of(statement, values)]


@pytest.mark.parametrize("wish", [Wish(), Wish(place=HOME), Wish(place="WK047941"), Wish(place=HOME, near=True)])
def test_no_search_reads_the_board_or_sorts_the_town(wish):
    a_full_town()
    if db.engine.dialect.name == "postgresql":
        db.session.connection().exec_driver_sql("ANALYZE post, post_index")
    found, lines = plans("wandel", wish)
    assert len(found) == 5
    told = "\n".join(lines)
    if db.engine.dialect.name == "sqlite":
        assert not re.search(r"SCAN post\b|TEMP B-TREE", told)
        assert "SEARCH post USING INTEGER PRIMARY KEY" in told
        assert "VIRTUAL TABLE INDEX" in told
    else:
        assert not re.search(r"Seq Scan on post", told)
        assert "Bitmap Index Scan on ix_post_index_words" in told


@pytest.mark.parametrize("engine", ["postgresql"])
def test_postgresql_reads_no_more_cards_than_hang_in_the_buurt():
    a_full_town()
    db.session.connection().exec_driver_sql("ANALYZE post, post_index")
    _, lines = plans("wandel", Wish(place=HOME))
    read = [float(rows) for line in lines for rows in re.findall(r"Bitmap Heap Scan.*rows=([\d.]+)", line)]
    assert max(read) <= 10
    # The whole town has thousands; its newest shelf is asked first, and gives enough.
    _, lines = plans("heg", Wish())
    read = [float(rows) for line in lines for rows in re.findall(r"Bitmap Heap Scan.*rows=([\d.]+)", line)]
    assert max(read) <= 1


@pytest.mark.parametrize("engine", ["sqlite"])
def test_sqlite_looks_up_no_more_cards_than_hang_in_the_buurt():
    a_full_town()
    steps = {}
    for name, wish in (("buurt", Wish(place=HOME)), ("town", Wish())):
        with asked() as heard:
            index.candidates(Ask((("wandel",),)), wish, get_town(TOWN), most=MANY)
        raw = db.session.connection().connection.driver_connection
        counted = []
        raw.set_progress_handler(lambda counted=counted: counted.append(1) or 0, 10)
        raw.execute(*heard[0]).fetchall()
        raw.set_progress_handler(None, 0)
        steps[name] = len(counted)
    assert steps["buurt"] * 50 < steps["town"]
