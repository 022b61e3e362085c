"""Whether a hundred times as many cards make a page dearer; part of `run.py`, and for PostgreSQL a program of its own.

    python benchmarks/growth.py MANY FEW PID

MANY and FEW are the addresses of two databases of one server, with demo towns of 1,000,000 and 10,000 open cards; PID
is that server's process, whose CPU counts as well.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

import pages
import towns
from measuring import Effort, Request, Side, compare
from servers import Server, serving
from table import Goal, Table

GOAL = Goal(1.15, 1.5)
MANY = 1_000_000
DEEP = 50


def measure(table: Table, town: Server, effort: Effort) -> None:
    """Adds the pages of a town with MANY open cards, as a ratio to the same pages of the small town."""
    with serving("many", towns.made_town(posts=MANY, are_open=MANY)) as many:
        _compare(table, many, town, effort)


def on_postgresql(many: str, few: str, pid: int) -> None:
    """Prints the same for two databases of one PostgreSQL server."""
    table = Table()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="buuv-bench-")))
        sides = []
        for name, address in (("many", many), ("few", few)):
            (folder / name).mkdir()
            sides.append(stack.enter_context(serving(name, folder / name, database_url=address, database_pid=pid)))
        _compare(table, *sides, Effort(blocks=8, amount=80))
    table.show()


def _compare(table: Table, many: Server, few: Server, effort: Effort) -> None:
    figures = (
        ("list", _list, GOAL),
        ("list with new counts", pages.every_filter, GOAL),
        ("front page", _front, GOAL),
        ("a page far down the list", _deep, None),
        ("card page", _cards, GOAL),
        ("card page, each for the first time", pages.fresh_cards, None),
        ("search for common words", _common, None),
        ("search, other words each time", lambda _: pages.fresh_searches(), None),
    )
    for name, requests, goal in figures:
        found = compare(Side(many, requests(many)), Side(few, requests(few)), effort)
        table.compare(f"{name}, 1,000,000 / 10,000 open", found, goal)


def _list(town: Server) -> Iterator[Request]:
    return pages.always("/vragen")


def _front(town: Server) -> Iterator[Request]:
    return pages.always("/")


def _deep(town: Server) -> Iterator[Request]:
    """The page that one reaches by going on DEEP times."""
    path = "/vragen"
    for _ in range(DEEP):
        path = pages.next_page(town.get(path)[2].decode())
    return pages.always(path)


def _cards(town: Server) -> Iterator[Request]:
    return cycle(map(Request, pages.paths(town)["cards"]))


def _common(town: Server) -> Iterator[Request]:
    return pages.always("/zoeken?q=wie+wil+samen+helpen")


if __name__ == "__main__":
    on_postgresql(sys.argv[1], sys.argv[2], int(sys.argv[3]))
