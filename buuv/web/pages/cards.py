"""One card, for everybody who has its address, and answering it."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for

from buuv.agreements import queries as agreements
from buuv.agreements import settling
from buuv.conversations import messaging, warning
from buuv.conversations import queries as conversations
from buuv.core import drafts, tokens
from buuv.core.errors import Gone, Refusal
from buuv.guard import safety
from buuv.policy import RESIDENT_ROLE, Action, may
from buuv.posts import ending
from buuv.posts.models import EXPIRED, Post
from buuv.search import seeking
from buuv.web.forms.conversations import FirstReplyForm
from buuv.web.support import contacting, fitting
from buuv.web.support.access import actor, allows, ensure
from buuv.web.support.counting import hit
from buuv.web.support.drawn import for_visitors
from buuv.web.support.posts import get_post
from buuv.web.support.refusing import show_refusal
from buuv.web.support.rendering import post_path
from buuv.web.support.towns import town

pages = Blueprint("cards", __name__)


@pages.get("/kaartje/<ref>")
@allows(Action.POST_READ)
def card(ref: str):
    """The card with what its owner, or anybody else, can do."""
    hit("card_page", actor().person.id if actor().is_signed_in else None)
    post = get_post(ref)
    if not may(actor(), Action.POST_READ, post):
        raise Gone
    canonical = post_path(post)
    if request.script_root + request.path != canonical:
        return redirect(canonical, 301)
    return show_card(post)


def show_card(post: Post) -> Any:
    """The page of a card that this actor may read."""
    is_own = actor().is_signed_in and post.author_id == actor().person.id
    may_reply = may(actor(), Action.REPLY_WRITE, post) and post.takes_replies
    # One more than is shown, to know whether there are more.
    suggested = fitting.suggestions(seeking.for_post(post), most=fitting.SHOWN + 1) if post.is_open else []

    def draw() -> str:
        is_neighbour = actor().role == RESIDENT_ROLE and not is_own
        may_block = may(actor(), Action.AUTHOR_BLOCK, post)
        return render_template(
            "posts/card.html",
            post=post,
            is_own=is_own,
            replies=conversations.replies_to(post.id) if is_own else [],
            own_reply=conversations.find_by_post(post.id, actor().person.id) if is_neighbour else None,
            may_reply=may_reply,
            may_block=may_block,
            agreed=agreements.find_coming_between(post.author_id, actor().person.id) if may_block else None,
            chosen=settling.find_choice_between(post.author_id, actor().person.id) if may_block else None,
            may_put_back=is_own and ending.may_put_back(post),
            may_renew=is_own and ending.adds_a_day(post),
            is_expired=post.state == EXPIRED,
            # For nobody but who wrote it.
            safety=safety.lines(f"{post.title}\n{post.body}") if is_own else [],
            is_new=is_own and request.args.get("nieuw") == "ja",
            suggestions=fitting.drawn(suggested[: fitting.SHOWN]),
            has_more_suggestions=len(suggested) > fitting.SHOWN,
        )

    words = (
        post.title,
        post.body,
        post.category,
        post.timing,
        post.day,
        post.rrule,
        post.part,
        post.place_code,
        post.people_wanted,
    )
    shown = (words, post.expires_at, post.released_at, post.author.public_name, may_reply, tuple(suggested))
    return for_visitors(shown, draw)


@pages.route("/kaartje/<ref>/reactie", methods=["GET", "POST"])
@allows(Action.REPLY_WRITE)
def reply(ref: str):
    """Writing a first message to the owner; who is not signed in keeps the words and signs in first."""
    post = get_post(ref, lock=request.method == "POST")
    if not may(actor(), Action.POST_READ, post):
        raise Gone
    ensure(Action.REPLY_WRITE, post)
    if not post.takes_replies:
        raise Gone
    draft = _reply_draft(post)
    form = FirstReplyForm(data=draft.words if draft else None)
    if not form.submission.data:
        form.submission.data = tokens.secret_token()
    # A visitor signs in first and is asked when it is really sent.
    is_sent = request.method == "POST" and actor().is_signed_in and not form.meant.data
    gives = warning.contact_in(form.body.data or "") if is_sent else ""
    if form.validate_on_submit() and not gives:
        try:
            if not actor().is_signed_in:
                return _keep_reply(post, form)
            return _send(post, form)
        except Refusal as refusal:
            show_refusal(form, refusal)
        except contacting.Full as full:
            form.refuse(full.sentence)
            return _show_reply(post, form, is_kept=False), 429, {"Retry-After": str(full.retry_after)}
    is_kept = draft is not None and actor().is_signed_in and request.method == "GET"
    return _show_reply(post, form, is_kept=is_kept, gives=gives)


def _show_reply(post: Post, form, *, is_kept: bool, gives: str = "") -> str:
    return render_template(
        "conversations/reply.html",
        form=form,
        post=post,
        is_kept=is_kept,
        gives=gives,
        safety=safety.lines(form.body.data or ""),
        here="",
    )


def _reply_draft(post: Post):
    token = request.args.get("concept")
    draft = drafts.find(town().code, token) if token else None
    return draft if draft and draft.purpose == drafts.REPLY and draft.words.get("post") == post.public_id else None


def _keep_reply(post: Post, form):
    body = messaging.check_body(form.body.data or "")
    hit("draft_network")
    _, token = drafts.start(
        town().code, drafts.REPLY, post=post.public_id, body=body, submission=(form.submission.data or "")[:40]
    )
    session["draft"] = token
    session.permanent = True
    return redirect(url_for("signing_in.address", concept=token), 303)


def _send(post: Post, form):
    ensure(Action.REPLY_SEND, post)
    person = actor().person
    is_new = conversations.find_by_post(post.id, person.id) is None
    hit("message", person.id)
    conversation = messaging.answer(post, form.body.data or "", by=person, submission=form.submission.data)
    if is_new:
        # Counted last, so that what a rule refuses costs nobody a contact.
        contacting.count(person, post.author)
    draft = _reply_draft(post)
    if draft:
        draft.use_up(conversation.public_id)
    session.pop("draft", None)
    return redirect(url_for("conversations.conversation", public_id=conversation.public_id, verstuurd="ja"), 303)
