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
# Sentences are weighed together with the ones beside them: "Wie voert de kat? De 3e zijn wij weer thuis."
_WINDOW_WORDS = 45
# Fewer words are weighed with their neighbours only.
_SAYS_ENOUGH = 4
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
        sums = [0.0] * len(self.labels)
        for name in names:
            for place, weight in enumerate(self.of.get(name, ())):
                sums[place] += weight
        return sums


def find(reading: Reading, hits: Hits, wanted: Collection[str]) -> Iterator[Sighting]:
    """Every sighting of these labels."""
    learned = weights()
    ruled = list(phrases.find(reading, hits, phrases.labels()))
    yield from (one for one in ruled if one.label in wanted and one.label not in learned.labels)
    for start, end in _weighed_together(reading, ruled):
        # A word or two, or a few letters and numbers, say nothing that could be weighed.
        if end - start < 3 or sum(map(_is_word, reading.forms[start:end])) < 2:
            continue
        low, high = reading.words[start].start, reading.words[end - 1].end
        here = [one for one in ruled if low <= one.start < high]
        seen, forms = features.of(reading, start, end, here), set(reading.forms[start:end])
        for place, (label, score) in enumerate(zip(learned.labels, learned.scores(seen, forms), strict=True)):
            if score > 0 and label in wanted:
                said = [one for one in here if one.label == label]
                yield from said or [_clause(reading, label, seen, learned, place)]


def _weighed_together(reading: Reading, ruled: Sequence[Sighting]) -> Iterator[tuple[int, int]]:
    """Groups of sentences, and each sentence of its own in which a rule saw something.

    Beside harmless sentences it would weigh less, and a text that gives something away must not be saved by more text.
    """
    whole = list(windows(reading))
    yield from whole
    for start, end in reading.sentences:
        low, high = reading.words[start].start, reading.words[end - 1].end
        if end - start >= _SAYS_ENOUGH and (start, end) not in whole and any(low <= one.start < high for one in ruled):
            yield start, end


def windows(reading: Reading) -> Iterator[tuple[int, int]]:
    """The first word of each group of sentences that are read together, and the one after its last."""
    first = 0
    sentences = reading.sentences
    while first < len(sentences):
        last = first
        while last + 1 < len(sentences) and sentences[last + 1][1] - sentences[first][0] <= _WINDOW_WORDS:
            last += 1
        yield sentences[first][0], sentences[last][1]
        first = last + 1


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
    # The same few hundred weights come again and again, so each is one object.
    weight = functools.cache(float)
    rows = (line.split("\t") for line in lines)
    of = {name: tuple(map(weight, numbers)) for name, *numbers in rows}
    return Weights(head.split("\t")[1:], of.pop(_ALWAYS), of)


def written(learned: Weights) -> str:
    """The text of the weights' file."""
    rows = [("", *learned.labels), (_ALWAYS, *map(_short, learned.always))]
    rows += [(name, *map(_short, row)) for name, row in sorted(learned.of.items())]
    return "".join("\t".join(row) + "\n" for row in rows)


def _short(weight: float) -> str:
    return "0" if abs(weight) < 0.005 else f"{weight:.2f}"
