"""Keeping a search, and what is new since somebody looked."""

import pytest
from sqlalchemy import func, select

from buuv.alerts import saving, watching
from buuv.alerts.models import SavedSearch
from buuv.core.database import db
from buuv.core.errors import NotFound, Refusal
from buuv.places.queries import get_town
from buuv.posts import ending
from buuv.posts.wishes import Wish
from tests.builders import HOME, TOWN, a_post, an_account

NOBODY = frozenset[int]()


def new_of(saved, hidden=NOBODY):
    return watching.count_new(saved, get_town(TOWN), hidden)


def amount():
    return db.session.scalar(select(func.count()).select_from(SavedSearch))


def test_what_hung_already_is_not_new_and_what_comes_is(database):
    a_post(title="Wie kan mijn heg snoeien?", category="tuin")
    saved = saving.save("heg snoeien", Wish(), by=an_account())
    assert new_of(saved) == 0
    a_post(title="Mijn heg moet nodig gesnoeid", category="tuin")
    a_post(title="Wie legt mij mijn computer uit?", category="computer")
    assert new_of(saved) == 1


def test_without_words_every_new_card_under_the_filters_counts(database):
    saved = saving.save("", Wish(kind="offer", category="tuin"), by=an_account())
    a_post(kind="offer", category="tuin")
    a_post(kind="request", category="tuin")
    a_post(kind="offer", category="koken")
    assert new_of(saved) == 1


def test_after_a_look_nothing_is_new(database):
    saved = saving.save("", Wish(place=HOME, near=True), by=an_account())
    a_post(place_code=HOME)
    assert new_of(saved) == 1
    saving.look(saved)
    assert new_of(saved) == 0


def test_a_card_that_left_or_of_somebody_hidden_is_not_counted(database):
    saved = saving.save("", Wish(kind="request"), by=an_account())
    post, other = a_post(), a_post()
    ending.withdraw(post)
    assert new_of(saved) == 1
    assert new_of(saved, frozenset({other.author_id})) == 0


def test_many_new_cards_are_counted_up_to_a_bound(database, monkeypatch):
    monkeypatch.setattr(watching, "NEW_AT_MOST", 3)
    saved = saving.save("", Wish(kind="request"), by=an_account())
    author = an_account()
    for _ in range(5):
        a_post(author=author)
    assert new_of(saved) == 3


def test_the_same_search_twice_is_one(database):
    me = an_account()
    saved = saving.save("Heg", Wish(category="tuin"), by=me)
    assert saving.save("heg", Wish(category="tuin", hidden=frozenset({9})), by=me) is saved
    saving.save("heg", Wish(), by=me)
    assert amount() == 2


def test_a_search_that_asks_nothing_is_not_kept(database):
    with pytest.raises(Refusal):
        saving.save("", Wish(hidden=frozenset({9})), by=an_account())


def test_one_more_than_the_most_is_refused_and_another_person_has_room(database):
    me = an_account()
    for number in range(saving.AT_MOST):
        saving.save(f"woord {number}", Wish(), by=me)
    with pytest.raises(Refusal):
        saving.save("nog een", Wish(), by=me)
    saving.save("nog een", Wish(), by=an_account())
    assert amount() == saving.AT_MOST + 1


def test_the_search_of_another_does_not_exist(database):
    saved = saving.save("heg", Wish(), by=an_account())
    with pytest.raises(NotFound):
        saving.get_of(an_account().id, saved.public_id)


def test_a_place_or_a_sort_that_is_no_more_asks_nothing(database):
    saved = saving.save("heg", Wish(category="tuin", place=HOME, near=True), by=an_account())
    saved.category = "verdwenen"
    assert saving.present_wish(saved, get_town(TOWN), NOBODY) == Wish(place=HOME, near=True)
    saved.place_code = "BU99999999"
    assert saving.present_wish(saved, get_town(TOWN), NOBODY) == Wish()
