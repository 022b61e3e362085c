"""What a moderator can decide about each kind of thing, in words for who decides and for whom it concerns."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from buuv.core.translation import lazy as _l
from buuv.moderation.case_models import CARD, MESSAGE, PROFILE, THANKS
from buuv.moderation.decision_models import ASK, CLOSE, HIDE, NONE, PAUSE, REMOVE, SUSPEND, WARN

_PEOPLE = (WARN, PAUSE, SUSPEND, CLOSE)
# By kind of thing, the lightest first.
OF_KIND = {
    CARD: (NONE, ASK, HIDE, REMOVE, *_PEOPLE),
    MESSAGE: (NONE, HIDE, *_PEOPLE),
    PROFILE: (NONE, ASK, HIDE, *_PEOPLE),
    THANKS: (NONE, HIDE, *_PEOPLE),
}
# Those that take something or somebody out of sight.
OUT_OF_SIGHT = (HIDE, REMOVE)
FOR_DAYS = (PAUSE, SUSPEND)
# A day is a warning that is felt, a month is what a court calls long without one; more is closing.
DAYS = (1, 3, 7, 14, 30, 90)
DAYS_FIRST = 7
# Who is asked to change something reads mail once a week.
CHANGE_WITHIN = timedelta(days=7)
OBJECT_WITHIN = timedelta(days=183)


@dataclass(frozen=True)
class Measure:
    """A measure in words: for the desk, and for the statement to whom it concerns."""

    choice: Any
    told: Any


MEASURES = {
    NONE: Measure(_l("Laat het staan: het mag"), _l("Wij doen niets: het mag.")),
    ASK: Measure(
        _l("Vraag de schrijver om het te veranderen"),
        _l("Wij vragen u om dit te veranderen. Het blijft zolang staan."),
    ),
    HIDE: Measure(
        _l("Haal het uit het zicht"), _l("Wij hebben dit uit het zicht gehaald. Anderen zien het niet meer.")
    ),
    REMOVE: Measure(
        _l("Haal het voorgoed weg"),
        _l("Wij hebben dit voorgoed weggehaald. Na zes maanden wissen wij de woorden."),
    ),
    WARN: Measure(_l("Waarschuw de schrijver"), _l("Dit is een waarschuwing. U kunt alles op buuv blijven doen.")),
    PAUSE: Measure(_l("Laat de schrijver een tijd niets schrijven"), _l("U kunt een tijd niets schrijven op buuv.")),
    SUSPEND: Measure(
        _l("Laat de schrijver een tijd niet meedoen"),
        _l("U kunt een tijd niet meedoen op buuv. Uw kaartjes zijn zolang uit het zicht."),
    ),
    CLOSE: Measure(
        _l("Sluit het account (een tweede moderator bevestigt)"),
        _l("Wij hebben uw account gesloten. Uw kaartjes zijn uit het zicht."),
    ),
}
KINDS = {
    CARD: _l("een kaartje"),
    MESSAGE: _l("een bericht"),
    PROFILE: _l("een naam"),
    THANKS: _l("een bedankje"),
}
OF_YOURS = {
    CARD: _l("Over uw kaartje"),
    MESSAGE: _l("Over een bericht van u"),
    PROFILE: _l("Over uw naam op buuv"),
    THANKS: _l("Over een bedankje van u"),
}
SIGNALS = {
    "first_card": _l("Eerste kaartje van iemand die nieuw is"),
    "changed": _l("Veranderd nadat wij dat vroegen"),
    "unchanged": _l("Niet veranderd, een week nadat wij dat vroegen"),
    "minor": _l("De schrijver lijkt jonger dan 16"),
    "money": _l("Het gaat over geld"),
    "commercial": _l("Het lijkt op reclame"),
    "near_equal": _l("Bijna dezelfde tekst hangt vaker op het bord"),
    "many_contacts": _l("Schreef vandaag naar veel nieuwe buren"),
    "same_message": _l("Schreef bijna hetzelfde eerste bericht aan veel buren"),
    "held": _l("Het programma haalde dit uit het zicht na meldingen van buren die elkaar niet kennen"),
    "unfounded_reports": _l("Meldde vaak iets dat gewoon mocht"),
    "objection": _l("Iemand maakte terecht bezwaar: kijk opnieuw"),
}
TOLD = {key: measure.told for key, measure in MEASURES.items()}
ENDED = {
    "objection": _l("u kreeg gelijk"),
    "time": _l("de tijd is voorbij"),
    "moderator": _l("teruggenomen"),
    "not_confirmed": _l("niet bevestigd"),
    "changed": _l("u hebt het veranderd"),
}
OUTCOMES = {"upheld": _l("u kreeg gelijk"), "rejected": _l("het besluit blijft")}
