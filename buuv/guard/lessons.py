"""The labelled sentences that the guard is taught, and what it weighs of each.

`config/words/guard_examples.jsonl` holds them: {"writer", "text", "labels"}.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from buuv.guard import features, meanings, phrases
from buuv.guard.reading import Reading
from buuv.guard.sightings import Sighting
from buuv.language import files

EXAMPLES = files.CONFIG / "words" / "guard_examples.jsonl"
# These have sentences enough beside each other already.
_LONG = ("cards", "needs")


@dataclass(frozen=True)
class Words:
    """Some words as they are weighed: their features, and the parts of each word."""

    seen: features.Features
    forms: Sequence[str]

    @property
    def parts(self) -> list[str]:
        """The parts of its words."""
        return [part for form in self.forms for part in features.parts(form)]


@dataclass(frozen=True)
class Example:
    """What one person wrote: what it gives away, all of its words, and what the guard weighs of it."""

    writer: str
    text: str
    labels: frozenset[str]
    whole: Words
    runs: Sequence[Words]


def examples() -> list[Example]:
    """The labelled sentences."""
    return [_example(json.loads(line)) for line in files.read(EXAMPLES).splitlines()]


def _example(row: dict[str, Any]) -> Example:
    reading = Reading(row["text"])
    ruled = list(phrases.find(reading, phrases.hits(reading), phrases.labels()))
    runs = [
        _words(reading, reading.sentences[first][0], reading.sentences[last][1], ruled)
        for first, last in meanings.runs(reading)
    ]
    whole = _words(reading, 0, len(reading.words), ruled)
    return Example(row["writer"], row["text"], frozenset(row["labels"]), whole, runs)


def _words(reading: Reading, start: int, end: int, ruled: Iterable[Sighting]) -> Words:
    here = meanings.within(reading, start, end, ruled)
    return Words(features.of(reading, start, end, here), sorted(set(reading.forms[start:end])))


def beside(taught: Iterable[Example]) -> list[Words]:
    """Each harmless text together with the next one of its writer: neither says anything about the other."""
    texts: dict[str, list[str]] = defaultdict(list)
    for one in taught:
        if not one.labels and one.writer not in _LONG:
            texts[one.writer].append(one.text)
    return [
        _example({"writer": writer, "text": f"{left}\n{right}", "labels": []}).whole
        for writer, those in sorted(texts.items())
        for left, right in zip(those, [*those[1:], those[0]], strict=True)
    ]
