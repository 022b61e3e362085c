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
_SIZES = "1,000,000 / 10,000 open"


def measure(table: Table, town: Server, effort: Effort) -> None:
    """Adds the pages of a town with MANY open cards, as a ratio to the same pages of the small town."""
    with serving("many", towns.made_town(posts=MANY, are_open=MANY)) as many:
        lists = Side(many, pages.always("/vragen")), Side(town, pages.always("/vragen"))
        table.compare(f"list, {_SIZES}", compare(*lists, effort), GOAL)
        front = Side(many, pages.always("/")), Side(town, pages.always("/"))
        table.compare(f"front page, {_SIZES}", compare(*front, effort.for_dear_pages()), GOAL)
        figures = (
            ("list with new counts", pages.every_filter, GOAL),
            ("a page far down the list", _deep, None),
            ("search for common words", _common, None),
        )
        for name, requests, goal in figures:
            sides = Side(many, requests(many)), Side(town, requests(town))
            table.compare(f"{name}, {_SIZES}", compare(*sides, effort.for_dear_pages()), goal)


def _deep(town: Server) -> Iterator[Request]:
    """The page that one reaches by going on DEEP times."""
    path = "/vragen"
    for _ in range(DEEP):
        body = town.get(path)[2].decode()
        path = body.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    return pages.always(path)


def _common(town: Server) -> Iterator[Request]:
    return pages.always("/zoeken?q=wie+wil+samen+helpen")
