"""A card's time in words: a day and a part of the day, never an hour."""

from datetime import date

from buuv.core.translation import day_and_month, language
from buuv.core.translation import gettext as _
from buuv.posts import rules

_WEEKDAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def weekday_name(weekday: int) -> str:
    """The name of a weekday, 0 is Monday."""
    return _WEEKDAYS[language()][weekday]


def every(weekday: int) -> str:
    """Every week on a day, such as "elke woensdag"."""
    return _("elke %(day)s", day=weekday_name(weekday))


def when(timing: str, day: date | None, rrule: str | None, part: str | None) -> str:
    """When it suits, as a card says it."""
    if timing == rules.SOON:
        words = _("zo snel mogelijk")
    elif timing == rules.DAY and day:
        words = day_and_month(day)
    elif timing == rules.EVERY_WEEK and rrule:
        words = every(rules.weekday_of(rrule))
    else:
        words = _("in overleg")
    return f"{words}, {part_of_day(part)}" if part else words


def part_of_day(part: str) -> str:
    """Morning, afternoon or evening."""
    return {"morning": _("in de ochtend"), "afternoon": _("in de middag"), "evening": _("in de avond")}[part]


def timing_name(timing: str) -> str:
    """A kind of timing, for the filters."""
    return {
        rules.SOON: _("Zo snel mogelijk"),
        rules.DAY: _("Op één dag"),
        rules.EVERY_WEEK: _("Elke week"),
        rules.CONSULT: _("In overleg"),
    }[timing]


def reach_name(reach: int, town_name: str) -> str:
    """How far a card may be seen, in words."""
    return {
        rules.NEIGHBOURHOOD: _("Alleen mijn buurt"),
        rules.NEARBY: _("Mijn buurt en de buurten ernaast"),
        rules.DISTRICT: _("Mijn wijk"),
        rules.MUNICIPALITY: _("Heel %(town)s", town=town_name),
    }[reach]


def kind_name(kind: str) -> str:
    """Vraag or aanbod, as a card's label."""
    return _("Vraag") if kind == rules.REQUEST else _("Aanbod")
