"""The reasons under a hit are the ranker's own points, in words of the card and of who asked."""

import pytest

from buuv.core import clock
from buuv.core.translation import speaking
from buuv.places.queries import get_town
from buuv.posts.wishes import Wish
from buuv.search import explaining, finding, marking
from buuv.search.ranking import Viewer
from tests.builders import HOME, TOWN, a_post

pytestmark = pytest.mark.usefixtures("database")

# What was asked, the card that hangs, and one of the reasons that it shows.
CASES = (
    ("heg", "De heg is hoog", "uw woord “heg”"),
    ("boodschap", "Wie doet mijn boodschappen?", "past bij “boodschap”: boodschappen"),
    ("lift", "Wie kan mij naar Hoorn rijden?", "past bij “lift”: rijden"),
    ("computer", "Computerhulp gezocht", "“computer” is deel van “Computerhulp”"),
    ("huisrts", "Samen naar de huisarts", "lijkt op “huisarts”"),
    ("tui*", "Mijn tuin is te groot", "begint met “tui”: tuin"),
    ("heg snoeien", "Wie kan mijn heg snoeien?", "gaat over: heg snoeien"),
)


def read(post, one):
    return [marking.read(text, one.tokens) for text in (post.title, post.body)]


def explained(words, post, home=None):
    town = get_town(TOWN)
    viewer = Viewer(home, clock.today())
    page = finding.page_of(words, Wish(), town, after=None, size=20, viewer=viewer)
    (one,) = (one for one in page.ranked if one.card.id == post.id)
    return one, explaining.reasons(one, page.asked, read(post, one), town, home)


@pytest.mark.parametrize(("words", "title", "reason"), CASES)
def test_a_hit_says_through_what_your_word_met_theirs(words, title, reason):
    _, reasons = explained(words, a_post(title=title, body="", category="anders"))
    assert reason in explaining.short(reasons, home=None)


@pytest.mark.parametrize("words", ["heg", "wie kan mijn heg snoeien", "tuin wildernis", "snoeischaar lenen", "hegg"])
def test_the_points_of_the_reasons_are_the_score(words):
    post = a_post(title="Mijn heg snoeien", body="De tuin is een wildernis en ik heb een snoeischaar.", category="tuin")
    one, reasons = explained(words, post, home=HOME)
    assert sum(reason.points for reason in reasons) == pytest.approx(one.score, abs=1e-9)
    assert [reason.points for reason in reasons] == sorted((reason.points for reason in reasons), reverse=True)


def test_where_and_when_are_said_from_the_own_buurt_and_from_a_chosen_one():
    _, reasons = explained("heg", a_post(title="De heg is hoog"), home=HOME)
    assert explaining.short(reasons, home=None)[-1] == "in uw buurt"
    assert explaining.short(reasons, home="Oud Zaandijk")[-1] == "in Oud Zaandijk"
    assert {"here", "today"} <= {reason.how for reason in reasons}


def test_a_card_next_door_says_so():
    beside = get_town(TOWN).adjacent[HOME][0]
    _, reasons = explained("heg", a_post(title="De heg is hoog", place_code=beside), home=HOME)
    assert "naast uw buurt" in explaining.short(reasons, home=None)


def test_three_short_reasons_at_most_without_codes_or_figures():
    post = a_post(title="Heg snoeien in de tuin", body="Snoeischaar en ladder zijn er.", category="tuin")
    _, reasons = explained("heg snoeien tuin ladder", post, home=HOME)
    short = explaining.short(reasons, home=None)
    assert len(short) == explaining.SHORT
    assert not any(mark in reason for reason in short for mark in ("c:", "n:", "_", "0."))


def test_english_readers_get_english_reasons():
    post = a_post(title="Wie kan mijn heg snoeien?", category="tuin")
    with speaking("en"):
        _, reasons = explained("heg snoeien", post)
        assert explaining.short(reasons, home=None)[0].startswith("is about: ")


def marked(text, *tokens):
    return [word.written for word in marking.read(text, frozenset(tokens)).words]


def test_words_are_marked_by_stem_part_concept_and_as_a_row():
    assert marked("De heggen en de HEG", "heg") == ["heggen", "HEG"]
    assert marked("Een fijne tuinhulp", "tuin") == ["tuinhulp"]
    assert marked("Wie kan mij rijden?", "c:rit") == ["rijden"]
    assert marked("Mijn e-bike is stuk", "c:fiets") == ["e-bike"]
    assert marked("Niets hiervan", "heg") == []


@pytest.mark.parametrize("text", ["", "heg", "<b>heg</b> & heg", "🙂 heg\n\nheg", "he\u0301g heg", "\u202eheg"])
def test_the_pieces_together_are_the_text(text):
    assert shown(marking.pieces(text, marking.read(text, frozenset({"heg"})).words)) == text


def shown(pieces):
    return "".join(piece.text for piece in pieces)


def excerpt(body, token):
    return shown(marking.excerpt(body, marking.read(body, frozenset({token})).words, 180))


def test_an_excerpt_begins_near_the_word_that_met():
    body = ("Ik woon hier al lang. " * 20 + "Mijn heg is te hoog. " + "Groeten van uw buur. " * 20).strip()
    found = excerpt(body, "heg")
    assert found.startswith("… Mijn heg is te hoog.") and found.endswith(" …") and len(found) < 190
    assert excerpt("Mijn heg.", "heg") == "Mijn heg."
    assert excerpt(body, "tuin").startswith("Ik woon hier")
    assert len(excerpt("x" * 1000, "heg")) < 190
