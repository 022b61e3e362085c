"""Deciding: every measure with its statement, nothing restricted without one, and all of it put back."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from buuv.accounts import restricting
from buuv.accounts.models import Account, Restriction
from buuv.agreements import thanking
from buuv.conversations import messaging
from buuv.core import clock
from buuv.core.database import db, transaction
from buuv.core.errors import Refusal
from buuv.core.outbox import OutgoingMail
from buuv.moderation import deciding, following, looking, objecting, queries, reporting
from buuv.moderation.case_models import LookNotice, Report, SealedMessage
from buuv.moderation.decision_models import Decision, Objection
from buuv.posts import ending, placing
from buuv.posts.models import Post, PostTally
from buuv.settings import ROOT
from tests.builders import (
    TOWN,
    a_card,
    a_case,
    a_conversation,
    a_decision,
    a_post,
    a_thanks,
    an_account,
    an_agreement,
)


def a_moderator():
    return an_account(role="moderator")


def kinds_to(address):
    return db.session.scalars(select(OutgoingMail.kind).where(OutgoingMail.address == address)).all()


def columns_of(row):
    db.session.flush()
    db.session.refresh(row)
    return {column.key: getattr(row, column.key) for column in type(row).__mapper__.column_attrs}


def tally():
    return {(one.kind, one.category): one.amount for one in db.session.query(PostTally).all() if one.amount}


@pytest.mark.parametrize("measure", ["hide", "remove"])
def test_a_hidden_card_comes_back_to_the_byte_with_counts_and_index(database, measure):
    author = an_account()
    post = a_post(author=author, title="Wie snoeit de heg?")
    conversation = a_conversation(post=post)
    before, talk, counts = columns_of(post), columns_of(conversation), tally()
    moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
    with time_machine.travel(moment, tick=False) as travelled:
        decision = a_decision(case=a_case(post=post), measure=measure)
        assert not post.is_open and tally() != counts
        travelled.shift(timedelta(days=10))
        objection = objecting.make(decision, "Dit is gewoon een heg.", by=author)
        objecting.answer(objection, is_upheld=True, reasons="Klopt.", by=a_moderator())
    after = columns_of(post)
    # Its term stood still for the ten days, and nothing else is different.
    assert after.pop("expires_at") - before.pop("expires_at") == timedelta(days=10)
    assert (after, columns_of(conversation), tally()) == (before, talk, counts)


def test_the_author_gets_the_statement_with_the_effect_and_the_reporter_the_outcome(database):
    author = an_account(email="riet@example.org")
    decision = a_decision(case=a_case(post=a_post(author=author)))
    assert "decision_made" in kinds_to("riet@example.org")
    assert kinds_to("melder@example.org") == ["report_received", "report_decided"]
    assert (decision.ground, decision.facts, decision.is_automated) == ("insult", "Er staat een scheldwoord.", False)


@pytest.mark.parametrize(("ground", "facts"), [(None, "Zo is het."), ("insult", ""), ("bestaat niet", "Zo is het.")])
def test_no_measure_without_a_ground_and_facts(database, ground, facts):
    post = a_post()
    case = a_case(post=post)
    with pytest.raises(Refusal):
        deciding.decide(case, deciding.Verdict("hide", ground, facts), by=a_moderator())
    assert post.is_open


def test_the_database_hides_no_card_without_a_decision(database):
    post = a_post()
    db.session.commit()
    for values in ({"state": "hidden"}, {"state": "hidden", "hidden_at": clock.now(), "hidden_from": "open"}):
        with pytest.raises(IntegrityError):
            db.session.execute(update(Post).where(Post.id == post.id).values(values))
        db.session.rollback()


def test_the_database_restricts_nobody_without_the_decision_that_says_so(database):
    decision, author, stranger = a_decision(measure="warn"), None, an_account()
    author = db.session.get(Decision, decision.id).account_id
    until = clock.now() + timedelta(days=1)
    db.session.commit()
    number, other = decision.id, stranger.id
    for row in (
        # Another measure than the decision says, another person, no decision at all.
        {"decision_id": number, "account_id": author, "kind": "suspend", "until": until},
        {"decision_id": number, "account_id": other, "kind": "pause_writing", "until": until},
        {"decision_id": 99, "account_id": author, "kind": "pause_writing", "until": until},
        {"decision_id": number, "account_id": author, "kind": "close"},
    ):
        db.session.add(Restriction(**row))
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


@pytest.mark.parametrize(
    "values",
    [
        {"ground": None},
        {"facts": ""},
        {"decided_by_id": None},
        {"decider_number": 0},
        {"measure": "suspend", "until": None},
        {"confirmed_by_id": Decision.decided_by_id, "confirmed_at": clock.now()},
    ],
    ids=["no ground", "no facts", "nobody", "another number", "no end", "confirmed by the same"],
)
def test_the_database_keeps_no_decision_without_its_reasons(database, values):
    decision = a_decision(measure="warn")
    db.session.commit()
    with pytest.raises(IntegrityError):
        db.session.execute(update(Decision).where(Decision.id == decision.id).values(values))
    db.session.rollback()


def test_who_is_paused_writes_nothing_and_reads_until_when(database):
    conversation = a_conversation()
    writer = conversation.helper
    decision = a_decision(account=writer, measure="pause_writing", days=3)
    for act in (
        lambda: messaging.write(conversation, "Nog iets", by=writer),
        lambda: placing.place(a_card(), by=writer),
        lambda: messaging.answer(a_post(), "Ik kom", by=writer),
        lambda: messaging.share_details(conversation, by=writer, email=True, line=""),
    ):
        with pytest.raises(Refusal, match="niets schrijven"):
            act()
    deciding.take_back(decision, by=a_moderator())
    placing.place(a_card(), by=writer)


def test_who_is_suspended_has_no_cards_on_the_board_until_it_is_over(database):
    author = an_account()
    hangs, rests = a_post(author=author), a_post(author=author, kind="offer", state="paused")
    a_decision(account=author, measure="suspend", days=7)
    assert (hangs.state, rests.state) == ("hidden", "hidden") and restricting.is_shut_out(author.id)
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert deciding.end_over(100) == 1
        assert (hangs.state, rests.state) == ("open", "paused") and not restricting.is_shut_out(author.id)


def test_a_card_that_two_decisions_hide_comes_back_after_the_second(database):
    author = an_account()
    post = a_post(author=author)
    hidden = a_decision(case=a_case(post=post))
    suspended = a_decision(account=author, measure="suspend", days=7)
    deciding.take_back(hidden, by=a_moderator())
    assert post.state == "hidden" and post.hidden_by_id == suspended.id
    deciding.take_back(suspended, by=a_moderator())
    assert post.state == "open"


def test_closing_waits_for_a_second_moderator(database):
    author, decider, second = an_account(email="riet@example.org"), a_moderator(), a_moderator()
    post = a_post(author=author)
    decision = a_decision(account=author, measure="close", by=decider)
    assert post.is_open and not restricting.is_shut_out(author.id) and "decision_made" not in kinds_to(author.email)
    with pytest.raises(Refusal):
        deciding.confirm(decision, by=decider)
    deciding.confirm(decision, by=second)
    assert post.state == "hidden" and restricting.is_shut_out(author.id) and "decision_made" in kinds_to(author.email)


def test_a_closing_that_nobody_confirms_leaves_the_case_open(database):
    decision = a_decision(account=an_account(), measure="close")
    deciding.decline(decision, by=a_moderator())
    assert deciding.lock_case(decision.case_id).is_open and not db.session.query(Restriction).all()


def test_the_second_who_decides_hears_that_it_is_decided(database):
    case = a_case()
    a_decision(case=case)
    with pytest.raises(Refusal, match="al besloten"):
        a_decision(case=case)


def test_a_case_that_another_has_in_hand_must_be_taken_over_first(database):
    case, one, other = a_case(), a_moderator(), a_moderator()
    deciding.take(case, by=one)
    with pytest.raises(Refusal, match="Neem de zaak eerst over"):
        a_decision(case=case, by=other)
    deciding.take(case, by=other)
    a_decision(case=case, by=other)


def test_an_objection_works_for_six_months(database):
    decision = a_decision()
    for days, works in ((180, True), (190, False)):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            assert objecting.may_object(decision) is works
    with time_machine.travel(clock.now() + timedelta(days=190)), pytest.raises(Refusal, match="voorbij"):
        objecting.make(decision, "Te laat", by=an_account())


def test_who_decided_never_answers_the_objection(database):
    decider = a_moderator()
    decision = a_decision(by=decider)
    objection = objecting.make(decision, "Niet eens", by=decision.case.account)
    with pytest.raises(Refusal):
        objecting.answer(objection, is_upheld=False, reasons="Toch wel", by=decider)
    db.session.commit()
    values = {"decided_by_id": decider.id, "decided_at": clock.now(), "outcome": "rejected", "reasons": "Toch wel"}
    for more in ({}, {"decider_number": 0}):
        with pytest.raises(IntegrityError):
            db.session.execute(update(Objection).where(Objection.id == objection.id).values(values | more))
        db.session.rollback()


def test_one_objection_each_and_a_reporter_may_object_too(database):
    decision = a_decision(measure="none")
    report = db.session.query(Report).one()
    objection = objecting.make(decision, "Kijk nog eens", by=None, report=report)
    with pytest.raises(Refusal, match="al bezwaar"):
        objecting.make(decision, "En nog eens", by=None, report=report)
    objecting.answer(objection, is_upheld=True, reasons="Wij kijken opnieuw.", by=a_moderator())
    assert "report_objection_answered" in kinds_to("melder@example.org")
    assert [one.public_id for one in queries.queue(TOWN)] != []


def test_a_message_its_copies_and_who_looked(database):
    conversation = a_conversation(body="Ik weet u te vinden.")
    owner, helper, moderator = conversation.owner, conversation.helper, a_moderator()
    messaging.write(conversation, "Wat bedoelt u?", by=owner)
    said, asked = db.session.query(messaging.Message).order_by(messaging.Message.id).all()
    report = reporting.report(reporting.message(said, TOWN), reporting.Complaint("threat"), by=owner, copies=[said])
    case = deciding.lock_case(report.case_id)
    sealed = db.session.query(SealedMessage).one()
    assert "vinden" not in sealed.sealed and case.is_urgent
    with pytest.raises(Refusal):
        looking.look(case, " ", by=moderator)
    look = looking.look(case, "om te zien of dit een bedreiging is", by=moderator)
    assert [copy.body for copy in looking.copies_in(look, case)] == ["Ik weet u te vinden."]
    assert len(looking.looks_for(owner.id)) == 1 and looking.looks_for(helper.id) == []
    decision = deciding.decide(case, deciding.Verdict("hide", "threat", "Het is een bedreiging."), by=moderator)
    assert said.hidden_by_id == decision.id and asked.hidden_by_id is None
    assert looking.looks_for(helper.id)[0].look.reason == "om te zien of dit een bedreiging is"
    assert looking.tell_due(10) == 2
    deciding.take_back(decision, by=a_moderator())
    db.session.refresh(said)
    assert said.hidden_by_id is None and said.body == "Ik weet u te vinden."


def test_the_other_is_told_later_when_safety_asks_it_and_never_after_thirty_days(database):
    conversation = a_conversation()
    said = db.session.query(messaging.Message).one()
    report = reporting.report(
        reporting.message(said, TOWN), reporting.Complaint("threat"), by=conversation.owner, copies=[said]
    )
    case, moderator = deciding.lock_case(report.case_id), a_moderator()
    looking.look(case, "om te kijken", by=moderator)
    late = deciding.Verdict("none", later_days=31, later_why="Zij woont ernaast.")
    with pytest.raises(Refusal):
        deciding.decide(case, late, by=moderator)
    with pytest.raises(Refusal):
        deciding.decide(case, deciding.Verdict("none", later_days=14), by=moderator)
    deciding.decide(case, deciding.Verdict("none", later_days=14, later_why="Zij woont ernaast."), by=moderator)
    assert looking.looks_for(conversation.helper_id) == []
    with time_machine.travel(clock.now() + timedelta(days=15)):
        assert looking.looks_for(conversation.helper_id)[0].later_why == "Zij woont ernaast."


def test_a_look_is_told_within_thirty_days_when_nobody_decides(database):
    conversation = a_conversation()
    said = db.session.query(messaging.Message).one()
    report = reporting.report(
        reporting.message(said, TOWN), reporting.Complaint("threat"), by=conversation.owner, copies=[said]
    )
    looking.look(deciding.lock_case(report.case_id), "om te kijken", by=a_moderator())
    with time_machine.travel(clock.now() + timedelta(days=30, minutes=1)):
        assert looking.looks_for(conversation.helper_id)
    assert db.session.query(LookNotice).count() == 2


def test_at_most_ten_other_messages_go_along(database):
    conversation = a_conversation()
    for number in range(11):
        messaging.write(conversation, f"Bericht {number}", by=conversation.owner)
    said, *others = db.session.query(messaging.Message).order_by(messaging.Message.id).all()
    about, complaint = reporting.message(said, TOWN), reporting.Complaint("threat")
    with pytest.raises(Refusal, match="10"):
        reporting.report(about, complaint, by=conversation.owner, copies=[said, *others])


def test_hidden_thanks_and_a_hidden_name_come_back(database):
    thanks = a_thanks(words="Wat een held!", may_be_shown=True)
    complaint = reporting.Complaint("insult")
    report = reporting.report(reporting.thanks(thanks), complaint, by=None)
    decision = a_decision(case=deciding.lock_case(report.case_id))
    assert thanking.shown_on_front(TOWN) == () and thanks.removed_by_id == decision.id
    deciding.take_back(decision, by=a_moderator())
    db.session.refresh(thanks)
    assert thanks.is_shown and thanking.shown_on_front(TOWN)[0].words == "Wat een held!"
    riet = an_account(shown_name="Lelijkwoord")
    decision = a_decision(account=riet)
    assert riet.public_name is None
    deciding.take_back(decision, by=a_moderator())
    db.session.refresh(riet)
    assert riet.public_name == "Lelijkwoord"


def test_an_automatic_hold_is_told_and_ends_by_itself(database):
    post = a_post(author=an_account(email="riet@example.org"))
    case = a_case(post=post)
    decision = deciding.hold_automatically(case, ground="insult", facts="Drie buren meldden dit.", hours=24)
    assert post.state == "hidden" and decision.is_automated and "decision_made" in kinds_to("riet@example.org")
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        deciding.end_over(10)
    assert post.is_open and deciding.lock_case(case.id).is_open


def test_a_hidden_card_can_be_taken_away_and_is_not_hung_by_anything_else(database):
    post = a_post(kind="offer")
    a_decision(case=a_case(post=post))
    for act in (ending.resume, ending.renew, ending.pause):
        with pytest.raises(Refusal):
            act(post)
    ending.withdraw(post)
    assert (post.state, post.hidden_by_id) == ("withdrawn", None)


def signals():
    return [one.key for case in queries.queue(TOWN) for one in case.signals]


def test_a_first_card_is_shown_at_the_desk_and_hangs_as_any_other(database):
    author = an_account()
    first, second = a_post(author=author), a_post(author=author)
    (case,) = queries.queue(TOWN)
    assert (case.post_id, case.due_at, signals()) == (first.id, None, ["first_card"])
    assert first.is_open and second.is_open
    with time_machine.travel(clock.now() + timedelta(days=15)):
        assert following.close_seen(10) == 1
    assert not queries.queue(TOWN)


def test_who_is_asked_to_change_has_a_week_and_the_desk_sees_what_came_of_it(database):
    changed, unchanged = a_post(), a_post()
    for post in (changed, unchanged):
        a_decision(case=a_case(post=post), measure="ask_to_change")
    assert changed.is_open and signals() == []
    placing.rewrite(changed, a_card(title="Wie loopt er met mij mee?"))
    assert signals() == ["changed"]
    with time_machine.travel(clock.now() + timedelta(days=8)):
        deciding.end_over(10)
        assert sorted(signals()) == ["changed", "unchanged"]
        assert next(case.due_at for case in queries.queue(TOWN) if case.post_id == unchanged.id)


def test_who_agreed_something_with_who_is_suspended_is_told_to_count_on_nothing(database):
    agreement = an_agreement()
    conversation = agreement.conversation
    owner, helper = conversation.owner, conversation.helper
    a_decision(account=helper, measure="suspend", days=7)
    assert "neighbour_away" in kinds_to(owner.email)
    with pytest.raises(Refusal, match="kan nu niet antwoorden"):
        messaging.write(conversation, "Komt u?", by=owner)
    assert agreement.ended_at is None and conversation.ended_at is None


def test_only_enforcing_restricts_anybody():
    """One place lets decisions take effect, so none can be forgotten when they are lifted."""
    calls = ("hiding.hide(", "restricting.restrict(", ".hidden_by_id = decision", ".removed_by_id = decision")
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "buuv").rglob("*.py")
        if any(call in path.read_text(encoding="utf-8") for call in calls)
    }
    # The second holds the column itself, and is called by the first only.
    assert found == {"buuv/moderation/enforcing.py", "buuv/posts/hiding.py"}


@pytest.mark.parametrize("engine", ["postgresql"])
def test_two_moderators_at_one_moment_make_one_decision(database):
    case, people = a_case(), [a_moderator(), a_moderator()]
    numbers = [one.id for one in people]
    db.session.commit()
    outcomes, start = [], threading.Barrier(2)

    def decide(number):
        with database.app_context():
            start.wait()
            try:
                with transaction():
                    found = queries.get_case(TOWN, case_number)
                    verdict = deciding.Verdict("hide", "insult", "Zo is het.")
                    deciding.decide(found, verdict, by=db.session.get(Account, number))
                outcomes.append("decided")
            except Refusal as refusal:
                outcomes.append(refusal.sentence)

    case_number = case.public_id
    db.session.remove()
    threads = [threading.Thread(target=decide, args=(number,)) for number in numbers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["Over deze zaak is al besloten.", "decided"]
