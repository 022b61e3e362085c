"""What was reported, decided and objected to in a half-year (DSA 15 and 24), counted from the rows themselves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from buuv.core import clock
from buuv.core.database import db
from buuv.core.memory import Memory
from buuv.moderation import grounds, periods
from buuv.moderation.case_models import KINDS, Case, Look, Report
from buuv.moderation.decision_models import CLOSE, MEASURES, REJECTED, UPHELD, Decision, Objection
from buuv.moderation.disclosing import FEW, Table, Whole, disclose, in_order
from buuv.moderation.periods import HalfYear

BY_PERSON, BY_PROGRAM, OPEN = "person", "program", "open"

# Counted once an hour: nobody needs them younger, and what came in a moment ago does not show by itself.
_shown: Memory["tuple[tuple[Published, ...], datetime]"] = Memory(seconds=3600, most=50)


@dataclass(frozen=True)
class Figures:
    """The exact numbers of a town in a half-year; for nobody's eyes but `publish`."""

    period: HalfYear
    kinds: dict[str, int]
    grounds: dict[str, int]
    # How long each settled report waited for its decision.
    waits: tuple[timedelta, ...]
    measures: dict[str, int]
    deciders: dict[str, int]
    outcomes: dict[str, int]
    looks: int

    @property
    def reports(self) -> int:
        """How many reports came in."""
        return sum(self.kinds.values())

    @property
    def decisions(self) -> int:
        """How many decisions took effect, those that nothing was wrong included."""
        return sum(self.measures.values())

    @property
    def objections(self) -> int:
        """How many objections came in."""
        return sum(self.outcomes.values())


@dataclass(frozen=True)
class Published:
    """What everybody may know of a half-year: numbers below five are hidden, and cannot be worked out."""

    period: HalfYear
    # By kind and by ground.
    reports: Whole
    # None when too few reports were settled.
    median_wait: timedelta | None
    # By measure and by who decided.
    decisions: Whole
    automated_percent: int | None
    # By outcome.
    objections: Whole
    looks: int | None


def count(municipality_code: str, period: HalfYear) -> Figures:
    """The exact numbers: reports and objections by when they came in, decisions by when they took effect."""
    reported = select(Report).join(Case, Case.id == Report.case_id)
    reported = reported.where(Case.municipality_code == municipality_code, _within(Report.received_at, period))
    waits = reported.where(Report.settled_at.is_not(None)).with_only_columns(Report.received_at, Report.settled_at)
    decided = select(Decision).where(
        Decision.municipality_code == municipality_code, took_effect(), _within(effective_at(), period)
    )
    objected = select(Objection).join(Decision, Decision.id == Objection.decision_id)
    objected = objected.where(Decision.municipality_code == municipality_code, _within(Objection.made_at, period))
    looked = select(func.count()).select_from(Look).join(Case, Case.id == Look.case_id)
    looked = looked.where(Case.municipality_code == municipality_code, _within(Look.looked_at, period))
    deciders = _counted(decided, Decision.is_automated)
    outcomes = _counted(objected, Objection.outcome)
    return Figures(
        period=period,
        kinds=in_order(_counted(reported, Case.kind), KINDS),
        grounds=in_order(_counted(reported, Report.ground), list(grounds.all_grounds())),
        waits=tuple(settled - received for received, settled in db.session.execute(waits) if settled),
        measures=in_order(_counted(decided, Decision.measure), MEASURES),
        deciders={BY_PERSON: deciders.get(False, 0), BY_PROGRAM: deciders.get(True, 0)},
        outcomes={
            UPHELD: outcomes.get(UPHELD, 0),
            REJECTED: outcomes.get(REJECTED, 0),
            OPEN: outcomes.get(None, 0),
        },
        looks=db.session.scalar(looked) or 0,
    )


def took_effect() -> ColumnElement[bool]:
    """Decisions that hold or held: one that a second moderator did not confirm never did."""
    return or_(Decision.measure != CLOSE, Decision.confirmed_at.is_not(None))


def effective_at() -> ColumnElement[datetime]:
    """The moment from which a decision holds."""
    return func.coalesce(Decision.confirmed_at, Decision.decided_at)


def publish(figures: Figures) -> Published:
    """The same numbers as everybody may read them."""
    decisions = disclose(figures.decisions, {"measures": figures.measures, "deciders": figures.deciders})
    return Published(
        period=figures.period,
        reports=disclose(figures.reports, {"kinds": figures.kinds, "grounds": figures.grounds}),
        median_wait=_median(figures.waits) if len(figures.waits) >= FEW else None,
        decisions=decisions,
        automated_percent=_percent(decisions.tables["deciders"]),
        objections=disclose(figures.objections, {"outcomes": figures.outcomes}),
        looks=figures.looks if figures.looks >= FEW else None,
    )


def _median(waits: Sequence[timedelta]) -> timedelta:
    return timedelta(seconds=median(wait.total_seconds() for wait in waits))


def _percent(deciders: Table) -> int | None:
    """The automated share in whole percents, when both of its numbers are shown."""
    seen = deciders.shown
    return round(100 * seen[BY_PROGRAM] / sum(seen.values())) if len(seen) == len(deciders.numbers) else None


def shown(municipality_code: str) -> tuple[tuple[Published, ...], datetime]:
    """The running half-year and those before it, newest first, and when they were counted: an hour ago at most."""

    def make() -> tuple[tuple[Published, ...], datetime]:
        return of(municipality_code, periods.shown()), clock.now()

    return _shown.get((municipality_code, clock.today()), make)


def of(municipality_code: str, wanted: Sequence[HalfYear]) -> tuple[Published, ...]:
    """The publishable figures of these half-years."""
    return tuple(publish(count(municipality_code, period)) for period in wanted)


def _within(moment: InstrumentedAttribute[datetime] | ColumnElement[datetime], period: HalfYear) -> ColumnElement[bool]:
    return (moment >= period.begins_at) & (moment < period.ends_at)


def _counted(rows: Select[Any], column: InstrumentedAttribute[Any]) -> Counter[Any]:
    found = db.session.execute(rows.with_only_columns(column, func.count()).group_by(column))
    return Counter({row[0]: row[1] for row in found})
