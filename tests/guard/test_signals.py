"""Signals for moderators: nearly equal texts, money, shops and children. They refuse nothing."""

import pytest

from buuv.guard import judging, likeness, signals

LEAFLET = (
    "Ik maak uw huis schoon, elke week of elke maand. Ik ben Petra en werk netjes. "
    "Voor 15 euro per uur kom ik langs in Zaandam. Schrijf mij gerust!"
)
OTHER = "Wie loopt er donderdag met mij een rondje door de polder? Ik neem koffie mee, en de hond mag ook."


def test_another_name_price_and_place_make_no_other_text():
    again = LEAFLET.replace("Petra", "Sandra").replace("15", "17").replace("Zaandam", "Wormerveer")
    assert likeness.near_equals(again, [("leaflet", LEAFLET), ("walk", OTHER)])[0][0] == "leaflet"
    assert len(likeness.near_equals(again, [("leaflet", LEAFLET), ("walk", OTHER)])) == 1


def test_capitals_signs_and_accents_make_no_other_text():
    assert likeness.likeness(LEAFLET, LEAFLET.upper().replace(".", " !")) == 1.0


def test_two_different_cards_have_little_in_common():
    assert likeness.likeness(LEAFLET, OTHER) < 0.2


def test_a_short_question_is_everybodys():
    assert likeness.near_equals("Wie kookt er mee?", [(1, "Wie kookt er vrijdag mee?"), (2, "wie kookt er mee")]) == [
        (2, 1.0)
    ]


def test_a_sketch_is_about_as_good_as_the_text():
    again = LEAFLET.replace("Schrijf mij gerust!", "Referenties heb ik.")
    real = likeness.likeness(LEAFLET, again)
    assert likeness.sketched_likeness(likeness.sketch(LEAFLET), likeness.sketch(again)) == pytest.approx(real, abs=0.15)


@pytest.mark.parametrize("text", ["", "!!!", "12 34"])
def test_a_text_without_words_is_like_nothing(text):
    assert likeness.sketch(text) == ()
    assert likeness.likeness(text, "") == 0.0
    assert likeness.near_equals(text, [(1, text)]) == []


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("money", "Kunt u mij 50 euro lenen tot maandag?"),
        ("commercial", "Schoonmaak voor 15 euro per uur, offerte gratis."),
        ("commercial", "Mijn salon heeft deze maand korting."),
        ("commercial", "Te koop: een bankstel."),
        ("minor", "Ik ben 14 en wil graag oppassen."),
        ("minor", "Ik zit op de basisschool en laat honden uit."),
        ("minor", "Van mijn moeder mag ik oppassen."),
    ],
)
def test_a_signal_is_shown_and_refuses_nothing(label, text):
    assert label in [signal.label for signal in signals.find({"title": text})]
    assert judging.judge({"title": text}).is_fit


@pytest.mark.parametrize(
    "text",
    [
        "Ik woon 14 jaar in Zaandam en kook graag.",
        "Mijn kleinzoon van 12 zoekt een voetbalmaatje.",
        "Wie helpt mij met een formulier van de belasting?",
        "Gratis af te halen: een bankstel.",
        "Ik help met uw huishoudboekje.",
    ],
)
def test_an_everyday_card_is_no_signal(text):
    assert signals.find({"body": text}) == []


def test_a_child_weighs_more_than_a_shop():
    found = signals.find({"title": "Korting op oppas", "body": "Ik ben 14 en pas op."})
    assert [signal.label for signal in found] == ["minor", "commercial"]
