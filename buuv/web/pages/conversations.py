"""A conversation between two neighbours, and what they choose to share."""

from flask import Blueprint, redirect, render_template, request, url_for

from buuv.agreements import finishing, settling, thanking
from buuv.agreements import queries as agreements
from buuv.conversations import closed, messaging, queries, restraining, warning
from buuv.conversations.models import Conversation
from buuv.core import tokens
from buuv.core.errors import NotFound, Refusal
from buuv.core.tokens import PUBLIC_ID
from buuv.guard import safety
from buuv.policy import Action
from buuv.web.forms.conversations import DetailsForm, MessageForm
from buuv.web.support.access import actor, allows, ensure
from buuv.web.support.conversations import get_conversation
from buuv.web.support.counting import hit
from buuv.web.support.refusing import show_refusal

pages = Blueprint("conversations", __name__)


def _get(public_id: str) -> Conversation:
    if not PUBLIC_ID.fullmatch(public_id):
        raise NotFound
    # Whoever changes something waits for who was first, so that nothing arrives after the other one stopped.
    return queries.get_for(actor().person.id, public_id, lock=request.method == "POST")


@pages.route("/gesprek/<public_id>", methods=["GET", "POST"])
@allows(Action.CONVERSATION_READ)
def conversation(public_id: str):
    """Reads and writes on."""
    person = actor().person
    try:
        found = _get(public_id)
    except NotFound:
        if closed.was_hidden_by(person.id, public_id):
            return render_template("conversations/hidden.html", here="mijn"), 404
        return _show_closed(closed.get_for(person.id, public_id))
    ensure(Action.CONVERSATION_READ, found)
    form = MessageForm()
    if not form.submission.data:
        form.submission.data = tokens.secret_token()
    if form.validate_on_submit():
        ensure(Action.CONVERSATION_WRITE, found)
        try:
            hit("message", person.id)
            messaging.write(found, form.body.data or "", by=person, submission=form.submission.data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("conversations.conversation", public_id=public_id, verstuurd="ja") + "#einde", 303)
    messages, helping = queries.messages_of(found), queries.find_helping(found)
    coming, shares = agreements.coming_in(found), queries.shares_of(found)
    writers = [message.author_id for message in messages]
    is_answered = restraining.is_answered(
        found, person.id, writers=writers, is_chosen=helping is not None, sharers=shares
    )
    return render_template(
        "conversations/conversation.html",
        here="mijn",
        form=form,
        conversation=found,
        other=found.other_than(person.id),
        messages=messages,
        # Words that are held back call for help as much as those that were sent.
        safety=safety.lines(form.body.data or "") or warning.safety_lines(messages, person.id),
        safety_other=warning.lines_about_the_other(messages, person.id),
        warnings=warning.warnings_for(messages, person.id, from_the_start=len(messages) < queries.MESSAGES_AT_MOST),
        new_from=_first_new(messages, found, person.id),
        shares=shares,
        helping=helping,
        thanks=thanking.thanks_in(found),
        may_thank=thanking.may_thank(found),
        outcomes=finishing.open_for(person.id, conversation_id=found.id),
        unread_here=found.unread_for(person.id),
        agreements=coming,
        days_off=agreements.days_off([one for one in coming if one.is_series]),
        may_propose=not found.ended_at and (is_answered or agreements.has_said_yes(found, found.owner_id)),
        is_answered=is_answered,
        cancelled=agreements.cancelled_in(found),
        agreed=agreements.find_coming_between(found.owner_id, found.helper_id),
        chosen=settling.find_choice_between(found.owner_id, found.helper_id),
        waits=restraining.must_wait(found, writers, person.id),
        waiting_words=restraining.waiting_words(found.owner.public_name),
    )


def _show_closed(found: Conversation):
    """What is left for somebody whose neighbour does not want to be seen: the own words, and an ordinary end."""
    return render_template(
        "conversations/closed.html",
        here="mijn",
        conversation=found,
        messages=closed.own_messages(found, actor().person.id),
        unsent=request.form.get("body", "") if request.method == "POST" else "",
    )


def _first_new(messages, found: Conversation, account_id: int) -> int:
    """The id from which messages of the other one are new; far away when none are."""
    theirs = [m.id for m in messages if m.author_id != account_id]
    count = found.unread_for(account_id)
    return theirs[-count] if 0 < count <= len(theirs) else (theirs[0] if count and theirs else 2**62)


@pages.post("/gesprek/<public_id>/gelezen")
@allows(Action.CONVERSATION_READ)
def mark_read(public_id: str):
    """I have read it; the other one does not see that."""
    messaging.mark_read(get_conversation(public_id, Action.CONVERSATION_READ, lock=True), by=actor().person)
    return redirect(url_for("conversations.conversation", public_id=public_id), 303)


@pages.route("/gesprek/<public_id>/gegevens", methods=["GET", "POST"])
@allows(Action.DETAILS_SHARE)
def share(public_id: str):
    """Says exactly what will be shown, and shows it after the button."""
    found = get_conversation(public_id, Action.DETAILS_SHARE, lock=request.method == "POST", going_on=True)
    mine = queries.shares_of(found).get(actor().person.id)
    form = DetailsForm(data={"email": bool(mine and mine.email), "line": mine.line if mine else ""})
    if form.validate_on_submit():
        hit("message", actor().person.id)
        try:
            messaging.share_details(found, by=actor().person, email=bool(form.email.data), line=form.line.data or "")
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("conversations.conversation", public_id=public_id), 303)
    return render_template(
        "conversations/share.html",
        here="mijn",
        form=form,
        conversation=found,
        other=found.other_than(actor().person.id),
        mine=mine,
    )


@pages.post("/gesprek/<public_id>/gegevens/terug")
@allows(Action.DETAILS_SHARE)
def take_back(public_id: str):
    """Hides my details again."""
    messaging.take_back_details(get_conversation(public_id, Action.DETAILS_SHARE, lock=True), by=actor().person)
    return redirect(url_for("conversations.conversation", public_id=public_id), 303)


@pages.route("/gesprek/<public_id>/einde", methods=["GET", "POST"])
@allows(Action.CONVERSATION_STOP)
def stop(public_id: str):
    """Withdraws from the conversation, after one question."""
    found = get_conversation(public_id, Action.CONVERSATION_STOP, lock=request.method == "POST", going_on=True)
    if request.method == "POST":
        messaging.stop(found, by=actor().person)
        return redirect(url_for("conversations.conversation", public_id=public_id), 303)
    return render_template(
        "conversations/stop.html",
        here="mijn",
        conversation=found,
        other=found.other_than(actor().person.id),
        agreements=agreements.coming_in(found),
        chosen=settling.find_choice_between(found.owner_id, found.helper_id),
    )
