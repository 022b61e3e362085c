"""What people type is kept whole where it can be seen, and loses what cannot."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buuv.core import text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("cafe\u0301", "café"),
        ("een\x00twee\x07", "eentwee"),
        ("abc\u202egnp", "abcgnp"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("half\ud800paar", "halfpaar"),
        ("regel\r\nregel\rregel", "regel\nregel\nregel"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("tab\there", "tab\there"),
    ],
)
def test_only_what_cannot_be_seen_goes(typed, kept):
    assert text.clean(typed) == kept


def test_a_letter_keeps_four_marks_at_most():
    assert text.clean("z" + "\u0353" * 500) == "z" + "\u0353" * 4


def test_one_line_is_one_line():
    assert text.one_line("  Riet \n\t van\u00a0der  Zaan ") == "Riet van der Zaan"


def test_paragraphs_keep_their_lines_and_one_empty_line():
    assert text.paragraphs(" een \n twee \n\n\n\n drie  vier ") == "een\ntwee\n\ndrie vier"


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Oud Koog a/d Zaan", "oud-koog-a-d-zaan"), ("'t Kalf", "t-kalf"), ("Één", "een"), ("🙂", "")],
)
def test_a_slug_is_plain(name, slug):
    assert text.slug(name) == slug


@pytest.mark.parametrize("typed", [" Riet@Example.ORG ", "riet @example.org", "riet@example.org\u200b"])
def test_an_address_is_compared_in_one_form(typed):
    assert text.mail_address(typed) == "riet@example.org"


@pytest.mark.parametrize(
    ("typed", "looks"),
    [("a@b.nl", True), ("a@b", False), ("a b@c.nl", False), ("@b.nl", False), ("a@b@c.nl", False), ("", False)],
)
def test_the_shape_of_an_address(typed, looks):
    assert text.looks_like_mail(typed) == looks


anything = st.text(st.characters(), max_size=200)


@given(anything)
def test_cleaning_twice_is_cleaning_once(typed):
    for way in (text.clean, text.one_line, text.paragraphs, text.slug, text.mail_address):
        assert way(way(typed)) == way(typed)


@given(anything)
def test_clean_text_is_composed_and_can_be_stored(typed):
    cleaned = text.clean(typed)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "\x00" not in cleaned and cleaned.encode("utf-8").decode() == cleaned
