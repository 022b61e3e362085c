"""A card goes up with clean words, in a buurt, for a term, and is counted and found at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.places.queries import get_town
from buuv.posts import placing, rules
from buuv.posts.models import Post, PostTally
from buuv.posts.wishes import Wish
from buuv.search import finding
from tests.builders import HOME, TOWN, a_card, a_post, an_account

pytestmark = pytest.mark.usefixtures("database")


def tallies():
    """How many cards are counted, by category."""
    rows = db.session.execute(select(PostTally.category, PostTally.amount).where(PostTally.amount != 0))
    return dict(rows.all())


def test_a_new_card_hangs_in_its_buurt_and_wijk_for_everybody():
    post = placing.place(a_card(place_code=HOME), by=an_account())
    assert post.is_open and post.municipality_code == TOWN
    assert (post.place_code, post.district_code) == (HOME, "WK047941")


@pytest.mark.parametrize(("kind", "life"), [("request", timedelta(weeks=4)), ("offer", timedelta(days=182))])
def test_a_card_hangs_for_the_term_of_its_kind(kind, life):
    post = a_post(kind=kind)
    assert abs(post.expires_at - clock.now() - life) < timedelta(minutes=1)


def test_words_are_cleaned_and_paragraphs_stay():
    post = a_post(title="  Wie\u200b helpt \n mij? ", body="Eerst  dit.\r\n\r\n\r\n\r\nDan dat.\u202e")
    assert (post.title, post.body) == ("Wie helpt mij?", "Eerst dit.\n\nDan dat.")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "Hulp"}, "title"),
        ({"title": "\u200b" * 20}, "title"),
        ({"title": "x" * (rules.TITLE_MAX + 1)}, "title"),
        ({"body": "x" * (rules.BODY_MAX + 1)}, "body"),
        ({"category": "geld"}, "category"),
        ({"place_code": None}, "place"),
        ({"place_code": "WK047941"}, "place"),
        ({"place_code": "BU03920101"}, "place"),
        ({"reach": 5}, "reach"),
    ],
)
def test_a_card_that_is_not_right_is_refused_at_its_field(wrong, field):
    with pytest.raises(Refusal) as caught:
        placing.place(a_card(**wrong), by=an_account())
    assert caught.value.field == field
    assert db.session.scalars(select(Post)).all() == []


@pytest.mark.parametrize("words", [{"title": "x" * 5}, {"title": "x" * 90}, {"body": ""}, {"body": "x" * 1500}])
def test_words_at_the_edge_are_right(words):
    assert a_post(**words).is_open


def test_a_card_is_counted_and_found_at_once():
    post = a_post(category="tuin", title="De heg moet gesnoeid")
    assert tallies() == {"tuin": 1}
    assert finding.ranked_ids("heg snoeien", Wish(), get_town(TOWN)) == [post.id]


def test_a_rewritten_card_is_counted_and_found_by_its_new_words_only():
    post = a_post(category="tuin", title="De heg moet gesnoeid")
    placing.rewrite(post, a_card(category="vervoer", title="Naar het ziekenhuis in Zaandam"))
    assert tallies() == {"vervoer": 1}
    assert finding.ranked_ids("heg", Wish(), get_town(TOWN)) == []
    assert finding.ranked_ids("ziekenhuis", Wish(), get_town(TOWN)) == [post.id]


def test_rewriting_keeps_the_term_and_says_when_it_changed():
    post = a_post()
    before = post.expires_at
    placing.rewrite(post, a_card(title="Andere woorden hier"))
    assert post.expires_at == before and post.changed_at is not None


def test_a_paused_card_that_is_rewritten_stays_off_the_board():
    post = a_post(kind="offer", state="paused")
    placing.rewrite(post, a_card(kind="offer", category="tuin", title="Ik maai uw gras"))
    assert tallies() == {} and finding.ranked_ids("gras", Wish(), get_town(TOWN)) == []


@pytest.mark.parametrize("state", ["done", "withdrawn", "expired"])
def test_a_card_that_left_the_board_cannot_be_rewritten(state):
    with pytest.raises(Refusal):
        placing.rewrite(a_post(state=state), a_card())


def test_a_refused_rewrite_leaves_the_counts_right_after_the_undo():
    post = a_post(category="tuin")
    db.session.commit()
    with pytest.raises(Refusal):
        placing.rewrite(post, a_card(category="vervoer", title="Hm"))
    db.session.rollback()
    assert tallies() == {"tuin": 1} and db.session.get(Post, post.id).category == "tuin"
