"""Afterwards: three questions to each of the two apart, one tap each."""

from flask import Blueprint, redirect, render_template, url_for

from buuv.agreements import finishing, settling, thanking
from buuv.agreements import queries as agreements
from buuv.agreements.outcomes import Outcome
from buuv.core.errors import NotFound, Refusal
from buuv.core.tokens import PUBLIC_ID
from buuv.policy import Action
from buuv.web.forms.finishing import AnswerForm, UneaseForm
from buuv.web.support.access import actor, allows, ensure
from buuv.web.support.refusing import show_refusal

pages = Blueprint("finishing", __name__)


def _get(public_id: str) -> Outcome:
    if not PUBLIC_ID.fullmatch(public_id):
        raise NotFound
    outcome = finishing.get_for(actor().person.id, public_id)
    ensure(Action.OUTCOME_ANSWER, outcome)
    return outcome


def _back(public_id: str):
    return redirect(url_for("finishing.outcome", public_id=public_id, bewaard="ja"), 303)


def _show(outcome: Outcome, form: UneaseForm):
    conversation = outcome.agreement.conversation
    return render_template(
        "agreements/outcome.html",
        here="mijn",
        form=form,
        outcome=outcome,
        conversation=conversation,
        other=conversation.other_than(actor().person.id),
        may_finish=finishing.may_finish(outcome),
        may_thank=_may_thank(outcome),
        agreed=agreements.find_coming_between(conversation.owner_id, conversation.helper_id),
        chosen=settling.find_choice_between(conversation.owner_id, conversation.helper_id),
    )


def _may_thank(outcome: Outcome) -> bool:
    """Nobody is asked to thank for what did not take place or was not right."""
    if outcome.did_happen is False or outcome.was_right is False:
        return False
    conversation = outcome.agreement.conversation
    return thanking.may_thank(conversation) and not thanking.find_given(conversation, actor().person.id)


@pages.get("/afloop/<public_id>")
@allows(Action.OUTCOME_ANSWER)
def outcome(public_id: str):
    """The three questions and what I answered."""
    found = _get(public_id)
    unease = finishing.find_unease(found)
    return _show(found, UneaseForm(data={"words": unease.words if unease else ""}))


@pages.post("/afloop/<public_id>/gebeurd")
@allows(Action.OUTCOME_ANSWER)
def happened(public_id: str):
    """Did it take place?"""
    found, form = _get(public_id), AnswerForm()
    if form.validate_on_submit() and form.is_yes is not None:
        finishing.answer_happened(found, did_happen=form.is_yes)
    return _back(public_id)


@pages.post("/afloop/<public_id>/nog-eens")
@allows(Action.OUTCOME_ANSWER)
def again(public_id: str):
    """Would I do it again?"""
    found, form = _get(public_id), AnswerForm()
    if form.validate_on_submit() and form.is_yes is not None:
        finishing.answer_again(found, would_again=form.is_yes)
    return _back(public_id)


@pages.post("/afloop/<public_id>/niet-pluis")
@allows(Action.OUTCOME_ANSWER)
def unease(public_id: str):
    """Was anything not right?"""
    found, form = _get(public_id), AnswerForm()
    if form.validate_on_submit() and form.is_yes is not None:
        finishing.answer_right(found, was_right=not form.is_yes)
    return redirect(url_for("finishing.outcome", public_id=public_id, bewaard="ja") + "#niet-pluis", 303)


@pages.post("/afloop/<public_id>/niet-pluis/woorden")
@allows(Action.OUTCOME_ANSWER)
def unease_words(public_id: str):
    """What was not right, in my words."""
    found, form = _get(public_id), UneaseForm()
    if form.validate_on_submit():
        try:
            finishing.answer_right(found, was_right=False, words=form.words.data or "")
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _back(public_id)
    return _show(found, form)


@pages.post("/afloop/<public_id>/overslaan")
@allows(Action.OUTCOME_ANSWER)
def put_aside(public_id: str):
    """I would rather not answer."""
    finishing.put_aside(_get(public_id))
    return redirect(url_for("mine.overview"), 303)
