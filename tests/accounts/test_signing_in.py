"""A code proves an address: ten minutes, five tries, once, and a new one ends the old (R-S06)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from buuv.accounts import queries, signing_in
from buuv.accounts.models import SignInAttempt
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.outbox import OutgoingMail
from tests.builders import TOWN, an_account

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ADDRESS = "riet@example.org"


def an_attempt(email=ADDRESS):
    attempt = signing_in.ask_code(email, municipality_code=TOWN, language="nl")
    db.session.commit()
    return attempt


def prove(number, typed=None):
    typed = signing_in.code_for(number) if typed is None else typed
    return signing_in.prove_by_code(number, typed, municipality_code=TOWN)


def a_wrong_code(number):
    return f"{(int(signing_in.code_for(number)) + 1) % 1_000_000:06d}"


def test_the_code_proves_the_address():
    assert prove(an_attempt().number).email == ADDRESS


def test_a_code_may_be_typed_with_spaces_and_a_hyphen():
    number = an_attempt().number
    code = signing_in.code_for(number)
    assert prove(number, f" {code[:3]} - {code[3:]} ").email == ADDRESS


def test_a_code_works_once():
    number = an_attempt().number
    prove(number)
    with pytest.raises(Refusal):
        prove(number)


@pytest.mark.parametrize(("age", "works"), [(599, True), (600, False), (601, False)])
def test_a_code_lives_ten_minutes(age, works):
    with time_machine.travel(NOON, tick=False) as clock:
        number = an_attempt().number
        clock.shift(timedelta(seconds=age))
        if works:
            assert prove(number).email == ADDRESS
        else:
            with pytest.raises(Refusal):
                prove(number)


@pytest.mark.parametrize(("wrong_tries", "works"), [(4, True), (5, False), (6, False)])
def test_a_code_forgives_four_mistakes(wrong_tries, works):
    number = an_attempt().number
    for _ in range(wrong_tries):
        with pytest.raises(Refusal):
            prove(number, a_wrong_code(number))
    if works:
        assert prove(number).email == ADDRESS
    else:
        with pytest.raises(Refusal):
            prove(number)


@pytest.mark.parametrize("typed", ["", "abc", "12345", "1234567", "٣٣٣٣٣٣", "0" * 1000, "\x00"])
def test_anything_else_is_a_wrong_code(typed):
    with pytest.raises(Refusal) as caught:
        prove(an_attempt().number, typed)
    assert caught.value.field == "code"


def test_a_new_code_ends_the_old_one():
    old, new = an_attempt().number, an_attempt().number
    with pytest.raises(Refusal):
        prove(old)
    assert prove(new).email == ADDRESS


def test_a_new_code_leaves_the_codes_of_others_alone():
    other = an_attempt("henk@example.org").number
    an_attempt()
    assert prove(other).email == "henk@example.org"


def test_a_code_belongs_to_its_own_attempt_and_town():
    one, other = an_attempt().number, an_attempt("henk@example.org").number
    with pytest.raises(Refusal):
        prove(one, signing_in.code_for(other))
    with pytest.raises(Refusal):
        signing_in.prove_by_code(other, signing_in.code_for(other), municipality_code="GM9990")


def test_a_link_proves_the_address_once():
    token = signing_in.link_for(an_attempt().number)
    assert signing_in.prove_by_link(token, municipality_code=TOWN).email == ADDRESS
    with pytest.raises(Refusal):
        signing_in.prove_by_link(token, municipality_code=TOWN)


def test_looking_at_a_link_uses_nothing_up():
    number = an_attempt().number
    for _ in range(10):
        signing_in.look_at_link(signing_in.link_for(number), municipality_code=TOWN)
    assert prove(number).email == ADDRESS


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "0", lambda t: t.upper(), lambda t: "-"])
def test_a_link_that_was_changed_proves_nothing(change):
    token = change(signing_in.link_for(an_attempt().number))
    with pytest.raises(Refusal):
        signing_in.prove_by_link(token, municipality_code=TOWN)


@pytest.mark.parametrize(("age", "works"), [(599, True), (600, False)])
def test_a_link_lives_as_long_as_its_code(age, works):
    with time_machine.travel(NOON, tick=False) as clock:
        token = signing_in.link_for(an_attempt().number)
        clock.shift(timedelta(seconds=age))
        if works:
            assert signing_in.prove_by_link(token, municipality_code=TOWN)
        else:
            with pytest.raises(Refusal):
                signing_in.prove_by_link(token, municipality_code=TOWN)


def test_known_and_unknown_addresses_leave_the_same_rows():
    known = an_account().email
    rows = []
    for email in (known, "nobody@example.org"):
        attempt = an_attempt(email)
        mail = db.session.scalars(select(OutgoingMail).where(OutgoingMail.address == email)).one()
        rows.append((attempt.tries, attempt.ended_at, mail.kind, mail.urgency, sorted(mail.facts)))
    assert rows[0] == rows[1]


def test_neither_a_code_nor_a_link_is_kept_anywhere():
    number = an_attempt().number
    kept = [*db.session.scalars(select(OutgoingMail)), *db.session.scalars(select(SignInAttempt))]
    values = " ".join(str(getattr(row, column.key)) for row in kept for column in row.__mapper__.column_attrs)
    assert signing_in.code_for(number) not in values
    assert signing_in.link_for(number) not in values


def test_ten_uses_at_once_sign_in_exactly_once(app):
    number = an_attempt().number

    def use(_):
        with app.app_context():
            try:
                prove(number)
            except Refusal:
                return 0
            finally:
                db.session.commit()
            return 1

    with ThreadPoolExecutor(10) as together:
        assert sum(together.map(use, range(10))) == 1


def test_ten_guesses_at_once_are_five_tries(app):
    number = an_attempt().number

    def guess(_):
        with app.app_context():
            with pytest.raises(Refusal):
                prove(number, a_wrong_code(number))
            db.session.commit()

    with ThreadPoolExecutor(10) as together:
        list(together.map(guess, range(10)))
    assert db.session.scalar(select(SignInAttempt.tries)) == signing_in.TRIES


def test_a_session_is_found_by_its_token_until_it_ends():
    account = an_account()
    session, token = signing_in.open_session(account, device="Firefox, Linux")
    assert queries.find_signed_in(token) == (session, account, False)
    assert token not in (session.token_digest, session.public_id)
    signing_in.end_session(session)
    db.session.flush()
    assert queries.find_signed_in(token) is None


def test_ending_the_others_keeps_this_device_and_other_people():
    account, other = an_account(), an_account()
    sessions = [signing_in.open_session(account, device=f"{n}")[0] for n in range(3)]
    signing_in.open_session(other, device="0")
    signing_in.end_other_sessions(account, keep=sessions[0].id)
    assert [one.id for one in queries.sessions_for(account.id)] == [sessions[0].id]
    assert len(queries.sessions_for(other.id)) == 1
