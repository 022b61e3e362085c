"""When something must be decided: hours on the clock, or working days without weekends and Dutch holidays."""

from datetime import date, datetime, time, timedelta
from functools import cache

from buuv.core import clock
from buuv.moderation import grounds

# Working days end at five o'clock.
CLOSING = time(17)
_DAY = timedelta(days=1)


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian algorithm (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    ll = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * ll) // 451
    month, day = divmod(h + ll - 7 * m + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> frozenset[date]:
    """The days of a year on which no deadline of a Dutch authority ends (Algemene termijnenwet, article 3)."""
    sunday = easter(year)
    king = date(year, 4, 27)
    return frozenset(
        {
            date(year, 1, 1),
            sunday - 2 * _DAY,
            sunday + _DAY,
            king - _DAY if king.weekday() == 6 else king,
            date(year, 5, 5),
            sunday + 39 * _DAY,
            sunday + 50 * _DAY,
            date(year, 12, 25),
            date(year, 12, 26),
        }
    )


def is_working_day(day: date) -> bool:
    """Whether a town hall works."""
    return day.weekday() < 5 and day not in holidays(day.year)


def after_working_days(moment: datetime, number: int) -> datetime:
    """Five o'clock on the working day so many working days later; the day itself does not count."""
    day = clock.day_of(moment)
    while number:
        day += _DAY
        number -= is_working_day(day)
    return datetime.combine(day, CLOSING, clock.TOWN_ZONE)


def due(moment: datetime, *, is_urgent: bool) -> datetime:
    """When what comes in at a moment must be decided."""
    allowed = grounds.deadlines()
    if is_urgent:
        return moment + timedelta(hours=allowed.urgent_hours)
    return after_working_days(moment, allowed.working_days)


def objection_due(moment: datetime) -> datetime:
    """When an objection must be answered."""
    return after_working_days(moment, grounds.deadlines().objection_working_days)
