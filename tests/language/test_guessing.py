"""Guessing the kind of help: everyday sentences land where a neighbour would put them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buuv.language import guessing, needs
from buuv.posts.categories import all_categories
from tests.language.sentences import SENTENCES


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("gezelschap", "Iemand om een ommetje mee te maken en een praatje"),
        ("klussen", "De kraan in de badkamer drupt al weken"),
        ("tuin", "Mijn tuin is een wildernis geworden en bukken gaat niet meer"),
        ("vervoer", "Wie kan mij dinsdag naar de oogarts rijden?"),
        ("administratie", "Ik begrijp niets van de blauwe envelop en mijn zorgtoeslag"),
        ("computer", "Een Tikkie versturen met mijn iPad, hoe doe ik dat?"),
        ("boodschappen", "Ik lig met griep op bed, wie gaat er voor mij naar de Jumbo?"),
        ("zorg", "Stofzuigen en ramen zemen lukt met mijn rollator niet meer"),
        ("taal", "Ik wil beter Nederlands spreken voor mijn inburgering"),
        ("dieren", "Wie voert onze twee cavia's als wij op vakantie zijn?"),
        ("koken", "Ik heb vaak een portie soep over"),
        ("kinderen", "Bijles wiskunde voor mijn zoon in 3 havo"),
        ("sport", "Wie wil er met mij tennissen?"),
        ("evenementen", "Helpt u mee met de straatbarbecue?"),
        ("spullen", "Mag ik een weekend een aanhanger lenen?"),
        ("anders", "Wie weet er raad?"),
    ],
)
def test_an_everyday_sentence_lands_with_its_kind_of_help(key: str, sentence: str) -> None:
    assert guessing.guess(sentence)[0] == key


@pytest.mark.parametrize(
    ("kind", "best", "shown"), [("query", 0.90, 0.94), ("request", 0.95, 0.98), ("offer", 0.94, 0.98)]
)
def test_sentences_of_others_land_with_their_kind_of_help(kind: str, best: float, shown: float) -> None:
    asked = [(needs.get(one.need).category, guessing.guess(one.text)) for one in SENTENCES if one.kind == kind]
    assert sum(found[:1] == [category] for category, found in asked) >= best * len(asked)
    assert sum(category in found for category, found in asked) >= shown * len(asked)


@pytest.mark.parametrize("text", ["Wie kan mij helpen? Alvast bedankt!", "", "xqzw", "de het een"])
def test_a_text_without_evidence_has_no_guess(text: str) -> None:
    assert guessing.guess(text) == []


def test_at_most_three_kinds_are_given_and_each_once() -> None:
    found = guessing.guess("hond, tuin, computer, kinderen, boodschappen en koken")
    assert len(found) == len(set(found)) == 3


def test_an_unknown_compound_is_known_by_its_parts() -> None:
    assert guessing.guess("kattenverblijf")[0] == "dieren"


def test_a_typing_error_does_not_hide_what_was_meant() -> None:
    assert guessing.guess("appoteek") == ["boodschappen"]


@given(st.text(st.characters()))
def test_guessing_never_fails_and_gives_known_kinds(text: str) -> None:
    assert set(guessing.guess(text)) <= set(all_categories())
