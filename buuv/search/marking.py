"""Which words of a card met what was asked: to name them, to mark them, and to begin an excerpt near them."""

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from buuv.language import compounds, concepts, correcting, dutch
from buuv.language.lexicon import LONGEST_PHRASE
from buuv.search.fields import CONCEPT

# An excerpt begins at most this many characters before the first word that met.
BEFORE = 70


class Known(NamedTuple):
    """What one word is found by, as `fields` makes it for a whole card."""

    stem: str
    parts: frozenset[str]
    meant: str
    concepts: frozenset[str]


class Word(NamedTuple):
    """A word of a text, where it stands, and what it is found by."""

    start: int
    end: int
    written: str
    known: Known

    def is_met_by(self, token: str) -> bool:
        """Whether the index finds this word by this token; "tui*" is every word from tui."""
        known = self.known
        if token.endswith("*"):
            return known.stem.startswith(token[:-1]) or any(part.startswith(token[:-1]) for part in known.parts)
        return token in (known.stem, known.meant) or token in known.parts or token in known.concepts


class Piece(NamedTuple):
    """A stretch of a text, and whether it is a word that met."""

    text: str
    is_met: bool


def words_in(text: str) -> list[Word]:
    """The words of a text that tell something, in order."""
    idle = dutch.stop_words()
    return [
        Word(start, end, text[start:end], know(folded))
        for start, end, folded in dutch.spans(text)
        if folded not in idle
    ]


@functools.lru_cache(maxsize=32_768)
def know(folded: str) -> Known:
    """What a folded word is found by."""
    stem, parts = dutch.stem(folded), compounds.parts(folded)
    better = correcting.correct(folded)
    keys = [key for one in (stem, *parts) for key in concepts.find([one])]
    return Known(
        stem, frozenset(parts), dutch.stem(better) if better else "", frozenset(f"{CONCEPT}{key}" for key in keys)
    )


def met(words: list[Word], token: str) -> list[Word]:
    """The first of these words that the token finds; two or three for a concept that takes as many ("lekke band")."""
    one = next((word for word in words if word.is_met_by(token)), None)
    if one:
        return [one]
    if token.startswith(CONCEPT):
        for length in range(2, LONGEST_PHRASE + 1):
            for start in range(len(words) - length + 1):
                row = words[start : start + length]
                if token[len(CONCEPT) :] in concepts.find([word.known.stem for word in row]):
                    return row
    return []


def pieces(text: str, tokens: Collection[str]) -> list[Piece]:
    """The text in stretches, each word that one of the tokens finds apart; together they are the text."""
    found: list[Piece] = []
    done = 0
    for start, end in _spans(words_in(text), tokens):
        if start > done:
            found.append(Piece(text[done:start], is_met=False))
        found.append(Piece(text[start:end], is_met=True))
        done = end
    return [*found, Piece(text[done:], is_met=False)] if done < len(text) else found


def excerpt(text: str, tokens: Collection[str], most: int) -> str:
    """At most `most` characters of a text on one line, near its first word that met; dots where words are left out."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    first = next(iter(_spans(words_in(text), tokens)), (0, 0))
    start = _begin(text, first[0]) if first[1] > most else 0
    shown = text[start : start + most]
    if start + most < len(text):
        shown = shown.rsplit(" ", 1)[0] + " …"
    return f"… {shown}" if start else shown


def with_other_words(text: str, others: Mapping[str, str]) -> str:
    """The text with some folded words replaced, all else as it was typed."""
    found, done = [], 0
    for start, end, folded in dutch.spans(text):
        if folded in others:
            found += [text[done:start], others[folded]]
            done = end
    return "".join([*found, text[done:]])


def _begin(text: str, first: int) -> int:
    """The sentence of the first word that met, or some words before it when that begins too early."""
    least = max(0, first - BEFORE)
    sentence = max(text.rfind(mark, least, first) for mark in (". ", "! ", "? "))
    return sentence + 2 if sentence >= 0 else text.find(" ", least, first + 1) + 1


def _spans(words: list[Word], tokens: Collection[str]) -> Iterator[tuple[int, int]]:
    marked = {word.start: word.end for word in words if any(map(word.is_met_by, tokens))}
    single = {token for word in words for token in word.known.concepts}
    for token in _phrases(tokens, single):
        marked |= {word.start: word.end for word in met(words, token)}
    return iter(sorted(marked.items()))


def _phrases(tokens: Iterable[str], single: set[str]) -> list[str]:
    return [token for token in tokens if token.startswith(CONCEPT) and token not in single]
