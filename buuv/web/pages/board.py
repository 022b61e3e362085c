"""The board as lists: requests, offers, and searching in both."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from flask import Blueprint, current_app, render_template, request
from markupsafe import Markup

from buuv.core.memory import Memory
from buuv.core.translation import gettext as _
from buuv.core.translation import language
from buuv.places.models import NEIGHBOURHOOD
from buuv.places.queries import Town
from buuv.policy import Action
from buuv.posts import browsing, rules, tallying
from buuv.posts.wishes import Wish
from buuv.search import finding, misses
from buuv.web.forms import board
from buuv.web.forms.board import TIMING_WORDS, Filters, read_filters
from buuv.web.support.access import actor, allows
from buuv.web.support.counting import hit
from buuv.web.support.drawn import for_everybody, kept
from buuv.web.support.lists import cards
from buuv.web.support.towns import areas

pages = Blueprint("board", __name__)

PATHS = {rules.REQUEST: "/vragen", rules.OFFER: "/aanbod", None: "/zoeken"}


@pages.get("/vragen")
@allows(Action.BOARD_READ)
def requests():
    """The requests on the board."""
    return _list(rules.REQUEST)


@pages.get("/aanbod")
@allows(Action.BOARD_READ)
def offers():
    """The offers on the board."""
    return _list(rules.OFFER)


@pages.get("/zoeken")
@allows(Action.BOARD_READ)
def search():
    """Cards of both kinds, by words."""
    return _list(None)


class Way(NamedTuple):
    """A link to another list, with how many cards it shows."""

    name: str
    amount: int
    path: str
    is_chosen: bool = False


def _list(kind: str | None):
    town = areas()
    filters = read_filters(request.args, kind, town)
    filters = replace(filters, wish=replace(filters.wish, hidden=actor().hidden))
    path = PATHS[kind]
    if filters.words:
        hit("search")
        found = finding.page_of(filters.words, filters.wish, town, after=filters.after, size=rules.PAGE_SIZE)
        hits, more, total = found.hits, found.more, found.total
        number = total
        if not total and filters.wish == Wish(kind=kind, hidden=filters.wish.hidden):
            misses.note(current_app.extensions["buuv.settings"].data_dir, filters.words)
    else:
        hits, more = browsing.page_of(filters.wish, town, after=filters.after)
        counts = tallying.counts_for(filters.wish, town)
        total, number = counts.total, counts.number

    around = _around_me(path, filters, town)
    frame = {
        "kind": kind,
        "path": path,
        "filters": filters,
        "chosen": board.chosen(path, filters, town),
        "heading": _heading(kind, town),
        "feed_path": board.list_path(path + "/feed", filters, filters.wish),
    }

    def draw_list() -> str:
        return render_template(
            "posts/_list.html",
            hits=hits,
            cards=cards(hits),
            total=total,
            is_capped=bool(filters.words) and total == finding.CANDIDATES,
            next_path=board.list_path(path, filters, filters.wish, after=hits[-1].public_id) if more else None,
            wider=[] if hits else _wider(path, filters, town),
            panel=_panel(kind, path, filters, town),
            around=around,
            timing_words=TIMING_WORDS,
            **frame,
        )

    shown = (tuple(hits), more, number)

    def draw_page() -> str:
        # What is wider than an empty list is counted apart, so an empty list is drawn each time.
        drawn = kept((shown, actor().role, around), draw_list) if hits else Markup(draw_list())  # noqa: S704
        return render_template("posts/list.html", drawn=drawn, here=path.strip("/"), **frame)

    return for_everybody((shown, around), draw_page) if hits else draw_page()


def _heading(kind: str | None, town: Town) -> str:
    if kind is None:
        return _("Zoeken op het bord")
    return _("Vragen in %(town)s", town=town.name) if kind == rules.REQUEST else _("Aanbod in %(town)s", town=town.name)


def _around_me(path: str, filters: Filters, town: Town) -> tuple[Way, ...]:
    """For a neighbour who is signed in: the own buurt, the buurten around it and the wijk, with their counts."""
    own = town.find_neighbourhood(actor().person.place_code) if actor().is_signed_in else None
    if own is None or filters.words:
        return ()
    near = replace(filters.wish, place=own.code, near=True)
    ways = [(_("Uw buurt"), replace(near, near=False)), (_("En de buurten ernaast"), near)]
    if own.parent_code:
        ways.append((_("Uw wijk"), replace(near, place=own.parent_code, near=False)))
    return tuple(
        Way(name, tallying.counts_for(wish, town).total, board.list_path(path, filters, wish), wish == filters.wish)
        for name, wish in ways
    )


# The panel of filters is the same for everybody who looks at the same list, and as old as its counts.
_panels: Memory[Markup] = Memory(seconds=tallying.COUNTS_KEPT_SECONDS, most=500)


def _panel(kind: str | None, path: str, filters: Filters, town: Town) -> Markup:
    counts = None if filters.words else tallying.counts_for(filters.wish, town)

    def draw() -> Markup:
        return Markup(  # noqa: S704 (a template's own output)
            render_template(
                "posts/_filters.html",
                kind=kind,
                path=path,
                filters=filters,
                counts=counts,
                links=board.links(path, filters, counts, town) if counts else {},
                timing_words=TIMING_WORDS,
            )
        )

    if counts is None:
        return draw()
    return _panels.get((town.code, language(), kind, filters.wish, counts.number), draw)


def _wider(path: str, filters: Filters, town: Town) -> list[Way]:
    """For an empty list: each way to ask less, with how many cards that shows; what shows none is left out."""
    kind = next(kind for kind, its_path in PATHS.items() if its_path == path)
    everything = {rules.REQUEST: _("Alle vragen"), rules.OFFER: _("Al het aanbod"), None: _("Vragen en aanbod")}[kind]
    ways = [(name, filters.words, wish) for name, wish in _wider_wishes(filters.wish, town)]
    if filters.words:
        ways.append((_("Zonder zoekwoorden"), "", filters.wish))
    counted = _counted(path, filters, town, ways)
    # When no single step back shows a card, the whole list does, unless the board is empty.
    return counted or _counted(path, filters, town, [(everything, "", Wish(kind=kind, hidden=filters.wish.hidden))])


def _wider_wishes(wish: Wish, town: Town) -> Iterator[tuple[str, Wish]]:
    area = town.find(wish.place)
    if area and area.level == NEIGHBOURHOOD:
        if not wish.near:
            yield _("Ook de buurten ernaast"), replace(wish, near=True)
        district = town.find(area.parent_code)
        if district:
            yield _("De hele wijk %(name)s", name=district.name), replace(wish, place=district.code, near=False)
    names = [(which, name) for which, name in board.names(wish, town) if which != "near"]
    for which, name in names:
        words = _("Heel %(town)s", town=town.name) if which == "place" else _("Zonder “%(name)s”", name=name)
        yield words, wish.without(which)
    if len(names) > 1:
        yield _("Zonder filters"), Wish(kind=wish.kind, hidden=wish.hidden)


def _counted(path: str, filters: Filters, town: Town, ways: list[tuple[str, str, Wish]]) -> list[Way]:
    found = []
    for name, words, wish in ways:
        count = len(finding.ranked_ids(words, wish, town)) if words else tallying.counts_for(wish, town).total
        if count:
            found.append(Way(name, count, board.list_path(path, filters, wish, words=words)))
    return found
