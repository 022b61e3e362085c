"""Passkeys: one challenge is one answer, for this town's address, by a device that knows its owner."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from buuv.accounts import passkeys, second_lock
from buuv.accounts.lock_models import Passkey, PasskeyChallenge
from buuv.accounts.passkeys import Site
from buuv.core.database import db
from buuv.core.errors import NotFound, Refusal
from tests.authenticators import PRESENT, Device
from tests.builders import TOWN, a_passkey, an_account

pytestmark = pytest.mark.usefixtures("database")

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HERE = Site("https://buuv.zaanstad.example", "buuv Zaanstad")
THERE = Site("https://buuv.haarlem.example", "buuv Haarlem")


def register(account, device, *, site=HERE, name="Telefoon"):
    number, options = passkeys.ask_registration(account, site)
    return passkeys.register(account, HERE, number=number, answer=device.create(options), name=name)


def sign_in(device, *, site=HERE, town=TOWN, asked=None):
    number, options = asked or passkeys.ask_sign_in(town, site)
    return passkeys.sign_in(town, HERE, number=number, answer=device.get(options))


@pytest.fixture
def owner():
    return an_account()


@pytest.fixture
def device(owner):
    """A device whose passkey is registered."""
    device = Device(HERE.origin)
    register(owner, device)
    return device


def test_a_registered_passkey_signs_its_owner_in(owner, device):
    assert sign_in(device) == owner
    passkey = db.session.scalars(select(Passkey)).one()
    assert passkey.name == "Telefoon" and passkey.used_at is not None


def test_the_options_ask_for_a_discoverable_key_and_a_finger_or_pin(owner):
    asked = json.loads(passkeys.ask_registration(owner, HERE)[1])
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["rp"]["id"] == "buuv.zaanstad.example"
    assert json.loads(passkeys.ask_sign_in(TOWN, HERE)[1])["userVerification"] == "required"


def test_asking_to_sign_in_says_nothing_about_who_there_is(owner, device):
    asked = json.loads(passkeys.ask_sign_in(TOWN, HERE)[1])
    assert asked["allowCredentials"] == []


def test_what_the_device_knows_its_owner_by_says_nothing(owner):
    asked = json.loads(passkeys.ask_registration(owner, HERE)[1])
    assert len(asked["user"]["id"]) == 43 and asked["user"]["id"] not in (str(owner.id), owner.email)


@pytest.mark.parametrize("wrong", [{"origin": THERE.origin}, {"rp_id": "buuv.haarlem.example"}, {"flags": PRESENT}])
def test_another_origin_another_host_or_no_finger_is_refused(owner, device, wrong):
    """At registration and at sign-in."""
    good = dict(vars(device))
    vars(device).update(wrong)
    with pytest.raises(Refusal):
        sign_in(device)
    other = Device(HERE.origin)
    vars(other).update(wrong)
    with pytest.raises(Refusal):
        register(owner, other)
    vars(device).update(good)
    assert sign_in(device) == owner


def test_an_answer_works_once(device):
    number, options = passkeys.ask_sign_in(TOWN, HERE)
    answer = device.get(options)
    passkeys.sign_in(TOWN, HERE, number=number, answer=answer)
    with pytest.raises(Refusal):
        passkeys.sign_in(TOWN, HERE, number=number, answer=answer)


def test_an_answer_belongs_to_its_own_challenge(device):
    _, options = passkeys.ask_sign_in(TOWN, HERE)
    number, _ = passkeys.ask_sign_in(TOWN, HERE)
    with pytest.raises(Refusal):
        passkeys.sign_in(TOWN, HERE, number=number, answer=device.get(options))


def test_a_wrong_answer_uses_the_challenge_up(device):
    asked = passkeys.ask_sign_in(TOWN, HERE)
    with pytest.raises(Refusal):
        passkeys.sign_in(TOWN, HERE, number=asked[0], answer="{}")
    with pytest.raises(Refusal):
        sign_in(device, asked=asked)


@pytest.mark.parametrize(("seconds", "works"), [(299, True), (300, False)])
def test_a_challenge_lives_five_minutes(owner, seconds, works):
    with time_machine.travel(NOON, tick=False) as clock:
        device = Device(HERE.origin)
        register(owner, device)
        asked = passkeys.ask_sign_in(TOWN, HERE)
        clock.shift(timedelta(seconds=seconds))
        if works:
            assert sign_in(device, asked=asked) == owner
        else:
            with pytest.raises(Refusal):
                sign_in(device, asked=asked)


def test_a_challenge_to_register_signs_nobody_in_and_is_for_one_account(owner, device):
    number, options = passkeys.ask_registration(owner, HERE)
    riddle = json.loads(options)["challenge"]
    answer = device.get(json.dumps({"rpId": HERE.rp_id, "challenge": riddle}))
    with pytest.raises(Refusal):
        passkeys.sign_in(TOWN, HERE, number=number, answer=answer)
    with pytest.raises(Refusal):
        passkeys.register(an_account(), HERE, number=number, answer=Device(HERE.origin).create(options), name="")


def test_ten_answers_at_once_sign_in_exactly_once(app, owner, device):
    number, options = passkeys.ask_sign_in(TOWN, HERE)
    answer = device.get(options)
    db.session.commit()

    def use(_):
        with app.app_context():
            try:
                passkeys.sign_in(TOWN, HERE, number=number, answer=answer)
            except Refusal:
                return 0
            finally:
                db.session.commit()
            return 1

    with ThreadPoolExecutor(10) as together:
        assert sum(together.map(use, range(10))) == 1


def test_a_count_that_does_not_grow_is_a_copied_key(owner, device):
    device.count = 5
    assert sign_in(device) == owner
    for count in (5, 4, 0):
        device.count = count
        with pytest.raises(Refusal):
            sign_in(device)
    device.count = 6
    assert sign_in(device) == owner


def test_a_passkey_of_one_town_does_not_work_in_another(device):
    with pytest.raises(Refusal):
        sign_in(device, town="GM9990")


def test_a_challenge_of_one_town_does_not_work_in_another(device):
    number, options = passkeys.ask_sign_in("GM9990", HERE)
    with pytest.raises(Refusal):
        passkeys.sign_in(TOWN, HERE, number=number, answer=device.get(options))


def test_a_passkey_opens_the_account_that_the_device_says_and_no_other(device):
    device.handle = passkeys._handle_of(an_account())
    with pytest.raises(Refusal):
        sign_in(device)
    device.handle = b""
    with pytest.raises(Refusal):
        sign_in(device)


def test_an_unknown_passkey_gets_the_same_sentence_as_a_wrong_one(owner, device):
    unknown = Device(HERE.origin)
    unknown.handle = device.handle
    device.flags = PRESENT
    sentences = set()
    for one in (unknown, device):
        with pytest.raises(Refusal) as caught:
            sign_in(one)
        sentences.add(caught.value.sentence)
    assert len(sentences) == 1


def test_a_passkey_cannot_be_registered_twice(owner, device):
    with pytest.raises(Refusal):
        register(an_account(), device)


def test_ten_passkeys_are_enough(owner):
    for _ in range(passkeys.MOST):
        a_passkey(owner)
    with pytest.raises(Refusal):
        register(owner, Device(HERE.origin))


def test_only_its_owner_takes_a_passkey_away(owner, device):
    passkey = db.session.scalars(select(Passkey)).one()
    with pytest.raises(NotFound):
        passkeys.remove(an_account(), passkey.public_id)
    passkeys.remove(owner, passkey.public_id)
    with pytest.raises(Refusal):
        sign_in(device)


def test_a_passkey_is_a_second_lock_for_staff_and_none_for_a_resident(owner, device):
    moderator = an_account(role="moderator")
    register(moderator, Device(HERE.origin))
    assert owner.second_lock_at is None and moderator.second_lock_at is not None
    with pytest.raises(Refusal):
        passkeys.remove(moderator, second_lock.locks_for(moderator).passkeys[0].public_id)


def test_no_riddle_is_kept(owner):
    _number, options = passkeys.ask_registration(owner, HERE)
    kept = db.session.scalars(select(PasskeyChallenge)).one()
    assert json.loads(options)["challenge"] not in {str(value) for value in vars(kept).values()}


NUL = '{"id":"a\\u0000","response":{"userHandle":"a"}}'
BAD = [NUL, "", "{", "[]", "null", "1", '"x"', "{}", '{"id":1}', '{"id":"a","response":null}', "[" * 5000, "\x00"]


@pytest.mark.parametrize("answer", BAD)
def test_what_no_browser_sends_is_refused(owner, answer):
    number, _ = passkeys.ask_sign_in(TOWN, HERE)
    with pytest.raises(Refusal):
        passkeys.sign_in(TOWN, HERE, number=number, answer=answer)
    number, _ = passkeys.ask_registration(owner, HERE)
    with pytest.raises(Refusal):
        passkeys.register(owner, HERE, number=number, answer=answer, name="")


@pytest.mark.parametrize("kind", ["sign_in", "register"])
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_answer_is_refused_and_breaks_nothing(owner, device, kind, data):
    """Bytes changed anywhere in a good answer: always a sentence, never an error."""
    if kind == "register":
        number, options = passkeys.ask_registration(owner, HERE)
        answer = json.loads(Device(HERE.origin).create(options))
    else:
        number, options = passkeys.ask_sign_in(TOWN, HERE)
        answer = json.loads(device.get(options))
    name = data.draw(st.sampled_from(sorted(answer["response"])))
    good = answer["response"][name]
    at, letter = data.draw(st.integers(0, 9999)) % len(good), data.draw(st.sampled_from("AB_-é=!"))
    choice = data.draw(st.integers(0, 4))
    answer["response"][name] = [good[:at], good[:at] + letter + good[at + 1 :], None, 7, {}][choice]
    with db.session.begin_nested() as savepoint:
        try:
            if kind == "register":
                passkeys.register(owner, HERE, number=number, answer=json.dumps(answer), name="")
            else:
                passkeys.sign_in(TOWN, HERE, number=number, answer=json.dumps(answer))
        except Refusal:
            pass
        savepoint.rollback()
