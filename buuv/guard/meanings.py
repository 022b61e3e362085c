"""What is given away by meaning: the rules' sightings and learned weights of words decide together.

`config/words/guard_weights.tsv` is what `python -m buuv.guard.learning` learned: for each label a threshold, and a
weight for each feature. A label that it does not know goes by its rules alone.
"""

import functools
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from buuv.guard import features, phrases
from buuv.guard.features import Features
from buuv.guard.phrases import Hits
from buuv.guard.reading import Reading
from buuv.guard.sightings import Sighting
from buuv.language import files

WEIGHTS = files.CONFIG / "words" / "guard_weights.tsv"
# Two sentences are weighed together as well ("Wie voert de kat? De 3e zijn wij weer thuis."), unless they are long.
_PAIR_WORDS = 45
_ALWAYS = "(altijd)"


@dataclass(frozen=True)
class Weights:
    """The labels that were learned, and for each feature the weight for each of them."""

    labels: Sequence[str]
    always: Sequence[float]
    of: dict[str, tuple[float, ...]]

    @functools.cached_property
    def word(self) -> Callable[[str], list[float]]:
        """What the parts of a word weigh, for each label, and how many they are; people use the same words again."""
        return functools.lru_cache(maxsize=32_768)(self._word)

    def scores(self, seen: Features, forms: Iterable[str]) -> list[float]:
        """How much these features and the parts of these words say for each label; above zero is enough."""
        scores = self._sum(seen)
        size = math.sqrt(len(seen))
        words = [self.word(form) for form in forms]
        letters = [sum(column) for column in zip(*words, strict=True)]
        length = math.sqrt(letters.pop())
        return [a + s / size + w / length for a, s, w in zip(self.always, scores, letters, strict=True)]

    def _word(self, form: str) -> list[float]:
        parts = features.parts(form)
        return [*self._sum(parts), len(parts)]

    def _sum(self, names: Iterable[str]) -> list[float]:
        rows = [self.of[name] for name in names if name in self.of]
        return [sum(column) for column in zip(*rows, strict=True)] if rows else [0.0] * len(self.labels)


def find(reading: Reading, hits: Hits, wanted: Collection[str]) -> Iterator[Sighting]:
    """Every sighting of these labels."""
    learned = weights()
    ruled = list(phrases.find(reading, hits, phrases.labels()))
    yield from (one for one in ruled if one.label in wanted and one.label not in learned.labels)
    alone: set[tuple[str, int]] = set()
    for first, last in runs(reading):
        start, end = reading.sentences[first][0], reading.sentences[last][1]
        here = within(reading, start, end, ruled)
        seen, forms = features.of(reading, start, end, here), set(reading.forms[start:end])
        for place, (label, score) in enumerate(zip(learned.labels, learned.scores(seen, forms), strict=True)):
            # What a sentence says of its own is not looked for again in the two of them.
            if score <= 0 or label not in wanted or (label, first) in alone or (label, last) in alone:
                continue
            if first == last:
                alone.add((label, first))
            said = [one for one in here if one.label == label]
            yield from said or [_clause(reading, label, seen, learned, place)]


def runs(reading: Reading) -> Iterator[tuple[int, int]]:
    """What is weighed, as the first and last sentence: each sentence, then each two that stand beside each other.

    Nothing else is ever weighed with them, so what a text gives away it also gives away among harmless sentences.
    """
    sentences = reading.sentences
    for size in (1, 2):
        for first in range(len(sentences) - size + 1):
            start, end = sentences[first][0], sentences[first + size - 1][1]
            if (size == 1 or end - start <= _PAIR_WORDS) and _says_something(reading.forms[start:end]):
                yield first, first + size - 1


def within(reading: Reading, start: int, end: int, ruled: Iterable[Sighting]) -> list[Sighting]:
    """The sightings that begin in these words."""
    low, high = reading.words[start].start, reading.words[end - 1].end
    return [one for one in ruled if low <= one.start < high]


def _says_something(forms: Sequence[str]) -> bool:
    """Whether it can be weighed: a word or two, or a few letters and numbers, say nothing."""
    return len(forms) > 2 and sum(map(_is_word, forms)) > 1


def _is_word(form: str) -> bool:
    return len(form) > 1 and form.isalpha()


def _clause(reading: Reading, label: str, seen: Features, learned: Weights, place: int) -> Sighting:
    """The clause whose words say it most."""
    said: dict[int, float] = defaultdict(float)
    for name, words in seen.items():
        weight = learned.of.get(name)
        if weight:
            for word in words:
                said[reading.words[word].clause] += weight[place] / len(words)
    clause = max(said, key=lambda one: (said[one], -one))
    inside = [word for words in seen.values() for word in words if reading.words[word].clause == clause]
    return Sighting(label, reading.words[min(inside)].start, reading.words[max(inside)].end)


@functools.lru_cache(maxsize=1)
def weights() -> Weights:
    """What was learned; ValueError with the file when it is broken."""
    try:
        return read(files.read(WEIGHTS))
    except (IndexError, KeyError, ValueError) as error:
        raise ValueError(f"{'/'.join(WEIGHTS.parts[-3:])}: {error}") from error


def read(text: str) -> Weights:
    """The weights that a file's text holds."""
    head, *lines = text.rstrip("\n").split("\n")
    rows = [line.split("\t") for line in lines]
    of = {name: tuple(map(float, numbers)) for name, *numbers in rows}
    return Weights(head.split("\t")[1:], of.pop(_ALWAYS), of)


def written(learned: Weights) -> str:
    """The text of the weights' file."""
    rows = [("", *learned.labels), (_ALWAYS, *map(_short, learned.always))]
    rows += [(name, *map(_short, row)) for name, row in sorted(learned.of.items())]
    return "".join("\t".join(row) + "\n" for row in rows)


def _short(weight: float) -> str:
    return "0" if abs(weight) < 0.005 else f"{weight:.2f}"
