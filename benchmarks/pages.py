"""What the pages cost, as a ratio to a bare Flask "hello" under the same gunicorn settings."""

import random
import re
from collections.abc import Iterator
from itertools import chain, cycle, product

from measuring import Effort, Request, Side, compare
from servers import Server
from table import Goal, Table

# The targets of part 1 and what is too much; of the search page the goal.
LIST, SIGNED_IN, CARD = Goal(4, 6), Goal(1.5, 1.6), Goal(3, 4)
SEARCH = Goal(5, 8)
SEARCHES = ("lift+naar+ziekenhuis", "hond+uitlaten", "boodschappen+doen", "fiets+repareren", "samen+koffie")


# Everyday words; some of them together make a search that nobody did before.
WORDS = """
tuin heg snoeien gras maaien schutting verven lamp ophangen plank boren kraan lekt fiets band plakken lift ziekenhuis
huisarts apotheek boodschappen markt hond uitlaten kat verzorgen vakantie oppassen kinderen huiswerk wiskunde taal
oefenen brief belasting formulier computer telefoon tablet wandelen koffie kaarten koken soep eenzaam bezoek verhuizen
kast sjouwen aanhanger gereedschap lenen naaimachine gordijnen piano zwemmen rolstoel duwen rollator kapot wekker
""".strip().split()


# So many pages of each list hold more cards than are looked at.
FRESH_PAGES = 75


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


def fresh_searches(words: int = 3) -> Iterator[Request]:
    """A search with other words each time."""
    rng = random.Random(words)
    while True:
        yield Request(f"/zoeken?q={'+'.join(rng.sample(WORDS, words))}")


def fresh_cards(town: Server) -> Iterator[Request]:
    """Cards that nobody looked at before, so that what fits them has to be found."""
    found: list[str] = []
    for path in ("/vragen", "/aanbod"):
        for _ in range(FRESH_PAGES):
            body = town.get(path)[2].decode()
            found += re.findall(r'href="(/kaartje/[^"]+)"', body)
            path = next_page(body)
    return cycle(map(Request, found))


def next_page(body: str) -> str:
    """The address of the next page of a list."""
    return body.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")


def typing() -> Iterator[Request]:
    """What a box asks while somebody types these words, a letter at a time."""
    return cycle(Request(f"/zoeken/voorstellen?q={word[:size]}") for word in WORDS for size in range(2, len(word) + 1))


def measure(table: Table, town: Server, hello: Server, cookie: dict[str, str], effort: Effort) -> None:
    """Adds every page of the board to the table."""
    figures = (
        ("list /vragen", always("/vragen"), LIST),
        ("list with a filter", some_filters(town), LIST),
        ("list, other filters each time", every_filter(town), None),
        ("card page", cycle(map(Request, paths(town)["cards"])), CARD),
        ("card page, each for the first time", fresh_cards(town), CARD),
        ("search page, five in turn", cycle(Request(f"/zoeken?q={words}") for words in SEARCHES), SEARCH),
        ("search page, other words each time", fresh_searches(), SEARCH),
        ("search page, ten words each time", fresh_searches(10), SEARCH),
        ("suggestions while typing", typing(), None),
        ("front page", always("/"), None),
    )
    for name, requests, goal in figures:
        table.compare(f"{name} / hello", compare(Side(town, requests), Side(hello, always("/")), effort), goal)
    signed_in, anonymous = Side(town, always("/vragen", **cookie)), Side(town, always("/vragen"))
    table.compare("list signed in / anonymous", compare(signed_in, anonymous, effort), SIGNED_IN)
    mine = Side(town, always("/mijn", **cookie))
    table.compare("Mijn buuv with what fits / hello", compare(mine, Side(hello, always("/")), effort))
