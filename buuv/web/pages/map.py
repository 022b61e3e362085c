"""The town as a map: how many cards hang in each buurt, each area a link, and the same figures as a table."""

import math
from dataclasses import replace
from typing import NamedTuple

from flask import Blueprint, render_template, request

from buuv.places import drawing
from buuv.places.queries import Area
from buuv.policy import Action
from buuv.posts import rules, tallying
from buuv.posts.wishes import Wish
from buuv.web.forms import board
from buuv.web.forms.board import TIMING_WORDS, read_filters
from buuv.web.support.access import actor, allows
from buuv.web.support.drawn import for_everybody
from buuv.web.support.towns import areas

pages = Blueprint("map", __name__)

PATHS = {rules.REQUEST: "/vragen", rules.OFFER: "/aanbod", None: "/zoeken"}


class Figure(NamedTuple):
    """One buurt with its cards: in all as the filters ask, requests, offers, and the list that shows them."""

    area: Area
    total: int
    requests: int
    offers: int
    path: str
    level: int


@pages.get("/kaart")
@allows(Action.BOARD_READ)
def town():
    """The map with its legend, filters and table."""
    here = areas()
    filters = read_filters(request.args, None, here)
    wish = replace(filters.wish, place=None, near=False, hidden=actor().hidden)
    counts = {
        kind: tallying.counts_for(replace(wish, kind=kind), here) for kind in (wish.kind, rules.REQUEST, rules.OFFER)
    }
    most = max((counts[wish.kind].places.get(area.code, 0) for area in here.neighbourhoods), default=0)
    starts = _starts(most)

    def figure(area: Area) -> Figure:
        number = counts[wish.kind].places.get(area.code, 0)
        return Figure(
            area,
            number,
            counts[rules.REQUEST].places.get(area.code, 0),
            counts[rules.OFFER].places.get(area.code, 0),
            board.list_path(PATHS[wish.kind], filters, replace(wish, place=area.code), words=""),
            sum(number >= start for start in starts),
        )

    drawn = drawing.drawing_of(here)

    def draw() -> str:
        return render_template(
            "map/map.html",
            here="kaart",
            drawing=drawn,
            figures={area.code: figure(area) for area in here.neighbourhoods},
            starts=starts,
            wish=wish,
            total=counts[wish.kind].total,
            timings=TIMING_WORDS,
            names=board.names(wish, here),
            all_path=board.list_path(PATHS[wish.kind], filters, wish, words=""),
        )

    return for_everybody((drawn, counts[wish.kind].number, counts[rules.REQUEST].number, _kept(wish)), draw)


def _kept(wish: Wish) -> tuple[str | None, ...]:
    return (wish.kind, wish.category, wish.timing)


def _starts(most: int) -> tuple[int, ...]:
    """Where each of the four shades begins, in even steps up to the fullest buurt; small towns keep 1, 2, 4, 7."""
    if most <= 9:
        return (1, 2, 4, 7)
    step = math.ceil(most / 4)
    return (1, step, 2 * step, 3 * step)
