"""From typed words to cards: retrieving candidates, ranking them, one page at a time."""

from collections import Counter
from typing import NamedTuple

from buuv.language import dutch
from buuv.places.queries import Town
from buuv.posts.browsing import Hit, hits_by_id, id_of
from buuv.posts.models import Post
from buuv.posts.queries import posts_by_public_id
from buuv.posts.wishes import Wish
from buuv.search import asking, index, ranking
from buuv.search.asking import QUERY_MAX as QUERY_MAX
from buuv.search.asking import Asked
from buuv.search.index import Candidate
from buuv.search.ranking import Ranked, Viewer

# What a search is ordered by, most important first; the page "Zo werkt buuv" says it in words.
ORDER = ("words", "about", "near", "newest")
# The orders that a reader can choose; within nearness the best comes first.
BEST, NEWEST, NEAREST = "best", "newest", "nearest"

CANDIDATES = 200
ANYBODY = Viewer()
# Of these, how many at most come for a need alone; the words themselves get what is left.
NEEDS_ASKED, BY_NEED = 3, 60
# Below these a card does not answer, unless it has every word that was asked: a share of what the best one fits, and
# points. On ../shared/quality nDCG@10 and Recall@20 stay what they were, and of what is shown two thirds
# are good instead of less than half; above a quarter good cards begin to be missed.
LEAST_SHARE, LEAST_FIT = 0.2, 0.4
# So many cards with a word that nobody knows, such as the name of a street or a shop, prove that it is one.
ON_BOARD = 3
# A card that shares no word with the search must be about the same by more than a guess on both sides.
SURE_OF_SEARCH, SURE_OF_CARD = 0.35, 0.2
_THEMSELVES = ("word", "meant", "prefix")


class Page(NamedTuple):
    """One page of hits with the reasons for each, whether there is more, how many in all, and what was understood.

    `is_capped` says that the board may have more than was looked at; `corrections` are those that found something.
    """

    hits: list[Hit]
    ranked: list[Ranked]
    more: bool
    total: int
    asked: Asked
    is_capped: bool = False
    corrections: dict[str, str] = {}


def page_of(
    words: str,
    wish: Wish,
    town: Town,
    *,
    after: str | None,
    size: int,
    viewer: Viewer = ANYBODY,
    order: str = BEST,
) -> Page:
    """One page of what was found; `after` is the public id of the last card shown."""
    asked, best, is_capped = found_by(words, wish, town, viewer)
    ranked = arranged(best, order)
    start = _start(after, ranked, asked, town, viewer, order) if after else 0
    # Behind the last card begins the first page again.
    start = start if start < len(ranked) else 0
    shown = ranked[start : start + size]
    hits = hits_by_id([one.card.id for one in shown])
    there = {hit.id for hit in hits}
    return Page(
        hits,
        [one for one in shown if one.card.id in there],
        len(ranked) > start + size,
        len(ranked),
        asked,
        is_capped,
        _corrections(asked, ranked),
    )


class Found(NamedTuple):
    """What was understood, the cards that answer to it, best first, and whether the board may have more."""

    asked: Asked
    ranked: list[Ranked]
    is_capped: bool


def found_by(words: str, wish: Wish, town: Town, viewer: Viewer) -> Found:
    """The cards that answer to these words.

    A word that nobody knows is no mistake when cards on the board have it, and one of the lists may be a mistake
    after all when nothing is found by any word.
    """
    found = _look(asking.read(words), wish, town, viewer)
    asked, met = found.asked, [point for one in found.ranked for point in one.points if point.yours]
    if asked.groups and not met:
        found = _look(asking.read(words, is_doubted=True), wish, town, viewer)
    elif asked.meant:
        own = Counter(dutch.fold(point.yours) for point in met if point.reason == "word")
        trusted = [word for word in asked.meant if own[word] >= ON_BOARD]
        if trusted:
            found = _look(asking.read(words, trusted=trusted), wish, town, viewer)
    return found


def _look(asked: Asked, wish: Wish, town: Town, viewer: Viewer) -> Found:
    if asked.says_nothing:
        return Found(asked, [], is_capped=False)
    cards = candidates(asked, wish, town)
    return Found(asked, answering(asked, ranking.rank(asked, cards, town, viewer)), len(cards) == CANDIDATES)


