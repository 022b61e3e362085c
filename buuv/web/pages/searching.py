"""Beside a search: why a card is there, and what somebody may be about to ask."""

from dataclasses import replace

from flask import Blueprint, jsonify, redirect, render_template, request

from buuv.core.errors import NotFound
from buuv.policy import Action
from buuv.posts import rules
from buuv.posts.wishes import Wish
from buuv.search import explaining, finding, marking, suggesting
from buuv.web.forms import board
from buuv.web.forms.board import Filters, read_filters
from buuv.web.support.access import actor, allows, ensure
from buuv.web.support.counting import hit
from buuv.web.support.found import in_points, spot_of
from buuv.web.support.posts import get_post
from buuv.web.support.rendering import post_path
from buuv.web.support.towns import areas

pages = Blueprint("searching", __name__)

PATHS = {"/vragen": rules.REQUEST, "/aanbod": rules.OFFER, "/zoeken": None}
KEPT_SECONDS = 300


@pages.get("/zoeken/waarom/<ref>")
@allows(Action.POST_READ)
def why(ref: str):
    """The whole sum by which a search shows a card where it does (R-D12)."""
    hit("search")
    post, town = get_post(ref), areas()
    ensure(Action.POST_READ, post)
    if not post.is_open:
        raise NotFound
    filters = read_filters(request.args, None, town)
    if not filters.words:
        return redirect(post_path(post), 303)
    filters = replace(filters, after=None, wish=replace(filters.wish, hidden=actor().hidden))
    spot = spot_of(filters.wish, town)
    standing = finding.standing_of(post, filters.words, filters.wish, town, spot.viewer)
    reasons = []
    if standing.one:
        texts = [marking.read(text, standing.one.tokens) for text in (post.title, post.body)]
        reasons = explaining.reasons(standing.one, standing.asked, texts, town, spot.home)
    shown = [in_points(reason.points) for reason in reasons]
    total = standing.one.score if standing.one else 0.0
    return render_template(
        "posts/why.html",
        here="zoeken",
        post=post,
        filters=filters,
        standing=standing,
        rows=[(explaining.in_full(one, spot.name), one, points) for one, points in zip(reasons, shown, strict=True)],
        total=in_points(total),
        is_rounded=abs(sum(round(one.points, 1) for one in reasons) - round(total, 1)) > 0.01,
        back=board.list_path("/zoeken", filters, filters.wish),
        spot=spot,
    )


@pages.get("/zoeken/voorstellen")
@allows(Action.BOARD_READ)
def suggestions():
    """Needs and kinds of help for what is typed up to here, as JSON; nothing is kept, and nobody's words are in it."""
    hit("suggest")
    path = request.args.get("bord", "")
    path = path if path in PATHS else "/zoeken"
    filters = read_filters(request.args, PATHS[path], areas())
    found = suggesting.suggest(request.args.get("q", ""))
    answer = jsonify(suggestions=[{"title": one.title, "path": _path(path, filters, one)} for one in found])
    answer.cache_control.private = True
    answer.cache_control.max_age = KEPT_SECONDS
    return answer


def _path(path: str, filters: Filters, one: suggesting.Suggestion) -> str:
    """The list that a suggestion leads to, with the other filters as they are."""
    wish: Wish = replace(filters.wish, category=one.category) if one.category else filters.wish
    return board.list_path(path, replace(filters, after=None), wish, words=one.words)
