"""The worker against a real mail server: nothing lost, nothing doubled, codes first; and old things run out."""

import os
import signal
import socket
import threading
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlalchemy import func, select

from buuv import tending, worker
from buuv.accounts import profile, signing_in
from buuv.accounts.models import AccountSession, AddressChange, Invitation, SignInAttempt
from buuv.core import carriers, clock, mail, outbox
from buuv.core.database import db
from buuv.core.drafts import Draft
from buuv.core.outbox import OutgoingMail
from buuv.notices.telling import tell
from buuv.posts import ending
from buuv.posts.models import EXPIRED, OPEN, Post
from buuv.search import upkeep
from tests import databases
from tests.builders import TOWN, a_conversation, a_draft, a_post, an_account

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Sink:
    """A mail server that gives the answers in its script, then takes everything."""

    def __init__(self):
        self.script, self.asked, self.taken, self.to_sender = deque(), [], [], "250 OK"

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self.to_sender

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.asked.append(address)
        answer = self.script.popleft() if self.script else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    @property
    def readers(self):
        return [one["To"] for one in self.taken]

    def subjects(self, words):
        return [one["Subject"] for one in self.taken if words in one["Subject"]]


def a_free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def use_server(app, port, **more):
    config = app.extensions["buuv.settings"]
    app.extensions["buuv.settings"] = replace(
        config, mail_carrier="smtp", smtp_port=port, smtp_security="none", smtp_timeout=5, **more
    )


@pytest.fixture
def now(database):
    config = database.extensions["buuv.settings"]
    with time_machine.travel(START, tick=False) as moment:
        yield moment
    database.extensions["buuv.settings"] = config


@pytest.fixture
def sink(database, now):
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=a_free_port())
    controller.start()
    use_server(database, controller.port)
    yield sink
    controller.stop()


@pytest.fixture
def work(database, now):
    """Lets the worker do what is due, `seconds` from now."""

    def work(seconds=0):
        now.shift(seconds)
        db.session.commit()
        worker.run(database, once=True)

    return work


def put(to="riet@example.org", kind="details_shared", **facts):
    row = outbox.put(kind, to=to, municipality_code=TOWN, language="nl", **(facts or {"conversation": "c0nv3rsat1"}))
    db.session.commit()
    return row.id


def put_code(to="kees@example.org"):
    attempt = signing_in.ask_code(to, municipality_code=TOWN, language="nl")
    db.session.commit()
    return attempt


def seen(model, **values):
    """A row as it is now, without holding a transaction that the worker would have to wait for."""
    found = databases.find_row(model, **values)
    db.session.expunge_all()
    db.session.rollback()
    return found


def test_a_mail_is_sent_once_and_its_row_says_when(sink, work):
    number = put()
    work()
    work()
    assert sink.readers == ["riet@example.org"]
    assert seen(OutgoingMail, id=number).sent_at == START


def test_a_mail_that_is_turned_away_for_now_is_sent_later_and_once(sink, work):
    number = put()
    sink.script.append("451 later please")
    work()
    work(40)
    assert sink.asked == ["riet@example.org"] and seen(OutgoingMail, id=number).failure == "SMTP 451"
    work(21)
    work(3600)
    assert sink.readers == ["riet@example.org"] and seen(OutgoingMail, id=number).failure is None


def test_each_wait_is_longer_and_none_is_over_fifteen_minutes(sink, work):
    number = put()
    sink.script.extend(["451 no"] * 7)
    for most in (60, 120, 240, 480, 900, 900, 900):
        work()
        wait = (seen(OutgoingMail, id=number).due_at - clock.now()).total_seconds()
        assert most * 0.8 <= wait <= most
        work(wait)
    assert len(sink.taken) == 1 and len(sink.asked) == 8


def test_a_mail_that_nobody_takes_for_five_days_is_given_up(sink, work):
    number = put()
    sink.script.extend(["451 no"] * 2)
    work()
    work(5 * 86_400 + 60)
    work(3600)
    assert seen(OutgoingMail, id=number).failed_at is not None and len(sink.asked) == 2


def test_an_address_that_does_not_exist_is_tried_once_and_the_reason_does_not_name_it(sink, work):
    number = put()
    sink.script.append("550 riet@example.org unknown")
    work()
    work(86_400)
    row = seen(OutgoingMail, id=number)
    assert sink.asked == ["riet@example.org"] and row.failed_at == START and row.failure == "SMTP 550"


def test_codes_go_first_and_the_others_in_the_order_of_writing(sink, work):
    put(to="a@example.org")
    put(to="b@example.org")
    put_code()
    work()
    assert sink.readers == ["kees@example.org", "a@example.org", "b@example.org"]


def test_one_reader_gets_mails_in_order_also_when_the_first_has_to_wait(sink, work):
    put(conversation="f1rst")
    put(conversation="sec0nd")
    put(to="henk@example.org")
    sink.script.append("451 later please")
    work()
    assert sink.readers == ["henk@example.org"]
    work(60)
    assert ["f1rst" in one.as_string() for one in sink.taken[1:]] == [True, False]


