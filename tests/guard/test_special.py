"""Special categories: how much is found of a labelled set, and how often it is wrong.

`special.tsv` was written before the word lists. Its part "tune" may be looked at while working on them; "held" may
not, and its figures are the ones that count.
"""

import zlib
from pathlib import Path

import pytest

from buuv.guard import findings, judging, softening

SPECIAL = ("health", "religion", "origin", "sexuality", "union", "politics", "crime")


def read(name):
    for line in Path(__file__).with_name(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            labels, about, text = line.split("\t")
            part = "held" if zlib.crc32(text.encode()) % 3 == 0 else "tune"
            yield {"text": text, "labels": set(labels.split(",")) - {"none"}, "about": about, "part": part}


ROWS = [*read("special.tsv"), *({**row, "part": "later"} for row in read("special_later.tsv"))]


def rows_of(part):
    return [(row, findings.find(row["text"], only=[*SPECIAL, "health_soft"])) for row in ROWS if row["part"] == part]


def share(hits):
    hits = list(hits)
    return sum(hits) / len(hits)


@pytest.mark.parametrize("part", ["tune", "held", "later"])
def test_nearly_everything_special_is_found(part, record_property):
    rows = [(row, {one.label for one in found}) for row, found in rows_of(part)]
    recall = share(label in found for row, found in rows for label in row["labels"] if label in SPECIAL)
    record_property("recall", recall)
    assert recall >= 0.95


@pytest.mark.parametrize("part", ["tune", "held", "later"])
def test_harmless_neighbours_and_neutral_words_stop_nobody(part, record_property):
    wrong = share(
        any(one.label in SPECIAL for one in found)
        for row, found in rows_of(part)
        if not row["labels"].intersection(SPECIAL)
    )
    record_property("false alarms", wrong)
    assert wrong <= 0.05


@pytest.mark.parametrize("part", ["tune", "held", "later"])
def test_it_is_known_whose_it_is(part, record_property):
    right = share(findings.about(found) == row["about"] for row, found in rows_of(part))
    record_property("about", right)
    assert right >= 0.95


def test_there_are_enough_sentences_of_every_kind():
    assert len(ROWS) >= 300
    assert all(sum(label in row["labels"] for row in ROWS) >= 14 for label in SPECIAL)
    assert sum(not row["labels"] for row in ROWS) >= 100


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Mijn kat heeft diabetes.", "none"),
        ("Ik heb diabetes en zoek oppas voor de kat.", "self"),
        ("Mijn man heeft diabetes, ik zoek een wandelmaat.", "third"),
        ("Mijn man en ik hebben allebei reuma.", "self"),
        ("Hebt u reuma? Ik help met de tuin.", "none"),
        ("Ik help graag mensen met reuma.", "none"),
        ("Voor mijn vader met reuma zoek ik een chauffeur.", "third"),
        ("Reuma, dus ik kan niet tillen.", "self"),
    ],
)
def test_whose_illness_it_is(text, about):
    assert findings.about([one for one in findings.find(text) if one.label == "health"]) == about


@pytest.mark.parametrize(
    ("text", "safer"),
    [
        ("Ik heb reuma en zoek hulp in de tuin.", "Ik ben slecht ter been en zoek hulp in de tuin."),
        ("Door mijn artrose lukt stofzuigen niet.", "Omdat ik slecht ter been ben, lukt stofzuigen niet."),
        ("Mijn moeder heeft dementie en zoekt gezelschap.", "Mijn moeder zoekt gezelschap."),
        ("Voor mijn opa met alzheimer zoek ik een maatje.", "Voor mijn opa zoek ik een maatje."),
        ("Mijn demente oma zingt graag mee.", "Mijn oma zingt graag mee."),
        ("Als moslim help ik graag.", "Ik help graag."),
        ("Ik ben homo en zoek een wandelmaat.", "Ik zoek een wandelmaat."),
        ("Wie kookt er mee? Onze buurman heeft kanker.", "Wie kookt er mee? Onze buurman kan wel wat hulp gebruiken."),
        ("Ik ben lid van de FNV.", ""),
        ("Ik heb borstkanker en ben moe na de chemo", "Ik ben snel moe"),
        ("Ik moet dinsdag voor mijn bestraling.", "Ik moet dinsdag naar een afspraak."),
        ("Wie rijdt mij dinsdag naar de chemo?", "Wie rijdt mij dinsdag naar een afspraak?"),
        (
            "Mijn moeder is dement en mijn broer is schizofreen.",
            "Mijn moeder en mijn broer kunnen wel wat hulp gebruiken.",
        ),
        ("Ik heb reuma. Ik heb artrose.", "Ik ben slecht ter been."),
        ("Omdat ik reuma heb, zoek ik hulp. Ik heb artrose.", "Omdat ik slecht ter been ben, zoek ik hulp."),
    ],
)
def test_other_words_are_offered_that_give_nothing_away(text, safer):
    assert softening.soften(text, judging.SPECIAL) == safer


def test_what_is_offered_is_never_stopped_again():
    for row in ROWS:
        safer = softening.soften(row["text"], judging.SPECIAL)
        assert not findings.find(safer, only=SPECIAL), row["text"]


def test_neutral_words_give_away_nothing():
    for group in softening._groups():
        for text in (f"Ik {group['says']}.", f"Hulp graag, omdat ik {group['as_clause']}."):
            assert not [one for one in findings.find(text) if one.label != "health_soft"], text


@pytest.mark.parametrize(
    "text", ["Ik heb depresie", "ik heb diabetus", "Ik heb artroze", "Mijn man heeft parkison", "Ik heb rheuma"]
)
def test_an_illness_with_a_typing_error_is_found(text):
    assert [one.label for one in findings.find(text, only=["health"])] == ["health"]


@pytest.mark.parametrize(
    "text", ["Ik heb een Opel Astra", "Ik ben artistiek", "Mijn bestrating is scheef", "Ik heb een diabolo"]
)
def test_a_word_that_looks_like_an_illness_is_none(text):
    assert findings.find(text, only=["health"]) == []


@pytest.mark.parametrize(
    ("text", "marked"),
    [("Ik heb reuma .", ["heb reuma"]), ("Ik heb reuma en heb artrose.", ["heb reuma en heb artrose"])],
)
def test_the_mark_is_in_one_piece_and_ends_before_the_full_stop(text, marked):
    assert [words for words, is_meant in judging.judge({"body": text}).marked["body"] if is_meant] == marked


@pytest.mark.parametrize(
    ("text", "safer"),
    [
        ("Ik heb reuma, bel 06-12345678.", "Ik ben slecht ter been."),
        ("Ik heb reuma en zoek hulp in de tuin, bel 06-12345678", "Ik ben slecht ter been en zoek hulp in de tuin"),
        ("Ik heb kanker. Bel mij op 06-12345678.", "Ik ben snel moe."),
        ("Ik heb reuma, mijn nummer is 06-12345678.", "Ik ben slecht ter been, mijn nummer is (volgt later)."),
    ],
)
def test_an_illness_with_a_number_gets_one_text_for_both(text, safer):
    judgement = judging.judge({"body": text})
    assert judgement.has_safer and judgement.safer["body"] == safer
