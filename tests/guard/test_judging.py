"""What follows: hard findings are refused, soft ones explained, and a yes counts for exactly those words."""

import pytest

from buuv.core.errors import Refusal
from buuv.guard import judging, rewording

HARD, SOFT = "Bel mij op 06-12345678.", "Wie geeft de planten water als wij op vakantie zijn?"


def test_clean_words_pass():
    judging.check_public("Wie loopt een eindje met mij mee?")


def test_a_telephone_number_is_refused_with_its_words_and_why():
    with pytest.raises(Refusal) as caught:
        judging.check_public(HARD, field="title")
    assert caught.value.field == "title"
    assert caught.value.sentence == (
        "Er staat een telefoonnummer in: “06-12345678”. Laat het weg; u geeft het later zelf aan wie u kiest."
    )


def test_no_yes_lets_a_hard_finding_through():
    seal = judging.judge({"body": HARD}).seal
    with pytest.raises(judging.Exposed) as caught:
        judging.check_public(HARD, insisted=seal)
    assert not caught.value.judgement.may_insist


def test_a_yes_lets_exactly_these_soft_words_through():
    with pytest.raises(judging.Exposed) as caught:
        judging.check_public(SOFT)
    seal = caught.value.judgement.seal
    assert caught.value.judgement.may_insist
    judging.check_public(SOFT, insisted=seal)
    with pytest.raises(judging.Exposed):
        judging.check_public(SOFT + " Van 1 tot 8 mei.", insisted=seal)
    with pytest.raises(judging.Exposed):
        judging.check_public(SOFT, field="title", insisted=seal)


def test_a_soft_finding_beside_a_hard_one_cannot_be_insisted_on():
    assert not judging.judge({"title": SOFT, "body": HARD}).may_insist


def test_the_meant_words_are_marked_and_nothing_is_lost():
    marked = judging.judge({"body": "Dag, " + HARD}).marked["body"]
    assert "".join(words for words, _ in marked) == "Dag, " + HARD
    assert [words for words, is_meant in marked if is_meant] == ["06-12345678"]


def test_an_unknown_label_is_never_silently_let_through():
    assert judging.consequence("something new") == judging.EXPLAIN


@pytest.mark.parametrize(
    ("text", "safer"),
    [
        ("Bel mij: 06 12345678", "Bel mij: (mijn nummer geef ik later)"),
        ("Mijn moeder belt u op 06 12345678.", "Mijn moeder belt u op (het nummer volgt)."),
        ("Kom langs: Kerkstraat 12, 1506 AB. Tot dan!", "Kom langs: (adres volgt). Tot dan!"),
        ("Wie maait mijn gras? De sleutel ligt onder de mat.", "Wie maait mijn gras?"),
        ("Wie geeft de kat eten, want wij zijn twee weken weg?", "Wie geeft de kat eten?"),
        (
            "Ik ben bereikbaar op (075) 616 42 87, 's avonds.",
            "Ik ben bereikbaar op (mijn nummer geef ik later), 's avonds.",
        ),
        ("Eén.\n\nTwee.\nMail: riet@xs4all.nl", "Eén.\n\nTwee.\nMail: (het mailadres volgt)"),
    ],
)
def test_the_safer_text_keeps_every_other_word(text, safer):
    assert rewording.safer(text) == safer


def test_a_text_of_nothing_but_a_secret_still_says_something():
    assert rewording.safer("Wij zijn twee weken weg.") != ""
