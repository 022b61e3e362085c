"""Small numbers are hidden, and nothing that is shown gives them away."""

from collections import defaultdict
from itertools import product

import pytest

from buuv.moderation.disclosing import FEW, disclose


def seen(total, tables):
    """Everything that a reader sees."""
    whole = disclose(total, tables)
    known = whole.at_least if whole.total is None else None
    drawn = tuple((name, table.is_left_out, tuple(table.numbers.items())) for name, table in whole.tables.items())
    return whole.total, known, drawn


def divided(number, most):
    """Every way to fill a table of so many numbers, by their sum."""
    found = defaultdict(list)
    for numbers in product(range(most), repeat=number):
        found[sum(numbers)].append({f"k{key}": one for key, one in enumerate(numbers)})
    return found


def wholes(first, second, most):
    others = divided(second, most)
    for total, ones in divided(first, most).items():
        yield from ((total, {"a": one, "b": other}) for one in ones for other in others[total])


def worked_out(worlds):
    """What a reader can work out who knows everything that is shown, and this program too.

    All worlds that look the same are laid side by side; a hidden number that is equal in each is known.
    """
    alike = defaultdict(list)
    for total, tables in worlds:
        alike[seen(total, tables)].append(tables)
    return [
        (shown, name, key)
        for shown, raws in alike.items()
        for name, _, numbers in shown[2]
        for key, number in numbers
        if number is None and len({raw[name][key] for raw in raws}) < 2
    ]


@pytest.mark.parametrize("shape", [(3, 1, 14), (2, 2, 20), (3, 2, 11), (3, 3, 7)])
def test_no_hidden_number_can_be_worked_out(shape):
    first, second, most = shape
    if second == 1:
        worlds = [(total, {"a": one}) for total, ones in divided(first, most).items() for one in ones]
    else:
        worlds = list(wholes(first, second, most))
    assert worked_out(worlds) == []


def test_numbers_from_five_on_are_shown_and_smaller_ones_never():
    for total, tables in wholes(3, 2, 8):
        for name, is_left_out, numbers in seen(total, tables)[2]:
            assert is_left_out or all(
                number == (tables[name][key] if tables[name][key] >= FEW else None) for key, number in numbers
            )


def test_a_total_beside_one_hidden_number_is_not_shown_exactly():
    whole = disclose(43, {"kinds": {"card": 30, "message": 10, "profile": 3}})
    assert (whole.total, whole.at_least) == (None, 40)


def test_a_total_stays_when_many_values_are_possible():
    assert disclose(46, {"kinds": {"card": 40, "message": 3, "profile": 2, "thanks": 1}}).total == 46


def test_tables_that_do_not_add_up_are_a_mistake():
    with pytest.raises(ValueError, match="add up"):
        disclose(9, {"kinds": {"card": 8}})
