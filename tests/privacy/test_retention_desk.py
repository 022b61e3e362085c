"""What the desk keeps goes after its own term, and no open end keeps anything of people for ever (R-P06, R-P07)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from buuv import tending
from buuv.accounts.models import Account
from buuv.conversations import queries
from buuv.core import clock
from buuv.core.database import db
from buuv.moderation import deciding, objecting, reporting
from buuv.moderation.case_models import Case, Look, LookNotice, Report, SealedMessage
from buuv.moderation.decision_models import Decision, Objection
from buuv.posts.models import HIDDEN, WITHDRAWN, Post
from buuv.privacy import erasure
from tests.builders import TOWN, a_conversation, a_post, an_account, signed_in
from tests.moderation.cases import a_case, a_decision, a_look, a_report, an_objection

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def moment(database):
    with time_machine.travel(START, tick=False) as travelled:
        yield travelled


@pytest.fixture
def pass_days(database, moment):
    """Lets days pass, in which everybody comes by now and then; the worker comes by at the end."""

    def go(days):
        moment.shift(timedelta(days=days))
        for account in db.session.scalars(select(Account).where(Account.left_at.is_(None))):
            account.seen_at = clock.now()
        db.session.commit()
        db.session.remove()
        tending.tend(database)

    return go


def rows(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def counts():
    found = [rows(model) for model in (Case, Report, Decision, Objection, Look)]
    db.session.rollback()
    return found


def test_reports_decisions_objections_and_looks_are_kept_for_24_months(database, pass_days):
    moderator, other = an_account(role="moderator"), an_account(role="moderator")
    case = a_case()
    a_look(a_report(case, settled_at=START), by=moderator)
    decision = a_decision(case, measure="warn", by=moderator)
    answer = {"outcome": "rejected", "decided_at": START, "decided_by_id": other.id, "reasons": "Nee."}
    an_objection(decision, **answer)
    case.closed_at = START
    pass_days(729)
    assert counts() == [1, 1, 1, 1, 1]
    pass_days(1.1)
    assert counts() == [0, 0, 0, 0, 0]


def test_what_nobody_ever_decided_goes_too(database, pass_days):
    a_report(a_case())
    an_objection(a_decision(a_case(), measure="warn", by=an_account(role="moderator")))
    pass_days(729)
    assert (rows(Case), rows(Report), rows(Objection)) == (2, 1, 1)
    db.session.rollback()
    pass_days(1.1)
    pass_days(0)
    assert (rows(Case), rows(Report), rows(Objection)) == (0, 0, 0)


def test_the_address_of_a_reporter_goes_when_nobody_can_object_any_more(database, pass_days):
    a_report(a_case(), email="melder@example.org", settled_at=START)
    pass_days(182)
    assert rows(Report, Report.email.is_not(None)) == 1
    db.session.rollback()
    pass_days(1.1)
    assert (rows(Report), rows(Report, Report.email.is_not(None))) == (1, 0)


def a_hidden_card():
    case = reporting.signal(reporting.card(a_post(title="Koop mijn wijnrode fiets")), "commercial")
    verdict = deciding.Verdict("remove", "commercial", "Het is reclame.")
    return deciding.decide(case, verdict, by=an_account(role="moderator"))


def test_the_words_of_a_hidden_card_stay_while_one_can_object_and_then_go(database, pass_days):
    a_hidden_card()
    pass_days(182)
    assert (db.session.scalars(select(Post.state)).one(), rows(Post, Post.title != "")) == (HIDDEN, 1)
    db.session.rollback()
    pass_days(1.1)
    assert (db.session.scalars(select(Post.state)).one(), rows(Post, Post.title != "")) == (WITHDRAWN, 0)


def test_a_hidden_card_waits_for_the_answer_to_an_objection(database, pass_days):
    decision = a_hidden_card()
    number = objecting.make(decision, "Dit is geen reclame.", by=db.session.get(Account, decision.account_id)).id
    pass_days(200)
    assert rows(Post, Post.title != "") == 1
    db.session.rollback()
    objection, other = db.session.get(Objection, number), an_account(role="moderator")
    objection.outcome, objection.reasons = "rejected", "Toch wel."
    objection.decided_at, objection.decided_by_id = clock.now(), other.id
    pass_days(0.1)
    assert rows(Post, Post.title != "") == 0


@pytest.fixture
def reported(database, moment):
    """A neighbour reported a message; gives its writer."""
    conversation = a_conversation(body="Mosgroene dreigwoorden.")
    (message,) = queries.messages_of(conversation)
    complaint = reporting.Complaint("insult")
    reporting.report(reporting.message(message, TOWN), complaint, by=conversation.owner, copies=[message])
    db.session.commit()
    return conversation.helper


def close_cases():
    for case in db.session.scalars(select(Case)):
        case.closed_at = clock.now()


def test_a_sealed_copy_is_kept_a_year_after_the_decision(pass_days, reported):
    close_cases()
    pass_days(364)
    assert rows(SealedMessage) == 1
    db.session.rollback()
    pass_days(1.1)
    assert (rows(SealedMessage), rows(LookNotice)) == (0, 0)


def test_of_who_left_it_goes_with_the_decision(pass_days, reported):
    erasure.leave(reported)
    pass_days(10)
    assert rows(SealedMessage) == 1
    close_cases()
    pass_days(0.1)
    assert rows(SealedMessage) == 0


def test_of_who_left_it_goes_after_half_a_year_whatever_is_decided(pass_days, reported):
    erasure.leave(reported)
    pass_days(182)
    assert rows(SealedMessage) == 1
    db.session.rollback()
    pass_days(1.1)
    assert rows(SealedMessage) == 0


def test_who_leaves_under_an_open_report_reads_what_is_kept_and_until_when(client, reported):
    page = signed_in(client, reported).get("/mijn/vertrekken")
    assert "De kopie daarvan bewaren wij tot het besluit, en niet langer dan tot 26 mei 2027." in page.text
    close_cases()
    db.session.commit()
    assert "De kopie daarvan" not in client.get("/mijn/vertrekken").text
