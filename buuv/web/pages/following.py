"""Lists to take along: an Atom feed to follow, and a plain list to copy, of every list with its filters."""

from dataclasses import replace
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request

from buuv.core import clock
from buuv.policy import Action
from buuv.posts import browsing, rules
from buuv.posts.browsing import Hit
from buuv.search import finding
from buuv.web.forms import board
from buuv.web.forms.board import Filters, read_filters
from buuv.web.support.access import actor, allows
from buuv.web.support.counting import hit
from buuv.web.support.rendering import address, card_path
from buuv.web.support.towns import areas, settings, town

pages = Blueprint("following", __name__)

KINDS = {"vragen": rules.REQUEST, "aanbod": rules.OFFER, "zoeken": None}
FEED_AT_MOST = 20
COPY_AT_MOST = 50


class Line(NamedTuple):
    """One card as it goes along: the title, the kind, the buurt and the link, no more."""

    title: str
    kind: str
    place: str
    link: str
    # The day only: the minute at which somebody placed a card is nobody's business.
    placed_on: str
    public_id: str


@pages.get("/<any(vragen, aanbod, zoeken):which>/feed")
@allows(Action.BOARD_READ)
def feed(which: str):
    """The newest cards of a list as Atom 1.0 (RFC 4287); a reader that asks again gets 304 while nothing changed."""
    filters = _filters(which)
    lines = _lines(filters, FEED_AT_MOST)
    drawn = render_template(
        "following/feed.xml",
        lines=lines,
        base=_base(),
        path=address("/" + which),
        names=[name for _, name in board.names(filters.wish, areas())],
        which=which,
        filters=filters,
        query=_query(filters, which),
        updated_on=max((line.placed_on for line in lines), default=clock.today().isoformat()),
    )
    answer = Response(drawn, content_type="application/atom+xml; charset=utf-8")
    answer.add_etag()
    return answer.make_conditional(request)


@pages.get("/<any(vragen, aanbod, zoeken):which>/lijst")
@allows(Action.BOARD_READ)
def copying(which: str):
    """The newest cards of a list as plain lines, to copy into a newsletter or a message."""
    filters = _filters(which)
    return render_template(
        "following/copying.html",
        here=which,
        lines=[_shortened(line) for line in _lines(filters, COPY_AT_MOST)],
        names=[name for _, name in board.names(filters.wish, areas())],
        which=which,
        filters=filters,
        back=board.list_path("/" + which, filters, filters.wish),
    )


def _filters(which: str) -> Filters:
    filters = read_filters(request.args, KINDS[which], areas())
    # Who blocked somebody, or was blocked, follows a list without the other one's cards too.
    return replace(filters, wish=replace(filters.wish, hidden=actor().hidden))


def _query(filters: Filters, which: str) -> str:
    """The filters of a list as the end of an address, without the page."""
    return board.list_path("/" + which, filters, filters.wish).partition("?")[2]


def _lines(filters: Filters, most: int) -> list[Line]:
    if filters.words:
        hit("search")
        hits = finding.page_of(filters.words, filters.wish, areas(), after=None, size=most).hits
    else:
        hits = browsing.page_of(filters.wish, areas(), size=most)[0]
    return [_line(one) for one in hits]


def _line(one: Hit) -> Line:
    place = areas().name_of(one.place_code)
    return Line(
        title=one.title,
        kind=one.kind,
        place=place,
        link=_base() + card_path(one.public_id, one.category, place),
        placed_on=clock.day_of(one.placed_at).isoformat(),
        public_id=one.public_id,
    )


def _shortened(line: Line) -> Line:
    """With a link that can be read aloud and typed over; the card itself knows its long address."""
    return line._replace(link=_base() + address(f"/kaartje/{line.public_id}"))


def _base() -> str:
    return settings().url_for_town(town().code)
