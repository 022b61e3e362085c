"""The board as lists: requests, offers, and searching in both."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request
from markupsafe import Markup

from buuv.core.memory import Memory
from buuv.core.translation import gettext as _
from buuv.core.translation import language
from buuv.places.queries import Town
from buuv.posts import browsing, rules
from buuv.posts.browsing import Counts, Wish
from buuv.search import finding
from buuv.web.forms.board import TIMING_WORDS, Filters, read_filters
from buuv.web.support.access import actor, public
from buuv.web.support.counting import hit
from buuv.web.support.lists import list_words
from buuv.web.support.rendering import query
from buuv.web.support.towns import areas

pages = Blueprint("board", __name__)

PATHS = {rules.REQUEST: "/vragen", rules.OFFER: "/aanbod", None: "/zoeken"}


@pages.get("/vragen")
@public
def requests():
    """The requests on the board."""
    return _list(rules.REQUEST)


@pages.get("/aanbod")
@public
def offers():
    """The offers on the board."""
    return _list(rules.OFFER)


@pages.get("/zoeken")
@public
def search():
    """Cards of both kinds, by words."""
    return _list(None)


def _list(kind: str | None):
    town = areas()
    filters = read_filters(request.args, kind, town)
    path = PATHS[kind]
    if filters.words:
        hit("search")
        found = finding.find(filters.words, filters.wish, town)
        start = next((i + 1 for i, h in enumerate(found) if h.public_id == filters.after), 0)
        hits, more, total = found[start : start + rules.PAGE_SIZE], len(found) > start + rules.PAGE_SIZE, len(found)
    else:
        hits, more = browsing.page_of(filters.wish, town, after=filters.after)
        total = browsing.counts_for(filters.wish, town).total
    return render_template(
        "posts/list.html",
        kind=kind,
        path=path,
        filters=filters,
        hits=hits,
        total=total,
        next_path=_path(path, filters, filters.wish, after=hits[-1].public_id) if more and hits else None,
        chosen=_chosen(path, filters, town),
        wider=[] if hits else _wider(path, filters, town),
        panel=_panel(kind, path, filters, town),
        around=_around_me(path, filters, town),
        here=path.strip("/"),
        timing_words=TIMING_WORDS,
        **list_words(),
    )


def _around_me(path: str, filters: Filters, town: Town) -> list[dict[str, Any]]:
    """For a neighbour who is signed in: the own buurt, the buurten around it and the wijk, with their counts."""
    own = town.find_neighbourhood(actor().person.place_code) if actor().is_signed_in else None
    if own is None or filters.words:
        return []
    near = replace(filters.wish, place=own.code, near=True)
    ways = [(_("Uw buurt"), replace(near, near=False)), (_("En de buurten ernaast"), near)]
    if own.parent_code:
        ways.append((_("Uw wijk"), replace(near, place=own.parent_code, near=False)))
    return [
        {
            "name": name,
            "count": browsing.counts_for(wish, town).total,
            "path": _path(path, filters, wish),
            "is_chosen": wish == filters.wish,
        }
        for name, wish in ways
    ]


# The panel of filters is the same for everybody who looks at the same list, and as old as its counts.
_panels: Memory[Markup] = Memory(seconds=browsing.COUNTS_KEPT_SECONDS, most=500)


def _panel(kind: str | None, path: str, filters: Filters, town: Town) -> Markup:
    counts = None if filters.words else browsing.counts_for(filters.wish, town)

    def draw() -> Markup:
        return Markup(  # noqa: S704 (a template's own output)
            render_template(
                "posts/_filters.html",
                kind=kind,
                path=path,
                filters=filters,
                counts=counts,
                links=_links(path, filters, counts, town) if counts else {},
                timing_words=TIMING_WORDS,
            )
        )

    if counts is None:
        return draw()
    return _panels.get((town.code, language(), kind, filters.wish, counts.number), draw)


def _path(path: str, filters: Filters, wish: Wish, *, words: str | None = None, after: str | None = None) -> str:
    """The address of a list with these filters."""
    return query(
        path,
        (
            ("q", filters.words if words is None else words),
            (
                "wat",
                {rules.REQUEST: "vragen", rules.OFFER: "aanbod"}.get(wish.kind or "") if path == "/zoeken" else None,
            ),
            ("plaats", wish.place),
            ("dichtbij", "ja" if wish.near else None),
            ("soort", wish.category),
            ("wanneer", TIMING_WORDS.get(wish.timing or "")),
            ("na", after),
        ),
    )


def _names(wish: Wish, town: Town) -> list[tuple[str, str]]:
    """The filters in use: which, and its name."""
    from buuv.posts import wording
    from buuv.posts.categories import all_categories

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


def _chosen(path: str, filters: Filters, town: Town) -> list[dict[str, str]]:
    """The filters in use, each with the address that leaves it out."""
    chosen = [
        {"name": name, "path": _path(path, filters, filters.wish.without(which))}
        for which, name in _names(filters.wish, town)
    ]
    if filters.words:
        words = _("Zoekwoorden: %(words)s", words=filters.words)
        chosen.insert(0, {"name": words, "path": _path(path, filters, filters.wish, words="")})
    return chosen


def _wider(path: str, filters: Filters, town: Town) -> list[dict[str, Any]]:
    """For an empty list: each way to ask less, with how many cards that shows; what shows none is left out."""
    ways = []
    wish = filters.wish
    if wish.place and wish.place.startswith("BU") and not wish.near:
        ways.append((_("Ook de buurten ernaast"), replace(wish, near=True)))
    area = town.find(wish.place)
    if area and area.parent_code and area.parent_code != town.code:
        ways.append(
            (
                _("De hele wijk %(name)s", name=town.name_of(area.parent_code)),
                replace(wish, place=area.parent_code, near=False),
            )
        )
    for which, name in _names(wish, town):
        words = _("Heel %(town)s", town=town.name) if which == "place" else _("Zonder “%(name)s”", name=name)
        if which != "near":
            ways.append((words, wish.without(which)))
    if len(_names(wish, town)) > 1:
        ways.append((_("Zonder filters"), Wish(kind=wish.kind)))
    counted = []
    for words, wider in ways:
        number = (
            len(finding.ranked_ids(filters.words, wider, town))
            if filters.words
            else browsing.counts_for(wider, town).total
        )
        if number:
            counted.append({"name": words, "count": number, "path": _path(path, filters, wider)})
    if filters.words:
        number = browsing.counts_for(wish, town).total
        if number:
            counted.append(
                {
                    "name": _("Zonder zoekwoorden"),
                    "count": number,
                    "path": _path(path, filters, wish, words=""),
                }
            )
    return counted or _everything(path, filters, town)


def _everything(path: str, filters: Filters, town: Town) -> list[dict[str, Any]]:
    """The whole list, for when no single step back shows a card; nothing on an empty board."""
    kind = next(kind for kind, its_path in PATHS.items() if its_path == path)
    number = browsing.counts_for(Wish(kind=kind), town).total
    name = {rules.REQUEST: _("Alle vragen"), rules.OFFER: _("Al het aanbod"), None: _("Vragen en aanbod")}[kind]
    return [{"name": name, "count": number, "path": _path(path, filters, Wish(kind=kind), words="")}] if number else []


def _links(path: str, filters: Filters, counts: Counts, town: Town) -> dict[str, Any]:
    """The filters as links: category and time with their counts."""
    from buuv.posts import wording
    from buuv.posts.categories import all_categories

    wish = filters.wish
    return {
        "categories": [
            {
                "name": category.title,
                "count": counts.categories.get(category.key, 0),
                "is_chosen": wish.category == category.key,
                "path": _path(path, filters, replace(wish, category=category.key)),
            }
            for category in all_categories().values()
            if counts.categories.get(category.key) or wish.category == category.key
        ],
        "timings": [
            {
                "name": wording.timing_name(timing),
                "count": counts.timings.get(timing, 0),
                "is_chosen": wish.timing == timing,
                "path": _path(path, filters, replace(wish, timing=timing)),
            }
            for timing in TIMING_WORDS
            if counts.timings.get(timing) or wish.timing == timing
        ],
    }
