"""The second lock: a code works once, paper codes too, and what is kept opens nothing (R-S05, T-20)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, text

from buuv.accounts import authenticator, recovery, second_lock
from buuv.accounts.lock_models import AuthenticatorApp, Passkey, RecoveryCode
from buuv.core import sealing, tokens
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.outbox import OutgoingMail
from tests.authenticators import code_of
from tests.builders import a_lock, a_passkey, an_account

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def a_begun_app(account):
    app = authenticator.begin(account)
    db.session.flush()
    return app


def whats(account):
    """What the owner was mailed about, oldest first."""
    mails = db.session.scalars(select(OutgoingMail).where(OutgoingMail.address == account.email))
    return [mail.facts["what"] for mail in mails if mail.kind == "lock_changed"]


def test_an_app_counts_once_a_code_from_it_is_right(noon):
    account = an_account()
    app = a_begun_app(account)
    with pytest.raises(Refusal):
        authenticator.confirm(account, app, "000000")
    assert account.second_lock_at is None
    authenticator.confirm(account, app, code_of(app))
    assert account.second_lock_at == NOON
    assert whats(account) == ["app_added"]


@pytest.mark.parametrize(("steps", "works"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(noon, steps, works):
    account = an_account()
    app = a_lock(account)
    code = code_of(app, steps=steps)
    if works:
        authenticator.prove(account, code)
    else:
        with pytest.raises(Refusal):
            authenticator.prove(account, code)


def test_a_code_works_once_and_ends_the_earlier_ones(noon):
    account = an_account()
    app = a_lock(account)
    before, now, after = (code_of(app, steps=steps) for steps in (-1, 0, 1))
    authenticator.prove(account, now)
    for code in (now, before):
        with pytest.raises(Refusal):
            authenticator.prove(account, code)
    authenticator.prove(account, after)


def test_the_code_that_confirmed_the_app_does_not_open_the_lock(noon):
    account = an_account()
    app = a_begun_app(account)
    code = code_of(app)
    authenticator.confirm(account, app, code)
    with pytest.raises(Refusal):
        authenticator.prove(account, code)


def test_a_code_may_be_typed_with_a_space(noon):
    account = an_account()
    code = code_of(a_lock(account))
    authenticator.prove(account, f" {code[:3]} {code[3:]} ")


@pytest.mark.parametrize("typed", ["", "abc", "12345", "1234567", "٣٣٣٣٣٣", "0" * 1000, "\x00"])
def test_anything_else_is_a_wrong_code(typed):
    account = an_account()
    a_lock(account)
    with pytest.raises(Refusal) as caught:
        authenticator.prove(account, typed)
    assert caught.value.field == "code"


def test_a_code_of_somebody_else_opens_nothing(noon):
    account, other = an_account(), an_account()
    a_lock(account)
    with pytest.raises(Refusal):
        authenticator.prove(account, code_of(a_lock(other)))


def test_ten_uses_of_a_code_at_once_open_the_lock_exactly_once(app):
    account = an_account()
    with time_machine.travel(NOON, tick=False):
        code = code_of(a_lock(account))
        db.session.commit()
        assert at_once(app, lambda: authenticator.prove(account, code)) == 1


def test_ten_uses_of_a_paper_code_at_once_open_the_lock_exactly_once(app):
    account = an_account()
    a_lock(account)
    code = recovery.make(account)[0]
    db.session.commit()
    number = account.id
    assert at_once(app, lambda: recovery.use(db.session.get(type(account), number), code)) == 1
    assert second_lock.locks_for(account).codes_left == 9


def at_once(app, use):
    """How many of ten uses in parallel succeed."""

    def one(_):
        with app.app_context():
            try:
                use()
            except Refusal:
                return 0
            finally:
                db.session.commit()
            return 1

    with ThreadPoolExecutor(10) as together:
        return sum(together.map(one, range(10)))


def test_the_secret_is_nowhere_in_the_database():
    secret = authenticator.secret_of(a_lock(an_account()))
    kept = db.session.execute(text("SELECT * FROM authenticator_app")).one()
    assert secret not in " ".join(map(str, kept)) and len(secret) == 32


def test_with_another_key_the_secret_cannot_be_read():
    account = an_account()
    a_lock(account)
    key = tokens.key()
    tokens.use_key("a key of another server")
    try:
        with pytest.raises(Refusal):
            authenticator.prove(account, "123456")
    finally:
        tokens.use_key(key)


def test_what_was_sealed_opens_for_its_own_purpose_only():
    sealed = sealing.seal("one", "words")
    assert sealing.unseal("one", sealed) == "words"
    for purpose, changed in (("other", sealed), ("one", sealed[:-2] + "AA"), ("one", "")):
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(purpose, changed)


def test_a_new_phone_replaces_the_old_one_once_it_is_confirmed(noon):
    account = an_account(role="moderator")
    old, new = a_lock(account), a_begun_app(account)
    old_code = code_of(old)
    assert second_lock.find_app(account) == old
    authenticator.confirm(account, new, code_of(new))
    assert db.session.scalars(select(AuthenticatorApp)).all() == [new]
    with pytest.raises(Refusal):
        authenticator.prove(account, old_code)


@pytest.mark.parametrize(("minutes", "is_there"), [(59, True), (61, False)])
def test_a_secret_waits_an_hour_for_its_first_code(noon, minutes, is_there):
    account = an_account()
    app = a_begun_app(account)
    noon.shift(timedelta(minutes=minutes))
    assert (authenticator.find_begun(account, app.number) is not None) == is_there
    assert authenticator.find_begun(an_account(), app.number) is None


def test_there_are_ten_paper_codes_and_only_digests_are_kept():
    account = an_account()
    a_lock(account)
    codes = recovery.make(account)
    kept = {row.digest for row in db.session.scalars(select(RecoveryCode))}
    assert len(set(codes)) == len(kept) == 10
    assert not kept & {tokens.digest(code) for code in codes} and not kept & set(codes)


@pytest.mark.parametrize("change", [str, str.upper, lambda c: c.replace("-", ""), lambda c: f" {c.replace('-', ' ')} "])
def test_a_paper_code_works_once_however_it_is_typed(change):
    account = an_account()
    a_lock(account)
    typed = change(recovery.make(account)[3])
    recovery.use(account, typed)
    assert whats(account) == ["code_used"]
    with pytest.raises(Refusal):
        recovery.use(account, typed)


def test_look_alikes_on_paper_are_forgiven():
    account = an_account()
    a_lock(account)
    code = next(code for _ in range(50) for code in recovery.make(account) if "0" in code and "1" in code)
    db.session.query(RecoveryCode).delete()
    db.session.add(RecoveryCode(account_id=account.id, digest=recovery._digest(account, code.replace("-", ""))))
    recovery.use(account, code.replace("0", "O").replace("1", "l"))


def test_new_paper_codes_end_the_old_ones_and_those_of_others_are_worth_nothing():
    account, other = an_account(), an_account()
    for one in (account, other):
        a_lock(one)
    old, foreign = recovery.make(account)[0], recovery.make(other)[0]
    new = recovery.make(account)[0]
    for code in (old, foreign):
        with pytest.raises(Refusal):
            recovery.use(account, code)
    recovery.use(account, new)


def test_without_a_lock_there_are_no_paper_codes():
    with pytest.raises(Refusal):
        recovery.make(an_account())


def test_a_resident_takes_the_lock_off_and_the_paper_codes_go_with_it():
    account = an_account()
    a_lock(account)
    recovery.make(account)
    authenticator.remove(account)
    assert account.second_lock_at is None
    assert second_lock.locks_for(account) == second_lock.Locks(None, [], 0)
    assert whats(account) == ["app_removed"]


@pytest.mark.parametrize("role", ["moderator", "broker"])
def test_staff_never_loses_the_last_lock(role):
    account = an_account(role=role)
    a_lock(account)
    with pytest.raises(Refusal):
        authenticator.remove(account)
    a_passkey(account)
    authenticator.remove(account)
    assert account.second_lock_at is not None


def test_a_reset_takes_everything_of_one_account():
    account, other = an_account(role="moderator"), an_account(role="moderator")
    for one in (account, other):
        a_lock(one)
        a_passkey(one)
        recovery.make(one)
    gone = second_lock.reset(account)
    assert (gone.app is not None, len(gone.passkeys), gone.codes_left) == (True, 1, 10)
    assert second_lock.locks_for(account) == second_lock.Locks(None, [], 0)
    assert account.second_lock_at is None
    assert len(db.session.scalars(select(Passkey)).all()) == 1
    assert second_lock.locks_for(other).codes_left == 10
    assert whats(account)[-1] == "lock_reset"


@pytest.mark.parametrize("role", ["resident", "moderator"])
def test_a_lock_is_told_about_whatever_the_owner_switched_off(role):
    account = an_account(role=role, wants_notices=False)
    app = a_begun_app(account)
    authenticator.confirm(account, app, code_of(app))
    assert whats(account) == ["app_added"]


def test_only_a_demo_account_tells_its_code(noon):
    person, demo = an_account(role="moderator"), an_account(role="moderator", is_demo=True)
    a_lock(person)
    app = a_lock(demo)
    with pytest.raises(Refusal):
        authenticator.code_for_demo(person)
    assert authenticator.code_for_demo(demo) == code_of(app)


def test_a_demo_code_that_was_used_is_followed_by_one_that_works(noon):
    demo = an_account(role="moderator", is_demo=True)
    a_lock(demo)
    for _ in range(2):
        authenticator.prove(demo, authenticator.code_for_demo(demo))
    with pytest.raises(Refusal):
        authenticator.code_for_demo(demo)
    noon.shift(timedelta(seconds=30))
    authenticator.prove(demo, authenticator.code_for_demo(demo))
