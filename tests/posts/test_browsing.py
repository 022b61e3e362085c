"""The board as lists: each card where its reach says, every page once, and counts that equal their lists."""

import random
from dataclasses import replace

import pytest

from buuv.core.database import db
from buuv.places.queries import get_town
from buuv.posts import browsing, rules, tallying
from buuv.posts.wishes import Wish
from tests.builders import HOME, TOWN, a_post, an_account

pytestmark = pytest.mark.usefixtures("database")

CATEGORIES = ("tuin", "vervoer", "klussen")
TIMINGS = (rules.SOON, rules.CONSULT)


@pytest.fixture
def town(database):
    return get_town(TOWN)


def shown(wish, town):
    """The ids of a whole list, page after page."""
    found, after = [], None
    while True:
        hits, is_more = browsing.page_of(wish, town, after=after, size=7)
        found += [hit.id for hit in hits]
        if not is_more:
            return found
        after = hits[-1].public_id


def a_random_board(town, seed, size=60):
    """Cards of every sort, in five buurten that lie together."""
    draw, author = random.Random(seed), an_account()
    codes = [HOME, *town.adjacent[HOME]][:5]
    for _ in range(size):
        kind = draw.choice((rules.REQUEST, rules.OFFER))
        states = (None, None, None, None, "withdrawn", "paused" if kind == rules.OFFER else "done")
        a_post(
            author=author,
            kind=kind,
            category=draw.choice(CATEGORIES),
            timing=draw.choice(TIMINGS),
            place_code=draw.choice(codes),
            reach=draw.choice(rules.REACHES),
            state=draw.choice(states),
        )
    return codes


def wishes(codes, town):
    """Every combination of filters that the board can be asked for."""
    districts = {town.find(code).parent_code for code in codes}
    for place in [None, TOWN, *codes, *sorted(districts)]:
        for near in (False, True) if place in codes else (False,):
            for kind in (None, rules.REQUEST, rules.OFFER):
                for category in (None, CATEGORIES[0]):
                    for timing in (None, rules.SOON):
                        yield Wish(kind, place, near, category, timing)


@pytest.mark.parametrize(
    ("reach", "in_buurt", "next_door", "in_wijk", "in_town"),
    [
        (rules.NEIGHBOURHOOD, True, False, False, False),
        (rules.NEARBY, True, True, False, False),
        (rules.DISTRICT, True, True, True, False),
        (rules.MUNICIPALITY, True, True, True, True),
    ],
)
def test_a_card_is_shown_in_lists_that_span_no_more_than_its_reach(town, reach, in_buurt, next_door, in_wijk, in_town):
    post = a_post(reach=reach)
    neighbour = town.adjacent[HOME][0]
    lists = (
        (Wish(place=HOME), in_buurt),
        (Wish(place=neighbour), False),
        (Wish(place=neighbour, near=True), next_door),
        (Wish(place="WK047941"), in_wijk),
        (Wish(), in_town),
    )
    for wish, is_shown in lists:
        assert (post.id in shown(wish, town)) == is_shown, wish


def test_an_unknown_place_is_the_whole_town(town):
    a_post(reach=rules.NEIGHBOURHOOD)
    everywhere = a_post()
    assert shown(Wish(place="BU99999999"), town) == [everywhere.id]


def test_filters_narrow_a_list(town):
    a_post(category="tuin", timing=rules.CONSULT)
    wanted = a_post(category="vervoer", timing=rules.SOON, kind="offer")
    for wish in (Wish(category="vervoer"), Wish(timing=rules.SOON), Wish(kind="offer")):
        assert shown(wish, town) == [wanted.id]


def test_the_newest_card_comes_first(town):
    first, second = a_post(), a_post()
    assert shown(Wish(), town) == [second.id, first.id]


def test_another_town_has_another_board(town):
    elsewhere = an_account(municipality_code="GM9990", place_code=None)
    post = a_post()
    post.municipality_code = elsewhere.municipality_code
    db.session.flush()
    assert shown(Wish(), town) == []


@pytest.mark.parametrize("size", [0, 1, 6, 7, 8, 14, 15])
def test_pages_follow_each_other_without_gaps_or_doubles(town, size):
    author = an_account()
    ids = [a_post(author=author).id for _ in range(size)]
    assert shown(Wish(), town) == ids[::-1]


def test_a_card_that_comes_up_meanwhile_shifts_no_page(town):
    author = an_account()
    ids = [a_post(author=author).id for _ in range(10)][::-1]
    hits, _ = browsing.page_of(Wish(), town, size=4)
    a_post(author=author)
    rest, _ = browsing.page_of(Wish(), town, after=hits[-1].public_id, size=20)
    assert [hit.id for hit in (*hits, *rest)] == ids


def test_a_page_after_a_card_that_left_the_board_still_follows(town):
    author = an_account()
    posts = [a_post(author=author) for _ in range(3)][::-1]
    posts[0].state = "withdrawn"
    db.session.flush()
    hits, _ = browsing.page_of(Wish(), town, after=posts[0].public_id)
    assert [hit.id for hit in hits] == [posts[1].id, posts[2].id]


@pytest.mark.parametrize("seed", range(3))
def test_every_count_equals_its_list(town, seed):
    for wish in wishes(a_random_board(town, seed), town):
        counts = tallying.counts_for(wish, town)
        assert counts.total == len(shown(wish, town)), wish
        for category in CATEGORIES:
            there = len(shown(replace(wish, category=category), town))
            assert counts.categories.get(category, 0) == there, (wish, category)


@pytest.mark.parametrize("seed", range(3))
def test_the_counts_of_places_kinds_and_times_equal_their_lists(town, seed):
    codes = a_random_board(town, seed)
    for wish in (Wish(), Wish(kind="request"), Wish(category="tuin"), Wish(place=codes[0], near=True)):
        counts = tallying.counts_for(wish, town)
        for place in (*codes, TOWN, *{town.find(code).parent_code for code in codes}):
            there = len(shown(replace(wish, place=place, near=False), town))
            assert counts.places.get(place, 0) == there, (wish, place)
        for kind in (rules.REQUEST, rules.OFFER):
            assert counts.kinds.get(kind, 0) == len(shown(replace(wish, kind=kind), town)), (wish, kind)
        for timing in TIMINGS:
            there = len(shown(replace(wish, timing=timing), town))
            assert counts.timings.get(timing, 0) == there, (wish, timing)


def test_the_count_of_nearby_is_that_of_its_list(town):
    for code in a_random_board(town, 9):
        counts = tallying.counts_for(Wish(place=code), town)
        assert counts.near == len(shown(Wish(place=code, near=True), town))


def test_an_excerpt_holds_no_more_than_a_list_shows(town):
    a_post(body="x" * 1000)
    hits, _ = browsing.page_of(Wish(), town)
    assert len(hits[0].excerpt) == browsing.EXCERPT + 1


def test_imported_cards_can_be_seen_apart(town):
    own, loaded = a_post(), a_post()
    loaded.external_id = "a1"
    db.session.flush()
    assert shown(Wish(), town) == [loaded.id, own.id]
    assert shown(Wish(imported=True), town) == [loaded.id]
