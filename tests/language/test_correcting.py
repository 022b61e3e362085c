"""Typing errors: what somebody probably meant, and words that are left alone."""

import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buuv.language import correcting, dutch
from tests.language.conftest import Config
from tests.language.sentences import SENTENCES

ERRORS = [
    line.split()
    for line in pathlib.Path(__file__).with_name("typing_errors.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
folded = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14)


def meant(word: str) -> str:
    """The stem that a word is taken for."""
    return dutch.stem(correcting.correct(word) or correcting.suspect(word) or word)


def test_mistakes_that_people_make_are_understood() -> None:
    right = [meant(wrong) == dutch.stem(word) for wrong, word in ERRORS]
    # Reached: 0.94.
    assert sum(right) >= 0.92 * len(right)


def test_words_as_others_write_them_are_mostly_left_alone() -> None:
    words = {word for one in SENTENCES for word in dutch.words(one.text)}
    assert sum(correcting.correct(word) is not None for word in words) <= 0.025 * len(words)
    assert sum(correcting.suspect(word) is not None for word in words) <= 0.02 * len(words)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hont", "hond"),
        ("konein", "konijn"),
        ("wachtwoort", "wagtwoord"),
        ("koud", "kaut"),
        ("fisioterapie", "fysiotherapie"),
        ("kompjoeter", "compjoeter"),
        ("schaken", "shaken"),
        ("opassen", "oppassen"),
        ("labtop", "laptop"),
        ("vervoer", "ferfoer"),
        ("zeep", "seep"),
    ],
)
def test_spellings_that_sound_the_same_are_one(one: str, other: str) -> None:
    assert correcting.sound(one) == correcting.sound(other)


@pytest.mark.parametrize(("one", "other"), [("haken", "maken"), ("tuin", "teun"), ("bad", "pad"), ("lift", "list")])
def test_words_that_sound_different_stay_apart(one: str, other: str) -> None:
    assert correcting.sound(one) != correcting.sound(other)


def test_the_nearest_in_sound_wins_from_the_nearest_in_letters() -> None:
    assert correcting.correct("krann") == "kraan"
    assert correcting.correct("konein") == "konijn"


def test_a_swap_of_neighbours_is_a_slip() -> None:
    assert correcting.correct("tiun") == "tuin"


def test_a_word_that_many_write_wrong_is_still_suspect() -> None:
    assert correcting.correct("hont") is None
    assert correcting.suspect("hont") == "hond"


@pytest.mark.parametrize("word", ["tuin", "fietsen", "boodschappentas", "xqzwvvk", "de", "1234", "a1b2c3", ""])
def test_known_short_and_strange_words_are_left_alone(word: str) -> None:
    assert correcting.correct(word) is None


def test_a_text_is_mended_word_by_word() -> None:
    assert correcting.mend("De stofsuiger en koelkats!") == "de stofzuiger en koelkast"


def test_nothing_is_suspected_of_meaning_a_stop_word(bare: Config) -> None:
    sentences = [f"niets x{number}" for number in range(correcting.EVERYDAY)]
    written = {"words/needs/tuin.toml": f'[heg]\ntitle = "x"\ntitle_en = "x"\nsentences = {sentences}\n'}
    assert correcting.suspect("riets", bare(written)) == "niets"
    assert correcting.suspect("riets", bare(written | {"words/stop.txt": "niets\n"})) is None


@given(folded)
def test_correcting_never_fails_and_gives_words_that_stay(word: str) -> None:
    better = correcting.correct(word)
    assert better is None or (better != word and correcting.correct(better) is None)
