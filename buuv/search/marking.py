"""Which words of a card met what was asked: to name them, to mark them, and to begin an excerpt near them."""

import functools
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from buuv.language import compounds, concepts, correcting, dutch
from buuv.language.lexicon import LONGEST_PHRASE
from buuv.search.fields import CONCEPT

# An excerpt begins at most this many characters before the first word that met.
BEFORE = 70


class Known(NamedTuple):
    """What one word is found by, as `fields` makes it for a whole card; `every` is all of it together."""

    stem: str
    parts: frozenset[str]
    meant: str
    every: frozenset[str]


class Word(NamedTuple):
    """A word of a text that tells something, where it stands, and what it is found by."""

    start: int
    end: int
    written: str
    known: Known

    def is_met_by(self, token: str) -> bool:
        """Whether the index finds this word by this token; "tui*" is every word from tui."""
        if token.endswith("*"):
            return any(one.startswith(token[:-1]) for one in (self.known.stem, *self.known.parts))
        return token in self.known.every


class Text(NamedTuple):
    """A text with its words."""

    text: str
    words: list[Word]


class Piece(NamedTuple):
    """A stretch of a text, and whether it is a word that met."""

    text: str
    is_met: bool


def read(text: str) -> Text:
    """The text with the words that tell something, in order."""
    found = ((start, end, written, _know(written)) for start, end, written in dutch.spans(text))
    return Text(text, [Word(start, end, written, known) for start, end, written, known in found if known])


@functools.lru_cache(maxsize=32_768)
def _know(written: str) -> Known | None:
    folded = dutch.fold_whole(written)
    if not folded or folded in dutch.stop_words():
        return None
    stem, parts, better = dutch.stem(folded), compounds.parts(folded), correcting.correct(folded)
    meant = dutch.stem(better) if better else ""
    keys = [f"{CONCEPT}{key}" for one in (stem, *parts) for key in concepts.find([one])]
    return Known(stem, frozenset(parts), meant, frozenset({stem, *parts, *keys} | ({meant} if meant else set())))


def met(words: Sequence[Word], token: str) -> Sequence[Word]:
    """The first of these words that the token finds; two or three for a concept that takes as many ("lekke band")."""
    for word in words:
        if word.is_met_by(token):
            return (word,)
    if token.startswith(CONCEPT):
        for length in range(2, LONGEST_PHRASE + 1):
            for start in range(len(words) - length + 1):
                row = words[start : start + length]
                if token[len(CONCEPT) :] in concepts.find([word.known.stem for word in row]):
                    return row
    return ()


def marks(words: Sequence[Word], tokens: Collection[str]) -> list[Word]:
    """Every word that one of the tokens finds, in order."""
    whole, prefixes = frozenset(tokens), [token for token in tokens if token.endswith("*")]
    found = {
        word.start: word
        for word in words
        if not whole.isdisjoint(word.known.every) or any(map(word.is_met_by, prefixes))
    }
    for token in whole.difference(*(word.known.every for word in found.values())):
        if token.startswith(CONCEPT):
            found |= {word.start: word for word in met(words, token)}
    return [found[start] for start in sorted(found)]


def pieces(text: str, marked: Sequence[Word], start: int = 0, end: int | None = None) -> list[Piece]:
    """A text, or what lies between two places of it, in stretches with each marked word apart; together they are it."""
    end, done = len(text) if end is None else end, start
    found: list[Piece] = []
    for word in marked:
        if done <= word.start and word.end <= end:
            if word.start > done:
                found.append(Piece(text[done : word.start], is_met=False))
            found.append(Piece(text[word.start : word.end], is_met=True))
            done = word.end
    return [*found, Piece(text[done:end], is_met=False)] if done < end else found


def excerpt(text: str, marked: Sequence[Word], most: int) -> list[Piece]:
    """At most `most` characters of a text on one line, near its first marked word; dots where words are left out."""
    if len(text) <= most:
        return pieces(text, marked)
    start = _begin(text, marked[0].start) if marked and marked[0].end > most else 0
    end = len(text)
    if start + most < end:
        end = max(text.rfind(" ", start, start + most), start) if " " in text[start : start + most] else start + most
    before = [Piece("… ", is_met=False)] if start else []
    after = [Piece(" …", is_met=False)] if end < len(text) else []
    return [*before, *pieces(text, marked, start, end), *after]


def _begin(text: str, first: int) -> int:
    """The sentence of the first word that met, or some words before it when that begins too early."""
    least = max(0, first - BEFORE)
    sentence = max(text.rfind(mark, least, first) for mark in (". ", "! ", "? "))
    return sentence + 2 if sentence >= 0 else text.find(" ", least, first + 1) + 1


def with_other_words(text: str, others: Mapping[str, str]) -> str:
    """The text with some folded words replaced, all else as it was typed."""
    found, done = [], 0
    for start, end, written in dutch.spans(text):
        other = others.get(dutch.fold_whole(written))
        if other:
            found += [text[done:start], other]
            done = end
    return "".join([*found, text[done:]])
