"""Requests and offers that fit each other: the same need, kind of help and time, and near enough.

Nothing is kept about people: what fits is worked out from one card's own words each time, and the order of what fits
a card that hangs on the board stays in this process for a minute.
"""

import functools
import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from buuv.core import clock
from buuv.core.memory import Memory
from buuv.core.translation import gettext as _
from buuv.core.translation import language
from buuv.language import needs
from buuv.places.queries import Town
from buuv.posts import browsing, rules
from buuv.posts.browsing import Hung
from buuv.posts.models import Post
from buuv.posts.placing import Card
from buuv.posts.wishes import Wish, least_reach
from buuv.search import asking, finding, index, ranking, suiting
from buuv.search.asking import Asked
from buuv.search.fields import KIND, NEED, Ask
from buuv.search.index import Candidate
from buuv.search.ranking import Point, Ranked, Viewer
from buuv.search.suiting import When

OTHER_KIND = {rules.REQUEST: rules.OFFER, rules.OFFER: rules.REQUEST}
# What a list of what fits is ordered by, most important first; the pages say it in words.
ORDER = ("same", "nearby", "day", "newest")
# How many people are suggested at most; beyond that one looks on the board itself.
MOST = 20
# How many of the best by their words are looked at for place and time.
_LOOKED_AT = 60
# A few more than are shown, for those that left the board since, or whom this reader does not see.
_SPARE = 4
_REASONS = 2


class Sought(NamedTuple):
    """What fits is sought for this: the words, sort, time and place of a card, and who wrote it when that is known."""

    kind: str
    title: str
    body: str
    category: str
    when: When
    place_code: str | None
    author_id: int | None = None
    # Words that hang on the board are everybody's already; nothing about others stays in memory.
    is_public: bool = False


class Fit(NamedTuple):
    """A card that fits, with the points for it; `needs` are those that both are about."""

    card: Hung
    points: tuple[Point, ...]
    needs: frozenset[str]

    @property
    def score(self) -> float:
        """The sum of the points."""
        return math.fsum(point.points for point in self.points)


class _Order(NamedTuple):
    needs: frozenset[str]
    best: tuple[tuple[int, tuple[Point, ...]], ...]


# Of cards on the board only. Which of these still hang, and may be shown to this reader, is asked each time.
_orders: Memory[_Order] = Memory(seconds=60, most=1000)


def sought_for(post: Post) -> Sought:
    """What a card seeks."""
    when = When(post.timing, post.day, post.rrule, post.part)
    return Sought(
        post.kind, post.title, post.body, post.category, when, post.place_code, post.author_id, is_public=post.is_open
    )


def sought_by(card: Card, *, author_id: int | None) -> Sought:
    """What a card seeks that does not hang yet."""
    when = When(card.timing, card.day, card.rrule, card.part)
    return Sought(card.kind, card.title, card.body, card.category, when, card.place_code, author_id)


def sought_again(helped: Post, *, helper_id: int, place_code: str | None) -> Sought:
    """What somebody seeks who helped with this request and would do such a thing again."""
    anytime = When(rules.CONSULT, None, None, None)
    return Sought(rules.OFFER, helped.title, helped.body, helped.category, anytime, place_code, helper_id)


def suggest(
    cards: Sequence[Sought],
    town: Town,
    *,
    hidden: frozenset[int] = frozenset(),
    most: int = MOST,
) -> list[list[Fit]]:
    """For each of these cards the open ones of the other kind that fit, best first, one of each neighbour; `most` each.

    Never one of the author's own, of somebody in `hidden`, or one that does not reach as far as the card's own place.
    The orders for public words are kept for a minute.
    """
    today = clock.today()
    seen: dict[int, Hung] = {}
    # However many cards, and whichever of them are not in memory, the database is asked once for all.
    read = functools.cache(lambda: _order_all(cards, town, today, seen))
    orders = [_order_of(number, card, (town.code, today), read) for number, card in enumerate(cards)]
    ids = {number for order in orders for number, _points in order.best[: most + _SPARE]}
    if ids - seen.keys():
        seen |= browsing.hanging(ids - seen.keys())
    return [_shown(card, order, seen, town, today, hidden)[:most] for card, order in zip(cards, orders, strict=True)]


def _order_of(number: int, card: Sought, where: tuple[str, date], read: Callable[[], Sequence[_Order]]) -> _Order:
    return _orders.get((where, card), lambda: read()[number]) if card.is_public else read()[number]


def reasons(fit: Fit, card: Sought, town: Town, *, is_own: bool) -> list[str]:
    """Why this card fits, in at most two short phrases; `is_own` when the reader wrote the card."""
    hit, by = fit.card.hit, {point.reason: point for point in fit.points if point.points > 0}
    about = max((point for point in fit.points if point.reason == "need"), key=lambda point: point.points, default=None)
    found = []
    is_same_kind = hit.category == card.category
    if about and (about.points >= suiting.ABOUT or not is_same_kind):
        found.append(_about(about.token.removeprefix(NEED), fit.needs))
    else:
        found.append(_("zelfde soort hulp"))
    if "near" in by:
        found.append(_nearness(least_reach(card.place_code, hit.place_code, town), is_own=is_own))
    if "day" in by:
        found.append(_("zelfde dag"))
    if "part_of_day" in by:
        found.append(_("zelfde deel van de dag"))
    if is_same_kind and _("zelfde soort hulp") not in found:
        found.append(_("zelfde soort hulp"))
    return found[:_REASONS]