def test_a_code_does_not_wait_for_an_earlier_mail_to_its_reader(sink, work):
    put(to="kees@example.org")
    sink.script.append("451 later please")
    work()
    put_code()
    work()
    assert ["uw code" in one["Subject"] for one in sink.taken] == [True]


def test_a_worker_that_dies_after_sending_doubles_one_mail_with_an_equal_id(database, sink, work):
    number = put()
    row = worker.claim()
    settings = database.extensions["buuv.settings"]
    carriers.carrier_for(settings).carry(mail.make(row, env=database.jinja_env, settings=settings))
    work(59)
    assert len(sink.taken) == 1
    work(1)
    work(60)
    assert len(sink.taken) == 2 and sink.taken[0]["Message-ID"] == sink.taken[1]["Message-ID"]
    assert seen(OutgoingMail, id=number).tries == 2


def test_two_workers_never_hold_the_same_mail(now, database):
    put(to="a@example.org")
    put(to="b@example.org")
    assert [row.address for row in (worker.claim(), worker.claim())] == ["a@example.org", "b@example.org"]
    assert worker.claim() is None


def test_a_server_that_is_down_is_asked_once_and_loses_nothing(database, now, work):
    use_server(database, a_free_port())
    first, second = put(to="a@example.org"), put(to="b@example.org")
    work()
    assert seen(OutgoingMail, id=first).failure == "ConnectionRefusedError"
    assert seen(OutgoingMail, id=second).tries == 0


def test_a_server_that_refuses_us_as_sender_costs_no_reader_a_mail(sink, work):
    number = put()
    sink.to_sender = "550 who are you"
    work()
    assert seen(OutgoingMail, id=number).failed_at is None and not sink.taken
    sink.to_sender = "250 OK"
    work(60)
    assert len(sink.taken) == 1


def test_a_server_without_starttls_gets_no_mail_when_the_settings_ask_for_it(database, sink, work):
    config = database.extensions["buuv.settings"]
    database.extensions["buuv.settings"] = replace(config, smtp_security="starttls")
    number = put()
    work()
    assert seen(OutgoingMail, id=number).failure == "SMTPNotSupportedError" and not sink.asked


def test_the_worker_signs_in_with_user_and_password(database, now, work):
    known, sink = [], Sink()

    def check(server, session, envelope, mechanism, data):
        known.append((data.login, data.password))
        return AuthResult(success=True)

    options = {"authenticator": check, "auth_require_tls": False}
    controller = Controller(sink, hostname="127.0.0.1", port=a_free_port(), **options)
    controller.start()
    use_server(database, controller.port, smtp_user="buuv", smtp_password="geheim")
    put()
    work()
    controller.stop()
    assert known == [(b"buuv", b"geheim")] and len(sink.taken) == 1


def test_a_code_that_is_too_old_is_dropped_and_is_no_error(sink, work):
    put_code()
    work(600)
    row = seen(OutgoingMail, id=1)
    assert row.sent_at and row.failure == "vervallen" and row.failed_at is None and not sink.taken


def test_a_code_that_a_newer_one_replaced_is_dropped(sink, work):
    put_code()
    newer = put_code()
    work()
    (subject,) = sink.subjects("uw code")
    assert subject.startswith(signing_in.code_for(newer.number))


def test_the_code_in_the_mail_is_the_code_that_works(sink, work):
    attempt = put_code()
    work()
    code = sink.taken[0]["Subject"].partition(" ")[0]
    assert signing_in.prove_by_code(attempt.number, code, municipality_code=TOWN).email == "kees@example.org"


def test_a_new_address_that_is_taken_is_told_so_without_a_code(sink, work):
    riet, henk = an_account(), an_account(email="henk@example.org")
    profile.ask_address(riet, henk.email)
    profile.ask_address(an_account(), "vrij@example.org")
    work()
    assert sink.taken[0]["Subject"] == "Dit e-mailadres hoort al bij een account"
    assert "is de code voor uw nieuwe e-mailadres" in sink.taken[1]["Subject"]


def test_the_words_of_a_message_and_of_a_card_are_in_no_mail(sink, work):
    post = a_post(title="Wie helpt mij met Zonnebloem?", body="Zonnebloem")
    a_conversation(post=post, body="Zonnebloem")
    post.expires_at = clock.now() + timedelta(days=1)
    work()
    assert sink.subjects("reageert op uw vraag") and sink.subjects("hangt nog tot")
    assert not any("zonnebloem" in one.as_string().lower() for one in sink.taken)


def test_a_mail_without_words_fails_and_holds_nobody_up(sink, work):
    number = put(kind="no_such_kind")
    put(to="henk@example.org")
    work()
    assert seen(OutgoingMail, id=number).failure == "TemplateNotFound" and sink.readers == ["henk@example.org"]


