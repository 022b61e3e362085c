"""Whether a hundred times as many cards make a page dearer."""

from collections.abc import Iterator

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
        figures = (
            ("list", _list, GOAL),
            ("list with new counts", pages.every_filter, GOAL),
            ("front page", _front, GOAL),
            ("a page far down the list", _deep, None),
            ("search for common words", _common, None),
        )
        for name, requests, goal in figures:
            found = compare(Side(many, requests(many)), Side(town, requests(town)), effort)
            table.compare(f"{name}, 1,000,000 / 10,000 open", found, goal)


def _list(town: Server) -> Iterator[Request]:
    return pages.always("/vragen")


def _front(town: Server) -> Iterator[Request]:
    return pages.always("/")


def _deep(town: Server) -> Iterator[Request]:
    """The page that one reaches by going on DEEP times."""
    path = "/vragen"
    for _ in range(DEEP):
        body = town.get(path)[2].decode()
        path = body.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    return pages.always(path)


def _common(town: Server) -> Iterator[Request]:
    return pages.always("/zoeken?q=wie+wil+samen+helpen")
