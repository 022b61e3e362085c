"""The filters of a list: read from its address, and written as addresses again; anything unknown is left out."""

from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from buuv.core.text import one_line
from buuv.core.tokens import PUBLIC_ID
from buuv.core.translation import gettext as _
from buuv.places.queries import Town
from buuv.posts import rules, wording
from buuv.posts.categories import all_categories, find_category
from buuv.posts.tallying import Counts
from buuv.posts.wishes import Wish
from buuv.search import finding
from buuv.web.support.rendering import query

KINDS = {"vragen": rules.REQUEST, "aanbod": rules.OFFER}
KIND_WORDS = {kind: word for word, kind in KINDS.items()}
TIMINGS = {"snel": rules.SOON, "dag": rules.DAY, "wekelijks": rules.EVERY_WEEK, "overleg": rules.CONSULT}
ORDERS = {"nieuwste": finding.NEWEST, "dichtbij": finding.NEAREST}
ORDER_WORDS = {order: word for word, order in ORDERS.items()}
TIMING_WORDS = {timing: word for word, timing in TIMINGS.items()}


@dataclass(frozen=True)
class Filters:
    """What the address of a list asks for: a wish, search words with an order, and the card to go on after."""

    wish: Wish
    words: str
    after: str | None
    order: str = finding.BEST


def read_filters(args: MultiDict[str, str], kind: str | None, town: Town) -> Filters:
    """The filters in an address."""
    area = town.find(args.get("plaats"))
    place = area.code if area and not area.is_ended and area.code != town.code else None
    category = find_category(args.get("soort"))
    after = args.get("na", "")
    return Filters(
        Wish(
            kind=kind or KINDS.get(args.get("wat", "")),
            place=place,
            near=bool(place) and place.startswith("BU") and args.get("dichtbij") == "ja",  # type: ignore[union-attr]
            category=category.key if category else None,
            timing=TIMINGS.get(args.get("wanneer", "")),
        ),
        one_line(args.get("q", ""))[: finding.QUERY_MAX],
        after if PUBLIC_ID.fullmatch(after) else None,
        ORDERS.get(args.get("volgorde", ""), finding.BEST),
    )


def list_fields(filters: Filters) -> list[tuple[str, str]]:
    """The words and the wish as fields of a form; the order and the page are not kept."""
    wish = filters.wish
    pairs = (
        ("q", filters.words),
        ("wat", KIND_WORDS.get(wish.kind or "")),
        ("plaats", wish.place),
        ("dichtbij", "ja" if wish.near else None),
        ("soort", wish.category),
        ("wanneer", TIMING_WORDS.get(wish.timing or "")),
    )
    return [(name, value) for name, value in pairs if value]


def list_path(path: str, filters: Filters, wish: Wish, *, words: str | None = None, after: str | None = None) -> str:
    """The address of a list with these filters."""
    words = filters.words if words is None else words
    return query(
        path,
        (
            ("q", words),
            ("wat", KIND_WORDS.get(wish.kind or "") if path.startswith("/zoeken") else None),
            ("plaats", wish.place),
            ("dichtbij", "ja" if wish.near else None),
            ("soort", wish.category),
            ("wanneer", TIMING_WORDS.get(wish.timing or "")),
            ("volgorde", ORDER_WORDS.get(filters.order) if words else None),
            ("na", after),
        ),
    )


def orders(*, has_home: bool) -> list[tuple[str, str]]:
    """The orders of a search with their names; the nearest first only for who has a buurt to start from."""
    found = [(finding.BEST, _("Best passend eerst")), (finding.NEWEST, _("Nieuwste eerst"))]
    return [*found, (finding.NEAREST, _("Dichtbij eerst"))] if has_home else found


def order_in_words(order: str, *, has_home: bool) -> str:
    """What the order of a search is, as `finding` sorts it."""
    if order == finding.NEWEST:
        return _("Volgorde: het nieuwste kaartje eerst.")
    if order == finding.NEAREST:
        return _("Volgorde: wat het dichtst bij u hangt eerst. Daarna wat het best past.")
    if has_home:
        return _("Volgorde: wat het best past eerst. Dichtbij en nieuw tellen een beetje mee.")
    return _("Volgorde: wat het best past eerst. Nieuw telt een beetje mee.")


def names(wish: Wish, town: Town) -> list[tuple[str, str]]:
    """The filters in use: which, and its name."""
    named = []
    if wish.place:
        named.append(("place", town.name_of(wish.place)))
    if wish.near:
        named.append(("near", _("en de buurten ernaast")))
    if wish.category:
        named.append(("category", all_categories()[wish.category].title))
    if wish.timing:
        named.append(("timing", wording.timing_name(wish.timing)))
    return named


def chosen(path: str, filters: Filters, town: Town) -> list[dict[str, str]]:
    """The filters in use, each with the address that leaves it out."""
    chosen = [
        {"name": name, "path": list_path(path, filters, filters.wish.without(which))}
        for which, name in names(filters.wish, town)
    ]
    if filters.words:
        words = _("Zoekwoorden: %(words)s", words=filters.words)
        chosen.insert(0, {"name": words, "path": list_path(path, filters, filters.wish, words="")})
    return chosen


def links(path: str, filters: Filters, counts: Counts, town: Town) -> dict[str, Any]:
    """The filters as links: category and time with their counts."""
    wish = filters.wish
    return {
        "categories": [
            {
                "name": category.title,
                "count": counts.categories.get(category.key, 0),
                "is_chosen": wish.category == category.key,
                "path": list_path(path, filters, replace(wish, category=category.key)),
            }
            for category in all_categories().values()
            if counts.categories.get(category.key) or wish.category == category.key
        ],
        "timings": [
            {
                "name": wording.timing_name(timing),
                "count": counts.timings.get(timing, 0),
                "is_chosen": wish.timing == timing,
                "path": list_path(path, filters, replace(wish, timing=timing)),
            }
            for timing in TIMING_WORDS
            if counts.timings.get(timing) or wish.timing == timing
        ],
    }
