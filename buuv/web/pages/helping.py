"""All replies to one's card side by side: choosing one or more, and thanking the others."""

from flask import Blueprint, redirect, render_template, request, url_for

from buuv.conversations import helping, queries, warning
from buuv.conversations.models import Conversation
from buuv.core import tokens
from buuv.core.errors import Refusal
from buuv.policy import Action
from buuv.posts.models import Post
from buuv.web.forms.conversations import MessageForm
from buuv.web.forms.helping import PeopleForm
from buuv.web.support.access import actor, allows, ensure
from buuv.web.support.conversations import get_conversation
from buuv.web.support.counting import hit
from buuv.web.support.posts import get_post
from buuv.web.support.refusing import show_refusal

pages = Blueprint("helping", __name__)


def _back(post: Post, *, chosen: str | None = None, thanked: str | None = None):
    path = url_for("helping.replies", public_id=post.public_id, gekozen=chosen, bedankt=thanked)
    return redirect(path, 303)


@pages.get("/kaartje/<public_id>/reacties")
@allows(Action.REPLIES_READ)
def replies(public_id: str):
    """Who answered my card, next to each other."""
    post = get_post(public_id)
    ensure(Action.REPLIES_READ, post)
    return _show(post, PeopleForm(data={"people": str(post.people_wanted)}))


def _show(post: Post, form: PeopleForm):
    found, helpings = queries.replies_to(post.id), queries.helpings_of(post.id)
    chosen = sum(row.is_current for row in helpings.values())
    waiting = [one for one in found if one.ended_at is None and not _is_chosen(helpings.get(one.id))]
    last = queries.last_messages(found) if found else {}
    languages = (
        sorted({one.helper.language for one in waiting}) if helping.may_close_others(post, chosen=chosen) else []
    )
    return render_template(
        "conversations/replies.html",
        here="mijn",
        form=form,
        post=post,
        replies=sorted(found, key=lambda one: not _is_chosen(helpings.get(one.id))),
        helpings=helpings,
        last=last,
        warnings=warning.warnings_for(list(last.values()), post.author_id, from_the_start=False),
        just_chosen=_just_chosen(found, helpings),
        left=[one.helper for one in found if post.is_open and _stepped_back(one, helpings.get(one.id))],
        again={
            one.id
            for one in found
            if not one.helper.has_left
            and helping.may_ask_again(one, last.get(one.id), helpings.get(one.id), chosen=chosen)
        },
        chosen=chosen,
        waiting=len(waiting),
        words=[(code, helping.closing_words(post.kind, code)) for code in languages],
    )


def _is_chosen(row) -> bool:
    return row is not None and row.is_current


def _stepped_back(conversation: Conversation, row) -> bool:
    return row is not None and row.ended_by_id == conversation.helper_id


def _just_chosen(found, helpings) -> Conversation | None:
    """Whom the owner chose with the last button, while that still stands."""
    number = request.args.get("gekozen")
    return next((one for one in found if one.public_id == number and _is_chosen(helpings.get(one.id))), None)


@pages.post("/kaartje/<public_id>/aantal")
@allows(Action.PEOPLE_WANT)
def people(public_id: str):
    """How many neighbours I look for."""
    post = get_post(public_id)
    ensure(Action.PEOPLE_WANT, post)
    form = PeopleForm()
    if form.validate_on_submit():
        try:
            helping.want(post, int(form.people.data))
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _back(post)
    return _show(post, form)


@pages.post("/kaartje/<public_id>/reacties/bedankt")
@allows(Action.REPLIES_CLOSE)
def close_others(public_id: str):
    """A kind word to everybody whom I did not choose."""
    post = get_post(public_id)
    ensure(Action.REPLIES_CLOSE, post)
    hit("message", actor().person.id)
    helping.close_others(post, by=actor().person)
    return _back(post, thanked="ja")


@pages.post("/gesprek/<public_id>/keuze")
@allows(Action.HELPER_ACCEPT)
def accept(public_id: str):
    """This neighbour it will be."""
    conversation = get_conversation(public_id, Action.HELPER_ACCEPT, lock=request.method == "POST")
    # Each choice is a mail to somebody.
    hit("message", actor().person.id)
    try:
        helping.accept(conversation, by=actor().person)
    except Refusal as refusal:
        form = PeopleForm(formdata=None, data={"people": str(conversation.post.people_wanted)})
        show_refusal(form, refusal)
        return _show(conversation.post, form)
    return _back(conversation.post, chosen=public_id)


@pages.route("/gesprek/<public_id>/alsnog", methods=["GET", "POST"])
@allows(Action.HELPER_ACCEPT)
def ask_again(public_id: str):
    """A place is open again, so I write once more to somebody whom I thanked."""
    conversation, form = get_conversation(public_id, Action.HELPER_ACCEPT, lock=request.method == "POST"), MessageForm()
    if not form.submission.data:
        form.submission.data = tokens.secret_token()
    if conversation.ended_at is None:
        return redirect(url_for("conversations.conversation", public_id=public_id), 303)
    if form.validate_on_submit():
        hit("message", actor().person.id)
        try:
            helping.ask_again(conversation, form.body.data or "", by=actor().person, submission=form.submission.data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("conversations.conversation", public_id=public_id, verstuurd="ja") + "#einde", 303)
    return render_template("conversations/ask_again.html", here="mijn", form=form, conversation=conversation)


@pages.get("/gesprek/<public_id>/keuze/einde")
@allows(Action.HELPER_RELEASE)
def ask_release(public_id: str):
    """Asks once more, since the other one is told at once."""
    conversation = get_conversation(public_id, Action.HELPER_RELEASE, lock=request.method == "POST", going_on=True)
    other = conversation.other_than(actor().person.id)
    return render_template("conversations/release.html", here="mijn", conversation=conversation, other=other)


@pages.post("/gesprek/<public_id>/keuze/einde")
@allows(Action.HELPER_RELEASE)
def release(public_id: str):
    """I cannot after all, or I choose somebody else."""
    conversation = get_conversation(public_id, Action.HELPER_RELEASE, lock=request.method == "POST", going_on=True)
    hit("message", actor().person.id)
    helping.release(conversation, by=actor().person)
    return redirect(url_for("conversations.conversation", public_id=public_id), 303)
