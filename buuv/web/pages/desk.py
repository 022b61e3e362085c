"""The desk of the moderators: one queue, and a decision in a few taps."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from buuv.core import clock
from buuv.core.errors import NotFound, Refusal
from buuv.moderation import deciding, duty, grounds, looking, objecting, queries
from buuv.moderation.case_models import CARD, PROFILE, THANKS, Case
from buuv.moderation.decision_models import UPHELD
from buuv.moderation.measures import KINDS, MEASURES, SIGNALS
from buuv.policy import Action, may
from buuv.web.forms.desk import AnswerObjectionForm, DecisionForm, DutyForm, LookForm
from buuv.web.support.access import actor, allows, ensure
from buuv.web.support.refusing import show_refusal
from buuv.web.support.towns import town

pages = Blueprint("desk", __name__)

# From this weight on, words may disturb, so they wait behind a tap.
DISTURBING = 6


@pages.get("/moderatie")
@allows(Action.DESK_READ)
def queue():
    """What waits, by urgency, deadline and weight; cases in which one is a party are with the others."""
    here = actor()
    found = [case for case in queries.queue(town().code) if may(here, Action.CASE_READ, case)]
    return render_template(
        "desk/queue.html",
        cases=[case for case in found if case.due_at],
        new=[case for case in found if not case.due_at],
        confirmations=[one for one in queries.to_confirm(town().code) if may(here, Action.DECISION_CONFIRM, one)],
        objections=[one for one in queries.open_objections(town().code) if may(here, Action.OBJECTION_ANSWER, one)],
        on_duty=duty.on_duty(town().code),
        **_words(),
    )


@pages.get("/moderatie/besluiten")
@allows(Action.DESK_READ)
def decided():
    """The last decisions, to look up and to take back."""
    found = [one for one in queries.recent(town().code) if may(actor(), Action.CASE_READ, one.case)]
    return render_template("desk/decided.html", decisions=found, **_words())


@pages.route("/moderatie/zaak/<public_id>", methods=["GET", "POST"])
@allows(Action.CASE_DECIDE)
def case(public_id: str):
    """One case with all there is about it, and the decision."""
    found = _get_case(public_id, Action.CASE_DECIDE)
    form = DecisionForm(data=_proposed(found))
    form.offer(found.kind)
    if form.fill.data:
        form.facts.raw_data, form.facts.data = None, _facts(found, form.ground.data)
    elif form.validate_on_submit():
        try:
            decision = deciding.decide(found, form.verdict, by=actor().person)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("desk.queue", besloten=decision.public_id), 303)
    return _show(found, form)


@pages.post("/moderatie/zaak/<public_id>/oppakken")
@allows(Action.CASE_TAKE)
def take(public_id: str):
    """I do this one; the others see that."""
    found = _get_case(public_id, Action.CASE_TAKE)
    deciding.take(found, by=actor().person)
    return redirect(url_for("desk.case", public_id=public_id), 303)


@pages.post("/moderatie/zaak/<public_id>/neerleggen")
@allows(Action.CASE_TAKE)
def release(public_id: str):
    """Somebody else may do it."""
    found = _get_case(public_id, Action.CASE_TAKE)
    deciding.release(found, by=actor().person)
    return redirect(url_for("desk.queue"), 303)


@pages.post("/moderatie/zaak/<public_id>/berichten")
@allows(Action.COPIES_OPEN)
def open_copies(public_id: str):
    """Opens what a reporter sent along, with a reason that the two will read."""
    found = _get_case(public_id, Action.COPIES_OPEN)
    form = LookForm()
    if form.validate_on_submit():
        try:
            looking.look(found, form.reason.data or "", by=actor().person)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("desk.case", public_id=public_id) + "#berichten", 303)
    return _show(found, _fresh_form(found), look_form=form)


@pages.post("/moderatie/zaak/<public_id>/gevaar")
@allows(Action.DANGER_NOTE)
def note_danger(public_id: str):
    """I took the path for danger; that is in the log (DSA 18)."""
    deciding.note_danger(_get_case(public_id, Action.DANGER_NOTE), by=actor().person)
    return redirect(url_for("desk.case", public_id=public_id), 303)


@pages.route("/moderatie/besluit/<public_id>/bevestiging", methods=["GET", "POST"])
@allows(Action.DECISION_CONFIRM)
def confirm(public_id: str):
    """A second moderator confirms that an account is closed, or does not."""
    decision = queries.get_decision(town().code, public_id)
    ensure(Action.DECISION_CONFIRM, decision)
    if not decision.waits:
        raise NotFound
    if request.method == "POST":
        act = deciding.confirm if request.form.get("antwoord") == "ja" else deciding.decline
        act(decision, by=actor().person)
        return redirect(url_for("desk.queue"), 303)
    return render_template("desk/confirm.html", decision=decision, **_words())


@pages.route("/moderatie/besluit/<public_id>/einde", methods=["GET", "POST"])
@allows(Action.DECISION_LIFT)
def take_back(public_id: str):
    """Ends a decision before its time, after one question."""
    decision = queries.get_decision(town().code, public_id)
    ensure(Action.DECISION_LIFT, decision)
    if decision.ended_at or decision.waits:
        raise NotFound
    if request.method == "POST":
        deciding.take_back(decision, by=actor().person)
        return redirect(url_for("desk.decided"), 303)
    return render_template("desk/take_back.html", decision=decision, **_words())


@pages.route("/moderatie/bezwaar/<public_id>", methods=["GET", "POST"])
@allows(Action.OBJECTION_ANSWER)
def objection(public_id: str):
    """An objection to the decision of somebody else, and the answer."""
    found = queries.get_objection(town().code, public_id)
    ensure(Action.OBJECTION_ANSWER, found)
    form = AnswerObjectionForm()
    form.offer()
    if found.is_open and form.validate_on_submit():
        try:
            objecting.answer(
                found, is_upheld=form.outcome.data == UPHELD, reasons=form.reasons.data or "", by=actor().person
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("desk.queue"), 303)
    found = queries.get_objection(town().code, public_id)
    seen = looking.find_open(found.decision.case, by=actor().person)
    return render_template(
        "desk/objection.html",
        form=form,
        objection=found,
        decision=found.decision,
        case=found.decision.case,
        copies=looking.copies_in(seen, found.decision.case) if seen else [],
        copies_amount=looking.count_copies(found.decision.case),
        look_form=LookForm(formdata=None),
        **_words(),
    )


@pages.route("/moderatie/dienst", methods=["GET", "POST"])
@allows(Action.DUTY_PLAN)
def plan_duty():
    """Who is on duty, and handing the desk over."""
    people = duty.moderators_of(town().code)
    form = DutyForm(data={"moderator": str(actor().person.id), "begins_on": clock.today()})
    form.moderator.choices = [(str(one.id), one.shown_name or f"{number}") for number, one in enumerate(people, 1)]
    if form.validate_on_submit():
        try:
            duty.plan(int(form.moderator.data), form.begins_on.data, form.ends_on.data, by=actor().person)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("desk.plan_duty"), 303)
    return render_template(
        "desk/duty.html", form=form, planned=duty.planned(town().code), on_duty=duty.on_duty(town().code)
    )


def _get_case(public_id: str, action: Action) -> Case:
    found = queries.get_case(town().code, public_id)
    ensure(action, found)
    return found


def _words() -> dict[str, Any]:
    return {
        "grounds": grounds.all_grounds(),
        "kinds": KINDS,
        "measures": MEASURES,
        "signals": SIGNALS,
        "now": clock.now(),
        "here": "moderatie",
    }


def _proposed(found: Case) -> dict[str, Any]:
    """What most reporters say, ready to be changed."""
    said = [one.ground for one in found.reports]
    ground = max(said, key=said.count) if said else ""
    return {"ground": ground, "facts": _facts(found, ground)}


def _facts(found: Case, ground: str | None) -> str:
    """The words that lie ready for a ground, in the language of whom it concerns, with the words that it is about."""
    known = grounds.find_ground(ground)
    text = known.facts[found.account.language] if known else ""
    quoted = next((one.quoted for one in found.reports if one.quoted and one.quoted in _shown(found)), "")
    return f"{text} “{quoted}”".strip() if quoted else text


def _shown(found: Case) -> str:
    """The words that everybody could read of it; never those of a message."""
    if found.kind == CARD and found.post:
        return f"{found.post.title}\n{found.post.body}"
    if found.kind == THANKS and found.thanks:
        return found.thanks.words
    return found.account.shown_name or "" if found.kind == PROFILE else ""


def _fresh_form(found: Case) -> DecisionForm:
    form = DecisionForm(formdata=None, data=_proposed(found))
    form.offer(found.kind)
    return form


def _show(found: Case, form: DecisionForm, *, look_form: LookForm | None = None) -> str:
    # What was locked to decide has forgotten what hangs on it.
    found = queries.get_case(town().code, found.public_id)
    seen = looking.find_open(found, by=actor().person)
    heaviest = max((grounds.all_grounds()[one.ground].weight for one in found.reports), default=0)
    return render_template(
        "desk/case.html",
        case=found,
        form=form,
        look_form=look_form or LookForm(formdata=None),
        copies=looking.copies_in(seen, found) if seen else [],
        copies_amount=looking.count_copies(found),
        shown=_shown(found),
        is_disturbing=heaviest >= DISTURBING,
        is_with_another=deciding.is_with_another(found, actor().person.id),
        decided=queries.decisions_in(found),
        earlier=queries.earlier_about(found.account_id, but=found),
        **_words(),
    )
