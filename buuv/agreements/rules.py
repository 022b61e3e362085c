"""Figures and pure rules about agreements, each with its reason."""

from datetime import date, timedelta

from buuv.core.translation import lazy as _l

WHAT_MAX, PLACE_MAX, REASON_MAX = 120, 200, 200
# Two months ahead: further than people plan with a neighbour, and still a list that one can scroll.
DAYS_AHEAD = 60
# From a quarter of an hour (a lamp) to four hours (a day out); the database takes half a day.
DURATIONS = (15, 30, 45, 60, 90, 120, 180, 240)
# One who proposes the same thing over and over is not making an agreement.
LIVE_AT_MOST = 10
# Six weeks: long enough for a habit, short enough to stop one that chafes.
FIT_EVERY = timedelta(weeks=6)
# The evening before, in time to say that it does not suit, and not so early that one forgets again.
REMIND_AT_HOUR = 18

ONCE, WEEKLY, FORTNIGHTLY, MONTHLY = "once", "weekly", "fortnightly", "monthly"
REPEATS = (ONCE, WEEKLY, FORTNIGHTLY, MONTHLY)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


# Kind words to choose from; they are kept as they stand here and shown in the reader's language.
STEPPING_BACK = (
    _l("Er komt iets tussen. Het spijt me."),
    _l("Het tijdstip komt mij toch niet uit. Zullen we iets anders zoeken?"),
    _l("Het is niet meer nodig. Hartelijk dank!"),
    _l("Het past toch niet zo goed bij mij. Ik wens u het beste."),
)
LEAVING_OUT = (
    _l("Ik kan die dag niet. De keer erna ben ik er weer."),
    _l("Er komt iets tussen. Het spijt me."),
    _l("Ik ben dan niet in de buurt. Tot de keer erna!"),
)
SAYING_GOODBYE = (
    _l("Het was fijn. Ik maak nu plaats voor iets anders. Dank u wel voor de mooie tijd."),
    _l("Het lukt mij niet meer zo vaak. Dank u wel voor het begrip."),
    _l("Het is niet meer nodig. Hartelijk dank voor alle keren!"),
)


def rule_of(repeat: str, day: date) -> str | None:
    """The RRULE (RFC 5545) of a series that begins on this day, in the form of `posts/rules.py`; None for once.

    A month is counted in weeks (the second Tuesday; a fifth one is the last), because a neighbour comes on a weekday.
    Raises ValueError for another repeat.
    """
    if repeat not in REPEATS:
        raise ValueError(f"{repeat} is no repeat")
    weekday, nth = _DAYS[day.weekday()], (day.day - 1) // 7 + 1
    return {
        ONCE: None,
        WEEKLY: f"FREQ=WEEKLY;BYDAY={weekday}",
        FORTNIGHTLY: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday}",
        MONTHLY: f"FREQ=MONTHLY;BYDAY={nth if nth < 5 else -1}{weekday}",
    }[repeat]


def repeat_of(rule: str | None) -> str:
    """Which repeat gave this rule."""
    if rule is None:
        return ONCE
    if rule.startswith("FREQ=MONTHLY"):
        return MONTHLY
    return FORTNIGHTLY if "INTERVAL=2" in rule else WEEKLY


def nth_of(rule: str) -> int:
    """Which week of the month a monthly rule means; -1 is the last."""
    return int(rule.rpartition("BYDAY=")[2][:-2])
