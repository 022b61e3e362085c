"""The days of an agreement, by the clock on the wall of the town; pure, and always bounded."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from dateutil.rrule import rrulestr

from buuv.core.clock import TOWN_ZONE

# Whoever asks for more days than this asks for something else: eight years of every week.
AT_MOST = 400
# A series is looked at one year ahead; nobody plans further with a neighbour.
AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class Series:
    """When something takes place: a first day, an hour on the wall, a rule when it comes back, and a last day."""

    begins_on: date
    wall_time: time
    minutes: int
    rrule: str | None = None
    last_on: date | None = None
    without: Collection[date] = ()


@dataclass(frozen=True)
class Occurrence:
    """One time that it takes place: the day, and its begin and end in UTC."""

    on: date
    starts_at: datetime
    ends_at: datetime


def starts_at(day: date, wall_time: time) -> datetime:
    """The moment in UTC that the wall shows this hour.

    An hour that is skipped when summer time begins happens an hour later (02:30 becomes 03:30), and one
    that comes twice when it ends happens the first time (PEP 495, fold=0).
    """
    return datetime.combine(day, wall_time, TOWN_ZONE).astimezone(UTC)


def days(series: Series, since: date, until: date) -> Iterator[date]:
    """The days from `since` up to and including `until`, in order, those that were cancelled left out."""
    until = min(until, series.last_on or until)
    if series.rrule is None:
        found: Iterator[date] = iter((series.begins_on,))
    else:
        first = datetime.combine(series.begins_on, time())
        rule = rrulestr(f"{series.rrule};UNTIL={until:%Y%m%d}T000000", dtstart=first)
        found = (moment.date() for moment in rule.xafter(datetime.combine(since, time()), inc=True))
    kept = (day for day in found if since <= day <= until and day not in series.without)
    return islice(kept, AT_MOST)


def occurrences(series: Series, since: date, until: date) -> list[Occurrence]:
    """The times between two days, both included; at most AT_MOST."""
    return [occurrence(series, day) for day in days(series, since, until)]


def occurrence(series: Series, day: date) -> Occurrence:
    """The time on one of its days."""
    begin = starts_at(day, series.wall_time)
    return Occurrence(day, begin, begin + timedelta(minutes=series.minutes))


def next_occurrence(series: Series, now: datetime) -> Occurrence | None:
    """The first time that is not over yet, within AHEAD of now or of the begin; None when there is none."""
    today = now.astimezone(TOWN_ZONE).date()
    # One that began yesterday evening may still be going on.
    since = today - timedelta(days=1)
    until = max(today, series.begins_on) + AHEAD
    coming = (occurrence(series, day) for day in days(series, since, until))
    return next((one for one in coming if one.ends_at > now), None)


def overlap(one: Series, other: Series, since: date) -> date | None:
    """The first day from `since` on which both would be going on at once, looking AHEAD; None when there is none."""
    until = since + AHEAD
    taken = occurrences(other, since - timedelta(days=1), until)
    for mine in occurrences(one, since - timedelta(days=1), until):
        if any(mine.starts_at < its.ends_at and its.starts_at < mine.ends_at for its in taken):
            return mine.on
    return None
