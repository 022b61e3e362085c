"""Either may step back, with a kind word, for once or for good; the other one is told, and no word is mailed."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from buuv.agreements import agreeing, ending, queries, rules, standing_in
from buuv.conversations import messaging
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.outbox import OutgoingMail
from tests.builders import a_conversation, a_post, an_account, an_agreement

pytestmark = pytest.mark.usefixtures("database")


def told(account):
    """What this person was told about agreements, in order."""
    wanted = select(OutgoingMail.kind).where(OutgoingMail.address == account.email)
    return [kind for kind in db.session.scalars(wanted.order_by(OutgoingMail.id)) if kind.startswith("agreement")]


@pytest.fixture
def weekly():
    return an_agreement(repeat="weekly")


@pytest.mark.parametrize("who", ["owner", "helper"])
def test_either_may_step_back_and_the_other_one_is_told(who):
    agreement = an_agreement()
    by = getattr(agreement.conversation, who)
    ending.step_back(agreement, by=by, reason="Er komt iets tussen. Het spijt me.")
    assert not agreement.is_in_force and queries.last_stepping_back(agreement).account_id == by.id
    assert told(agreement.conversation.other_than(by.id))[-1] == "agreement_cancelled"
    assert "agreement_cancelled" not in told(by)


def test_stepping_back_twice_is_once():
    agreement = an_agreement()
    ending.step_back(agreement, by=agreement.conversation.owner)
    ending.step_back(agreement, by=agreement.conversation.helper)
    assert queries.last_stepping_back(agreement).account_id == agreement.conversation.owner_id
    assert told(agreement.conversation.owner) == ["agreement_confirmed"]


def test_who_switched_notices_off_still_hears_that_an_agreement_is_off():
    agreement = an_agreement()
    agreement.conversation.helper.wants_notices = False
    ending.step_back(agreement, by=agreement.conversation.owner)
    assert told(agreement.conversation.helper)[-1] == "agreement_cancelled"


def test_what_has_been_cannot_be_called_off():
    with time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False) as moment:
        agreement = an_agreement()
        moment.shift(timedelta(days=4))
        with pytest.raises(Refusal):
            ending.step_back(agreement, by=agreement.conversation.owner)


def test_a_reason_that_is_a_whole_story_is_refused():
    agreement = an_agreement()
    with pytest.raises(Refusal) as caught:
        ending.step_back(agreement, by=agreement.conversation.owner, reason="x" * (rules.REASON_MAX + 1))
    assert caught.value.field == "words" and agreement.is_in_force


def test_no_mail_holds_a_word_or_a_day(weekly):
    ending.cancel_day(weekly, weekly.begins_on, by=weekly.conversation.owner, reason="Mijn zus komt")
    ending.step_back(weekly, by=weekly.conversation.owner, reason="Mijn zus blijft")
    facts = [row.facts for row in db.session.scalars(select(OutgoingMail).where(OutgoingMail.kind.like("agreement%")))]
    assert all(set(fact) <= {"agreement", "conversation"} for fact in facts)


def test_one_day_is_left_out_and_the_series_goes_on(weekly):
    ending.cancel_day(weekly, weekly.begins_on, by=weekly.conversation.helper)
    ending.cancel_day(weekly, weekly.begins_on, by=weekly.conversation.owner)
    assert weekly.is_in_force and weekly.next_on == weekly.begins_on + timedelta(days=7)
    assert weekly.begins_on not in ending.coming_days(weekly)
    assert told(weekly.conversation.owner).count("agreement_day_cancelled") == 1


@pytest.mark.parametrize("act", [ending.cancel_day, ending.end_series])
def test_a_day_that_is_none_of_the_series_is_refused(weekly, act):
    for day in (weekly.begins_on + timedelta(days=1), weekly.begins_on - timedelta(days=7)):
        with pytest.raises(Refusal) as caught:
            act(weekly, day, by=weekly.conversation.owner)
        assert caught.value.field == "day"


@pytest.mark.parametrize("act", [ending.cancel_day, ending.end_series])
def test_what_is_only_once_or_off_has_no_days_to_leave_out(act):
    once, off = an_agreement(), an_agreement(repeat="weekly")
    ending.step_back(off, by=off.conversation.owner)
    for agreement in (once, off):
        with pytest.raises(Refusal):
            act(agreement, agreement.begins_on, by=agreement.conversation.owner)


def test_a_decent_end_keeps_the_days_until_then(weekly):
    last = weekly.begins_on + timedelta(days=14)
    ending.end_series(weekly, last, by=weekly.conversation.owner, reason="Dank u wel")
    assert weekly.is_in_force and ending.coming_days(weekly)[-1] == last and len(ending.coming_days(weekly)) == 3
    assert told(weekly.conversation.helper)[-1] == "agreement_ending"


def test_stopping_the_conversation_ends_what_was_to_come():
    agreement = an_agreement()
    proposal = an_agreement(conversation=agreement.conversation, is_confirmed=False)
    messaging.stop(agreement.conversation, by=agreement.conversation.helper)
    messaging.stop(agreement.conversation, by=agreement.conversation.owner)
    assert agreement.ended_at and proposal.ended_at
    assert told(agreement.conversation.owner).count("agreement_cancelled") == 1
    assert "agreement_cancelled" not in told(agreement.conversation.helper)


def test_a_stand_in_is_asked_for_the_day_that_is_open(weekly):
    owner = weekly.conversation.owner
    other = a_conversation(post=weekly.conversation.post)
    day = weekly.begins_on
    assert standing_in.open_days(weekly) == []
    ending.cancel_day(weekly, day, by=weekly.conversation.helper)
    asked = standing_in.ask(weekly, day, other, by=owner)
    again = standing_in.ask(weekly, day, other, by=owner)
    assert asked == again and (asked.begins_on, asked.rrule, asked.stands_in_for_id) == (day, None, weekly.id)
    agreeing.confirm(asked, by=other.helper)
    assert asked.is_in_force and told(other.helper) == ["agreement_proposed"]


def test_a_stand_in_can_take_over_what_was_only_once():
    agreement = an_agreement()
    other = a_conversation(post=agreement.conversation.post)
    ending.step_back(agreement, by=agreement.conversation.helper)
    assert standing_in.open_days(agreement) == [agreement.begins_on]
    assert standing_in.ask(agreement, agreement.begins_on, other, by=agreement.conversation.owner).is_proposal


def test_only_who_answered_the_same_card_and_still_talks_can_stand_in(weekly):
    owner, day = weekly.conversation.owner, weekly.begins_on
    elsewhere, stopped = a_conversation(post=a_post(author=owner)), a_conversation(post=weekly.conversation.post)
    messaging.stop(stopped, by=stopped.helper)
    ending.cancel_day(weekly, day, by=weekly.conversation.helper)
    assert list(standing_in.candidates(weekly)) == []
    for conversation in (elsewhere, stopped, weekly.conversation, a_conversation(helper=an_account())):
        with pytest.raises(Refusal):
            standing_in.ask(weekly, day, conversation, by=owner)


def test_a_day_far_ahead_needs_no_stand_in_yet(weekly):
    far = ending.coming_days(weekly)[-1]
    ending.cancel_day(weekly, far, by=weekly.conversation.helper)
    assert standing_in.open_days(weekly) == []
