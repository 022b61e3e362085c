"""The calendar file, read back by another library: the hour of the wall, right across the change to summer time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
import vobject

from buuv.agreements import calendar, ending, queries
from buuv.core.clock import TOWN_ZONE
from tests.builders import an_agreement

pytestmark = pytest.mark.usefixtures("database")
MARCH = datetime(2027, 3, 15, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def moment():
    with time_machine.travel(MARCH, tick=False) as moment:
        yield moment


def file_of(agreement, *, name="Henk", lines=("Geef nooit uw DigiD, pincode of wachtwoord, aan niemand.",)):
    return calendar.to_ics(
        agreement,
        queries.series_of(agreement),
        host="buuv.example",
        name=name,
        lines=lines,
        url="https://buuv.example/afspraak/" + agreement.public_id,
    )


def event_of(agreement, **more):
    return vobject.readOne(file_of(agreement, **more).decode()).vevent


def times(event):
    """When another library says that it takes place, on the wall of the town."""
    rules = event.getrruleset(addRDate=True)
    return [moment.replace(tzinfo=event.dtstart.value.tzinfo) for moment in (rules or [event.dtstart.value])]


def test_ten_o_clock_stays_ten_o_clock_across_the_change_to_summer_time():
    agreement = an_agreement(begins_on=date(2027, 3, 23), repeat="weekly", last_on=date(2027, 4, 6))
    event = event_of(agreement)
    found = times(event)
    assert [moment.astimezone(TOWN_ZONE).time() for moment in found] == [time(10)] * 3
    assert [moment.astimezone(UTC).hour for moment in found] == [9, 8, 8]
    assert b"DTSTART;TZID=Europe/Amsterdam:20270323T100000" in file_of(agreement)


def test_the_zone_is_in_the_file_with_both_its_halves():
    zone = vobject.readOne(file_of(an_agreement()).decode()).vtimezone
    assert zone.tzid.value == "Europe/Amsterdam"
    winter, summer = (datetime(2027, month, 5, 12, tzinfo=UTC).replace(tzinfo=None) for month in (1, 7))
    offsets = [zone.gettzinfo().utcoffset(moment) for moment in (winter, summer)]
    assert offsets == [timedelta(hours=1), timedelta(hours=2)]


def test_a_day_that_is_left_out_and_the_last_day_are_told():
    agreement = an_agreement(repeat="weekly")
    second = agreement.begins_on + timedelta(days=7)
    ending.cancel_day(agreement, second, by=agreement.conversation.owner)
    ending.end_series(agreement, agreement.begins_on + timedelta(days=21), by=agreement.conversation.owner)
    event = event_of(agreement)
    days = [moment.date() for moment in times(event)]
    assert days == [
        agreement.begins_on,
        agreement.begins_on + timedelta(days=14),
        agreement.begins_on + timedelta(days=21),
    ]
    assert int(event.sequence.value) == 2


def test_what_where_with_whom_and_what_to_know():
    event = event_of(an_agreement(what="Samen post lezen; met thee, en koek"))
    assert event.summary.value == "Samen post lezen; met thee, en koek (met Henk)"
    assert event.location.value == "Bij de molen"
    assert "DigiD" in event.description.value and "/afspraak/" in event.description.value
    assert event.status.value == "CONFIRMED"
    assert event.duration.value == timedelta(hours=1)


def test_what_is_off_keeps_its_name_and_says_so():
    agreement = an_agreement()
    before = event_of(agreement)
    ending.step_back(agreement, by=agreement.conversation.owner)
    after = event_of(agreement)
    assert before.uid.value == after.uid.value == f"{agreement.calendar_id}@buuv.example"
    assert (before.status.value, after.status.value) == ("CONFIRMED", "CANCELLED")
    assert int(after.sequence.value) > int(before.sequence.value)


def test_lines_end_as_the_standard_says_and_are_never_too_long():
    agreement = an_agreement(what="Één lange wandeling langs de Zaan met veel é en ë en een omweg " + "ö" * 40)
    lines = file_of(agreement, lines=("Vraag naar allergieën. " * 6,)).split(b"\r\n")
    assert lines[-1] == b"" and not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(len(line) for line in lines) <= 75
    assert event_of(agreement).summary.value.startswith("Één lange wandeling")


def test_nothing_typed_becomes_a_line_of_its_own():
    body = file_of(
        an_agreement(what="Thee\r\nATTENDEE:mailto:kwaad@example.org", meeting_place="Zaan\nSTATUS:CANCELLED")
    )
    assert b"\r\nATTENDEE" not in body and body.count(b"\r\nSTATUS:") == 1


@pytest.mark.parametrize("repeat", ["fortnightly", "monthly"])
def test_every_repeat_is_the_same_in_another_library(repeat):
    agreement = an_agreement(repeat=repeat, last_on=date(2027, 9, 1))
    days = ending.coming_days(agreement)
    assert [moment.date() for moment in times(event_of(agreement))] == days and len(days) > 4
