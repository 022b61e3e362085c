"""The days of an agreement follow the clock on the wall, through both its changes, and never go on for ever (F-15)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buuv.agreements import rules, series
from buuv.agreements.series import Series
from buuv.core.clock import TOWN_ZONE

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
HOURS = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
REPEATS = st.sampled_from(rules.REPEATS)
YEAR = timedelta(days=366)


def a_series(day, hour=time(10), repeat=rules.WEEKLY, **more):
    return Series(day, hour, more.pop("minutes", 60), rules.rule_of(repeat, day), **more)


def on_the_wall(moment):
    return moment.astimezone(TOWN_ZONE).time()


def test_ten_o_clock_stays_ten_o_clock_all_year():
    times = series.occurrences(a_series(date(2027, 1, 5)), date(2027, 1, 1), date(2027, 12, 31))
    assert len(times) == 52 and {on_the_wall(one.starts_at) for one in times} == {time(10)}
    assert {one.starts_at.hour for one in times} == {8, 9}  # UTC: summer and winter


def test_half_past_two_in_the_night_of_summer_time_happens_once_at_half_past_three():
    night = date(2027, 3, 28)
    times = series.occurrences(a_series(night, time(2, 30)), night, night + timedelta(days=1))
    assert [on_the_wall(one.starts_at) for one in times] == [time(3, 30)]
    assert times[0].starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_half_past_two_in_the_night_of_winter_time_happens_the_first_time():
    night = date(2027, 10, 31)
    times = series.occurrences(a_series(night, time(2, 30)), night, night)
    assert [one.starts_at for one in times] == [datetime(2027, 10, 31, 0, 30, tzinfo=UTC)]


def test_the_leap_day_is_a_day():
    leap = date(2028, 2, 29)
    assert list(series.days(a_series(leap), leap, leap + timedelta(days=7))) == [leap, date(2028, 3, 7)]


@pytest.mark.parametrize(
    ("day", "rule", "then"),
    [
        (date(2026, 11, 10), "FREQ=MONTHLY;BYDAY=2TU", date(2026, 12, 8)),
        (date(2026, 11, 24), "FREQ=MONTHLY;BYDAY=4TU", date(2026, 12, 22)),
        (date(2026, 12, 29), "FREQ=MONTHLY;BYDAY=-1TU", date(2027, 1, 26)),
    ],
)
def test_a_month_is_counted_in_weeks_and_a_fifth_one_is_the_last(day, rule, then):
    assert rules.rule_of(rules.MONTHLY, day) == rule
    assert list(series.days(a_series(day, repeat=rules.MONTHLY), day + timedelta(days=1), then)) == [then]


def test_every_other_week():
    day = date(2026, 11, 24)
    found = series.days(a_series(day, repeat=rules.FORTNIGHTLY), day, day + timedelta(days=30))
    assert list(found) == [day, day + timedelta(days=14), day + timedelta(days=28)]


def test_one_that_is_going_on_is_still_the_next():
    late = a_series(date(2026, 11, 24), time(23, 30))
    at_night = datetime(2026, 11, 24, 23, 10, tzinfo=UTC)  # ten past twelve on the wall
    assert series.next_occurrence(late, at_night).on == date(2026, 11, 24)
    assert series.next_occurrence(late, at_night + timedelta(hours=1)).on == date(2026, 12, 1)


def test_once_and_over_has_no_next():
    once = a_series(date(2026, 11, 24), repeat=rules.ONCE)
    assert series.next_occurrence(once, datetime(2026, 11, 24, 10, tzinfo=UTC)) is None


@given(DAYS, HOURS, REPEATS)
def test_each_day_comes_once_in_order_at_the_hour_of_the_wall(day, hour, repeat):
    times = series.occurrences(a_series(day, hour, repeat), day, day + YEAR)
    assert [one.on for one in times] == sorted({one.on for one in times}) and times[0].on == day
    for one in times:
        is_skipped = datetime.combine(one.on, hour, TOWN_ZONE).astimezone(UTC).astimezone(TOWN_ZONE).time() != hour
        assert on_the_wall(one.starts_at) == hour or (is_skipped and one.on.month == 3)


@given(DAYS, REPEATS, st.integers(0, 400), st.integers(0, 400))
def test_a_window_shows_exactly_what_the_whole_shows_there(day, repeat, skip, length):
    planned, since = a_series(day, repeat=repeat), day + timedelta(days=skip)
    until = since + timedelta(days=length)
    whole = series.days(planned, day, until)
    assert list(series.days(planned, since, until)) == [one for one in whole if one >= since]


@given(DAYS, REPEATS, st.sets(st.integers(0, 20), max_size=8), st.integers(0, 200))
def test_cancelled_days_and_those_after_the_last_are_never_there(day, repeat, cancelled, length):
    last = day + timedelta(days=length)
    whole = list(series.days(a_series(day, repeat=repeat), day, day + YEAR))
    without = {whole[n] for n in cancelled if n < len(whole)}
    found = series.days(a_series(day, repeat=repeat, last_on=last, without=without), day, day + YEAR)
    assert list(found) == [one for one in whole if one not in without and one <= last]


@given(DAYS, REPEATS, st.integers(-2000, 20000))
def test_the_next_one_is_found_and_the_search_ends(day, repeat, later):
    now = datetime.combine(day, time(12), UTC) + timedelta(days=later)
    found = series.next_occurrence(a_series(day, repeat=repeat), now)
    assert found is None or found.ends_at > now
    assert found is not None or (repeat == rules.ONCE and later >= 0)


def test_more_than_anybody_needs_is_not_given():
    assert len(list(series.days(a_series(date(2024, 1, 1)), date(2024, 1, 1), date(2100, 1, 1)))) == series.AT_MOST


@given(DAYS, DAYS, REPEATS, REPEATS, st.integers(0, 23), st.integers(0, 23))
def test_overlap_is_the_same_from_both_sides(day, other, repeat, other_repeat, hour, other_hour):
    one, two = a_series(day, time(hour), repeat), a_series(other, time(other_hour), other_repeat, minutes=90)
    since = max(day, other) - timedelta(days=7)
    assert (series.overlap(one, two, since) is None) == (series.overlap(two, one, since) is None)


@pytest.mark.parametrize(
    ("hour", "minutes", "is_overlap"),
    [(time(9), 60, False), (time(9, 15), 60, True), (time(10, 45), 60, True), (time(11), 60, False)],
)
def test_side_by_side_is_no_overlap(hour, minutes, is_overlap):
    day = date(2026, 11, 24)
    found = series.overlap(a_series(day), a_series(day, hour, minutes=minutes), day)
    assert (found == day) is is_overlap


def test_past_midnight_overlaps_with_the_early_morning():
    late, early = a_series(date(2026, 11, 24), time(23, 30), minutes=120), a_series(date(2026, 11, 25), time(0, 30))
    assert series.overlap(early, late, date(2026, 11, 24)) == date(2026, 11, 25)


@given(DAYS, REPEATS)
def test_a_rule_gives_its_repeat_back(day, repeat):
    assert rules.repeat_of(rules.rule_of(repeat, day)) == repeat
