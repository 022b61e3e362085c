"""A limit holds at its figure, for all threads together, and opens again after its time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine

from buuv.core.errors import TooMany
from buuv.core.limits import Limits, SqliteStorage, parse

NOON = 1_780_000_000.0


@pytest.fixture
def storage(tmp_path):
    return SqliteStorage(tmp_path / "counters.sqlite3")


def limits(storage, figure="3 per 60", *, on=True):
    return Limits({"search": figure}, storage, on=on)


def hits(one, times, key="a"):
    """How many of so many acts were let through."""
    passed = 0
    for _ in range(times):
        try:
            one.hit("search", key)
        except TooMany:
            continue
        passed += 1
    return passed


def test_as_many_as_the_figure_says_and_not_one_more(storage):
    assert hits(limits(storage), 10) == 3


def test_everybody_has_a_counter_of_their_own(storage):
    one = limits(storage)
    assert hits(one, 10, "a") == hits(one, 10, "b") == 3


def test_who_comes_too_often_hears_when_to_come_back(storage):
    with time_machine.travel(NOON, tick=False) as clock:
        one = limits(storage)
        hits(one, 3)
        clock.shift(20)
        with pytest.raises(TooMany) as caught:
            one.hit("search", "a")
        assert caught.value.retry_after == 40


def test_after_its_time_a_limit_opens_again(storage):
    with time_machine.travel(NOON, tick=False) as clock:
        one = limits(storage)
        hits(one, 5)
        clock.shift(61)
        assert hits(one, 5) == 3


def test_two_processes_count_together(storage, tmp_path):
    other = limits(SqliteStorage(tmp_path / "counters.sqlite3"))
    assert hits(limits(storage), 2) + hits(other, 2) == 3


def test_ten_threads_pass_no_more_than_the_figure(storage):
    one = limits(storage, "25 per 60")
    with ThreadPoolExecutor(10) as together:
        assert sum(together.map(lambda _: hits(one, 10), range(10))) == 25


def test_switched_off_they_count_nothing(storage):
    assert hits(limits(storage, on=False), 10) == 10


def test_sweeping_removes_only_what_has_run_out(storage):
    with time_machine.travel(NOON, tick=False) as clock:
        storage.incr("short", 10)
        storage.incr("long", 100)
        clock.shift(50)
        storage.sweep()
        assert (storage.get("short"), storage.get("long")) == (0, 1)
        assert storage.reset() == 1


@pytest.mark.parametrize("figure", ["", "10", "10 in 300", "ten per 300", "10 per 5 minutes", "-1 per 3"])
def test_a_figure_of_another_shape_is_refused(figure):
    with pytest.raises(ValueError, match="search"):
        parse("search", figure)
