"""Which words of a card met what was asked: to name them, to mark them, and to begin an excerpt near them."""

import functools
from collections.abc import Mapping, Sequence
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
    """A word of a text, where it stands, and what it is found by."""

    start: int
    end: int
    written: str
    known: Known


class Text(NamedTuple):
    """A text with the words that met what was asked, in order, and by each token the first that it finds.

    That is one word, or two or three for a concept that takes as many ("lekke band").
    """

    text: str
    words: list[Word]
    met: dict[str, tuple[Word, ...]]


class Piece(NamedTuple):
    """A stretch of a text, and whether it is a word that met."""

    text: str
    is_met: bool


def read(text: str, tokens: frozenset[str]) -> Text:
    """The words of a text that one of these tokens finds; "tui*" is every word from tui."""
    prefixes = [token for token in tokens if token.endswith("*")]
    found: dict[int, Word] = {}
    met: dict[str, tuple[Word, ...]] = {}
    for start, end, written in dutch.spans(text):
        known = _know(written)
        # Most words meet nothing, so that is known first.
        if known and (prefixes or not known.every.isdisjoint(tokens)):
            by = known.every & tokens
            if prefixes:
                by |= {token for token in prefixes if _begins(known, token[:-1])}
            if by:
                word = found[start] = Word(start, end, written, known)
                for token in by:
                    met.setdefault(token, (word,))
    for token in tokens - met.keys():
        if token.startswith(CONCEPT) and (row := _row(text, token.removeprefix(CONCEPT))):
            met[token] = row
            found |= {word.start: word for word in row}
    return Text(text, [found[start] for start in sorted(found)], met)


def _begins(known: Known, start: str) -> bool:
    return any(one.startswith(start) for one in (known.stem, *known.parts))


def _row(text: str, concept: str) -> tuple[Word, ...]:
    """The first two or three words in a row that stand for a concept together."""
    if not concepts.has_phrases(concept):
        return ()
    spans = ((start, end, written, _know(written)) for start, end, written in dutch.spans(text))
    words = [Word(start, end, written, known) for start, end, written, known in spans if known]
    for length in range(2, LONGEST_PHRASE + 1):
        for start in range(len(words) - length + 1):
            row = words[start : start + length]
            if concept in concepts.find([word.known.stem for word in row]):
                return tuple(row)
    return ()


@functools.lru_cache(maxsize=32_768)
def _know(written: str) -> Known | None:
    folded = dutch.fold_whole(written)
    if not folded or folded in dutch.stop_words():
        return None
    stem, parts, better = dutch.stem(folded), compounds.parts(folded), correcting.correct(folded)
    meant = dutch.stem(better) if better else ""
    keys = [f"{CONCEPT}{key}" for one in (stem, *parts) for key in concepts.find([one])]
    return Known(stem, frozenset(parts), meant, frozenset({stem, *parts, *keys} | ({meant} if meant else set())))


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
