"""An agreement is there when both said yes; what replaces it waits until both said yes again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from buuv.accounts.models import Account
from buuv.agreements import agreeing, ending, queries, rules
from buuv.agreements.agreeing import Overlap
from buuv.agreements.models import Agreement, AgreementConfirmation
from buuv.conversations import helping, messaging
from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import NotFound, Refusal
from tests.builders import a_conversation, a_post, an_account, an_agreement, terms

pytestmark = pytest.mark.usefixtures("database")
ROUNDS = 12


def test_a_proposal_is_in_force_when_the_other_one_confirms():
    agreement = an_agreement(is_confirmed=False)
    assert agreement.is_proposal and not agreement.is_in_force
    agreeing.confirm(agreement, by=agreement.conversation.helper)
    assert agreement.is_in_force and agreement.next_on == agreement.begins_on
    both = {agreement.conversation.owner_id, agreement.conversation.helper_id}
    assert set(queries.confirmations_of(agreement)) == both


def test_the_proposer_alone_cannot_make_it_so():
    agreement = an_agreement(is_confirmed=False)
    agreeing.confirm(agreement, by=agreement.conversation.owner)
    assert agreement.is_proposal


@pytest.mark.parametrize("role", ["resident", "broker", "moderator"])
def test_nobody_else_gets_the_agreement(role):
    agreement, other = an_agreement(), an_account(role=role)
    with pytest.raises(NotFound):
        queries.get_for(other.id, agreement.public_id)
    assert not queries.coming_for(other.id) and not queries.proposals_for(other.id)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"what": "\u200b"}, "what"),
        ({"what": "x" * 121}, "what"),
        ({"meeting_place": ""}, "meeting_place"),
        ({"begins_on": date(2020, 1, 1)}, "day"),
        ({"begins_on": clock.today() + timedelta(days=rules.DAYS_AHEAD + 1)}, "day"),
        ({"begins_on": clock.today(), "wall_time": time(0)}, "hour"),
        ({"minutes": 7}, "minutes"),
        ({"repeat": "daily"}, "repeat"),
        ({"repeat": "weekly", "last_on": clock.today()}, "last_on"),
    ],
)
def test_what_is_not_right_is_refused_at_its_field(wrong, field):
    with pytest.raises(Refusal) as caught:
        an_agreement(**wrong)
    assert caught.value.field == field
    assert db.session.scalar(select(func.count(Agreement.id))) == 0


def test_a_stopped_conversation_makes_no_agreement():
    conversation = a_conversation()
    messaging.stop(conversation, by=conversation.owner)
    with pytest.raises(Refusal):
        an_agreement(conversation=conversation)


def test_more_than_ten_at_once_is_too_many():
    conversation = a_conversation()
    for _ in range(rules.LIVE_AT_MOST):
        an_agreement(conversation=conversation)
    with pytest.raises(Refusal):
        an_agreement(conversation=conversation)


def test_another_time_for_a_proposal_takes_its_place_at_once():
    first = an_agreement(is_confirmed=False)
    helper = first.conversation.helper
    second = agreeing.propose(first.conversation, terms(wall_time=time(14)), by=helper, replaces=first)
    assert first.ended_at and second.is_proposal and second.replaces_id is None
    with pytest.raises(Refusal):
        agreeing.confirm(first, by=helper)


def test_a_change_of_one_time_ends_the_old_one_when_both_agree():
    old = an_agreement()
    new = agreeing.propose(old.conversation, terms(wall_time=time(14)), by=old.conversation.helper, replaces=old)
    assert old.is_in_force
    agreeing.confirm(new, by=old.conversation.owner)
    assert new.is_in_force and not old.is_in_force
    assert (new.calendar_id, new.revision) == (old.calendar_id, 1)


def test_a_counter_proposal_still_changes_what_is_in_force():
    old = an_agreement()
    owner, helper = old.conversation.owner, old.conversation.helper
    second = agreeing.propose(old.conversation, terms(wall_time=time(14)), by=helper, replaces=old)
    third = agreeing.propose(old.conversation, terms(wall_time=time(15)), by=owner, replaces=second)
    assert (third.replaces_id, bool(second.ended_at), old.is_in_force) == (old.id, True, True)
    agreeing.confirm(third, by=helper)
    assert not old.is_in_force and queries.find_successor(old) == third


def test_a_series_goes_on_until_what_takes_its_place_begins():
    old = an_agreement(repeat="weekly")
    begin = old.begins_on + timedelta(days=16)
    changed = terms(begins_on=begin, repeat="weekly", wall_time=time(14))
    new = agreeing.propose(old.conversation, changed, by=old.conversation.owner, replaces=old)
    agreeing.confirm(new, by=old.conversation.helper)
    assert old.is_in_force and old.last_on == begin - timedelta(days=1)
    assert new.calendar_id != old.calendar_id


def test_what_is_off_takes_its_change_along():
    old = an_agreement()
    new = agreeing.propose(old.conversation, terms(), by=old.conversation.owner, replaces=old, anyway=True)
    ending.step_back(old, by=old.conversation.helper)
    assert new.ended_at
    with pytest.raises(Refusal):
        agreeing.propose(old.conversation, terms(), by=old.conversation.owner, replaces=old)


def test_a_change_at_the_same_time_is_no_overlap_with_itself():
    old = an_agreement()
    new = agreeing.propose(old.conversation, terms(minutes=90), by=old.conversation.owner, replaces=old)
    agreeing.confirm(new, by=old.conversation.helper)
    assert new.is_in_force


def test_an_overlap_is_told_to_whom_it_concerns_and_can_be_passed():
    mine = an_agreement(repeat="weekly")
    me = mine.conversation.helper
    agreement = an_agreement(conversation=a_conversation(helper=me), wall_time=time(10, 45), is_confirmed=False)
    with pytest.raises(Overlap) as caught:
        agreeing.confirm(agreement, by=me)
    assert (caught.value.agreement, caught.value.day) == (mine, mine.begins_on)
    agreeing.confirm(agreement, by=me, anyway=True)
    assert agreement.is_in_force


def test_the_proposer_is_warned_of_their_own_only():
    mine = an_agreement()
    busy, free = mine.conversation.helper, an_account()
    conversation = a_conversation(post=a_post(author=free), helper=busy)
    assert agreeing.propose(conversation, terms(), by=free).is_proposal
    with pytest.raises(Overlap):
        agreeing.propose(conversation, terms(), by=busy)


@pytest.mark.parametrize("end", ["step_back", "cancel_day"])
def test_what_is_called_off_is_no_overlap(end):
    mine = an_agreement(repeat="weekly")
    me = mine.conversation.owner
    if end == "step_back":
        ending.step_back(mine, by=me)
    else:
        ending.cancel_day(mine, mine.begins_on, by=me)
    talk = a_conversation(helper=me)
    messaging.write(talk, "Graag!", by=talk.owner)
    assert agreeing.propose(talk, terms(), by=me).is_proposal


def test_a_day_that_has_passed_cannot_be_confirmed():
    with time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False) as moment:
        agreement = an_agreement(is_confirmed=False)
        moment.shift(timedelta(days=4))
        with pytest.raises(Refusal):
            agreeing.confirm(agreement, by=agreement.conversation.helper)


def at_once(app, *acts):
    """Each act in a transaction of its own at the same moment; what each gave or refused."""

    def run(act):
        with app.app_context():
            try:
                act()
                db.session.commit()
            except Refusal as refusal:
                db.session.rollback()
                return refusal
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as together:
        return list(together.map(run, acts))


def as_person(number, public_id, act):
    """An act on an agreement as this person's request does it."""

    def run():
        person = db.session.get(Account, number)
        act(queries.get_for(number, public_id, lock=True), person)

    return run


