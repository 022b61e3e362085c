"""Requests and offers that fit each other: the same need, kind of help and time, and near enough.

Nothing is kept about people: what fits is worked out from one card's own words each time, and the order of what fits
a card that hangs on the board stays in this process for a few minutes.
"""

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from buuv.core import clock
from buuv.core.memory import Memory
from buuv.places.queries import Town
from buuv.posts import browsing, rules
from buuv.posts.browsing import Hung
from buuv.posts.models import Post
from buuv.posts.wishes import Wish, least_reach
from buuv.search import asking, finding, index, ranking, seeking, suiting
from buuv.search.asking import Asked
from buuv.search.fields import KIND, NEED, Ask
from buuv.search.index import Candidate
from buuv.search.ranking import Point, Ranked, Viewer
from buuv.search.seeking import Sought
from buuv.search.suiting import When

OTHER_KIND = {rules.REQUEST: rules.OFFER, rules.OFFER: rules.REQUEST}
# What a list of what fits is ordered by, most important first; the pages say it in words.
ORDER = ("same", "nearby", "day", "newest")
# How many people are suggested at most; beyond that one looks on the board itself.
MOST = 20
# How many are ranked by their words, and how many of the best of these are looked at for place and time.
_RANKED, _LOOKED_AT = 60, 40
# From which share on a need beside the likeliest one is looked for as well.
_CLEAR = 0.2
# Below this share of the likeliest need a text tells nothing, and its kind of help is all there is to go by.
_SURE = 0.2
# A few more than are shown, for those that left the board since, or whom this reader does not see.
_SPARE = 4


class Fit(NamedTuple):
    """A card that fits: its score, the need that it is about ("" when only the sort is known), and place and time."""

    card: Hung
    score: float
    about: str
    # Whether that is what is sought, or only close to it.
    is_same: bool
    side: tuple[Point, ...]


class _Place(NamedTuple):
    """One place in an order: as much of a Fit as does not change while the words stay."""

    id: int
    score: float
    about: str
    is_same: bool


# Only for words on the board. Which of these cards still hang and may be shown to this reader is asked each time, so
# that in a few minutes no more can happen than that a new card is not among them yet.
_orders: Memory[tuple[_Place, ...]] = Memory(seconds=300, most=1000)


def suggest(
    cards: Sequence[Sought], town: Town, *, hidden: frozenset[int] = frozenset(), most: int = MOST
) -> list[list[Fit]]:
    """For each of these cards the open ones of the other kind that fit, best first, one of each neighbour; `most` each.

    Never one of the author's own, of somebody in `hidden`, or one that does not reach as far as the card's own place.
    """
    today = clock.today()
    seen: dict[int, Hung] = {}
    # However many cards, and whichever of them are not in memory, the database is asked once for all.
    read = functools.cache(lambda: _order_all(cards, town, today, seen))
    orders = [_order_of(number, card, (town.code, today), read) for number, card in enumerate(cards)]
    ids = {one.id for order in orders for one in order[: most + _SPARE]}
    seen |= browsing.hanging(ids - seen.keys())
    return [_shown(card, order, seen, town, today, hidden)[:most] for card, order in zip(cards, orders, strict=True)]


def _order_of(
    number: int, card: Sought, where: tuple[str, date], read: Callable[[], Sequence[tuple[_Place, ...]]]
) -> tuple[_Place, ...]:
    return _orders.get((where, card), lambda: read()[number]) if card.is_public else read()[number]


def fitting(
    post: Post, town: Town, viewer: Viewer, *, hidden: frozenset[int] = frozenset(), imported: bool = False
) -> list[Ranked]:
    """The open cards of the other kind that fit this card by its words alone, best first; for measuring."""
    asked = asking.of_card(post.title, post.body, post.category)
    wish = Wish(kind=OTHER_KIND[post.kind], hidden=hidden, imported=imported)
    return ranking.rank(asked, _all(asked, post.category, wish, town), town, viewer)


def weighed(post: Post, town: Town) -> list[Ranked]:
    """What is suggested with a card to who hides nobody, with every point, those for place and time included."""
    card, today = seeking.for_post(post), clock.today()
    asked = asking.of_card(card.title, card.body, card.category)
    pool = _all(asked, card.category, Wish(kind=OTHER_KIND[card.kind], any_reach=True), town)
    ranked = list(_about_the_same(card, asked, pool, town))
    return _weighed(card, ranked, browsing.hanging({one.card.id for one in ranked}), town, today)


def _all(asked: Asked, category: str, wish: Wish, town: Town) -> list[Candidate]:
    """Cards about the same needs, and the newest of the same sort of help."""
    found = _found(_tokens(NEED, list(asked.needs)[: finding.NEEDS_ASKED]), wish, town, finding.CANDIDATES)
    return list((found | _found(_tokens(KIND, [category]), wish, town, finding.CANDIDATES)).values())


def _found(tokens: tuple[str, ...], wish: Wish, town: Town, most: int) -> dict[int, Candidate]:
    """The newest cards with any of these tokens."""
    return {card.id: card for card in index.candidates(Ask((tokens,)), wish, town, most=most)} if tokens else {}


