"""Guess the kind of help a text is about from everyday words that a municipality can read and extend."""

import collections
import dataclasses
import functools
import pathlib
from collections.abc import Iterator

from buuv.language import dutch, files

MOST = 3
OTHERWISE = "anders"

# A strong word outweighs two weak ones, and the head of a compound ("boodschappentas" is a tas) says more
# than what stands before it. The exact shares hardly matter: other values give the same accuracy within 1 %.
_STRENGTHS = {"strong": 3.0, "weak": 1.0}
_HEAD, _FRONT = 0.8, 0.6

_SHORTEST_PART = 4
_LONGEST_PHRASE = 3

_Weights = dict[str, float]


def guess(text: str, folder: pathlib.Path = files.CONFIG) -> list[str]:
    """Give the keys of at most three kinds of help, best first; none when no word points anywhere."""
    book = _book(folder)
    found: _Weights = collections.defaultdict(float)
    for weights in _sightings(dutch.stems(text, folder), book):
        for key, weight in weights.items():
            found[key] += weight
    best = sorted(found, key=lambda key: (-round(found[key], 6), book.keys.index(key)))
    return best[:MOST]


def guess_one(text: str, folder: pathlib.Path = files.CONFIG) -> str:
    """Give the key of the likeliest kind of help, "anders" when no word points anywhere."""
    return next(iter(guess(text, folder)), OTHERWISE)


def check(folder: pathlib.Path = files.CONFIG) -> None:
    """Read every word file, so that a mistake is refused at the start; raise ValueError with its line."""
    _book(folder)


@dataclasses.dataclass(frozen=True)
class _Book:
    """The words of the file: phrases of stems, and the parts by which a compound is recognised."""

    keys: list[str]
    phrases: dict[tuple[str, ...], _Weights]
    parts: dict[str, _Weights]


def _sightings(stems: list[str], book: _Book) -> Iterator[_Weights]:
    """Give the weights of each word and phrase once: repeating a word does not make it truer."""
    seen: set[tuple[str, ...]] = set()
    for start in range(len(stems)):
        for end in range(start + 1, min(start + _LONGEST_PHRASE, len(stems)) + 1):
            phrase = tuple(stems[start:end])
            if phrase in seen:
                continue
            seen.add(phrase)
            if phrase in book.phrases:
                yield book.phrases[phrase]
            elif len(phrase) == 1:
                yield _compound(phrase[0], book.parts)


def _compound(stem: str, parts: dict[str, _Weights]) -> _Weights:
    """Weigh a word the file does not have by the longest known words that it ends and begins with."""
    lengths = range(len(stem) - 1, _SHORTEST_PART - 1, -1)
    head = next((stem[-size:] for size in lengths if stem[-size:] in parts), "")
    front = next((stem[:size] for size in lengths if stem[:size] in parts), "")
    weights: _Weights = collections.defaultdict(float)
    for part, share in ((head, _HEAD), (front, _FRONT)):
        for key, weight in parts.get(part, {}).items():
            weights[key] += share * weight
    return weights


@functools.lru_cache(maxsize=16)
def _book(folder: pathlib.Path) -> _Book:
    path = folder / "words" / "categories.toml"
    written = files.read(path)
    book = _Book([], {}, {})
    for key, lists in _parsed(path, written).items():
        book.keys.append(key)
        taken: set[str] = set()
        for strength, words in lists.items():
            for word in words:
                phrase = tuple(dutch.stems(word, folder))
                if word in taken or not 0 < len(phrase) <= _LONGEST_PHRASE:
                    sentence = f"“{word}” bij {key}: verwacht een tot drie woorden, niet twee keer dezelfde"
                    raise files.mistake(path, files.line_of(written, word, key), sentence)
                taken.add(word)
                _add(book, word, phrase, {key: _STRENGTHS[strength]})
    return book


def _add(book: _Book, word: str, phrase: tuple[str, ...], weights: _Weights) -> None:
    """Remember a word for one kind of help; of several forms with one stem the strongest counts."""
    places = [book.phrases.setdefault(phrase, {})]
    if len(phrase) == 1:
        # "katten" may begin a compound although its stem is too short to be recognised in one.
        parts = [part for part in {word, *phrase} if len(part) >= _SHORTEST_PART]
        places += [book.parts.setdefault(part, {}) for part in parts]
    for place in places:
        for key, weight in weights.items():
            place[key] = max(weight, place.get(key, 0.0))


def _parsed(path: pathlib.Path, written: str) -> dict[str, dict[str, list[str]]]:
    found = files.tables(path, written)
    for key, lists in found.items():
        for strength, words in lists.items():
            listed = isinstance(words, list) and all(isinstance(word, str) for word in words)
            if strength not in _STRENGTHS or not listed:
                raise files.mistake(path, files.line_of(written, strength, key), f"{key}: verwacht strong en weak")
    return found
