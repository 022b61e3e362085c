"""The figures of quality: by hand, and as the judges' own program counts them."""

import importlib.util
import random

import pytest

from buuv.search import measuring
from buuv.search.measuring import Measure
from buuv.settings import ROOT

SCORE = ROOT.parent / "shared" / "quality" / "score.py"


def test_the_best_order_is_one_and_nothing_is_zero() -> None:
    grades = {"a": 3, "b": 2, "c": 1}
    assert measuring.measure(["a", "b", "c"], grades) == Measure(1, 1, 1)
    assert measuring.measure([], grades) == measuring.measure(["x"], {}) == Measure(0, 0, 0)


def test_a_better_card_higher_up_is_better() -> None:
    grades = {"a": 3, "b": 2}
    assert measuring.measure(["a", "b"], grades).ndcg > measuring.measure(["b", "a"], grades).ndcg


def test_a_card_that_is_only_related_is_no_answer() -> None:
    assert measuring.measure(["c", "a"], {"a": 3, "c": 1})[1:] == (1, 0.5)


def test_the_same_card_twice_counts_once() -> None:
    assert measuring.measure(["a", "a"], {"a": 3, "b": 3}).recall == 0.5


def test_a_mean_of_nothing_is_zero() -> None:
    assert measuring.mean([]) == Measure(0, 0, 0)
    assert measuring.mean([Measure(1, 0, 1), Measure(0, 1, 1)]) == Measure(0.5, 0.5, 1)


@pytest.mark.skipif(not SCORE.exists(), reason="the judges' program does not lie beside this folder")
def test_figures_agree_with_the_judges_program() -> None:
    specification = importlib.util.spec_from_file_location("score", SCORE)
    score = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(score)
    draw = random.Random(4)
    for _ in range(300):
        cards = [f"d{number}" for number in range(draw.randrange(60))]
        grades = {card: draw.choice((1, 2, 3)) for card in cards if draw.random() < 0.5}
        found = [draw.choice([*cards, "x"]) for _ in range(draw.randrange(25))]
        assert measuring.measure(found, grades) == pytest.approx(score.metrics(found, grades))
