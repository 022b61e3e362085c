"""Saying thank you, and the thanks that I got and gave."""

from flask import Blueprint, redirect, render_template, request, url_for

from buuv.agreements import thanking
from buuv.agreements.outcomes import Thanks
from buuv.conversations import queries
from buuv.core.errors import NotFound, Refusal
from buuv.core.tokens import PUBLIC_ID
from buuv.policy import Action
from buuv.web.forms.finishing import ThanksForm
from buuv.web.support.access import actor, allows, ensure
from buuv.web.support.conversations import read_by_acting
from buuv.web.support.counting import hit
from buuv.web.support.refusing import show_refusal

pages = Blueprint("thanking", __name__)


@pages.route("/gesprek/<public_id>/bedankje", methods=["GET", "POST"])
@allows(Action.THANKS_GIVE)
def give(public_id: str):
    """A few words to the other one."""
    if not PUBLIC_ID.fullmatch(public_id):
        raise NotFound
    person = actor().person
    conversation = queries.get_for(person.id, public_id, lock=request.method == "POST")
    ensure(Action.THANKS_GIVE, conversation)
    read_by_acting(conversation)
    if thanking.find_given(conversation, person.id):
        return redirect(url_for("thanking.mine"), 303)
    form = ThanksForm()
    if form.validate_on_submit():
        hit("message", person.id)
        try:
            thanking.give(conversation, form.words.data or "", by=person, may_be_shown=bool(form.may_be_shown.data))
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("thanking.mine", verstuurd="ja"), 303)
    return render_template(
        "agreements/thank.html",
        here="mijn",
        form=form,
        conversation=conversation,
        other=conversation.other_than(person.id),
        may_thank=thanking.may_thank(conversation),
    )


@pages.get("/mijn/bedankjes")
@allows(Action.THANKS_READ)
def mine():
    """What I got and what I gave."""
    number = actor().person.id
    return render_template(
        "agreements/thanks.html",
        here="mijn",
        received=thanking.received_by(number),
        given=thanking.given_by(number),
    )


def _get(public_id: str) -> Thanks:
    if not PUBLIC_ID.fullmatch(public_id):
        raise NotFound
    thanks = thanking.get_for(actor().person.id, public_id)
    ensure(Action.THANKS_HIDE, thanks)
    return thanks


@pages.post("/bedankje/<public_id>/verberging")
@allows(Action.THANKS_HIDE)
def hide(public_id: str):
    """Off the front page."""
    thanking.hide(_get(public_id), by=actor().person)
    return redirect(url_for("thanking.mine"), 303)


@pages.post("/bedankje/<public_id>/vertoning")
@allows(Action.THANKS_HIDE)
def show(public_id: str):
    """Back on the front page, by who took it away."""
    thanking.show(_get(public_id), by=actor().person)
    return redirect(url_for("thanking.mine"), 303)
