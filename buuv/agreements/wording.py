"""An agreement's time in words, with the hour: for the two whose agreement it is, and nobody else."""

from datetime import time

from buuv.agreements import rules
from buuv.agreements.models import Agreement
from buuv.core.translation import day_and_month, gettext, language
from buuv.core.translation import day_with_year as day_with_year
from buuv.core.translation import gettext as _
from buuv.posts.wording import weekday_name


def clock_time(hour: time) -> str:
    """The hour as people write it: 10.00 or 10:00."""
    return f"{hour.hour}.{hour.minute:02d}" if language() == "nl" else f"{hour.hour}:{hour.minute:02d}"


def at_hour(hour: time) -> str:
    """The hour with its word: 10.00 uur."""
    return _("%(hour)s uur", hour=clock_time(hour))


def duration(minutes: int) -> str:
    """How long, in words where there are words for it."""
    words = {
        15: _("een kwartier"),
        30: _("een half uur"),
        45: _("drie kwartier"),
        60: _("een uur"),
        90: _("anderhalf uur"),
        120: _("twee uur"),
        180: _("drie uur"),
        240: _("vier uur"),
    }
    return words.get(minutes) or _("%(minutes)s minuten", minutes=minutes)


def repeat_name(repeat: str) -> str:
    """A way to come back, for a list to choose from."""
    return {
        rules.ONCE: _("Eén keer"),
        rules.WEEKLY: _("Elke week, op dezelfde dag"),
        rules.FORTNIGHTLY: _("Om de week, op dezelfde dag"),
        rules.MONTHLY: _("Elke maand, op dezelfde weekdag"),
    }[repeat]


def repeat_of_rule(rule: str) -> str:
    """How often a rule of ours comes back."""
    return repeat_name(rules.repeat_of(rule))


def days(agreement: Agreement) -> str:
    """On which days: one date, or the rule of a series."""
    if agreement.rrule is None:
        return day_and_month(agreement.begins_on)
    weekday = weekday_name(agreement.begins_on.weekday())
    repeat = rules.repeat_of(agreement.rrule)
    if repeat == rules.MONTHLY:
        return _("elke %(nth)s %(day)s van de maand", nth=_nth(rules.nth_of(agreement.rrule)), day=weekday)
    if repeat == rules.FORTNIGHTLY:
        return _("om de week op %(day)s", day=weekday)
    return _("elke %(day)s", day=weekday)


def _nth(number: int) -> str:
    return {1: _("eerste"), 2: _("tweede"), 3: _("derde"), 4: _("vierde"), -1: _("laatste")}[number]


def when(agreement: Agreement) -> str:
    """The days and the hour, such as "elke dinsdag om 10.00 uur"."""
    return _("%(days)s om %(hour)s uur", days=days(agreement), hour=clock_time(agreement.wall_time))


def period(agreement: Agreement) -> str:
    """From when to when a series runs."""
    first = day_and_month(agreement.begins_on, weekday=False)
    if agreement.last_on is None:
        return _("vanaf %(first)s", first=first)
    return _("van %(first)s tot en met %(last)s", first=first, last=day_and_month(agreement.last_on, weekday=False))


def what(agreement: Agreement) -> str:
    """What the two do; when one of them has left, the words are gone and the agreement still has a name."""
    return agreement.what or _("afspraak waarvan de woorden zijn gewist")


def place(agreement: Agreement) -> str:
    """Where they meet; gone with the words."""
    return agreement.meeting_place or _("de plek is gewist")


def reason(words: str) -> str:
    """What somebody chose or wrote: one of our kind sentences in the reader's language, or their own words."""
    return gettext(words)
