"""Stepping back from an agreement, leaving out a day, a decent end, a stand-in, and whether it still suits."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for

from buuv.agreements import ending, queries, reminding, rules, standing_in
from buuv.agreements.agreeing import Overlap
from buuv.agreements.models import Agreement
from buuv.core.errors import Refusal
from buuv.policy import Action
from buuv.web.forms.agreements import DayForm, ReasonForm, StandInForm
from buuv.web.support.access import actor, allows
from buuv.web.support.agreements import get_agreement
from buuv.web.support.counting import hit
from buuv.web.support.refusing import show_refusal
from buuv.web.support.rendering import at_start, person_name

pages = Blueprint("agreement_changes", __name__)


def _back(found: Agreement, *, said: str | None = None, day: str = "ja"):
    return redirect(
        url_for("agreements.agreement", public_id=found.public_id) + (f"?{said}={day}" if said else ""), 303
    )


def _show(template: str, form, found: Agreement, **more):
    other = found.conversation.other_than(actor().person.id)
    return render_template(f"agreements/{template}.html", here="mijn", form=form, agreement=found, other=other, **more)


@pages.route("/afspraak/<public_id>/afzegging", methods=["GET", "POST"])
@allows(Action.AGREEMENT_STEP_BACK)
def step_back(public_id: str):
    """Calls it off, declines or withdraws, with a friendly reason."""
    found = get_agreement(public_id, Action.AGREEMENT_STEP_BACK)
    if not found.is_live or found.next_on is None:
        return _back(found)
    form = ReasonForm()
    form.offer(rules.STEPPING_BACK)
    if form.validate_on_submit():
        # Each of these is a mail with words to somebody.
        hit("message", actor().person.id)
        try:
            ending.step_back(found, by=actor().person, reason=form.reason())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _back(found)
    return _show("step_back", form, found)


@pages.route("/afspraak/<public_id>/een-keer-niet", methods=["GET", "POST"])
@allows(Action.AGREEMENT_STEP_BACK)
def leave_out(public_id: str):
    """Leaves out one day of a series."""
    found = get_agreement(public_id, Action.AGREEMENT_STEP_BACK)
    return _with_a_day(found, rules.LEAVING_OUT, ending.cancel_day, "leave_out")


@pages.route("/afspraak/<public_id>/laatste-keer", methods=["GET", "POST"])
@allows(Action.AGREEMENT_STEP_BACK)
def end(public_id: str):
    """Gives a series its last day."""
    found = get_agreement(public_id, Action.AGREEMENT_STEP_BACK)
    return _with_a_day(found, rules.SAYING_GOODBYE, ending.end_series, "end")


def _with_a_day(found: Agreement, sentences, act, template: str):
    if not found.is_coming or not found.is_series:
        return _back(found)
    days = ending.coming_days(found)
    # A day that is off by accident is a neighbour who waits: nobody gets one without choosing it.
    first = days[0].isoformat() if days and template != "leave_out" else ""
    form = DayForm(data={"day": request.args.get("dag") or first})
    form.offer(sentences)
    form.offer_days(days)
    if form.validate_on_submit():
        hit("message", actor().person.id)
        try:
            act(found, date.fromisoformat(form.day.data), by=actor().person, reason=form.reason())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _back(found, said="afgezegd" if template == "leave_out" else "bewaard", day=form.day.data)
    return _show(template, form, found)


@pages.route("/afspraak/<public_id>/invaller", methods=["GET", "POST"])
@allows(Action.STAND_IN_ASK)
def ask_stand_in(public_id: str):
    """Asks another neighbour who answered the same card, for one day."""
    # Asking waits for two pairs at once, in an order of its own.
    found = get_agreement(public_id, Action.STAND_IN_ASK, lock=False)
    days, neighbours, overlap = standing_in.open_days(found), standing_in.candidates(found), None
    if not days:
        return _back(found)
    form = StandInForm(data={"day": days[0].isoformat()})
    form.offer(days, [(one.public_id, at_start(person_name(one.helper))) for one in neighbours])
    if form.validate_on_submit():
        hit("message", actor().person.id)
        chosen = next(one for one in neighbours if one.public_id == form.neighbour.data)
        day, anyway = date.fromisoformat(form.day.data), bool(request.form.get("toch"))
        try:
            made = standing_in.ask(found, day, chosen, by=actor().person, anyway=anyway)
        except Refusal as refusal:
            overlap = refusal if isinstance(refusal, Overlap) else None
            show_refusal(form, refusal)
        else:
            return _back(made, said="voorgesteld")
    return _show("stand_in", form, found, neighbours=neighbours, overlap=overlap)


@pages.route("/afspraak/<public_id>/past-het-nog", methods=["GET", "POST"])
@allows(Action.AGREEMENT_STEP_BACK)
def fit(public_id: str):
    """Whether a series still suits: three buttons."""
    found = get_agreement(public_id, Action.AGREEMENT_STEP_BACK)
    if not found.is_coming or not found.is_series:
        return _back(found)
    if request.method == "POST":
        answer = request.form.get("antwoord", "")
        reminding.answer_fit(found, answer, by=actor().person)
        if answer == reminding.CHANGE:
            return redirect(url_for("agreements.change", public_id=public_id), 303)
        if answer == reminding.STOP:
            return redirect(url_for("agreement_changes.end", public_id=public_id), 303)
        return _back(found, said="past")
    question = queries.find_question(found, actor().person.id)
    return render_template(
        "agreements/fit.html",
        here="mijn",
        agreement=found,
        other=found.conversation.other_than(actor().person.id),
        question=question,
    )
