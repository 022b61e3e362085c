"""Guessing the kind of help: everyday sentences land where a neighbour would put them."""

import pathlib
import shutil
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buuv.language import files, guessing

KEYS = [
    "gezelschap",
    "klussen",
    "tuin",
    "vervoer",
    "administratie",
    "computer",
    "boodschappen",
    "zorg",
    "taal",
    "dieren",
    "koken",
    "kinderen",
    "sport",
    "evenementen",
    "spullen",
    "anders",
]


@pytest.fixture
def config(tmp_path: pathlib.Path) -> pathlib.Path:
    folder = tmp_path / "config"
    shutil.copytree(files.CONFIG / "words", folder / "words")
    return folder


def write(config: pathlib.Path, words: str) -> None:
    (config / "words" / "categories.toml").write_text(words, encoding="utf-8")


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
    assert guessing.guess_one(sentence) == key


def test_a_text_without_evidence_has_no_guess() -> None:
    assert guessing.guess("Wie kan mij helpen? Alvast bedankt!") == []


def test_at_most_three_kinds_are_given_and_each_once() -> None:
    found = guessing.guess("hond, tuin, computer, kinderen, boodschappen en koken")
    assert len(found) == len(set(found)) == 3


def test_an_unknown_compound_is_known_by_its_parts() -> None:
    assert guessing.guess_one("kattenverblijf") == "dieren"


def test_the_head_of_a_compound_counts_most(config: pathlib.Path) -> None:
    write(config, '[dieren]\nstrong = ["hond"]\n[spullen]\nstrong = ["stoel"]\n')
    assert guessing.guess("hondenstoel", config) == ["spullen", "dieren"]


def test_words_behind_each_other_can_mean_more_than_apart(config: pathlib.Path) -> None:
    write(config, '[koken]\nstrong = ["warm eten"]\n')
    assert guessing.guess("Wie eet er warm?", config) == []
    assert guessing.guess("Warm eten voor twee", config) == ["koken"]


def test_a_strong_word_outweighs_two_weak_ones(config: pathlib.Path) -> None:
    write(config, '[tuin]\nweak = ["buis", "tak"]\n[sport]\nstrong = ["bal"]\n')
    assert guessing.guess("een buis, een tak en een bal", config) == ["sport", "tuin"]


def test_repeating_a_word_does_not_make_it_truer(config: pathlib.Path) -> None:
    write(config, '[tuin]\nweak = ["tak"]\n[sport]\nstrong = ["bal"]\n')
    assert guessing.guess_one("tak tak tak tak tak bal", config) == "sport"


def test_equal_evidence_is_decided_by_the_order_of_the_file(config: pathlib.Path) -> None:
    write(config, '[tuin]\nweak = ["tak"]\n[sport]\nweak = ["bal"]\n')
    assert guessing.guess("bal en tak", config) == ["tuin", "sport"]


@given(st.text(st.characters()))
def test_guessing_never_fails_and_gives_known_kinds(text: str) -> None:
    assert set(guessing.guess(text)) <= set(KEYS)


def test_the_word_file_has_every_kind_of_help_and_no_other() -> None:
    written = (files.CONFIG / "words" / "categories.toml").read_text(encoding="utf-8")
    assert list(tomllib.loads(written)) == KEYS


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ('[tuin]\nstrong = ["gras",\n"heg" "haag"]\n', "regel 3: dit is geen TOML"),
        ('[tuin]\nsterk = ["gras"]\n', "regel 2: tuin: verwacht strong en weak"),
        ("[tuin]\nstrong = [1]\n", "regel 2: tuin: verwacht strong en weak"),
        ('[taal]\nweak = ["gras"]\n[tuin]\nstrong = ["gras"]\nweak = ["gras"]\n', "regel 4: “gras” bij tuin"),
        ('[tuin]\nstrong = [\n  "gras",\n  "een twee drie vier vijf"\n]\n', "regel 4: “een twee"),
        ('[tuin]\nweak = ["?"]\n', "regel 2: “\\?” bij tuin"),
    ],
)
def test_a_wrong_line_is_refused_by_number(config: pathlib.Path, words: str, complaint: str) -> None:
    write(config, words)
    with pytest.raises(ValueError, match="config/words/categories.toml, " + complaint):
        guessing.check(config)
