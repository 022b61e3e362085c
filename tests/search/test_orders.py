"""Orders to choose from, pages that stay where they were, a tail that is left out, and steps that widen."""

import pytest

from buuv.core import clock
from buuv.core.database import db
from buuv.language import needs
from buuv.places.queries import get_town
from buuv.posts import ending, rules
from buuv.posts.wishes import Wish
from buuv.search import asking, finding, suggesting, widening
from buuv.search.ranking import Viewer
from tests.builders import HOME, TOWN, a_post, an_account

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def town(database):
    return get_town(TOWN)


def page(words, town, *, order=finding.BEST, after=None, size=20, home=None, **filters):
    viewer = Viewer(home, clock.today())
    return finding.page_of(words, Wish(**filters), town, after=after, size=size, viewer=viewer, order=order)


def far_from(town):
    return next(a.code for a in town.neighbourhoods if a.parent_code != town.find(HOME).parent_code)


def a_board(town):
    """The best one is the oldest and hangs far away."""
    author = an_account()
    best = a_post(author=author, title="Heg snoeien en nog een heg", body="De heg.", place_code=far_from(town))
    beside = a_post(author=author, title="De heg", body="Iets.", place_code=town.adjacent[HOME][0])
    newest = a_post(author=author, title="Een bankje", body="Bij de heg.", place_code=far_from(town))
    return best.id, beside.id, newest.id


@pytest.mark.parametrize(
    ("order", "places"), [(finding.BEST, (0, 1, 2)), (finding.NEWEST, (2, 1, 0)), (finding.NEAREST, (1, 0, 2))]
)
def test_each_order_is_what_it_says(town, order, places):
    cards = a_board(town)
    assert [hit.id for hit in page("heg", town, order=order, home=HOME).hits] == [cards[place] for place in places]


@pytest.mark.parametrize("order", [finding.BEST, finding.NEWEST, finding.NEAREST])
def test_equal_cards_stay_in_order_over_pages_although_one_leaves(town, order):
    author = an_account()
    posts = [a_post(author=author, title="De heg") for _ in range(7)]
    first = page("heg", town, order=order, size=3, home=HOME)
    a_post(author=author, title="De heg")
    ending.withdraw(posts[4])  # the last one that was shown
    db.session.flush()
    second = page("heg", town, order=order, size=3, home=HOME, after=first.hits[-1].public_id)
    assert [hit.id for hit in first.hits] == [post.id for post in reversed(posts[4:])]
    assert [hit.id for hit in second.hits] == [post.id for post in reversed(posts[1:4])]


def test_a_weak_tail_is_no_result_but_a_card_with_the_word_is(town):
    author = an_account()
    good = a_post(author=author, title="Wie kan mijn heg snoeien?", body="De heg snoeien.", category="tuin")
    weak = a_post(author=author, title="Samen zingen", body="Bij mij in huis.", category="gezelschap")
    assert [one.id for one in page("wie kan mijn heg snoeien bij mijn huis", town).hits] == [good.id]
    assert weak.id in [one.id for one in page("huis", town).hits]


def test_a_correction_is_offered_only_when_it_is_on_the_board(town):
    a_post(title="Wie doet mijn boodschappen?")
    assert page("boodschapen", town).corrections == {"boodschapen": "boodschappen"}
    assert page("huisrts boodschappen", town).corrections == {}


def first_step(words, town, **filters):
    wish = Wish(**filters)
    return widening.first_that_finds(words, asking.read(words), wish, town)


def test_an_empty_search_widens_to_the_nearest_place_that_has_something(town):
    beside, inside = town.adjacent[HOME][0], town.find(HOME).parent_code
    assert first_step("heg", town, place=HOME) is None
    a_post(title="De heg", place_code=far_from(town))
    assert first_step("heg", town, place=HOME).sentence == "In Oud Zaandijk vonden wij niets. Dit is heel Zaanstad."
    a_post(title="De heg", place_code=next(a.code for a in town.neighbourhoods if a.parent_code == inside), reach=3)
    assert first_step("heg", town, place=HOME, near=True).wish.place == inside
    a_post(title="De heg", place_code=beside)
    assert first_step("heg", town, place=HOME).wish == Wish(place=HOME, near=True)


def test_then_it_drops_choices_and_says_which(town):
    a_post(title="De heg", timing=rules.CONSULT, category="tuin")
    assert first_step("heg", town, timing=rules.DAY).wish == Wish()
    step = first_step("heg", town, place=HOME, category="koken", timing=rules.DAY)
    assert step.wish == Wish() and "“koken en eten”" in step.sentence and "“Oud Zaandijk”" in step.sentence


def test_then_it_looks_for_what_lies_close(town):
    need = next(one for one in needs.all_needs().values() if one.near and needs.get(one.near[0]).category == "tuin")
    close = needs.get(need.near[0])
    asked = asking.read(need.title)._replace(needs={need.key: 1.0})
    a_post(title=close.title, body="", category="tuin")
    step = widening.first_that_finds("xylofoon", asked, Wish(), town)
    assert step is not None and step.words == close.title and close.title in step.sentence


@pytest.mark.parametrize("words", ["", "🙂", "tovenaar", "-heg", '"'])
def test_words_without_any_answer_widen_to_nothing(town, words):
    a_post()
    assert first_step(words, town, place=HOME, category="tuin", timing=rules.DAY) is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [("boodsch", "boodschappen doen"), ("heg sn", "heg snoeien"), ("wie kan me naar de dok", "lift naar zorg")],
)
def test_suggestions_come_from_names_words_and_what_a_sentence_is_about(typed, first):
    assert suggesting.suggest(typed)[0].title == first


@pytest.mark.parametrize("typed", ["", "b", "🙂", "x" * 10_000, "' OR 1=1", "\u202eheg", "de het een"])
def test_whatever_is_typed_there_are_few_suggestions(typed):
    assert len(suggesting.suggest(typed)) <= suggesting.MOST
