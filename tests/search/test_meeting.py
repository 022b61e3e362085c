"""Cards and searches are read alike: a word that is added to a card makes it a hit for that word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buuv.language import dutch
from buuv.search import asking, fields
from tests.language.sentences import SENTENCES

texts = st.one_of(st.text(max_size=200), st.sampled_from([one.text for one in SENTENCES]))
words = st.one_of(
    st.sampled_from(sorted({word for one in SENTENCES for word in dutch.words(one.text)})),
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=20),
)


def meets(word: str, title: str, body: str) -> bool:
    """Whether a search for this word finds a card with these words, by the word itself."""
    found_by = set(" ".join(fields.fields_of(title, body, "tuin")[:3]).split())
    return not found_by.isdisjoint(one.token for one in asking.read(word).tokens if one.through == "word")


@settings(max_examples=200, deadline=None)
@given(text=texts, word=words, in_title=st.booleans())
def test_adding_a_word_to_a_card_never_loses_it_as_a_hit_for_that_word(text: str, word: str, *, in_title: bool) -> None:
    if not dutch.stop_stems().issuperset(dutch.stems(word)):
        title, body = (f"{text}\n{word}", "") if in_title else ("heg", f"{text}\n{word}")
        assert meets(word, title, body)


@pytest.mark.parametrize(("typed", "title"), [("stofsuiger", "stofzuiger"), ("stofzuiger", "stofsuiger")])
def test_a_mistake_is_met_from_either_side(typed: str, title: str) -> None:
    found_by = set(" ".join(fields.fields_of(title, "", "zorg")[:3]).split())
    assert not found_by.isdisjoint(one.token for one in asking.read(typed).tokens)
