"""Typing errors: the word of everyday speech that somebody probably meant, for words that nobody knows."""

import functools
import pathlib
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from buuv.language import compounds, dutch, files, needs

# In shorter words one other letter is mostly another word.
SHORTEST = 4
# One mistake in a short word, two in a longer one; a swap of neighbours is one mistake.
# How often the examples must hold a word before a rarer one is taken for a mistake in it.
EVERYDAY = 8
LONG, MOST_SHORT, MOST_LONG = 6, 1, 2


def correct(word: str, folder: pathlib.Path = files.CONFIG) -> str | None:
    """Give the known word nearest to a folded word, None for words that are known, short, or like no other."""
    return _speller(folder).correct(word)


def suspect(word: str, folder: pathlib.Path = files.CONFIG) -> str | None:
    """Give the everyday word that a rare one differs from by one letter ("hont" is a word, but few look for one)."""
    return _speller(folder).suspect(word)


class _Speller:
    """The words of the needs' examples: what people really write when they look for help."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self._often = needs.spoken(folder)
        self._known = frozenset(dutch.stem(word, folder) for word in self._often)
        self._by_length = _by_length([word for word in self._often if len(word) >= SHORTEST and word.isalpha()])
        self.correct = functools.lru_cache(maxsize=16_384)(self._correct)
        self.suspect = functools.lru_cache(maxsize=4_096)(self._suspect)

    def _correct(self, word: str) -> str | None:
        if len(word) < SHORTEST or not word.isalpha() or self._is_known(word):
            return None
        ranked = self._near(word, MOST_SHORT if len(word) < LONG else MOST_LONG)
        return ranked[0] if ranked else None

    def _suspect(self, word: str) -> str | None:
        if len(word) < SHORTEST or not word.isalpha() or dutch.stem(word, self._folder) in self._known:
            return None
        ranked = [one for one in self._near(word, 1) if self._often[one] >= EVERYDAY]
        return ranked[0] if ranked else None

    def _near(self, word: str, most: int) -> list[str]:
        choices = [
            one for size in range(len(word) - most, len(word) + most + 1) for one in self._by_length.get(size, ())
        ]
        found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=most, limit=None)
        # Of equally near words the one that begins alike, then the one that people use most.
        ranked = sorted((off, one[0] != word[0], -self._often[one], one) for one, off, _ in found)
        return [one for *_, one in ranked]

    def _is_known(self, word: str) -> bool:
        stem = dutch.stem(word, self._folder)
        return stem in self._known or compounds.is_word(word, self._folder)


def _by_length(words: Sequence[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for word in sorted(words):
        found.setdefault(len(word), []).append(word)
    return found


@functools.lru_cache(maxsize=4)
def _speller(folder: pathlib.Path) -> _Speller:
    return _Speller(folder)
