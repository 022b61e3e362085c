"""Compounds: what a word is made of, however it is glued together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buuv.language import compounds, dutch
from tests.language.conftest import Config


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("boodschappentas", "tas boodschap"),
        ("boodschappenhulp", "boodschap"),
        ("hondenoppas", "oppas hond"),
        ("dorpskerk", "kerk dorp"),
        ("kinderfietsen", "fiets kind"),
        ("volkstuintjes", "tuin volk"),
        ("fietsenmaker", "maker fiets"),
        ("heggenscharen", "schaar heg"),
    ],
)
def test_a_compound_has_its_parts_the_head_first(word: str, found: str) -> None:
    assert list(compounds.parts(word)) == [dutch.stem(part) for part in found.split()]


def test_an_s_in_the_middle_is_read_both_ways() -> None:
    assert set(compounds.parts("verjaardagstaart")) == {dutch.stem(one) for one in ("staart", "taart", "verjaardag")}


def test_three_words_in_one_come_apart() -> None:
    assert set(compounds.parts("tuinbankkussen")) >= {dutch.stem("kussen"), dutch.stem("tuin")}


@pytest.mark.parametrize("word", ["tuin", "boodschappen", "vergaderen", "xqzwtuinx", "", "kanarie"])
def test_what_is_no_compound_has_no_parts(word: str) -> None:
    assert compounds.parts(word) == ()


def test_a_word_that_tells_nothing_is_no_part() -> None:
    assert dutch.stem("voor") not in compounds.parts("voorlezen")


def test_a_towns_list_decides(bare: Config) -> None:
    folder = bare({"words/compounds.txt": "sloot\nkant\n"})
    assert compounds.parts("slootkant", folder) == ("kant", "sloot")
    assert compounds.parts("tuinkant", folder) == ()


@pytest.mark.parametrize(("word", "is_word"), [("fietsen", True), ("fietsenmaker", True), ("fietzenmakr", False)])
def test_words_of_the_list_their_forms_and_compounds_are_words(word: str, *, is_word: bool) -> None:
    assert compounds.is_word(word) is is_word


@given(st.one_of(st.text(st.characters(), max_size=80), st.text("abdegijklnorstu", min_size=6, max_size=60)))
def test_taking_apart_never_fails_and_parts_are_stems(word: str) -> None:
    found = compounds.parts(word)
    assert len(set(found)) == len(found)
    assert all(part and part != dutch.stem(word) for part in found)
    assert dutch.stop_stems().isdisjoint(found)
