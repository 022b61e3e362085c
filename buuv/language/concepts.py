"""Words that mean the same for somebody who looks for help: a lift, a ride, somebody who drives."""

import functools
import pathlib
from collections.abc import Sequence
from dataclasses import dataclass

from buuv.language import files, lexicon

_FIELDS = frozenset({"title", "title_en", "words"})


@dataclass(frozen=True)
class Concept:
    """One group of words, and how a page names it."""

    key: str
    title: str
    title_en: str


def find(stems: Sequence[str], folder: pathlib.Path = files.CONFIG) -> list[str]:
    """Give the keys of the concepts that these stems, or up to three of them in a row, stand for; each once."""
    phrases = _book(folder)[1]
    found: dict[str, None] = {}
    for start, first in enumerate(stems):
        # Few words begin a phrase, so most are passed by.
        for phrase, keys in phrases.get(first, ()):
            if phrase == tuple(stems[start : start + len(phrase)]):
                found |= dict.fromkeys(keys)
    return list(found)


def get(key: str, folder: pathlib.Path = files.CONFIG) -> Concept:
    """Give a concept by its key; KeyError when there is none."""
    return _book(folder)[0][key]


def has_phrases(key: str, folder: pathlib.Path = files.CONFIG) -> bool:
    """Whether some words in a row stand for this concept, beside single ones."""
    return key in _book(folder)[2]


def words(folder: pathlib.Path = files.CONFIG) -> list[str]:
    """Give every word and phrase of the file, as it is written there."""
    return [word for table in lexicon.tables("concepts", _FIELDS, folder) for word in table.texts("words")]


def check(folder: pathlib.Path = files.CONFIG) -> None:
    """Reads the file; ValueError with the line of a mistake."""
    _book(folder)


# By the first stem of a phrase: the phrases from short to long, each with the concepts that it stands for.
_Phrases = dict[str, list[tuple[tuple[str, ...], list[str]]]]


@functools.lru_cache(maxsize=4)
def _book(folder: pathlib.Path) -> tuple[dict[str, Concept], _Phrases, frozenset[str]]:
    concepts: dict[str, Concept] = {}
    phrases: dict[tuple[str, ...], list[str]] = {}
    for table in lexicon.tables("concepts", _FIELDS, folder):
        # A town may add words to a concept of ours by its name alone.
        if table.key not in concepts:
            concepts[table.key] = Concept(table.key, table.text("title"), table.text("title_en"))
        for word in table.texts("words"):
            keys = phrases.setdefault(lexicon.phrase(table, word, folder), [])
            if table.key not in keys:
                keys.append(table.key)
    begins: _Phrases = {}
    for phrase in sorted(phrases, key=len):
        begins.setdefault(phrase[0], []).append((phrase, phrases[phrase]))
    return concepts, begins, frozenset(key for phrase, keys in phrases.items() if len(phrase) > 1 for key in keys)