def _tokens(mark: str, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{mark}{key}" for key in keys))


def _order_all(cards: Sequence[Sought], town: Town, today: date, seen: dict[int, Hung]) -> list[tuple[_Place, ...]]:
    """The orders of these cards; adds what it read of other cards to `seen`."""
    asked = [asking.of_card(card.title, card.body, card.category) for card in cards]
    pools = {}
    for kind in {card.kind for card in cards}:
        those = [number for number, card in enumerate(cards) if card.kind == kind]
        pools[kind] = _pool([(asked[number], cards[number].category) for number in those], kind, town)
    ranked = [
        list(itertools.islice(_about_the_same(card, one, pools[card.kind], town), _LOOKED_AT))
        for card, one in zip(cards, asked, strict=True)
    ]
    seen |= browsing.hanging({one.card.id for some in ranked for one in some})
    return [
        tuple(_place(card, one, fit) for fit in _weighed(card, some, seen, town, today)[: MOST + _SPARE])
        for card, one, some in zip(cards, asked, ranked, strict=True)
    ]


def _pool(cards: Sequence[tuple[Asked, str]], kind: str, town: Town) -> list[Candidate]:
    """Cards about the needs of these; and when those are few or not clear, the newest of their sorts of help."""
    wish = Wish(kind=OTHER_KIND[kind], any_reach=True)
    most = min(_RANKED * len(cards), finding.CANDIDATES)
    about = [need for asked, _category in cards for need in _clear_needs(asked)]
    found = _found(_tokens(NEED, about), wish, town, most)
    if len(found) < MOST * len(cards) or not all(asked.needs for asked, _category in cards):
        found |= _found(_tokens(KIND, [category for _asked, category in cards]), wish, town, most)
    return list(found.values())


def _clear_needs(asked: Asked) -> list[str]:
    """The likeliest need and those beside it; an unlikely one would fill the pool with what fits less."""
    return [need for place, (need, share) in enumerate(asked.needs.items()) if place == 0 or share >= _CLEAR]


def _about_the_same(card: Sought, asked: Asked, pool: Sequence[Candidate], town: Town) -> Iterator[Ranked]:
    is_clear = max(asked.needs.values(), default=0.0) >= _SURE
    for one in ranking.rank(asked, pool, town, finding.ANYBODY):
        if suiting.is_about_the_same(one.points, card.category, one.card.category, is_clear=is_clear):
            yield one


def _weighed(card: Sought, ranked: Sequence[Ranked], seen: dict[int, Hung], town: Town, today: date) -> list[Ranked]:
    """Place and time counted in, and the best card of each neighbour."""
    found = []
    for one in ranked:
        hung = seen.get(one.card.id)
        side = _side(card, hung, town, today) if hung else None
        if side is not None:
            found.append(ranking.with_points(one.card, one.points, side))
    by_neighbour: dict[tuple[str, int], Ranked] = {}
    for one in sorted(found, key=lambda one: (-round(one.score, 6), -one.card.id)):
        by_neighbour.setdefault(seen[one.card.id].neighbour, one)
    return list(by_neighbour.values())


def _place(card: Sought, asked: Asked, ranked: Ranked) -> _Place:
    """As much of it as is kept: place and time are counted again from the card as it then is."""
    needs_met = [point for point in ranked.points if point.reason == "need"]
    about = max(needs_met, key=lambda point: point.points, default=None)
    score = math.fsum(point.points for point in ranked.points if point.reason not in suiting.SIDES)
    # Of the same sort a faint need is no reason to name; of another sort it is the only one.
    if about is None or (about.points < suiting.ABOUT and ranked.card.category == card.category):
        return _Place(ranked.card.id, score, "", is_same=False)
    key = about.token.removeprefix(NEED)
    return _Place(ranked.card.id, score, key, is_same=key in asked.needs)


def _side(card: Sought, other: Hung, town: Town, today: date) -> list[Point] | None:
    """The points for place and time; None when this card is not to be suggested at all."""
    hit = other.hit
    if other.author_id == card.author_id and not other.is_import:
        return None
    if other.reach < least_reach(card.place_code, hit.place_code, town):
        return None
    times = suiting.time_points(card.when, When(hit.timing, hit.day, hit.rrule, hit.part), today)
    return None if times is None else [*suiting.place_points(card.place_code, hit.place_code, town), *times]


def _shown(
    card: Sought, order: Sequence[_Place], seen: dict[int, Hung], town: Town, today: date, hidden: frozenset[int]
) -> list[Fit]:
    """What of this order still hangs and may be shown to who does not see `hidden`."""
    found = []
    for one in order:
        hung = seen.get(one.id)
        if hung is None or hung.author_id in hidden:
            continue
        side = _side(card, hung, town, today)
        if side is not None:
            score = one.score + math.fsum(point.points for point in side)
            found.append(Fit(hung, score, one.about, one.is_same, tuple(side)))
    return found
