"""The front page: two doors, a search box, and what is new."""

from flask import Blueprint, make_response, redirect, render_template, request, session

from buuv.agreements import succeeding, thanking
from buuv.core.translation import LANGUAGES, language
from buuv.policy import Action
from buuv.posts import browsing, tallying
from buuv.posts.wishes import Wish
from buuv.web.support.access import actor, allows, local_path, public
from buuv.web.support.drawn import for_everybody
from buuv.web.support.lists import cards
from buuv.web.support.towns import areas

pages = Blueprint("front", __name__)

NEW_ON_FRONT = 6


@pages.get("/")
@allows(Action.BOARD_READ)
def home():
    """Shows the front page; a visitor who chose English before gets it in English."""
    if language() == "nl" and request.cookies and session.get("language") == "en":
        return redirect("/en/", 303)
    wish = Wish(hidden=actor().hidden)
    hits, _ = browsing.page_of(wish, areas(), size=NEW_ON_FRONT)
    counts = tallying.counts_for(wish, areas())
    thanks = thanking.shown_on_front(areas().code, hidden=actor().hidden)
    succeeded = succeeding.succeeded(areas().code)

    def draw() -> str:
        return render_template(
            "front/home.html", hits=hits, counts=counts, cards=cards(hits), thanks=thanks, succeeded=succeeded
        )

    return for_everybody((tuple(hits), counts.number, thanks, succeeded), draw)


@pages.get("/taal/<code>")
@public
def switch_language(code: str):
    """Goes to the same page in the other language and remembers the choice in the cookie."""
    code = code if code in LANGUAGES else "nl"
    path = local_path(request.args.get("naar")) or "/"
    if path == "/en" or path.startswith("/en/"):
        path = local_path(path[3:]) or "/"
    session["language"] = code
    session.permanent = True
    return make_response(redirect(("/en" if code == "en" else "") + path, 303))
