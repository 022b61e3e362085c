"""Surnames after an opening or a title: found, and said with a first name or an initial; first names stop nobody."""

from pathlib import Path

import pytest

from buuv.guard import findings, judging, rewording, surnames

LINES = Path(__file__).with_name("own_surnames.txt").read_text("utf-8").splitlines()
NAMED = [line for line in LINES if "[" in line]
HARMLESS = [line for line in LINES if line and "[" not in line and not line.startswith("#")]


def named_in(text):
    return [text[one.start : one.end] for one in findings.find(text, only=[surnames.LABEL])]


def test_there_are_enough_harmless_sentences():
    assert len(HARMLESS) >= 40


@pytest.mark.parametrize("line", NAMED)
def test_a_surname_is_found(line):
    text = line.replace("[", "").replace("]", "")
    assert named_in(text) == [line[line.index("[") + 1 : line.index("]")]]
    assert not named_in(rewording.safer(text))


@pytest.mark.parametrize("text", HARMLESS)
def test_a_first_name_or_a_trade_stops_nobody(text):
    assert named_in(text) == []


@pytest.mark.parametrize(
    ("text", "safer"),
    [
        ("Mijn naam is Riet de Vries.", "Mijn naam is Riet."),
        ("Ik heet Riet de Vries, wie helpt in de tuin?", "Ik heet Riet, wie helpt in de tuin?"),
        ("Wie belt mevrouw Jansen op?", "Wie belt mevrouw J. op?"),
        ("Mevrouw De Vries zoekt hulp.", "Mevrouw V. zoekt hulp."),
        ("Ik ben J. de Vries.", "Ik ben J."),
    ],
)
def test_a_first_name_or_an_initial_is_left(text, safer):
    assert rewording.safer(text) == safer


def test_it_is_explained_and_may_stay_after_a_second_tap():
    judgement = judging.judge({"body": "Ik heet Riet de Vries, wie helpt in de tuin?"})
    assert judgement.may_insist and judgement.has_safer
    assert [reason.words for reason in judgement.reasons] == ["de Vries"]


def test_it_is_no_label_for_machines():
    assert surnames.LABEL not in findings.told() and set(findings.told()) < set(findings.labels())
