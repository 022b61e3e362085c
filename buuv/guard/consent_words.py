"""What the guard says of special categories: whose they are, why they may be left out, and what consent says."""

from collections.abc import Sequence

from buuv.core.translation import gettext as _
from buuv.core.translation import lazy as _l

# The sentence that somebody agrees to, by its number; another sentence gets another number (kept with each consent).
STATEMENT = 1
# In the order in which they are told.
NAMES = {
    "health": _l("mijn gezondheid"),
    "religion": _l("mijn geloof"),
    "origin": _l("mijn afkomst"),
    "sexuality": _l("mijn geaardheid of wie ik ben"),
    "politics": _l("mijn politieke mening"),
    "union": _l("mijn vakbond"),
    "crime": _l("straf of politie"),
}
_SAID = _l("Ik wil dat iedereen kan lezen wat hier staat over %(what)s. Ik kan het later weer weghalen.")
WHY = {
    "health": _l("Dit gaat over uw gezondheid: “%(words)s”. Iedereen kan dit lezen. Buren helpen u ook zonder dat."),
    "religion": _l("Hier staat wat u gelooft: “%(words)s”. Iedereen kan dit lezen. Buren helpen u ook zonder dat."),
    "origin": _l("Hier staat waar u vandaan komt: “%(words)s”. Iedereen kan dit lezen. Het hoeft er niet bij."),
    "sexuality": _l("Dit is heel persoonlijk: “%(words)s”. Iedereen kan dit lezen. Het hoeft er niet bij."),
    "politics": _l("Hier staat uw politieke mening: “%(words)s”. Iedereen kan dit lezen. Het hoeft er niet bij."),
    "union": _l("Hier staat dat u bij een vakbond hoort: “%(words)s”. Iedereen kan dit lezen. Het hoeft er niet bij."),
    "crime": _l("Dit gaat over straf of politie: “%(words)s”. Iedereen kan dit lezen. Het hoeft er niet bij."),
}
WHY_OF_ANOTHER = {
    "health": _l(
        "Dit gaat over de gezondheid van iemand anders: “%(words)s”. Dat vertelt alleen die ander zelf. "
        "Zeg liever wat u zoekt, bijvoorbeeld: “Mijn vader zoekt gezelschap.”"
    ),
    "crime": _l(
        "Dit gaat over iemand anders en straf of politie: “%(words)s”. Dat kan niet op het bord. "
        "Zeg liever wat u zoekt, bijvoorbeeld: “Ik zoek iemand om mee te praten.”"
    ),
    **dict.fromkeys(
        ("religion", "origin", "sexuality", "politics", "union"),
        _l(
            "Dit is heel persoonlijk en gaat over iemand anders: “%(words)s”. Dat vertelt alleen die ander zelf. "
            "Zeg liever wat u zoekt, bijvoorbeeld: “Mijn buurvrouw zoekt gezelschap.”"
        ),
    ),
}


def statement(labels: Sequence[str]) -> str:
    """What somebody says yes to who tells of these herself."""
    return str(_SAID % {"what": names(" ".join(labels))})


def names(labels: str) -> str:
    """What these labels, with spaces between them, are about."""
    return _conjoined([str(NAMES[label]) for label in labels.split() if label in NAMES])


def _conjoined(words: Sequence[str]) -> str:
    """One, two or more things in one breath: "a, b en c"."""
    return _(" en ").join(filter(None, (", ".join(words[:-1]), *words[-1:])))
