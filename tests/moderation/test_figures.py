"""The figures equal a recount from the raw rows, made in another way (R-D09)."""

from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import text

from buuv.core import clock
from buuv.core.database import db
from buuv.moderation import figures, periods
from buuv.moderation.decision_models import CLOSE, HIDE
from buuv.moderation.periods import HalfYear
from tests.builders import TOWN, an_account
from tests.moderation.cases import a_case, a_decision, a_report, an_objection, many_cases

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOME = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def moment(database):
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


def raw(table):
    """Every row of a table as a dictionary, moments as the wall clock of the town has them."""
    found = db.session.execute(text(f'SELECT * FROM "{table}"')).mappings()
    return [{key: on_the_wall(value) if key.endswith("_at") else value for key, value in row.items()} for row in found]


def on_the_wall(value):
    if value is None:
        return None
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(HOME)


def is_in(moment, period):
    return moment.year == period.year and (moment.month <= 6) == (period.half == 1)


def add(counts, key):
    counts[key] = counts.get(key, 0) + 1


def recount(period):
    """The same numbers by hand: row by row, in Python."""
    cases = {row["id"]: row for row in raw("moderation_case") if row["municipality_code"] == TOWN}
    decisions = {row["id"]: row for row in raw("decision") if row["municipality_code"] == TOWN}
    kinds, grounds, measures, deciders, outcomes, waits = {}, {}, {}, {}, {}, []
    for row in raw("report"):
        if row["case_id"] in cases and is_in(row["received_at"], period):
            add(kinds, cases[row["case_id"]]["kind"])
            add(grounds, row["ground"])
            if row["settled_at"]:
                waits.append(row["settled_at"].timestamp() - row["received_at"].timestamp())
    for row in decisions.values():
        if row["measure"] == "close" and not row["confirmed_at"]:
            continue
        if is_in(row["confirmed_at"] or row["decided_at"], period):
            add(measures, row["measure"])
            add(deciders, "program" if row["is_automated"] else "person")
    for row in raw("objection"):
        if row["decision_id"] in decisions and is_in(row["made_at"], period):
            add(outcomes, row["outcome"] or "open")
    looks = sum(1 for row in raw("look") if row["case_id"] in cases and is_in(row["looked_at"], period))
    return kinds, grounds, sorted(waits), measures, deciders, outcomes, looks


def without_zeros(counts):
    return {key: number for key, number in counts.items() if number}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_figures_equal_a_recount_of_the_rows(moment, seed):
    many_cases(seed, amount=120, begin=NOW - timedelta(days=500), end=NOW)
    many_cases(seed + 10, amount=20, begin=NOW - timedelta(days=300), end=NOW, town="GM9990")
    for period in periods.shown():
        found = figures.count(TOWN, period)
        kinds, grounds, waits, measures, deciders, outcomes, looks = recount(period)
        assert without_zeros(found.kinds) == kinds
        assert without_zeros(found.grounds) == grounds
        assert without_zeros(found.measures) == measures
        assert without_zeros(found.deciders) == deciders
        assert without_zeros(found.outcomes) == outcomes
        assert sorted(wait.total_seconds() for wait in found.waits) == waits
        assert found.looks == looks
        shown = figures.publish(found)
        expected = timedelta(seconds=median(waits)) if len(waits) >= 5 else None
        assert shown.median_wait == expected


def test_a_half_year_begins_and_ends_at_midnight_in_the_town(moment):
    case = a_case(account=an_account())
    # Half past eleven in the evening of 30 June in UTC is already July in the Netherlands.
    a_report(case, at=datetime(2026, 6, 30, 21, 30, tzinfo=UTC))
    a_report(case, at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    a_report(case, at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    assert figures.count(TOWN, HalfYear(2026, 1)).reports == 2
    assert figures.count(TOWN, HalfYear(2026, 2)).reports == 1


def test_the_running_half_year_and_three_before_it_are_shown(moment):
    assert periods.shown() == [HalfYear(2026, 2), HalfYear(2026, 1), HalfYear(2025, 2), HalfYear(2025, 1)]
    assert [period.is_running for period in periods.shown()] == [True, False, False, False]
    assert (HalfYear(2026, 2).begins_on.isoformat(), HalfYear(2026, 2).ends_on.isoformat()) == (
        "2026-07-01",
        "2026-12-31",
    )


def test_closing_counts_from_when_a_second_moderator_confirmed_it(moment):
    one, other = an_account(role="moderator"), an_account(role="moderator")
    a_decision(a_case(), measure=CLOSE, at=NOW, by=one)
    assert figures.count(TOWN, HalfYear(2026, 2)).decisions == 0
    a_decision(
        a_case(),
        measure=CLOSE,
        at=NOW - timedelta(days=150),
        by=one,
        confirmed_by_id=other.id,
        confirmed_at=NOW - timedelta(days=140),
    )
    assert figures.count(TOWN, HalfYear(2026, 2)).measures[CLOSE] == 1


def test_what_is_published_hides_few(moment):
    moderator = an_account(role="moderator")
    for number in range(8):
        case = a_case()
        a_report(case, settled_at=clock.now() + timedelta(hours=number))
        decision = a_decision(case, measure=HIDE, by=moderator if number < 6 else None)
        if number < 3:
            an_objection(decision)
    found = figures.publish(figures.count(TOWN, HalfYear(2026, 2)))
    assert found.reports.tables["kinds"].numbers["card"] == 8
    assert found.reports.tables["kinds"].numbers["message"] is None
    assert found.decisions.tables["deciders"].numbers == {"person": 6, "program": None}
    assert (found.automated_percent, found.objections.total) == (None, None)
    assert found.median_wait == timedelta(hours=3, minutes=30)


def test_an_answer_is_an_hour_old_at_most(moment):
    before, counted_at = figures.shown(TOWN)
    a_report(a_case())
    assert figures.shown(TOWN) == (before, counted_at)
