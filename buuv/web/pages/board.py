"""The board as lists: requests, offers, and searching in both."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from flask import Blueprint, current_app, render_template, request
from markupsafe import Markup

from buuv.core.memory import Memory
from buuv.core.translation import gettext as _
from buuv.core.translation import language
from buuv.guard import safety
from buuv.places.models import NEIGHBOURHOOD
from buuv.places.queries import Town
from buuv.policy import Action, may
from buuv.posts import browsing, rules, tallying
from buuv.posts.categories import all_categories
from buuv.posts.wishes import Wish
from buuv.search import finding, marking, misses, widening
from buuv.web.forms import board
from buuv.web.forms.board import TIMING_WORDS, Filters, read_filters
from buuv.web.support.access import actor, allows
from buuv.web.support.counting import hit
from buuv.web.support.drawn import for_everybody, kept
from buuv.web.support.found import Spot, spot_of
from buuv.web.support.found import draw as draw_found
from buuv.web.support.lists import cards
from buuv.web.support.rendering import query
from buuv.web.support.towns import areas

pages = Blueprint("board", __name__)

# How many sorts of help are named when a search finds nothing at all.
KINDS_OF_HELP = 5

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
    return _searched(kind, filters, town) if filters.words else _hung(kind, filters, town)


def _hung(kind: str | None, filters: Filters, town: Town):
    """The cards that hang there, without words to look for."""
    path = PATHS[kind]
    hits, more = browsing.page_of(filters.wish, town, after=filters.after)
    counts = tallying.counts_for(filters.wish, town)
    around = _around_me(path, filters, town)
    frame = _frame(kind, filters, town)

    def draw_list() -> str:
        return render_template(
            "posts/_list.html",
            hits=hits,
            cards=cards(hits),
            total=counts.total,
            next_path=board.list_path(path, filters, filters.wish, after=hits[-1].public_id) if more else None,
            wider=[] if hits else _wider(path, filters, town),
            panel=_panel(kind, path, filters, town),
            around=around,
            **frame,
        )

    shown = (tuple(hits), more, counts.number)

    def draw_page() -> str:
        # What is wider than an empty list is counted apart, so an empty list is drawn each time.
        drawn = kept((shown, actor().role, around), draw_list) if hits else Markup(draw_list())  # noqa: S704
        return render_template("posts/list.html", drawn=drawn, here=path.strip("/"), **frame)

    return for_everybody((shown, around), draw_page) if hits else draw_page()


def _searched(kind: str | None, filters: Filters, town: Town):
    """What was found, or what is found with less asked; the search itself is done each time, the drawing is not."""
    hit("search")
    path = PATHS[kind]
    found, spot, seen = _find(filters, town)
    # Words of somebody in need are not kept among the searches that found nothing, and neither is their page.
    lines = safety.lines(filters.words)
    if not lines and not found.total and filters.wish == Wish(kind=kind, hidden=filters.wish.hidden):
        misses.note(current_app.extensions["buuv.settings"].data_dir, filters.words)
    step = None if found.hits else widening.first_that_finds(filters.words, found.asked, filters.wish, town)
    if step:
        found, spot, seen = _find(replace(filters, words=step.words, wish=step.wish, after=None), town)
    frame = _frame(kind, filters, town)

    def draw_list() -> str:
        return render_template(
            "posts/_list.html",
            hits=found.hits,
            cards=draw_found(found, spot, town, lambda one: board.list_path(f"/zoeken/waarom/{one}", seen, seen.wish)),
            total=found.total,
            is_capped=found.is_capped,
            sentence=step.sentence if step else "",
            corrected=_corrected(path, found, seen),
            order_words=board.order_in_words(seen.order, has_home=bool(spot.home)),
            orders=_orders(path, seen, spot) if found.total > 1 else [],
            next_path=board.list_path(path, seen, seen.wish, after=found.hits[-1].public_id) if found.more else None,
            wider=[] if found.hits else _hung_instead(path, filters, town),
            ask_path=_ask_path(filters),
            safety=lines,
            panel=_panel(kind, path, filters, town),
            around=(),
            **frame,
        )

    def draw_page() -> str:
        return render_template("posts/list.html", drawn=Markup(draw_list()), here=path.strip("/"), **frame)  # noqa: S704

    # The reasons under a hit follow from its words and its points, so they are part of what is shown.
    shown = (tuple(found.hits), tuple(found.ranked), found.more, found.total, found.is_capped, spot)
    corrections = tuple(found.corrections.items())
    if lines or not found.hits:
        return draw_page()
    return for_everybody((shown, corrections, step and step.sentence), draw_page)


def _find(filters: Filters, town: Town) -> tuple[finding.Page, Spot, Filters]:
    """One page of hits, from where it was looked at, and the filters as far as they could be followed."""
    spot = spot_of(filters.wish, town)
    if filters.order == finding.NEAREST and not spot.home:
        filters = replace(filters, order=finding.BEST)
    page = finding.page_of(
        filters.words,
        filters.wish,
        town,
        after=filters.after,
        size=rules.PAGE_SIZE,
        viewer=spot.viewer,
        order=filters.order,
    )
    return page, spot, filters


def _frame(kind: str | None, filters: Filters, town: Town) -> dict[str, Any]:
    """What a list and the page around it both show."""
    path = PATHS[kind]
    in_best_order = replace(filters, order=finding.BEST)
    return {
        "kind": kind,
        "path": path,
        "filters": filters,
        "chosen": board.chosen(path, filters, town),
        "heading": _heading(kind, town),
        "feed_path": board.list_path(path + "/feed", in_best_order, filters.wish),
        "save_path": query("/mijn/zoekopdrachten/nieuw", board.list_fields(filters)) if _may_keep(filters) else None,
        "timing_words": TIMING_WORDS,
        "order_word": board.ORDER_WORDS.get(filters.order),
    }


def _may_keep(filters: Filters) -> bool:
    """Whether there is a search to keep, for who has an account or can make one."""
    asks = bool(filters.words) or filters.wish != Wish(kind=filters.wish.kind, hidden=filters.wish.hidden)
    return asks and (not actor().is_signed_in or may(actor(), Action.SEARCH_SAVE))


def _corrected(path: str, found: finding.Page, seen: Filters) -> Way | None:
    """The search as it was probably meant."""
    if not found.corrections:
        return None
    meant = marking.with_other_words(seen.words, found.corrections)
    return Way(meant, found.total, board.list_path(path, seen, seen.wish, words=meant))


def _orders(path: str, seen: Filters, spot: Spot) -> list[Way]:
    """The orders to choose from; nearness for who has a buurt."""
    return [
        Way(name, 0, board.list_path(path, replace(seen, order=order), seen.wish), order == seen.order)
        for order, name in board.orders(has_home=bool(spot.home))
    ]


def _ask_path(filters: Filters) -> str | None:
    """The door to a request with these words in it; reading the page places nothing."""
    may_ask = may(actor(), Action.DRAFT_WRITE)
    return query("/vraag-stellen", [("titel", filters.words[: rules.TITLE_MAX])]) if may_ask else None


def _hung_instead(path: str, filters: Filters, town: Town) -> list[Way]:
    """For a search that finds nothing at all: the same list without words, and the sorts of help that hang most."""
    kind = filters.wish.kind
    everything = Wish(kind=kind, hidden=filters.wish.hidden)
    ways = [(_("Zonder zoekwoorden"), filters.wish)]
    counts = tallying.counts_for(everything, town).categories
    most = sorted(counts, key=lambda key: (-counts[key], key))[:KINDS_OF_HELP]
    ways += [(all_categories()[key].title, replace(everything, category=key)) for key in most]
    return _counted(path, filters, town, ways)


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
    same = (town.code, language(), kind, filters.wish)
    if filters.words:
        # Beside a search there are no counts, so the choices are the same whatever was searched.
        fields = _panels.get((*same, None), lambda: _fields(kind, filters.wish, None))
        return _with_fields(path, filters, fields, {})
    counts = tallying.counts_for(filters.wish, town)

    def draw() -> Markup:
        return _with_fields(
            path, filters, _fields(kind, filters.wish, counts), board.links(path, filters, counts, town)
        )

    return _panels.get((*same, counts.number), draw)


def _fields(kind: str | None, wish: Wish, counts: tallying.Counts | None) -> Markup:
    return _drawn("posts/_filter_fields.html", kind=kind, wish=wish, counts=counts)


def _with_fields(path: str, filters: Filters, fields: Markup, links: dict[str, Any]) -> Markup:
    order_word = board.ORDER_WORDS.get(filters.order)
    values = {"path": path, "filters": filters, "fields": fields, "links": links, "order_word": order_word}
    return _drawn("posts/_filters.html", timing_words=TIMING_WORDS, **values)


def _drawn(template: str, **values: Any) -> Markup:
    return Markup(render_template(template, **values))  # noqa: S704 (a template's own output)


def _wider(path: str, filters: Filters, town: Town) -> list[Way]:
    """For an empty list: each way to ask less, with how many cards that shows; what shows none is left out."""
    kind = next(kind for kind, its_path in PATHS.items() if its_path == path)
    everything = {rules.REQUEST: _("Alle vragen"), rules.OFFER: _("Al het aanbod"), None: _("Vragen en aanbod")}[kind]
    counted = _counted(path, filters, town, list(_wider_wishes(filters.wish, town)))
    # When no single step back shows a card, the whole list does, unless the board is empty.
    return counted or _counted(path, filters, town, [(everything, Wish(kind=kind, hidden=filters.wish.hidden))])


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


def _counted(path: str, filters: Filters, town: Town, ways: list[tuple[str, Wish]]) -> list[Way]:
    counted = [(name, wish, tallying.counts_for(wish, town).total) for name, wish in ways]
    return [Way(name, count, board.list_path(path, filters, wish, words="")) for name, wish, count in counted if count]
