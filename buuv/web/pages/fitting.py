"""What fits: the cards of the other kind for one card, and the requests for somebody who offers or helped."""

from flask import Blueprint, redirect, render_template

from buuv.core.errors import Gone
from buuv.policy import Action, may
from buuv.posts import queries as posts
from buuv.search import matching, seeking
from buuv.web.support import fitting
from buuv.web.support.access import actor, allows
from buuv.web.support.counting import hit
from buuv.web.support.posts import get_post
from buuv.web.support.rendering import own_rest, post_path

pages = Blueprint("fitting", __name__)

# The first of somebody's own cards, those that hang before all others.
OWN_AT_MOST = 10


@pages.get("/kaartje/<ref>/passend")
@allows(Action.POST_READ)
def card(ref: str):
    """Everything that fits a card, for everybody who may read it."""
    hit("card_page", actor().person.id if actor().is_signed_in else None)
    post = get_post(ref)
    if not may(actor(), Action.POST_READ, post):
        raise Gone
    if not post.is_open:
        return redirect(post_path(post), 303)
    found = fitting.suggestions(seeking.for_post(post), most=matching.MOST)
    return render_template(
        "fitting/card.html",
        here="",
        post=post,
        suggestions=fitting.drawn(found),
        amount=len(found),
        most=matching.MOST,
    )


@pages.get("/mijn/passende-vragen")
@allows(Action.MINE_POSTS_READ)
def mine():
    """Requests that fit what I offer, and what I was chosen for before."""
    person = actor().person
    cards = [*fitting.offers_of(posts.posts_for(person.id, most=OWN_AT_MOST)), *fitting.helped_by(person)]
    found = [] if own_rest() else fitting.for_helper(cards, most=matching.MOST)
    return render_template(
        "fitting/mine.html",
        here="mijn",
        suggestions=fitting.drawn(found),
        amount=len(found),
        most=matching.MOST,
        has_basis=bool(cards),
        is_resting=own_rest() is not None,
    )
