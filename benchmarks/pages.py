"""What the pages cost, as a ratio to a bare Flask "hello" under the same gunicorn settings."""

import re
from collections.abc import Iterator
from itertools import chain, cycle, product

from measuring import Effort, Request, Side, compare
from servers import Server
from table import Goal, Table

# The targets of part 1 and what is too much; a search page has no target yet, only "too much".
LIST, SIGNED_IN, CARD = Goal(4, 6), Goal(1.5, 1.6), Goal(3, 4)
SEARCH = Goal(8, 8)
SEARCHES = ("lift+naar+ziekenhuis", "hond+uitlaten", "boodschappen+doen", "fiets+repareren", "samen+koffie")


def always(path: str, **headers: str) -> Iterator[Request]:
    """The same page again and again."""
    return cycle([Request(path, headers)])


def paths(town: Server) -> dict[str, list[str]]:
    """Addresses to ask for, read from the pages themselves: cards, and the values of each filter."""
    pages = [town.get(path)[2].decode() for path in ("/vragen", "/aanbod")]
    return {
        "cards": re.findall(r'href="(/kaartje/[^"]+)"', "".join(pages)),
        "places": re.findall(r'<option value="((?:WK|BU)\d+)"', pages[0]),
        "categories": sorted(set(re.findall(r"[?&;]soort=([\w-]+)", pages[0]))),
        "timings": sorted(set(re.findall(r"[?&;]wanneer=([\w-]+)", pages[0]))),
    }


def some_filters(town: Server) -> Iterator[Request]:
    """A few lists that many people look at, so that their counts are known."""
    found = paths(town)
    lists = [f"/vragen?plaats={place}" for place in found["places"][:2]]
    lists += [f"/vragen?soort={category}" for category in found["categories"][:2]]
    lists += [f"/vragen?plaats={found['places'][1]}&dichtbij=ja&soort={found['categories'][0]}"]
    return cycle(map(Request, lists))


def every_filter(town: Server) -> Iterator[Request]:
    """A different list each time, so that nothing about it is known: thousands before one comes again."""
    found = paths(town)
    # Each choice turns at its own pace, so that neighbours in the row differ in all of them.
    choices = product(("/aanbod", "/vragen"), found["timings"], found["categories"], found["places"])
    rows = [f"{path}?plaats={place}&soort={sort}&wanneer={when}" for path, when, sort, place in choices]
    return cycle(map(Request, chain(*(rows[start::37] for start in range(37)))))


def measure(table: Table, town: Server, hello: Server, cookie: dict[str, str], effort: Effort) -> None:
    """Adds every page of the board to the table."""
    figures = (
        ("list /vragen", always("/vragen"), LIST),
        ("list with a filter", some_filters(town), LIST),
        ("list, other filters each time", every_filter(town), None),
        ("card page", cycle(map(Request, paths(town)["cards"])), CARD),
        ("search page", cycle(Request(f"/zoeken?q={words}") for words in SEARCHES), SEARCH),
        ("front page", always("/"), None),
    )
    for name, requests, goal in figures:
        table.compare(f"{name} / hello", compare(Side(town, requests), Side(hello, always("/")), effort), goal)
    signed_in, anonymous = Side(town, always("/vragen", **cookie)), Side(town, always("/vragen"))
    table.compare("list signed in / anonymous", compare(signed_in, anonymous, effort), SIGNED_IN)