def test_logs_hold_no_address_and_no_code(sink, work, caplog):
    caplog.set_level("INFO", "buuv.worker")
    put_code()
    sink.script.append("451 kees@example.org later")
    work()
    work(60)
    code = sink.taken[0]["Subject"].partition(" ")[0]
    assert "verstuurd" in caplog.text and "@" not in caplog.text and code not in caplog.text


def test_a_card_leaves_the_board_when_its_term_is_over(sink, work):
    post = a_post(expires_at=START + timedelta(hours=1))
    work(3599)
    assert seen(Post, id=post.id).state == OPEN
    work(1)
    assert seen(Post, id=post.id).state == EXPIRED


def test_many_cards_run_out_in_one_go(work, now, monkeypatch):
    monkeypatch.setattr(tending, "BATCH", 2)
    author = an_account()
    for _ in range(5):
        a_post(author=author, expires_at=START)
    work()
    assert db.session.scalar(select(func.count()).where(Post.state == OPEN)) == 0


def test_the_owner_is_warned_once_three_days_before(sink, work):
    post = a_post(expires_at=START + timedelta(days=4))
    work()
    assert not sink.subjects("hangt nog")
    work(86_400)
    work(86_400)
    assert sink.subjects("hangt nog") == ["Uw vraag hangt nog tot zaterdag 28 november op het bord"]
    assert f"{post.public_id}/verlenging" in sink.taken[-1].as_string()


def test_a_card_that_got_a_new_term_is_warned_about_again(sink, work):
    post = a_post(expires_at=START + timedelta(days=1))
    work()
    ending.renew(db.session.merge(post))
    work(26 * 86_400)
    assert len(sink.subjects("hangt nog")) == 2


def test_what_was_kept_long_enough_goes_and_the_rest_stays(work, now):
    account = an_account()
    for age in (0, 400):
        then = START - timedelta(days=age)
        one, _ = a_draft()
        one.touched_at = then
        session, _ = signing_in.open_session(account, device="Firefox")
        change = profile.ask_address(account, f"{age}@example.org")
        code = signing_in.ask_code(f"{age}@example.org", municipality_code=TOWN, language="nl")
        invitation = Invitation(token_digest=str(age), municipality_code=TOWN, email="m", role="moderator")
        db.session.add(invitation)
        db.session.flush()
        change.created_at = code.created_at = invitation.created_at = session.seen_on = then
        outbox.put("details_shared", to="a@b.nl", municipality_code=TOWN, language="nl").sent_at = then
        outbox.put("details_shared", to="a@b.nl", municipality_code=TOWN, language="nl").failed_at = then
    db.session.query(OutgoingMail).filter_by(sent_at=None, failed_at=None).delete()
    work()
    models = (Draft, AccountSession, AddressChange, SignInAttempt, Invitation)
    assert [db.session.query(model).count() for model in models] == [1] * 5
    assert db.session.query(OutgoingMail).count() == 2


def test_a_session_that_still_lives_is_kept_and_one_that_ended_goes_after_ninety_days(database, work):
    config = database.extensions["buuv.settings"]
    database.extensions["buuv.settings"] = replace(config, resident_idle_days=200)
    lives, _ = signing_in.open_session(an_account(), device="Firefox")
    ended, _ = signing_in.open_session(an_account(), device="Firefox")
    lives.seen_on, ended.ended_at = START - timedelta(days=150), START - timedelta(days=201)
    work()
    assert [one.id for one in db.session.scalars(select(AccountSession))] == [lives.id]


def test_the_loop_ends_when_it_is_told_and_has_sent_what_was_due(database, sink, monkeypatch):
    monkeypatch.setattr(worker, "POLL", 0.01)
    number = put()
    threading.Timer(0.15, os.kill, (os.getpid(), signal.SIGTERM)).start()
    before = signal.getsignal(signal.SIGTERM)
    worker.run(database, once=False)
    assert seen(OutgoingMail, id=number).sent_at and signal.getsignal(signal.SIGTERM) is before


def test_mail_goes_out_between_the_steps_of_a_rebuild_that_takes_long(database, sink, monkeypatch):
    monkeypatch.setattr(worker, "POLL", 0.01)
    steps, numbers = [], []

    def one_of_very_many():
        steps.append(len(sink.taken))
        if len(steps) in (5, 10):
            numbers.append(put())
        if len(steps) == 15:
            os.kill(os.getpid(), signal.SIGTERM)
        return tending.Step(upkeep.BATCH, 0)

    monkeypatch.setattr(tending, "read_again", one_of_very_many)
    worker.run(database, once=False)
    assert all(seen(OutgoingMail, id=number).sent_at for number in numbers)
    assert (steps[5], steps[10]) == (1, 2)


def test_who_switched_notices_off_hears_only_of_their_own_acts(database):
    quiet = an_account(wants_notices=False)
    tell(quiet, "new_message", conversation="0000000000", kind="request")
    tell(quiet, "card_placed", post="0000000000", kind="request", until="2026-12-20")
    db.session.flush()
    assert [mail.kind for mail in db.session.query(OutgoingMail)] == ["card_placed"]