def _about(key: str, shared: frozenset[str]) -> str:
    need = needs.get(key)
    title = need.title_en if language() == "en" else need.title
    return _("gaat ook over “%(need)s”", need=title) if key in shared else _("lijkt erop: “%(need)s”", need=title)


def _nearness(span: int, *, is_own: bool) -> str:
    if is_own:
        return {
            rules.NEIGHBOURHOOD: _("in uw buurt"),
            rules.NEARBY: _("naast uw buurt"),
            rules.DISTRICT: _("in uw wijk"),
        }[span]
    return {
        rules.NEIGHBOURHOOD: _("in dezelfde buurt"),
        rules.NEARBY: _("in de buurt ernaast"),
        rules.DISTRICT: _("in dezelfde wijk"),
    }[span]


def fitting(
    post: Post, town: Town, viewer: Viewer, *, hidden: frozenset[int] = frozenset(), imported: bool = False
) -> list[Ranked]:
    """The open cards of the other kind that fit this card by its words alone, best first; for commands and figures."""
    asked = asking.of_card(post.title, post.body, post.category)
    wish = Wish(kind=OTHER_KIND[post.kind], hidden=hidden, imported=imported)
    return ranking.rank(asked, _candidates([asked], [post.category], wish, town), town, viewer)


def _candidates(asked: Sequence[Asked], kinds: Sequence[str], wish: Wish, town: Town) -> list[Candidate]:
    """Cards about the same needs, however old; and the newest of these kinds of help."""
    about = dict.fromkeys(f"{NEED}{need}" for one in asked for need in list(one.needs)[: finding.NEEDS_ASKED])
    found: dict[int, Candidate] = {}
    for tokens in (tuple(about), tuple(dict.fromkeys(f"{KIND}{kind}" for kind in kinds))):
        if tokens:
            for card in index.candidates(Ask((tokens,)), wish, town, most=finding.CANDIDATES):
                found.setdefault(card.id, card)
    return list(found.values())


def _order_all(cards: Sequence[Sought], town: Town, today: date, seen: dict[int, Hung]) -> list[_Order]:
    """The orders of these cards; adds what it read of other cards to `seen`."""
    asked = [asking.of_card(card.title, card.body, card.category) for card in cards]
    pools = {}
    for kind in {card.kind for card in cards}:
        those = [number for number, card in enumerate(cards) if card.kind == kind]
        wish = Wish(kind=OTHER_KIND[kind], any_reach=True)
        pools[kind] = _candidates([asked[n] for n in those], [cards[n].category for n in those], wish, town)
    ranked = [_about_the_same(card, one, pools[card.kind], town) for card, one in zip(cards, asked, strict=True)]
    seen |= browsing.hanging({one.card.id for some in ranked for one in some})
    return [
        _Order(frozenset(one.needs), _best(card, some, seen, town, today))
        for card, one, some in zip(cards, asked, ranked, strict=True)
    ]


def _about_the_same(card: Sought, asked: Asked, pool: Sequence[Candidate], town: Town) -> list[Ranked]:
    ranked = ranking.rank(asked, pool, town, finding.ANYBODY)
    is_clear = bool(asked.needs)
    fits = (
        one
        for one in ranked
        if suiting.is_about_the_same(one.points, card.category, one.card.category, is_clear=is_clear)
    )
    return list(fits)[:_LOOKED_AT]


def _best(
    card: Sought, ranked: Sequence[Ranked], seen: dict[int, Hung], town: Town, today: date
) -> tuple[tuple[int, tuple[Point, ...]], ...]:
    """The ids with their points, in the order with place and time counted in, and the best card of each neighbour."""
    found = []
    for one in ranked:
        hung = seen.get(one.card.id)
        side = _side(card, hung, town, today) if hung else None
        if side is not None:
            found.append((one.score + sum(point.points for point in side), one))
    found.sort(key=lambda pair: (-round(pair[0], 6), -pair[1].card.id))
    by_neighbour: dict[tuple[str, int], tuple[int, tuple[Point, ...]]] = {}
    for _score, one in found:
        by_neighbour.setdefault(seen[one.card.id].neighbour, (one.card.id, one.points))
    return tuple(by_neighbour.values())[: MOST + _SPARE]


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
    card: Sought, order: _Order, seen: dict[int, Hung], town: Town, today: date, hidden: frozenset[int]
) -> list[Fit]:
    """What of this order still hangs and may be shown to who does not see `hidden`."""
    found = []
    for number, points in order.best:
        hung = seen.get(number)
        if hung is None or hung.author_id in hidden:
            continue
        side = _side(card, hung, town, today)
        if side is not None:
            found.append(Fit(hung, (*points, *side), order.needs))
    return found
