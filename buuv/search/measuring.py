"""How good an answer is, against the grades that judges gave: the figures of the board's quality."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

DEPTH = 10
SHOWN = 20
# A card with this grade is an answer; below it, it is only related.
GOOD = 2


class Measure(NamedTuple):
    """Three figures between 0 and 1: nDCG@10 (gain 2^grade - 1), Recall@20 and MRR (both of grade 2 and better)."""

    ndcg: float
    recall: float
    mrr: float


def measure(found: Sequence[str], grades: Mapping[str, int]) -> Measure:
    """Measures one answer, best first; an id that comes twice counts once, and what has no grade is a miss."""
    once = [None if one in found[:place] else one for place, one in enumerate(found[:SHOWN])]
    gained = sum(_gain(grades.get(one, 0), place) for place, one in enumerate(once[:DEPTH]) if one)
    possible = sum(_gain(grade, place) for place, grade in enumerate(sorted(grades.values(), reverse=True)[:DEPTH]))
    good = {one for one, grade in grades.items() if grade >= GOOD}
    met = [place for place, one in enumerate(once) if one in good]
    return Measure(
        gained / possible if possible else 0.0,
        len(met) / min(SHOWN, len(good)) if good else 0.0,
        1 / (met[0] + 1) if met else 0.0,
    )


def mean(measures: Iterable[Measure]) -> Measure:
    """The mean of each figure; zeros when there is nothing to measure."""
    rows = list(measures)
    return Measure(*(math.fsum(column) / len(rows) for column in zip(*rows, strict=True))) if rows else Measure(0, 0, 0)


def _gain(grade: int, place: int) -> float:
    return float((1 << grade) - 1) / math.log2(place + 2)
