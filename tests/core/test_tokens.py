"""Ids that count nothing, and secrets that are kept nowhere."""

import pytest

from buuv.core import tokens


def test_public_ids_are_ten_plain_letters_and_never_the_same():
    ids = {tokens.public_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(tokens.PUBLIC_ID.fullmatch(one) for one in ids)


def test_public_ids_have_no_look_alikes():
    assert not set("ilou") & set(tokens.ALPHABET) and len(set(tokens.ALPHABET)) == 32


def test_a_digest_does_not_tell_its_token():
    token = tokens.secret_token()
    assert token not in tokens.digest(token) and len(tokens.digest(token)) == 64


@pytest.mark.parametrize("changed", [("k2", "sign-in", "n"), ("k", "address", "n"), ("k", "sign-in", "n2")])
def test_a_code_and_a_link_depend_on_key_purpose_and_number(changed):
    assert tokens.six_digits("k", "sign-in", "n") != tokens.six_digits(*changed)
    assert tokens.link_token("k", "sign-in", "n").partition("-")[2] not in tokens.link_token(*changed)


def test_a_code_has_six_digits_also_when_it_begins_with_nought():
    codes = [tokens.six_digits("k", "p", str(number)) for number in range(200)]
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert any(code.startswith("0") for code in codes)


def test_a_link_is_no_code_in_disguise():
    assert tokens.six_digits("k", "p", "n") not in tokens.link_token("k", "p", "n")


@pytest.mark.parametrize(("one", "other", "same"), [("a", "a", True), ("a", "b", False), ("é", "\ud800", False)])
def test_secrets_are_compared_whatever_they_hold(one, other, same):
    assert tokens.same(one, other) == same
