"""Which day and part of the day somebody names."""

import pytest

from buuv.language.moments import Moment, said


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Wie rijdt dinsdag met mij mee naar de huisarts?", Moment(1, "", False)),
        ("Zaterdagmiddag een kast sjouwen", Moment(5, "afternoon", False)),
        ("Ik kook elke woensdag een portie extra", Moment(2, "", True)),
        ("Elke maandagochtend wandelen", Moment(0, "morning", True)),
        ("Op vrijdagen kook ik", Moment(4, "", True)),
        ("Can somebody drive me on Friday morning?", Moment(4, "morning", False)),
        ("Dinsdag graag. Dinsdag om tien uur, dinsdagochtend dus", Moment(1, "morning", False)),
    ],
)
def test_the_day_that_is_named_is_found(text, moment):
    assert said(text) == moment


@pytest.mark.parametrize("text", ["", "Wie helpt mij?", "Dinsdag of woensdag, om het even", "Een donderdagse markt"])
def test_no_day_or_more_than_one_says_nothing(text):
    assert said(text) is None