class Standing(NamedTuple):
    """Why one card answers to a search, and its place among all that do; None when it does not answer."""

    one: Ranked | None
    place: int | None
    total: int
    asked: Asked


def standing_of(post: Post, words: str, wish: Wish, town: Town, viewer: Viewer) -> Standing:
    """What a search gives one card, by the same numbers as its list."""
    asked, ranked, _ = found_by(words, wish, town, viewer)
    ids = [one.card.id for one in ranked]
    if post.id in ids:
        place = ids.index(post.id)
        return Standing(ranked[place], place + 1, len(ids), asked)
    alone = ranking.rank(asked, [index.as_candidate(post)], town, viewer)
    return Standing(alone[0] if alone else None, None, len(ids), asked)


def arranged(ranked: list[Ranked], order: str) -> list[Ranked]:
    """In the order that was chosen; equals stay as they were, best first, and of equally good ones the newest."""
    if order == NEWEST:
        return sorted(ranked, key=lambda one: -one.card.id)
    return sorted(ranked, key=lambda one: -one.nearness) if order == NEAREST else ranked


def _start(after: str, ranked: list[Ranked], asked: Asked, town: Town, viewer: Viewer, order: str) -> int:
    """Where the next page begins, also when the last card shown has left the board since."""
    last, ids = id_of(after), [one.card.id for one in ranked]
    if last in ids:
        return ids.index(last) + 1
    # Where it would hang now is where the reader was.
    posts = posts_by_public_id(town.code, [after]).values()
    left = ranking.rank(asked, [index.as_candidate(post) for post in posts], town, viewer)
    together = arranged(sorted([*ranked, *left], key=ranking.best_first), order)
    return [one.card.id for one in together].index(left[0].card.id) if left else 0


def _corrections(asked: Asked, ranked: list[Ranked]) -> dict[str, str]:
    """The typed words that were read as others, as far as those others are on the board."""
    if not asked.meant:
        return {}
    met = {point.token for one in ranked for point in one.points}
    return {typed: better for typed, better in asked.meant.items() if dutch.stem(better) in met}


def ranked_ids(words: str, wish: Wish, town: Town) -> list[int]:
    """The ids of the cards, best first; none when the words say nothing."""
    return [one.card.id for one in ranked(words, wish, town)]


def ranked(words: str, wish: Wish, town: Town) -> list[Ranked]:
    """The cards for anybody who types these words, best first."""
    return found_by(words, wish, town, ANYBODY).ranked


def find(asked: Asked, wish: Wish, town: Town, viewer: Viewer) -> list[Ranked]:
    """The cards that answer to this, best first; at most CANDIDATES."""
    return _look(asked, wish, town, viewer).ranked


def answering(asked: Asked, ranked: list[Ranked]) -> list[Ranked]:
    """Without the tail of cards that share little more than a word with what was asked, or only a guess."""
    ranked = [one for one in ranked if any(point.yours for point in one.points) or _is_about(one, asked)]
    if not ranked:
        return []
    least = max(LEAST_FIT, LEAST_SHARE * max(one.fit for one in ranked))
    return [one for one in ranked if one.fit >= least or _has_every_word(one, asked)]


def _is_about(one: Ranked, asked: Asked) -> bool:
    about = ranking.needs_of(one.card)
    return any(share >= SURE_OF_SEARCH and about.get(key, 0.0) >= SURE_OF_CARD for key, share in asked.needs.items())


def _has_every_word(one: Ranked, asked: Asked) -> bool:
    met = one.tokens
    return bool(asked.groups) and all(
        any(token.token in met for token in group if token.through in _THEMSELVES) for group in asked.groups
    )


def candidates(asked: Asked, wish: Wish, town: Town) -> list[Candidate]:
    """Cards with every word come before the cut, however old; then what is about the same; then what has some words."""
    asks = [(asked.about(need), BY_NEED) for need in list(asked.needs)[:NEEDS_ASKED]]
    if asked.groups:
        asks = [(asked.narrow(), CANDIDATES // 2), *asks, (asked.wide(), CANDIDATES)]
    return index.of_asks(asks, wish, town, most=CANDIDATES)
