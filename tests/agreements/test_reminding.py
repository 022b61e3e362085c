"""The calendar's own work: reminded once on the evening before, asked once in six weeks, and days that pass (F-15)."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select

from buuv import tending
from buuv.agreements import ending, reminding
from buuv.agreements.models import Agreement, FitAnswer
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from tests.builders import a_conversation, an_account, an_agreement
from tests.pages.journeys import count

# A Sunday morning in winter; the builder's agreement is on Wednesday at ten.
START = datetime(2026, 11, 22, 9, tzinfo=UTC)
TUESDAY_EVENING = datetime(2026, 11, 24, 17, tzinfo=UTC)


@pytest.fixture
def moment(database):
    with time_machine.travel(START, tick=False) as moment:
        yield moment


def tend(app, *, times=1):
    db.session.commit()
    for _ in range(times):
        tending.tend(app)
    db.session.rollback()
    db.session.expire_all()


def again(agreement):
    """The agreement as it is now; the worker has a session of its own."""
    return db.session.get(Agreement, agreement.id)


def reminded():
    wanted = select(OutgoingMail.address).where(OutgoingMail.kind == "agreement_reminder")
    return sorted(db.session.scalars(wanted))


def test_both_are_reminded_once_on_the_evening_before(app, moment):
    agreement = an_agreement()
    both = sorted([agreement.conversation.owner.email, agreement.conversation.helper.email])
    moment.move_to(TUESDAY_EVENING - timedelta(minutes=1))
    tend(app)
    assert reminded() == []
    moment.move_to(TUESDAY_EVENING)
    tend(app, times=3)
    assert reminded() == both


def test_the_clock_that_steps_back_an_hour_reminds_nobody_again(app, moment):
    an_agreement()
    for hours in (0, 1, 0, -1, 2):
        moment.move_to(TUESDAY_EVENING + timedelta(hours=hours))
        tend(app)
    assert len(reminded()) == 2


def test_every_day_of_a_series_is_reminded_of(app, moment):
    an_agreement(repeat="weekly")
    for day in range(1, 22):
        moment.move_to(START + timedelta(days=day, hours=9))
        tend(app)
    assert len(reminded()) == 6  # three Wednesdays, two people


@pytest.mark.parametrize("why", ["proposal", "off", "left out", "agreed this evening"])
def test_nobody_is_reminded_of_what_does_not_need_it(app, moment, why):
    if why == "agreed this evening":
        moment.move_to(TUESDAY_EVENING + timedelta(hours=1))
        an_agreement(begins_on=(TUESDAY_EVENING + timedelta(days=1)).date())
    else:
        agreement = an_agreement(repeat="weekly", is_confirmed=why != "proposal")
        if why == "off":
            ending.step_back(agreement, by=agreement.conversation.owner)
        if why == "left out":
            ending.cancel_day(agreement, agreement.begins_on, by=agreement.conversation.owner)
    moment.move_to(TUESDAY_EVENING + timedelta(hours=2))
    tend(app)
    assert reminded() == []


def test_who_switched_notices_off_is_not_reminded(app, moment):
    agreement = an_agreement(conversation=a_conversation(helper=an_account(wants_notices=False)))
    moment.move_to(TUESDAY_EVENING)
    tend(app)
    assert reminded() == [agreement.conversation.owner.email]


def test_a_day_that_is_over_makes_way_for_the_next(app, moment):
    once, weekly = an_agreement(), an_agreement(repeat="weekly")
    moment.shift(timedelta(days=4))
    tend(app)
    assert again(once).next_on is None and again(once).ended_at is None
    assert again(weekly).next_on == weekly.begins_on + timedelta(days=7)


def test_one_past_midnight_does_not_stay_behind(app, moment):
    night = an_agreement(wall_time=time(23, 30), repeat="weekly")
    moment.move_to(datetime(2026, 11, 25, 23, 10, tzinfo=UTC))  # Thursday, ten past twelve
    tend(app, times=2)
    moment.shift(timedelta(days=1))
    tend(app)
    assert again(night).next_on == night.begins_on + timedelta(days=7)


def test_a_proposal_whose_day_passed_is_over(app, moment):
    proposal = an_agreement(is_confirmed=False)
    moment.shift(timedelta(days=4))
    tend(app)
    assert again(proposal).ended_at is not None


def test_after_six_weeks_both_are_asked_and_six_weeks_later_again(app, moment):
    agreement = an_agreement(repeat="weekly")
    for day in range(1, 100):
        moment.move_to(START + timedelta(days=day))
        tend(app)
    assert count(OutgoingMail, kind="agreement_fit") == 4
    days = {row.asked_on - agreement.begins_on for row in db.session.scalars(select(FitAnswer))}
    assert sorted(days) == [timedelta(days=42), timedelta(days=84)]


@pytest.mark.parametrize("why", ["once", "ends soon", "off"])
def test_nobody_is_asked_whether_it_suits_when_there_is_no_more_of_it(app, moment, why):
    agreement = an_agreement(repeat="once" if why == "once" else "weekly")
    if why == "ends soon":
        ending.end_series(agreement, agreement.begins_on + timedelta(days=49), by=agreement.conversation.owner)
    if why == "off":
        ending.step_back(agreement, by=agreement.conversation.owner)
    moment.shift(timedelta(days=46))
    tend(app)
    assert count(OutgoingMail, kind="agreement_fit") == 0


def test_an_answer_is_kept_and_may_change(app, moment):
    agreement = an_agreement(repeat="weekly")
    moment.shift(timedelta(days=46))
    tend(app)
    for answer in (reminding.STOP, reminding.YES):
        reminding.answer_fit(again(agreement), answer, by=agreement.conversation.owner)
    db.session.flush()
    answers = {row.account_id: row.answer for row in db.session.scalars(select(FitAnswer))}
    assert answers == {agreement.conversation.owner_id: "yes", agreement.conversation.helper_id: None}
