"""Harmless sentences before and after: they silence nothing that was found, and together they are harmless still."""

import json
import random
from itertools import pairwise
from pathlib import Path

import pytest

from buuv.guard import findings, phrases
from buuv.guard.reading import Reading

ROWS = [json.loads(line) for line in Path(__file__).with_name("sentences.jsonl").read_text("utf-8").splitlines()]
HARMLESS = [row["text"] for row in ROWS if not row["labels"]]


def labels(text):
    return {found.label for found in findings.find(text)}


def ended(text):
    return text if text.rstrip().endswith((".", "!", "?")) else text + "."


def ruled(text):
    """What a pattern or a rule saw; the rest was learned."""
    reading = Reading(text)
    return {one.label for one in phrases.find(reading, phrases.hits(reading), phrases.labels())} | set(
        findings.PATTERNS
    )


@pytest.fixture(scope="module")
def beside():
    """For each thing found in "held": whether a rule saw it, and whether it is found before, after and between."""
    chosen, quiet = random.Random(1), [text for text in HARMLESS if not labels(text)]
    seen = []
    for row in (row for row in ROWS if row["part"] == "held"):
        found, of_rules = labels(row["text"]) & set(row["labels"]), ruled(row["text"])
        before, after = map(ended, chosen.sample(quiet, 2))
        whole = ended(row["text"])
        among = [labels(text) for text in (f"{before} {whole}", f"{whole} {after}", f"{before} {whole} {after}")]
        seen += [(label in of_rules, label in around) for label in found for around in among]
    return seen


def test_a_harmless_sentence_silences_no_rule(beside):
    assert len(beside) > 400
    assert all(is_found for is_ruled, is_found in beside if is_ruled)


def test_a_harmless_sentence_silences_nearly_nothing_that_was_learned(beside, record_property):
    learned = [is_found for is_ruled, is_found in beside if not is_ruled]
    record_property("found", f"{sum(learned)} of {len(learned)}")
    assert sum(learned) >= 0.95 * len(learned)


@pytest.mark.parametrize("part", ["tune", "held"])
def test_two_harmless_texts_together_are_harmless(part, record_property):
    quiet = [row["text"] for row in ROWS if row["part"] == part and not row["labels"] and not labels(row["text"])]
    alarms = sum(bool(labels(f"{ended(one)} {other}")) for one, other in pairwise(quiet))
    record_property("false alarms", f"{alarms} of {len(quiet) - 1}")
    assert alarms <= 0.03 * len(quiet)


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("money", "Hallo, ik heb een goede heggenschaar. Ik vraag er 10 euro voor."),
        ("absence", "Wij zijn twee weken weg. Ik ben alleen thuis."),
        ("absence", "De planten staan binnen. Wij zijn twee weken weg."),
        ("key", "Wat een mooi weer vandaag! De sleutel ligt onder de mat. Ik hou van koken.\nEn van wandelen."),
    ],
)
def test_what_stands_beside_it_does_not_matter(label, text):
    assert label in labels(text)
