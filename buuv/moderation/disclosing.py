"""Small numbers stay hidden, and what is shown beside them does not give them away.

A number below FEW is not shown. From a total and the other numbers of its table a hidden one could be worked out, so
where that is so the total is not shown exactly either, and if that does not help a whole table is left out. What is
shown is checked in the way that a curious reader would: between which bounds can each hidden number lie?
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEW = 5
_MOST_HIDDEN = FEW - 1
# So many values at least must stay possible for a hidden number. One would give it away; two would too, to who knows
# that a table is left out because of that.
_POSSIBLE = 3

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Table:
    """Numbers by key, all of one whole; None for what is hidden. A table that is left out has no numbers at all."""

    numbers: Mapping[str, int | None]
    is_left_out: bool = False

    @property
    def shown(self) -> dict[str, int]:
        """The numbers that can be seen."""
        return {key: number for key, number in self.numbers.items() if number is not None}

    @property
    def has_hidden(self) -> bool:
        """Whether some number is not shown."""
        return len(self.shown) < len(self.numbers)


@dataclass(frozen=True)
class Whole:
    """A number of things with the tables that divide it; `total` is None when it is hidden.

    `at_least` is what a reader may know of a hidden total: 0 when it is below FEW.
    """

    total: int | None
    at_least: int
    tables: Mapping[str, Table]


def disclose(total: int, tables: Mapping[str, Counts]) -> Whole:
    """What may be shown of a whole that every table divides completely."""
    for name, counts in tables.items():
        if sum(counts.values()) != total:
            raise ValueError(f"{name} does not add up to the whole")
    if total < FEW:
        return Whole(None, 0, {name: _masked(counts) for name, counts in tables.items()})
    drawn = {name: _masked(counts) for name, counts in tables.items()}
    is_bare = any(not table.shown for table in drawn.values())
    if not is_bare and not _found_out(drawn, total):
        return Whole(total, total, drawn)
    # The total goes first: a table says more than its sum.
    while found := _found_out(drawn, None):
        drawn[found] = Table(dict.fromkeys(drawn[found].numbers), is_left_out=True)
    return Whole(None, _lowest(drawn), drawn)


def _masked(counts: Counts) -> Table:
    return Table({key: number if number >= FEW else None for key, number in counts.items()})


def _lowest(tables: Mapping[str, Table]) -> int:
    return max(FEW, *(sum(table.shown.values()) for table in tables.values()))


def _highest(tables: Mapping[str, Table]) -> int | None:
    bounds = [
        sum(table.shown.values()) + _MOST_HIDDEN * (len(table.numbers) - len(table.shown))
        for table in tables.values()
        if not table.is_left_out
    ]
    return min(bounds, default=None)


def _found_out(tables: Mapping[str, Table], total: int | None) -> str | None:
    """The first table of which a reader could work out a hidden number."""
    lowest = _lowest(tables) if total is None else total
    highest = _highest(tables) if total is None else total
    for name, table in tables.items():
        if table.is_left_out or not table.has_hidden:
            continue
        rest, others = sum(table.shown.values()), len(table.numbers) - len(table.shown) - 1
        least = max(0, lowest - rest - _MOST_HIDDEN * others)
        most = _MOST_HIDDEN if highest is None else min(_MOST_HIDDEN, highest - rest)
        if most - least + 1 < _POSSIBLE:
            return name
    return None


def in_order(counts: Counts, keys: Sequence[str]) -> dict[str, int]:
    """Counts for every key, 0 where nothing was counted; a key that is not known comes last."""
    return {key: counts.get(key, 0) for key in (*keys, *sorted(set(counts) - set(keys)))}
