"""From typed words to cards: retrieving candidates, ranking them, one page at a time."""

from typing import NamedTuple

from buuv.places.queries import Town
from buuv.posts.browsing import Hit, hits_by_id, id_of
from buuv.posts.wishes import Wish
from buuv.search import asking, index, ranking
from buuv.search.asking import QUERY_MAX as QUERY_MAX
from buuv.search.asking import Asked
from buuv.search.index import Candidate
from buuv.search.ranking import Ranked, Viewer

# What a search is ordered by, most important first; the page "Zo werkt buuv" says it in words.
ORDER = ("words", "about", "near", "newest")

CANDIDATES = 200
ANYBODY = Viewer()
# Of these, how many at most come for a need alone; the words themselves get what is left.
NEEDS_ASKED, BY_NEED = 3, 60


class Page(NamedTuple):
    """One page of hits with the reasons for each, whether there is more, how many in all, and what was understood."""

    hits: list[Hit]
    ranked: list[Ranked]
    more: bool
    total: int
    asked: Asked


def page_of(words: str, wish: Wish, town: Town, *, after: str | None, size: int, viewer: Viewer = ANYBODY) -> Page:
    """One page of what was found; `after` is the public id of the last card shown."""
    asked = asking.read(words)
    ranked = find(asked, wish, town, viewer)
    ids = [one.card.id for one in ranked]
    last = id_of(after) if after else None
    start = ids.index(last) + 1 if last in ids else 0
    shown = ranked[start : start + size]
    return Page(hits_by_id([one.card.id for one in shown]), shown, len(ids) > start + size, len(ids), asked)


def ranked_ids(words: str, wish: Wish, town: Town) -> list[int]:
    """The ids of the cards, best first; none when the words say nothing."""
    return [one.card.id for one in find(asking.read(words), wish, town, ANYBODY)]


def find(asked: Asked, wish: Wish, town: Town, viewer: Viewer) -> list[Ranked]:
    """The cards that answer to this, best first; at most CANDIDATES."""
    if asked.says_nothing:
        return []
    return ranking.rank(asked, candidates(asked, wish, town), town, viewer)


def candidates(asked: Asked, wish: Wish, town: Town) -> list[Candidate]:
    """Cards with every word come before the cut, however old; then what is about the same; then what has some words."""
    asks = [(asked.about(need), BY_NEED) for need in list(asked.needs)[:NEEDS_ASKED]]
    if asked.groups:
        asks = [(asked.narrow(), CANDIDATES // 2), *asks, (asked.wide(), CANDIDATES)]
    return index.of_asks(asks, wish, town, most=CANDIDATES)
