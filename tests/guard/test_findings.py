"""What the guard finds, what it leaves alone, whose it is, and that no text keeps it busy."""

import time
from pathlib import Path

import pytest

from buuv.guard import findings, judging, special
from buuv.guard.papers import passes_eleven_test, passes_mod_97

OWN = [
    line.split("|", 1)
    for line in Path(__file__).with_name("own_sentences.txt").read_text("utf-8").splitlines()
    if "|" in line
]


def labels(text):
    # Special categories have sentences of their own (test_special.py).
    return sorted({found.label for found in findings.find(text)} - set(special.labels()))


@pytest.mark.parametrize(("label", "text"), OWN)
def test_own_sentences(label, text):
    assert labels(text) == [] if label == "clean" else label in labels(text)


@pytest.mark.parametrize(
    "text",
    [
        "０６１２３４５６７８",
        "06\u200b12\u200b345678",
        "٠٦١٢٣٤٥٦٧٨",
        "⓪⑥①②③④⑤⑥⑦⑧",
        "6️⃣ is mijn getal, 0️⃣6️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣ mijn nummer",
        "nul zes twaalf vierendertig zesenvijftig achtenzeventig",
        "O6-l2345678",
        "0 6 - 1 2 3 4 5 6 7 8",
    ],
)
def test_a_number_cannot_hide_in_other_signs(text):
    assert "phone" in labels(text)


@pytest.mark.parametrize("text", ["jаn@gmаil.com", "jan＠gmail．com", "jan\u200b@\u200bgmail.com"])
def test_an_address_cannot_hide_in_look_alikes(text):
    assert labels(text) == ["email"]


@pytest.mark.parametrize("number", ["112", "113", "0800-2000", "0800 0113", "0900-8844", "14 075", "14075", "116 117"])
def test_help_and_service_numbers_are_nobodys_own(number):
    assert labels(f"Bel {number} als het niet gaat.") == []


def test_the_eleven_test_and_mod_97():
    assert passes_eleven_test("111222333") and not passes_eleven_test("123456789")
    assert not passes_eleven_test("000000000")
    assert passes_mod_97("nl91abna0417164300") and not passes_mod_97("nl92abna0417164300")


def test_a_finding_stands_where_it_was_typed():
    text = "Dag! Bel\u00a0mij 0\u200b6-12 34 56 78 vanavond."
    [found] = findings.find(text)
    assert text[found.start : found.end] == "0\u200b6-12 34 56 78"


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("Wie helpt mij in de tuin?", "none"),
        ("Bel mij op 06-12345678.", "self"),
        ("Voor mijn moeder zoek ik hulp, bel mij op 06-12345678.", "self"),
        ("Het nummer van mijn moeder is 06-12345678.", "third"),
        ("Mijn buurvrouw is ziek. Haar nummer is 06-12345678.", "third"),
        ("Mijn man en ik zijn twee weken op vakantie.", "self"),
        ("Mijn buurvrouw is twee weken op vakantie.", "third"),
        ("Ik ga drie weken naar mijn dochter in Spanje.", "self"),
        ("Mijn moeder van 88 woont alleen.", "third"),
        ("Ik ben 88 en zit de hele dag alleen thuis.", "self"),
        ("Mijn nummer is 06-12345678, dat van mijn man 06-87654321.", "third"),
    ],
)
def test_whose_detail_it_is(text, whose):
    assert findings.about(findings.find(text)) == whose


PIECES = (
    "a@",
    "1 ",
    "06 ",
    "nul ",
    "@.",
    "ab-12-",
    "weg ben ik ",
    "sleutel ligt ",
    "Kerkstraat 1 ",
    "1234 ab ",
    "nl91abna",
    "punt ",
    "(((",
    "\u0301",
    "ik ben niet thuis van 1 tot 2 ",
    "6.",
    "apenstaart punt ",
    "Hof van ",
    "x",
    "\n",
    "@",
)


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_text_of_anything_takes_time_by_its_length_only(piece):
    def seconds(size):
        text = (piece * size)[:size]
        start = time.process_time()
        findings.find(text)
        return time.process_time() - start

    seconds(1_000)
    short, long = seconds(4_000), seconds(40_000)
    # Ten times as much; what grows with the square would take a hundred times as long.
    assert long < max(40 * short, 1)


def test_every_label_has_its_consequence():
    assert set(findings.labels()) <= set(judging.CONSEQUENCES)


@pytest.mark.parametrize(
    "text",
    [
        "Mijn tante op Klaproos 38 zoekt hulp",
        "Het pakket ligt bij Wulp 112, wie pikt het op?",
        "'t Kromme 46, achterom",
        "Gratis stoel\nDotterbloem, huisnummer 7",
        "ik zit op eenentwintig in de Kerkstraat",
        "Marktstr. 19-21, de linkerbel",
        "Zuiderdiep Nz. 55c",
        "ik weun an 'n Esweg 15",
        "Voor mijn oma, 9407 TB, gezocht",
    ],
)
def test_an_address_in_other_words_is_seen(text):
    assert [one.label for one in findings.find(text, ["address"])] == ["address"]


@pytest.mark.parametrize(
    "text",
    [
        "Wie kijkt er mee op Radio 2, gezellig?",
        "Schoenen van Nike 42, nieuw",
        "Hulp bij Windows 11, graag",
        "Wij zingen op Zaterdag 14, om drie uur",
        "Kinderen van Sophie 7, Luca 9",
        "De auto heeft 1800 CC, en 1200 KG",
        "Nieuw in Zaandam 25, zoek vrienden",
        "Ik heb een AB-200-X printer over",
    ],
)
def test_other_names_with_a_number_are_no_address_or_plate(text):
    assert not findings.find(text, ["address", "plate"])


def test_a_card_as_long_as_can_be_is_weighed_at_once():
    sentence = "Wie helpt mij met de heg, want wij zijn van 3 tot 17 mei in Spanje en de sleutel ligt onder de mat. "
    text = (sentence * 20)[:2_000]
    findings.find(text)
    start = time.process_time()
    findings.find(text)
    assert time.process_time() - start < 0.25
