"""Mails about messages: the first at once, and then no more than one in a quarter of an hour."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from sqlalchemy import inspect, select

from buuv import worker
from buuv.accounts import blocking
from buuv.accounts.models import Account
from buuv.agreements import agreeing, ending
from buuv.conversations import helping, messaging, queries
from buuv.core import clock
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from buuv.notices import digests
from tests.builders import a_conversation, a_post, an_account, an_agreement, terms

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def moving(database):
    with time_machine.travel(NOON, tick=False) as moving:
        yield moving


def mails_to(account):
    wanted = select(OutgoingMail).where(OutgoingMail.address == account.email, OutgoingMail.kind.in_(digests.KINDS))
    return db.session.scalars(wanted.order_by(OutgoingMail.id).execution_options(populate_existing=True)).all()


def send_what_is_due(app):
    db.session.commit()
    worker.run(app, once=True)


def helpers(number, post):
    return [a_conversation(post=post, helper=an_account(shown_name=f"Buur {n}")) for n in range(number)]


def test_the_first_message_is_told_at_once():
    conversation = a_conversation()
    (mail,) = mails_to(conversation.owner)
    assert (mail.kind, mail.due_at) == ("first_reply", NOON)


def test_more_people_before_the_mail_left_are_in_it():
    post = a_post()
    talks = helpers(3, post)
    (mail,) = mails_to(post.author)
    assert (mail.kind, mail.due_at) == ("new_messages", NOON)
    assert mail.facts["conversations"] == [talk.public_id for talk in talks]


def test_what_comes_after_the_mail_waits_a_quarter_of_an_hour(database, moving):
    post = a_post()
    helpers(1, post)
    send_what_is_due(database)
    moving.shift(timedelta(minutes=5))
    helpers(2, post)
    first, second = mails_to(post.author)
    assert first.sent_at == NOON and second.sent_at is None
    assert (second.kind, second.due_at) == ("new_messages", NOON + digests.QUIET)


def test_after_a_quiet_quarter_the_next_goes_at_once(database, moving):
    conversation = a_conversation()
    send_what_is_due(database)
    moving.shift(digests.QUIET)
    messaging.write(conversation, "Nog iets", by=conversation.helper)
    assert mails_to(conversation.owner)[-1].due_at == clock.now()


def test_three_hundred_messages_in_an_hour_are_at_most_four_mails(database, moving):
    post = a_post()
    for talk in helpers(5, post):
        messaging.write(talk, "Dag!", by=post.author)
    number = post.author_id
    for _ in range(60):
        for talk in queries.conversations_for(number):
            messaging.write(talk, "Ja", by=talk.helper)
        send_what_is_due(database)
        moving.shift(timedelta(minutes=1))
    sent = sorted(mail.sent_at for mail in mails_to(db.session.get(Account, number)) if mail.sent_at)
    assert len(sent) <= 4
    assert all(b - a >= digests.QUIET for a, b in pairwise(sent))


def test_each_receiver_has_a_quarter_of_their_own():
    conversation = a_conversation()
    messaging.write(conversation, "Dag Henk", by=conversation.owner)
    assert [mail.kind for mail in mails_to(conversation.helper)] == ["new_message"]
    assert [mail.kind for mail in mails_to(conversation.owner)] == ["first_reply"]


def test_who_wants_no_notices_gets_none():
    post = a_post(author=an_account(wants_notices=False))
    helpers(3, post)
    assert mails_to(post.author) == []


def test_a_busy_day_is_told_in_the_mail_that_waits():
    post = a_post()
    helpers(2, post)
    digests.tell_busy(post.author)
    helpers(1, post)
    (mail,) = mails_to(post.author)
    assert mail.kind == "busy_day" and len(mail.facts["conversations"]) == 3


def test_a_block_takes_its_conversation_out_of_the_mail_that_waits():
    post = a_post()
    talks = helpers(2, post)
    blocking.block(talks[0].helper, by=post.author)
    (mail,) = mails_to(post.author)
    assert mail.facts["conversations"] == [talks[1].public_id]
    blocking.block(talks[1].helper, by=post.author)
    db.session.flush()
    assert mails_to(post.author) == []


@pytest.mark.parametrize("kind", ["new_messages", "busy_day", "rest_over"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_mail_has_words_and_goes(database, kind, language):
    from buuv.notices.telling import tell

    account = an_account(language=language)
    tell(account, kind, conversations=[])
    send_what_is_due(database)
    mail = db.session.scalars(select(OutgoingMail).where(OutgoingMail.kind == kind)).one()
    assert mail.sent_at and not mail.failure


def waiting(account, *kinds):
    wanted = select(OutgoingMail).where(OutgoingMail.address == account.email, OutgoingMail.kind.in_(kinds))
    return db.session.scalars(wanted.where(OutgoingMail.sent_at.is_(None)).order_by(OutgoingMail.id)).all()


def test_proposing_and_withdrawing_on_and_on_is_one_mail_of_each_kind_in_a_quarter_of_an_hour(database):
    conversation = a_conversation()
    owner, helper = conversation.owner, conversation.helper
    for number in range(4):
        proposal = agreeing.propose(conversation, terms(what=f"Plan {number}"), by=owner)
        ending.step_back(proposal, by=owner)
        if number == 0:
            send_what_is_due(database)
    one, other = waiting(helper, "agreement_proposed", "agreement_declined")
    assert {one.kind, other.kind} == {"agreement_proposed", "agreement_declined"}
    assert one.due_at == other.due_at == NOON + digests.QUIET
    assert one.facts["agreement"] == other.facts["agreement"] == proposal.public_id, "the mail is about the latest"


def test_choosing_and_letting_go_on_and_on_ends_with_what_is_so(database):
    conversation = a_conversation()
    for number in range(3):
        helping.accept(conversation, by=conversation.owner)
        helping.release(conversation, by=conversation.owner)
        if number == 0:
            send_what_is_due(database)
            # The worker let the session go.
            conversation = queries.get_for(*of_owner(conversation))
    (mail,) = waiting(conversation.helper, "helper_chosen", "helper_released")
    assert (mail.kind, mail.due_at) == ("helper_released", NOON + digests.QUIET)


def of_owner(conversation):
    return inspect(conversation).dict["owner_id"], inspect(conversation).dict["public_id"]


def test_that_something_agreed_is_off_is_always_told_at_once():
    conversation = a_conversation()
    for _ in range(3):
        ending.step_back(an_agreement(conversation=conversation), by=conversation.owner)
    mails = waiting(conversation.helper, "agreement_cancelled")
    assert [mail.due_at for mail in mails] == [NOON] * 3


def test_two_neighbours_who_propose_are_both_told():
    post, other = a_post(), a_post()
    helper = an_account()
    for one in (post, other):
        agreeing.propose(a_conversation(post=one, helper=helper, body=f"Dag {one.id}"), terms(), by=one.author)
    mails = waiting(helper, "agreement_proposed")
    assert [mail.due_at for mail in mails] == [NOON, NOON + digests.QUIET]
