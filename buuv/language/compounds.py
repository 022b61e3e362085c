"""Taking Dutch compounds apart: "boodschappentas" into boodschap and tas, by a list of words that they are made of."""

import functools
import pathlib
from collections.abc import Iterator

from buuv.language import dutch, files

# Below this a word is not taken apart: two parts of four letters are the least.
SHORTEST_COMPOUND = 7
SHORTEST_PART = 4
# Three parts are the most that everyday words have ("verjaardagstaartvorm").
MOST_PARTS = 3


def parts(word: str, folder: pathlib.Path = files.CONFIG) -> tuple[str, ...]:
    """Give the stems of the words that a folded word is made of, the longest head first; none when it is no compound.

    "verjaardagstaart" can be read with and without the linking s, and gives the parts of both readings.
    """
    return _splitter(folder).parts(word)


def is_word(word: str, folder: pathlib.Path = files.CONFIG) -> bool:
    """Whether a folded word is one of the list, a form of one, or a compound of them."""
    splitter = _splitter(folder)
    return splitter.is_part(word) or bool(splitter.parts(word))


def is_listed(word: str, folder: pathlib.Path = files.CONFIG) -> bool:
    """Whether a folded word is one of the list, or a form of one; "boodschapen" is merely made of two that are."""
    return _splitter(folder).is_part(word)


def check(folder: pathlib.Path = files.CONFIG) -> None:
    """Reads the list without learning it, which would take each command its time; ValueError with a wrong line."""
    for _ in _words(folder):
        pass


class _Splitter:
    """The list of one configuration folder, by stems, so that linking letters and inflected heads need no rules."""

    def __init__(self, words: list[str], folder: pathlib.Path) -> None:
        self._folder = folder
        self._whole = frozenset(words)
        self._stems = dutch.stems_in(self._whole, folder)
        # "voorlezen" is about reading; what is told by "voor" is told by every text.
        self._idle = dutch.stop_stems(folder)
        self.parts = functools.lru_cache(maxsize=32_768)(self._parts)

    def _parts(self, word: str) -> tuple[str, ...]:
        if len(word) < SHORTEST_COMPOUND or self.is_part(word):
            return ()
        found: dict[str, None] = {}
        own = dutch.stem(word, self._folder)
        for reading in self._readings(word[: dutch.LONGEST_STEM], MOST_PARTS):
            found |= dict.fromkeys(reading)
        return tuple(part for part in found if part != own and part not in self._idle)

    def _readings(self, word: str, most: int) -> list[tuple[str, ...]]:
        """Give the best ways to read a word: with the fewest parts, then the longest head, and its sibling by an s."""
        for start in range(3, len(word) - 2):
            head, front = word[start:], word[:start]
            if not self._is_head(head):
                continue
            fronts = self._front(front, most - 1)
            if not fronts:
                continue
            found = [(dutch.stem(head, self._folder), *fronts)]
            # "verjaardag|staart" and "verjaardags|taart": who reads it knows which, a program does not.
            if head[0] == "s" and self._is_head(head[1:]) and self._front(f"{front}s", most - 1):
                found.append((dutch.stem(head[1:], self._folder), *fronts))
            return found
        return []

    def _front(self, front: str, most: int) -> tuple[str, ...]:
        if self.is_part(front):
            return (dutch.stem(front, self._folder),)
        if most > 1 and len(front) >= SHORTEST_COMPOUND:
            return next(iter(self._readings(front, most)), ())
        return ()

    def _is_head(self, word: str) -> bool:
        return len(word) >= 3 and self.is_part(word)

    def is_part(self, word: str) -> bool:
        """Whether this is a word of the list or a form of one."""
        if word in self._whole:
            return True
        return len(word) > SHORTEST_PART and dutch.stem(word, self._folder) in self._stems


@functools.lru_cache(maxsize=16)
def _splitter(folder: pathlib.Path) -> _Splitter:
    return _Splitter(list(_words(folder)), folder)


def _words(folder: pathlib.Path) -> Iterator[str]:
    path = folder / "words" / "compounds.txt"
    for number, words in dutch.lines(path):
        if len(words) != 1:
            raise files.mistake(path, number, "verwacht één woord op een regel")
        yield words[0]
