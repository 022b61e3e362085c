"""Each quarter somebody is reminded to look who has which role."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from buuv import tending
from buuv.core import clock
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from buuv.moderation import reviewing
from buuv.moderation.case_models import Duty
from buuv.moderation.models import AuditEntry
from tests.builders import TOWN, an_account

START = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def moment(database):
    with time_machine.travel(START, tick=False) as travelled:
        yield travelled


def reminded():
    """To whom that mail went or goes; a mail that waits for its server stays."""
    found = db.session.scalars(select(OutgoingMail.address).where(OutgoingMail.kind == "roles_review")).all()
    db.session.rollback()
    return sorted(found)


def tend(database):
    db.session.commit()
    db.session.remove()
    tending.tend(database)


def test_who_is_on_duty_is_reminded_once_a_quarter(database, moment):
    me, other = (an_account(role="moderator", email=f"{name}@example.org") for name in ("ik", "ander"))
    db.session.add(Duty(municipality_code=TOWN, account_id=me.id, begins_on=clock.today(), made_by_id=other.id))
    moment.shift(timedelta(days=39))
    for _ in range(3):
        tend(database)
    assert reminded() == ["ik@example.org"]
    moment.shift(timedelta(days=80))
    tend(database)
    assert reminded() == ["ik@example.org"]
    moment.shift(timedelta(days=10))
    tend(database)
    assert reminded() == ["ik@example.org"] * 2
    assert set(db.session.scalars(select(AuditEntry.object).where(AuditEntry.action == reviewing.REMINDED))) == {
        f"town:{TOWN}"
    }


def test_without_duty_every_moderator_is(database, moment):
    for name in ("een", "twee"):
        an_account(role="moderator", email=f"{name}@example.org")
    an_account(role="broker")
    moment.shift(timedelta(days=39))
    tend(database)
    assert reminded() == ["een@example.org", "twee@example.org"]


def test_a_town_that_begins_in_this_quarter_is_reminded_in_the_next(database, moment):
    an_account(role="moderator", email="nieuw@example.org")
    tend(database)
    assert reminded() == []
    moment.shift(timedelta(days=39))
    tend(database)
    assert reminded() == ["nieuw@example.org"]


@pytest.mark.parametrize(
    ("day", "first"), [((2026, 3, 31), (2026, 1, 1)), ((2026, 4, 1), (2026, 4, 1)), ((2026, 12, 31), (2026, 10, 1))]
)
def test_quarters(day, first):
    assert reviewing.quarter_of(date(*day)) == date(*first)