def yes(agreement, person):
    agreeing.confirm(agreement, by=person, anyway=True)


def another_time(agreement, person):
    changed = terms(wall_time=time(14))
    agreeing.propose(agreement.conversation, changed, by=person, replaces=agreement, anyway=True)


def no(agreement, person):
    ending.step_back(agreement, by=person)


def live():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Agreement).where(Agreement.ended_at.is_(None))).all()


def arranged():
    agreement = an_agreement(is_confirmed=False)
    found = agreement.conversation.owner_id, agreement.conversation.helper_id, agreement.public_id
    db.session.commit()
    return found


def test_ten_confirmations_at_once_are_one(app):
    _, helper, number = arranged()
    at_once(app, *[as_person(helper, number, yes)] * 10)
    assert db.session.scalar(select(func.count()).select_from(AgreementConfirmation)) == 2
    assert [one.is_in_force for one in live()] == [True]


def test_a_confirmation_against_a_change_leaves_one_thing_in_force_at_most(app):
    for _ in range(ROUNDS):
        owner, helper, number = arranged()
        said = at_once(app, as_person(helper, number, yes), as_person(owner, number, another_time))
        old = db.session.scalars(select(Agreement).where(Agreement.public_id == number)).one()
        mine = [one for one in live() if one.conversation_id == old.conversation_id]
        in_force = [one for one in mine if one.is_confirmed]
        # First the yes: the change waits beside it. First the change: the yes comes too late.
        assert len(in_force) == (0 if said[0] else 1) and len(mine) == len(in_force) + 1


def test_a_confirmation_against_a_refusal_is_off_in_the_end(app):
    for _ in range(ROUNDS):
        owner, helper, number = arranged()
        at_once(app, as_person(helper, number, yes), as_person(owner, number, no))
        old = db.session.scalars(select(Agreement).where(Agreement.public_id == number)).one()
        db.session.refresh(old)
        assert old.ended_at is not None


def test_two_changes_at_once_leave_one_proposal(app):
    for _ in range(ROUNDS):
        owner, helper, number = arranged()
        said = at_once(app, as_person(helper, number, another_time), as_person(owner, number, another_time))
        old = db.session.scalars(select(Agreement).where(Agreement.public_id == number)).one()
        mine = [one for one in live() if one.conversation_id == old.conversation_id]
        assert len(mine) == 1 and len([one for one in said if one]) == 1


def test_who_is_not_answered_proposes_nothing_and_shares_nothing():
    conversation = a_conversation()
    for act in (
        lambda: agreeing.propose(conversation, terms(), by=conversation.helper),
        lambda: messaging.share_details(conversation, by=conversation.helper, email=True, line=""),
    ):
        with pytest.raises(Refusal, match="heeft nog niet geantwoord"):
            act()
    messaging.write(conversation, "Graag!", by=conversation.owner)
    messaging.share_details(conversation, by=conversation.helper, email=True, line="")
    assert agreeing.propose(conversation, terms(), by=conversation.helper).is_proposal


def test_a_choice_or_a_proposal_of_the_owner_is_an_answer_too():
    chosen, asked = a_conversation(), a_conversation()
    helping.accept(chosen, by=chosen.owner)
    proposal = an_agreement(conversation=asked, is_confirmed=False)
    assert agreeing.propose(chosen, terms(), by=chosen.helper).is_proposal
    assert agreeing.propose(asked, terms(what="Liever iets anders"), by=asked.helper, replaces=proposal).is_proposal
