"""The safer text is Dutch: details get neutral words, what is told goes whole, and all that goes is marked."""

import json
from pathlib import Path

import pytest

from buuv.guard import judging, rewording

ROWS = [json.loads(line) for line in Path(__file__).with_name("sentences.jsonl").read_text("utf-8").splitlines()]


def kept(text):
    """The words that the page does not mark."""
    return "".join(words for words, is_meant in judging.judge({"body": text}).marked["body"] if not is_meant)


@pytest.mark.parametrize(
    ("text", "safer"),
    [
        ("Wie voert de kat van 3 tot 17 mei?", "Wie voert de kat (wanneer precies, spreken wij af)?"),
        ("Ik ben drie weken weg en zoek iemand voor de kat.", "Ik zoek iemand voor de kat."),
        ("De sleutel ligt onder de mat. Die is rood. Wie maait het gras?", "Wie maait het gras?"),
        (
            "Vanaf de Kerkstraat 12 loop ik elke dag een rondje, loopt u mee?",
            "Ik loop elke dag een rondje, loopt u mee?",
        ),
        (
            "Anton, Westkade 9, 06-50813364 of langskomen.",
            "Anton, (adres volgt), (mijn nummer geef ik later) of langskomen.",
        ),
        ("Wie belt mij even? Mijn nummer: 06 12345678", "Wie belt mij even? Mijn nummer: (volgt later)"),
        ("Mijn vader woont boven de bakker en heeft een lekke kraan.", "Mijn vader heeft een lekke kraan."),
        ("De bus ( VGB-27-K ) is groot genoeg.", "De bus (kenteken weggelaten) is groot genoeg."),
        ("J.J. Allanstraat 33, het tuinhek klemt.", "(adres volgt), het tuinhek klemt."),
    ],
)
def test_the_safer_text_is_dutch(text, safer):
    assert rewording.safer(text) == safer


def test_a_name_goes_on_where_its_own_clause_went():
    text = "Tante Bep woont in het huis met de rode luiken naast de kerk, zij zou graag bezoek krijgen."
    assert rewording.safer(text) == "Tante Bep zou graag bezoek krijgen."


def test_who_is_not_named_any_more_is_not_spoken_of():
    text = "Mijn tante van 86 is 's nachts helemaal alleen. Ze kan niet vluchten als er iets is. Wie wandelt er mee?"
    assert rewording.safer(text) == "Wie wandelt er mee?"


def test_an_addition_does_not_stay_without_its_question():
    assert rewording.safer("Wij zijn in mei op Texel, twee keer per dag wat hooi?") != "Twee keer per dag wat hooi?"


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_neutral_words_never_stand_where_they_make_no_sentence(row):
    safer = rewording.safer(row["text"])
    told = ("(hoe u binnenkomt, spreken wij af)", "(dat vertel ik later)", "(waar precies, hoort u later)")
    assert not rewording.is_sentence(safer) or not any(words in safer for words in told)


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_nothing_disappears_without_a_mark_and_a_reason(row):
    judgement = judging.judge({"body": row["text"]})
    safer = judgement.safer.get("body", row["text"])
    if safer == row["text"] or not judgement.has_safer:
        return
    assert judgement.reasons
    told = safer.casefold()
    # What is not marked still stands in the safer text.
    assert [word for word in kept(row["text"]).split() if word.casefold().strip(" .,;:-–()\"'") not in told] == []
