"""The published figures in words: the same lines for the page, the file of a year and the CSV."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from buuv.core.translation import gettext as _
from buuv.core.translation import lazy as _l
from buuv.core.translation import ngettext
from buuv.moderation import grounds
from buuv.moderation.case_models import CARD, MESSAGE, PROFILE, THANKS
from buuv.moderation.decision_models import (
    ASK,
    CLOSE,
    HIDE,
    NONE,
    PAUSE,
    REJECTED,
    REMOVE,
    SUSPEND,
    UPHELD,
    WARN,
)
from buuv.moderation.disclosing import FEW, Table, Whole
from buuv.moderation.figures import BY_PERSON, BY_PROGRAM, OPEN, Published

_NAMES: Mapping[str, Mapping[str, object]] = {
    "kinds": {
        CARD: _l("Kaartjes"),
        MESSAGE: _l("Berichten"),
        PROFILE: _l("Namen"),
        THANKS: _l("Bedankjes"),
    },
    "measures": {
        NONE: _l("Er was niets mis"),
        ASK: _l("Gevraagd om iets te veranderen"),
        HIDE: _l("Uit het zicht gehaald"),
        REMOVE: _l("Weggehaald"),
        WARN: _l("Waarschuwing"),
        PAUSE: _l("Een tijd niet schrijven"),
        SUSPEND: _l("Een tijd niet meedoen"),
        CLOSE: _l("Account gesloten"),
    },
    "deciders": {BY_PERSON: _l("Door een mens"), BY_PROGRAM: _l("Door het programma")},
    "outcomes": {
        UPHELD: _l("Gelijk gekregen"),
        REJECTED: _l("Geen gelijk gekregen"),
        OPEN: _l("Nog niet beslist"),
    },
}
_TITLES: Mapping[str, object] = {
    "kinds": _l("Waarover"),
    "grounds": _l("Waarom"),
    "measures": _l("Welk besluit"),
    "deciders": _l("Wie besliste"),
    "outcomes": _l("Wat eruit kwam"),
}


@dataclass(frozen=True)
class Part:
    """One table in words: a line for each number that is shown, and what is to be said of the others."""

    key: str
    title: str
    lines: tuple[tuple[str, str], ...]
    # What holds for every number that has no line.
    rest: str


@dataclass(frozen=True)
class Chapter:
    """Reports, decisions or objections of a half-year in words."""

    key: str
    title: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]


def chapters(published: Published) -> tuple[Chapter, ...]:
    """Everything that may be told of a half-year, in the reader's language."""
    percent = published.automated_percent
    return (
        Chapter(
            "reports",
            _("Meldingen"),
            (
                (_("Aantal meldingen"), total(published.reports)),
                (_("Tijd tot het besluit (de middelste)"), _wait(published.median_wait)),
            ),
            _parts(published.reports),
        ),
        Chapter(
            "decisions",
            _("Besluiten"),
            (
                (_("Aantal besluiten"), total(published.decisions)),
                (_("Deel dat het programma nam"), _("te weinig om te tonen") if percent is None else f"{percent}%"),
            ),
            _parts(published.decisions),
        ),
        Chapter(
            "objections",
            _("Bezwaren"),
            ((_("Aantal bezwaren"), total(published.objections)),),
            _parts(published.objections),
        ),
        Chapter(
            "looks",
            _("Gelezen berichten"),
            ((_("Keren dat een moderator gemelde berichten las"), number(published.looks)),),
            (),
        ),
    )


def total(whole: Whole) -> str:
    """How many there are: exactly, at least, or few."""
    if whole.total is not None:
        return str(whole.total)
    return _("ten minste %(number)s", number=whole.at_least) if whole.at_least else number(None)


def number(found: int | None) -> str:
    """A number, or that it is a small one."""
    return _("minder dan %(few)s", few=FEW) if found is None else str(found)


def name(table: str, key: str) -> str:
    """What one line of a table is about."""
    if table == "grounds":
        ground = grounds.find_ground(key)
        return ground.name if ground else key
    return str(_NAMES[table][key])


def title(table: str) -> str:
    """What a table divides by."""
    return str(_TITLES[table])


def _parts(whole: Whole) -> tuple[Part, ...]:
    """Nothing when there are few in all: then every part of it is few too."""
    if whole.total is None and not whole.at_least:
        return ()
    return tuple(_part(key, table) for key, table in whole.tables.items())


def _part(key: str, table: Table) -> Part:
    if table.is_left_out:
        return Part(key, title(key), (), _("Te weinig om te tonen zonder dat iemand te herkennen is."))
    if key == "grounds":
        shown = sorted(table.shown.items(), key=lambda item: -item[1])
        lines = tuple((name(key, one), str(found)) for one, found in shown)
        rest = _("Elke andere reden: minder dan %(few)s keer.") if lines else _("Elke reden: minder dan %(few)s keer.")
        return Part(key, title(key), lines, rest % {"few": FEW} if table.has_hidden else "")
    return Part(key, title(key), tuple((name(key, one), number(found)) for one, found in table.numbers.items()), "")


def _wait(wait: timedelta | None) -> str:
    if wait is None:
        return _("te weinig om te tonen")
    hours = round(wait.total_seconds() / 3600)
    if hours < 1:
        return _("minder dan een uur")
    if hours < 48:
        return ngettext("%(num)s uur", "%(num)s uur", hours)
    return ngettext("%(num)s dag", "%(num)s dagen", round(hours / 24))
