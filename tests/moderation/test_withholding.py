"""A crowd of reports hides nothing; three strangers to each other hold a card for a day at most (T-16)."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from buuv.accounts import blocking
from buuv.core import clock
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from buuv.moderation import deciding, queries, reporting, withholding
from buuv.moderation.decision_models import Decision
from buuv.posts import placing
from tests.builders import TOWN, a_card, a_conversation, a_post, an_account, an_agreement


def neighbours(amount, *, days=60):
    return [an_account(created_at=clock.now() - timedelta(days=days)) for _ in range(amount)]


def reported(post, people, *, ground="insult"):
    for one in people:
        reporting.report(reporting.card(post), reporting.Complaint(ground, "Kijk eens."), by=one)
    (case,) = (one for one in queries.queue(TOWN) if one.post_id == post.id)
    return case


def columns_of(row):
    db.session.flush()
    db.session.refresh(row)
    return {column.key: getattr(row, column.key) for column in type(row).__mapper__.column_attrs}


def kinds_to(address):
    return db.session.scalars(select(OutgoingMail.kind).where(OutgoingMail.address == address)).all()


def test_twenty_new_accounts_hide_nothing(database):
    post = a_post()
    case = reported(post, neighbours(20, days=29))
    assert withholding.hold_due() == 0
    assert post.is_open and case.due_at and db.session.query(Decision).count() == 0
    # They make it no heavier than one step of its ground, and it waits for a person as any other.
    assert case.weight == 10 * 4 + 10


def test_they_hide_nothing_either_when_they_grow_old_in_the_queue(database):
    post = a_post()
    reported(post, neighbours(3, days=29))
    with time_machine.travel(clock.now() + timedelta(days=5)):
        assert withholding.hold_due() == 0


def test_three_old_neighbours_hold_a_card_for_a_day_and_it_comes_back_to_the_byte(database):
    post = a_post(author=an_account(email="riet@example.org"))
    conversation = a_conversation(post=post)
    before, talk = columns_of(post), columns_of(conversation)
    with time_machine.travel(clock.now(), tick=False) as travelled:
        case = reported(post, neighbours(3))
        assert (withholding.hold_due(), withholding.hold_due()) == (1, 0)
        decision = db.session.query(Decision).one()
        assert post.state == "hidden" and decision.is_automated and decision.ground == "insult"
        assert decision.until == clock.now() + timedelta(hours=24) and "het programma" in decision.facts
        assert "decision_made" in kinds_to("riet@example.org")
        case = queries.get_case(TOWN, case.public_id)
        assert case.due_at <= decision.until and "held" in {one.key for one in case.signals}
        travelled.shift(timedelta(hours=24))
        deciding.end_over(10)
    after = columns_of(post)
    assert after.pop("expires_at") - before.pop("expires_at") == timedelta(hours=24)
    assert (after, columns_of(conversation)) == (before, talk)
    assert "decision_lifted" in kinds_to("riet@example.org") and case.is_open
    # Not a second time for the same words, whoever reports them.
    reported(post, neighbours(3))
    assert withholding.hold_due() == 0 and post.is_open


@pytest.mark.parametrize("tie", ["agreed", "blocked"])
def test_neighbours_who_have_to_do_with_each_other_count_as_one(database, tie):
    post, people = a_post(), neighbours(3)
    if tie == "agreed":
        an_agreement(conversation=a_conversation(post=a_post(author=people[0]), helper=people[2]))
    else:
        blocking.block(people[1], by=people[2])
    reported(post, people)
    assert withholding.hold_due() == 0 and post.is_open
    reported(post, neighbours(1))
    assert withholding.hold_due() == 1


def test_reports_without_an_account_and_of_who_left_hold_nothing(database):
    post, people = a_post(), neighbours(3)
    people[0].left_at = clock.now()
    reported(post, [*people, None, None, None])
    assert withholding.hold_due() == 0


def test_a_person_decides_and_the_hold_is_over_at_once(database):
    post, moderator = a_post(author=an_account(email="riet@example.org")), an_account(role="moderator")
    case = reported(post, neighbours(3))
    withholding.hold_due()
    deciding.decide(case, deciding.Verdict("none"), by=moderator)
    assert post.is_open and "decision_lifted" in kinds_to("riet@example.org")


def test_what_a_person_hides_stays_hidden_when_the_hold_is_over(database):
    post, moderator = a_post(author=an_account(email="riet@example.org")), an_account(role="moderator")
    case = reported(post, neighbours(3))
    withholding.hold_due()
    decision = deciding.decide(case, deciding.Verdict("hide", "insult", "Een scheldwoord."), by=moderator)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        deciding.end_over(10)
    assert post.hidden_by_id == decision.id and "decision_lifted" not in kinds_to("riet@example.org")


def test_what_a_person_let_stand_is_not_held_until_its_words_change(database):
    post, people = a_post(), neighbours(6)
    case = reported(post, people[:1])
    deciding.decide(case, deciding.Verdict("none"), by=an_account(role="moderator"))
    reported(post, people[:3])
    assert withholding.hold_due() == 0
    placing.rewrite(post, a_card(title="Nu iets heel anders"))
    # The reports from before are about other words.
    assert withholding.hold_due() == 0
    reported(post, people[3:])
    assert withholding.hold_due() == 1


def unfounded(reporter, number, moderator):
    for _ in range(number):
        case = reported(a_post(), [reporter], ground="threat")
        deciding.decide(case, deciding.Verdict("none", is_unfounded=True), by=moderator)


def proposals():
    return [case for case in queries.queue(TOWN) if "unfounded_reports" in {one.key for one in case.signals}]


def test_five_reports_without_ground_are_a_proposal_and_nothing_happens_by_itself(database):
    (reporter,), moderator = neighbours(1), an_account(role="moderator")
    unfounded(reporter, 4, moderator)
    assert proposals() == []
    unfounded(reporter, 1, moderator)
    (case,) = proposals()
    assert (case.kind, case.account_id) == ("profile", reporter.id) and case.due_at
    assert {one.measure for one in db.session.query(Decision)} == {"none"}
    # A person looked; only five new ones ask again.
    deciding.decide(case, deciding.Verdict("none"), by=moderator)
    unfounded(reporter, 4, moderator)
    assert proposals() == []
    unfounded(reporter, 1, moderator)
    assert len(proposals()) == 1


def test_five_in_more_than_thirty_days_are_no_proposal(database):
    (reporter,), moderator = neighbours(1), an_account(role="moderator")
    unfounded(reporter, 3, moderator)
    with time_machine.travel(clock.now() + timedelta(days=31)):
        unfounded(reporter, 2, moderator)
        assert proposals() == []


def test_reports_of_who_often_has_no_ground_weigh_less_and_hold_nothing(database):
    people, moderator = neighbours(3), an_account(role="moderator")
    unfounded(people[0], 3, moderator)
    assert reported(a_post(), people[:1], ground="threat").weight == 10 * (9 - 3) + 1
    unfounded(people[0], 2, moderator)
    post = a_post()
    case = reported(post, people[:1], ground="threat")
    # The clock of a threat runs as always: this one report may be true.
    assert case.weight == 10 * (9 - 5) and case.is_urgent
    reported(post, people[1:])
    assert withholding.hold_due() == 0 and post.is_open
