"""Not seeing a person any more, with one tap and with a way back."""

from flask import Blueprint, redirect, render_template, request, url_for

from buuv.accounts import blocking
from buuv.conversations import queries as conversations
from buuv.core.errors import Gone, NotFound
from buuv.core.tokens import PUBLIC_ID
from buuv.policy import Action, may
from buuv.posts import queries as posts
from buuv.web.support.access import actor, allows, ensure
from buuv.web.support.posts import get_post
from buuv.web.support.towns import town

pages = Blueprint("blocking", __name__)


@pages.post("/gesprek/<public_id>/blokkade")
@allows(Action.TALKER_BLOCK)
def block_talker(public_id: str):
    """I do not want to see the other one of this conversation any more."""
    if not PUBLIC_ID.fullmatch(public_id):
        raise NotFound
    found = conversations.get_for(actor().person.id, public_id, lock=True)
    ensure(Action.TALKER_BLOCK, found)
    blocking.block(found.other_than(actor().person.id), by=actor().person, card=found.post.public_id)
    return redirect(url_for("blocking.blocks", nieuw="ja"), 303)


@pages.post("/kaartje/<ref>/blokkade")
@allows(Action.AUTHOR_BLOCK)
def block_author(ref: str):
    """I do not want to see whose card this is any more; nobody is named."""
    post = get_post(ref)
    if not may(actor(), Action.POST_READ, post):
        raise Gone
    ensure(Action.AUTHOR_BLOCK, post)
    blocking.block(post.author, by=actor().person, card=post.public_id)
    return redirect(url_for("blocking.blocks", nieuw="ja"), 303)


@pages.get("/mijn/blokkades")
@allows(Action.BLOCK_LIFT)
def blocks():
    """Whom I do not see, by the name they show and the card it was about."""
    rows = blocking.blocks_by(actor().person.id)
    return render_template(
        "accounts/blocks.html",
        here="mijn",
        blocks=rows,
        cards=posts.posts_by_public_id(town().code, [row.card for row in rows if row.card]),
        is_new=request.args.get("nieuw") == "ja" and bool(rows),
        is_lifted=request.args.get("opgeheven") == "ja",
    )


@pages.post("/mijn/blokkades/<public_id>/einde")
@allows(Action.BLOCK_LIFT)
def lift(public_id: str):
    """We may see each other again."""
    blocking.unblock(blocking.get_block_by(actor().person.id, public_id))
    return redirect(url_for("blocking.blocks", opgeheven="ja"), 303)
