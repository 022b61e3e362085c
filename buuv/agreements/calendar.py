"""An agreement as a calendar file (RFC 5545): the hour of the wall, right across every change of the clock."""

from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event, Timezone, vRecur

from buuv.agreements import series, wording
from buuv.agreements.models import Agreement
from buuv.agreements.series import Series
from buuv.core import clock
from buuv.core.clock import TOWN_ZONE
from buuv.core.translation import gettext as _

_ZONE = "Europe/Amsterdam"
# What a calendar may ask about the clock: from a little before the first day, for ten years.
_BEFORE, _AFTER = timedelta(days=400), timedelta(days=3660)


def to_ics(agreement: Agreement, planned: Series, *, host: str, name: str, lines: tuple[str, ...], url: str) -> bytes:
    """The file: lines ended by CRLF and folded at 75 bytes. `name` is the other one's, `lines` the theme's.

    An event keeps its name when a change takes its place, and its number goes up, so that a calendar replaces it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//buuv//afspraak//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(
        Timezone.from_tzid(_ZONE, first_date=agreement.begins_on - _BEFORE, last_date=agreement.begins_on + _AFTER)
    )
    calendar.add_component(_event(agreement, planned, host=host, name=name, lines=lines, url=url))
    body: bytes = calendar.to_ical()
    return body


def _event(agreement: Agreement, planned: Series, *, host: str, name: str, lines: tuple[str, ...], url: str) -> Event:
    event = Event()
    event.add("uid", f"{agreement.calendar_id}@{host}")
    event.add("sequence", agreement.revision)
    event.add("dtstamp", clock.now())
    event.add("summary", _("%(what)s (met %(name)s)", what=wording.what(agreement), name=name))
    event.add("location", wording.place(agreement))
    event.add("description", "\n".join((*lines, url)))
    event.add("url", url)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if agreement.ended_at else "CONFIRMED" if agreement.is_confirmed else "TENTATIVE")
    event.add("dtstart", _on_the_wall(planned, planned.begins_on))
    event.add("duration", timedelta(minutes=planned.minutes))
    if planned.rrule:
        event.add("rrule", _rule(planned.rrule, planned))
        for day in sorted(planned.without):
            event.add("exdate", _on_the_wall(planned, day))
    if not agreement.ended_at:
        event.add_component(_alarm(agreement))
    return event


def _on_the_wall(planned: Series, day: date) -> datetime:
    return datetime.combine(day, planned.wall_time, TOWN_ZONE)


def _rule(rrule: str, planned: Series) -> vRecur:
    rule: vRecur = vRecur.from_ical(rrule)
    if planned.last_on:
        # In UTC, as RFC 5545 3.3.10 asks beside a begin with a time zone.
        rule["UNTIL"] = [series.starts_at(planned.last_on, planned.wall_time)]
    return rule


def _alarm(agreement: Agreement) -> Alarm:
    """A sign an hour before."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", wording.what(agreement))
    alarm.add("trigger", timedelta(hours=-1))
    return alarm
