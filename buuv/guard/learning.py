"""Learns the weights of the guard from labelled sentences: `python -m buuv.guard.learning`.

A linear support vector machine for each label, by dual coordinate descent (Hsieh et al., 2008) in a fixed order,
so that the same sentences give the same file everywhere. A label's threshold is chosen on the sentences of writers
that were left out. `config/words/guard_examples.jsonl` holds the sentences: {"writer", "text", "labels"}.
"""

import json
import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from buuv.guard import features, meanings, phrases
from buuv.guard.meanings import Weights
from buuv.guard.reading import Reading
from buuv.language import dutch

EXAMPLES = dutch.CONFIG / "words" / "guard_examples.jsonl"
LABELS = ("absence", "key", "alone", "address_soft", "money")
# Of a hundred harmless sentences the guard may speak up at so many. A missed absence or key weighs most.
_FALSE_ALARMS = 0.05
_WORTH = {"absence": 5.0, "key": 5.0}
# How much a sentence on the wrong side weighs against simple weights, and how often all are passed.
_COST = 1.0
_PASSES = 12
# A feature of one sentence alone teaches nothing about other ones.
_LEAST_SEEN = 2
_SMALLEST = 0.02
# Taught, but no measure of how unseen people write: ours, and cards that only have to be passed.
_UNMEASURED = ("own", "cards")


@dataclass(frozen=True)
class Example:
    """One sentence: who wrote it, what it gives away, and its features."""

    writer: str
    labels: frozenset[str]
    seen: features.Features


def examples() -> list[Example]:
    """The labelled sentences."""
    rows = [json.loads(line) for line in dutch.read(EXAMPLES).splitlines()]
    return [Example(row["writer"], frozenset(row["labels"]), _features(row["text"])) for row in rows]


def _features(text: str) -> features.Features:
    reading = Reading(text)
    ruled = phrases.find(reading, phrases.hits(reading), phrases.labels())
    return features.of(reading, 0, len(reading.words), ruled)


def learn(taught: Sequence[Example], thresholds: Sequence[float]) -> Weights:
    """The weights that tell these sentences apart."""
    counts = Counter(name for one in taught for name in one.seen)
    names = sorted(name for name, count in counts.items() if count >= _LEAST_SEEN)
    number = {name: place for place, name in enumerate(names)}
    rows = [[number[name] for name in one.seen if name in number] for one in taught]
    sizes = [1 / math.sqrt(len(one.seen) or 1) for one in taught]
    columns, always = [], []
    for label in LABELS:
        column, bias = _separate(rows, sizes, [label in one.labels for one in taught], len(names))
        columns.append(column)
        always.append(bias)
    of = {
        name: row
        for name, row in zip(names, zip(*columns, strict=True), strict=True)
        if max(map(abs, row)) >= _SMALLEST
    }
    return Weights(LABELS, [bias - threshold for bias, threshold in zip(always, thresholds, strict=True)], of)


def _separate(
    rows: Sequence[Sequence[int]], sizes: Sequence[float], wanted: Sequence[bool], width: int
) -> tuple[list[float], float]:
    """Weights and bias for one label, with both sides weighing as much (squared hinge loss)."""
    weights, bias = [0.0] * width, 0.0
    share = sum(wanted) / len(wanted)
    slack = {side: 1 / (2 * _COST * 0.5 / (share if side else 1 - share)) for side in (True, False)}
    alphas = [0.0] * len(rows)
    order = list(range(len(rows)))
    shuffle = random.Random(1).shuffle  # noqa: S311 - an order, no secret
    for _pass in range(_PASSES):
        shuffle(order)
        for one in order:
            row, size, side = rows[one], sizes[one], 1 if wanted[one] else -1
            score = size * sum(map(weights.__getitem__, row)) + bias
            gradient = side * score - 1 + slack[wanted[one]] * alphas[one]
            if gradient >= 0 and not alphas[one]:
                continue
            alpha = max(0.0, alphas[one] - gradient / (size * size * len(row) + 1 + slack[wanted[one]]))
            step = (alpha - alphas[one]) * side
            alphas[one] = alpha
            bias += step
            step *= size
            for place in row:
                weights[place] += step
    return weights, bias


def left_out(taught: Sequence[Example]) -> list[tuple[Example, list[float]]]:
    """Every sentence with its scores by weights that never saw its writer."""
    scored = []
    for writer in sorted({one.writer for one in taught} - set(_UNMEASURED)):
        weights = learn([one for one in taught if one.writer != writer], [0.0] * len(LABELS))
        scored += [(one, weights.scores(one.seen)) for one in taught if one.writer == writer]
    return scored


def thresholds(scored: Sequence[tuple[Example, list[float]]]) -> list[float]:
    """The thresholds that find most while few harmless sentences are spoken of."""
    clean = [scores for one, scores in scored if not one.labels]
    positive = [
        sorted(scores[place] for one, scores in scored if label in one.labels) for place, label in enumerate(LABELS)
    ]
    chosen = [max(scores[place] for scores in clean) for place in range(len(LABELS))]
    spoken = [False] * len(clean)
    room = int(_FALSE_ALARMS * len(clean))
    while True:
        best = None
        for place, label in enumerate(LABELS):
            # The next harmless sentences that a lower threshold would speak of, and what it would find.
            lower = sorted(
                (s[place] for s, known in zip(clean, spoken, strict=True) if not known and s[place] <= chosen[place]),
                reverse=True,
            )
            for extra in range(1, min(6, room - sum(spoken) + 1, len(lower))):
                gain = sum(lower[extra] < s <= chosen[place] for s in positive[place]) / len(positive[place])
                value = gain * _WORTH.get(label, 1.0) / extra
                if best is None or value > best[0]:
                    best = (value, place, lower[extra])
        if best is None:
            return chosen
        _, place, chosen[place] = best
        spoken = [any(s > c for s, c in zip(scores, chosen, strict=True)) for scores in clean]


def main() -> None:
    """Writes the weights and prints what they find in the sentences of writers left out."""
    taught = examples()
    scored = left_out(taught)
    chosen = thresholds(scored)
    meanings.WEIGHTS.write_text(meanings.written(learn(taught, chosen)), "utf-8")
    for writer in [*sorted({one.writer for one, _ in scored}), ""]:
        _print(writer, [(one, scores) for one, scores in scored if one.writer.startswith(writer)], chosen)


def _print(writer: str, scored: Iterable[tuple[Example, list[float]]], chosen: Sequence[float]) -> None:
    said = [
        (one.labels, {label for label, s, c in zip(LABELS, scores, chosen, strict=True) if s > c})
        for one, scores in scored
    ]
    cells = []
    for label in LABELS:
        found = [label in labels for wanted, labels in said if label in wanted]
        cells.append(f"{label} {sum(found)}/{len(found)} {sum(found) / max(1, len(found)):.2f}")
    alarms = [bool(labels) for wanted, labels in said if not wanted]
    print(
        writer or "alles",
        *cells,
        f"vals alarm {sum(alarms)}/{len(alarms)} {sum(alarms) / max(1, len(alarms)):.3f}",
        sep="\t",
    )


if __name__ == "__main__":
    main()
