"""Lines of help: told where words call for them, not for a dead plant; sentences came before the phrases."""

from pathlib import Path

import pytest

from buuv.guard import safety

LINES = Path(__file__).with_name("safety.tsv").read_text("utf-8").splitlines()
ROWS = [tuple(line.split("\t")) for line in LINES if line and not line.startswith("#")]


def test_there_are_enough_sentences():
    assert len(ROWS) >= 60


def test_who_is_in_need_reads_where_help_is():
    missed = [text for line, text in ROWS if line != "none" and line not in safety.lines(text)]
    assert len(missed) <= 2, missed


def test_who_only_talks_big_reads_nothing():
    wrong = [text for line, text in ROWS if line == "none" and safety.lines(text)]
    assert len(wrong) <= 2, wrong


def test_the_most_urgent_comes_first():
    assert safety.lines("Ik wil niet meer leven en heb een overdosis pillen genomen.")[0] == safety.EMERGENCY


@pytest.mark.parametrize("text", ["", "  ", "!?", "🙂" * 9_000])
def test_a_text_without_words_calls_for_nothing(text):
    assert safety.lines(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Sinds mijn hond weg is wil ik niet meer leven",
        "Ik wil dood, de telefoon gaat nooit meer",
        "ik wil zelfmoort plegen",
        "ik wil nie meer leve",
        "ik zie het niet meer zitten",
        "Ik wil een eind aan mijn leven maken",
        "Soms denk ik aan zelfmoord",
    ],
)
def test_a_pet_a_thing_or_a_typing_error_hides_no_cry_for_help(text):
    assert safety.SUICIDE in safety.lines(text)


@pytest.mark.parametrize(
    "text", ["mijn plant wil niet meer leven", "mijn telefoon is dood", "de vissen gaan dood", "ik lach me dood"]
)
def test_a_dead_plant_calls_for_nothing(text):
    assert safety.lines(text) == []
