"""After the moment both are asked once and apart; what they say closes the card, and nobody sees the other's answer."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select

from buuv.agreements import ending, finishing, reminding, rules
from buuv.agreements.outcomes import Outcome, Unease
from buuv.conversations import helping
from buuv.core.clock import TOWN_ZONE
from buuv.core.database import db
from buuv.core.errors import NotFound, Refusal
from buuv.core.outbox import OutgoingMail
from buuv.posts.models import DONE, OPEN
from tests.builders import a_conversation, a_post, an_account, an_agreement
from tests.pages.journeys import count

pytestmark = pytest.mark.usefixtures("database")
MONDAY = date(2026, 11, 23)
DAY = MONDAY + timedelta(days=1)


def at(day, hour):
    return datetime.combine(day, time(hour), TOWN_ZONE)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(at(MONDAY, 9), tick=False) as traveller:
        yield traveller


def asked():
    wanted = select(OutgoingMail.address).where(OutgoingMail.kind == "how_did_it_go").order_by(OutgoingMail.address)
    return list(db.session.scalars(wanted))


def both_of(agreement):
    rows = db.session.scalars(select(Outcome).where(Outcome.agreement_id == agreement.id).order_by(Outcome.id))
    return [finishing.get_for(row.account_id, row.public_id) for row in rows]


def a_walk(**more):
    """A walk tomorrow at ten for an hour."""
    return an_agreement(begins_on=DAY, **more)


def ask_after(monday, agreement):
    """The questions to owner and helper, on the evening of the day."""
    monday.move_to(at(DAY, 20))
    finishing.ask(100)
    return both_of(agreement)


def test_both_are_asked_once_after_the_end(monday):
    conversation = a_walk().conversation
    monday.move_to(at(DAY, 10))
    assert finishing.ask(100) == 0
    monday.move_to(at(DAY, 11))
    assert (finishing.ask(100), finishing.ask(100)) == (1, 0)
    assert asked() == sorted([conversation.owner.email, conversation.helper.email])


def test_who_is_late_by_days_asks_and_by_weeks_does_not(monday):
    a_walk()
    monday.move_to(at(DAY + timedelta(days=20), 9))
    assert finishing.ask(100) == 0
    monday.move_to(at(DAY + timedelta(days=10), 9))
    assert finishing.ask(100) == 1


def test_a_proposal_and_what_was_called_off_are_not_asked_about(monday):
    a_walk(is_confirmed=False)
    off = a_walk()
    ending.step_back(off, by=off.conversation.helper)
    assert ask_after(monday, off) == [] and asked() == []


def test_a_series_is_asked_about_after_the_first_time_and_not_every_week(monday):
    series = a_walk(repeat=rules.WEEKLY)
    ask_after(monday, series)
    for week in range(1, 6):
        monday.move_to(at(DAY + timedelta(weeks=week), 20))
        assert finishing.ask(100) == 0
    assert count(Outcome) == 2


def test_a_series_is_asked_again_together_with_the_six_weeks_question(monday):
    series = a_walk(repeat=rules.WEEKLY)
    ask_after(monday, series)
    monday.move_to(at(DAY + timedelta(weeks=6), 9))
    reminding.roll_over(100)
    assert finishing.ask_with_fit(100) == 0
    assert reminding.ask_fit(100) == 1
    assert (finishing.ask_with_fit(100), finishing.ask_with_fit(100)) == (1, 0)
    assert count(Outcome) == 4 and len(asked()) == 2
    assert both_of(series)[-1].is_about_a_series


def test_a_first_day_that_was_left_out_is_not_asked_about(monday):
    series = a_walk(repeat=rules.WEEKLY)
    ending.cancel_day(series, DAY, by=series.conversation.owner)
    assert ask_after(monday, series) == []
    monday.move_to(at(DAY + timedelta(weeks=1), 20))
    assert finishing.ask(100) == 1
    assert both_of(series)[0].occurs_on == DAY + timedelta(weeks=1)


def test_when_both_say_so_a_request_for_one_is_done(monday):
    agreement = a_walk()
    post = agreement.conversation.post
    owner, helper = ask_after(monday, agreement)
    finishing.answer_happened(owner, did_happen=True)
    assert post.state == OPEN and finishing.may_finish(owner) and not finishing.may_finish(helper)
    finishing.answer_happened(helper, did_happen=True)
    assert post.state == DONE


def test_when_one_says_no_the_card_stays(monday):
    agreement = a_walk()
    owner, helper = ask_after(monday, agreement)
    finishing.answer_happened(owner, did_happen=False)
    finishing.answer_happened(helper, did_happen=True)
    assert agreement.conversation.post.is_open and not finishing.may_finish(owner)


def test_an_offer_a_series_and_a_card_for_several_stay(monday):
    several = a_post()
    helping.want(several, 2)
    kept = [
        a_walk(conversation=a_conversation(post=a_post(kind="offer"))),
        a_walk(repeat=rules.WEEKLY),
        a_walk(conversation=a_conversation(post=several)),
    ]
    for agreement in kept:
        for outcome in ask_after(monday, agreement):
            finishing.answer_happened(outcome, did_happen=True)
        assert agreement.conversation.post.is_open


def test_an_offer_has_its_place_again_when_both_say_so(monday):
    conversation = a_conversation(post=a_post(kind="offer"))
    agreement = a_walk(conversation=conversation)
    helping.accept(conversation, by=conversation.owner)
    for outcome in ask_after(monday, agreement):
        finishing.answer_happened(outcome, did_happen=True)
    assert conversation.post.is_open
    assert count(OutgoingMail, kind="helper_left") == count(OutgoingMail, kind="helper_released") == 0


def test_nobody_gets_the_questions_of_another(monday):
    agreement = a_walk()
    owner, helper = ask_after(monday, agreement)
    for account_id in (helper.account_id, an_account().id, an_account(role="moderator").id):
        with pytest.raises(NotFound):
            finishing.get_for(account_id, owner.public_id)


def test_what_was_not_right_is_kept_apart_and_can_be_taken_back(monday):
    agreement = a_walk()
    owner, _ = ask_after(monday, agreement)
    finishing.answer_right(owner, was_right=False)
    finishing.answer_right(owner, was_right=False, words="Hij vroeg om geld.")
    kept = db.session.scalars(select(Unease)).one()
    assert (kept.about_id, kept.words) == (agreement.conversation.helper_id, "Hij vroeg om geld.")
    finishing.answer_right(owner, was_right=False)
    assert kept.words == "Hij vroeg om geld."
    finishing.answer_right(owner, was_right=True)
    db.session.flush()
    assert count(Unease) == 0


def test_a_whole_story_of_what_was_not_right_is_refused_at_its_field(monday):
    owner, _ = ask_after(monday, a_walk())
    with pytest.raises(Refusal) as caught:
        finishing.answer_right(owner, was_right=False, words="x" * 1001)
    assert caught.value.field == "words"


def test_three_answers_or_none_at_all_close_the_question(monday):
    owner, helper = ask_after(monday, a_walk())
    finishing.answer_happened(owner, did_happen=True)
    finishing.answer_again(owner, would_again=False)
    assert finishing.open_for(owner.account_id) == [owner]
    finishing.answer_right(owner, was_right=True)
    finishing.put_aside(helper)
    assert finishing.open_for(owner.account_id) == [] == finishing.open_for(helper.account_id)


def test_a_question_disappears_after_a_month(monday):
    owner, _ = ask_after(monday, a_walk())
    monday.move_to(at(DAY + timedelta(days=31), 20))
    assert finishing.open_for(owner.account_id) == []


def test_a_chosen_neighbour_who_calls_off_the_agreement_opens_the_place():
    agreement = a_walk()
    conversation = agreement.conversation
    helping.accept(conversation, by=conversation.owner)
    ending.step_back(agreement, by=conversation.helper)
    assert conversation.post.is_open
    assert count(OutgoingMail, kind="helper_left", address=conversation.owner.email) == 1


def test_an_owner_who_calls_it_off_keeps_the_chosen_neighbour():
    agreement = a_walk()
    helping.accept(agreement.conversation, by=agreement.conversation.owner)
    ending.step_back(agreement, by=agreement.conversation.owner)
    assert agreement.conversation.post.is_taken
