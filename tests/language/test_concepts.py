"""Concepts: words that mean the same for who looks for help."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buuv.language import concepts, dutch, reading
from tests.language.conftest import Config


def found(text: str) -> set[str]:
    """The concepts of a text."""
    return set(concepts.find(dutch.stems(text)))


@pytest.mark.parametrize("text", ["rit", "een lift", "meegereden", "chauffeur", "wie brengt mij"])
def test_everyday_words_for_one_thing_are_one_concept(text: str) -> None:
    assert "rit" in found(text)


def test_words_of_other_things_are_not() -> None:
    assert "rit" not in found("de heg snoeien")
    assert found("xqzw") == set()


def test_a_fixed_phrase_counts_only_in_its_order(bare: Config) -> None:
    folder = bare({"words/concepts.toml": '[band]\ntitle = "x"\ntitle_en = "x"\nwords = ["lekke band"]\n'})
    assert concepts.find(dutch.stems("mijn lekke band", folder), folder) == ["band"]
    assert concepts.find(dutch.stems("de band is lek", folder), folder) == []


def test_each_concept_comes_once_and_a_word_may_have_more() -> None:
    stems = dutch.stems("rit lift rit lift")
    assert len(concepts.find(stems)) == len(set(concepts.find(stems)))


def test_a_part_of_a_compound_brings_its_concept() -> None:
    assert "heg" in "".join(reading.read("coniferenhaag").part_concepts + reading.read("coniferenhaag").concepts)


def test_parts_are_what_the_words_themselves_do_not_say() -> None:
    assert reading.read("boodschappentas").parts == dutch.stems("tas boodschap")
    assert reading.read("boodschappentas en een tas").parts == dutch.stems("boodschap")


def test_a_concept_has_a_name_in_both_languages() -> None:
    rit = concepts.get("rit")
    assert (rit.title, rit.title_en) == ("rit", "lift")
    with pytest.raises(KeyError):
        concepts.get("xqzw")


@given(st.lists(st.text("aeinrstdgk", min_size=1, max_size=6), max_size=8))
def test_more_words_never_take_a_concept_away(stems: list[str]) -> None:
    assert set(concepts.find(stems)) <= set(concepts.find([*stems, "rit"]))
