"""What was decided about me, objecting to it, what I reported, and who looked at what of mine."""

from flask import Blueprint, redirect, render_template, url_for

from buuv.core.errors import NotFound, Refusal
from buuv.moderation import grounds, looking, objecting, queries, reporting
from buuv.moderation.decision_models import Decision
from buuv.moderation.measures import KINDS, MEASURES, OBJECT_WITHIN, OF_YOURS
from buuv.policy import Action
from buuv.web.forms.objecting import ObjectionForm
from buuv.web.support.access import actor, allows, ensure
from buuv.web.support.refusing import show_refusal
from buuv.web.support.towns import town

pages = Blueprint("decisions", __name__)


@pages.get("/mijn/beslissingen")
@allows(Action.MINE_DECISIONS_READ)
def mine():
    """Everything that moderation did with what is mine; also for who is shut out."""
    found = queries.decisions_for(actor().person.id)
    return render_template(
        "decisions/mine.html",
        decisions=found,
        objections=queries.objections_to(found),
        looks=looking.looks_for(actor().person.id),
        reports=[(one, reporting.link_for(one)) for one in queries.reports_for(actor().person.id)],
        kinds=KINDS,
        of_yours=OF_YOURS,
        measures=MEASURES,
        here="mijn",
    )


@pages.get("/mijn/beslissingen/<public_id>")
@allows(Action.DECISION_READ)
def decision(public_id: str):
    """The statement of reasons."""
    found = _get(public_id, Action.DECISION_READ)
    return render_template(
        "decisions/decision.html",
        decision=found,
        ground=grounds.find_ground(found.ground),
        measure=MEASURES[found.measure],
        of_yours=OF_YOURS[found.case.kind],
        objection=objecting.find_of(found),
        may_object=objecting.may_object(found),
        object_until=found.effective_at + OBJECT_WITHIN,
        here="mijn",
    )


@pages.route("/mijn/beslissingen/<public_id>/bezwaar", methods=["GET", "POST"])
@allows(Action.OBJECTION_MAKE)
def object_to(public_id: str):
    """I do not agree."""
    found = _get(public_id, Action.OBJECTION_MAKE)
    form = ObjectionForm()
    if form.validate_on_submit():
        try:
            objecting.make(found, form.words.data or "", by=actor().person)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("decisions.decision", public_id=public_id, bezwaar="ja"), 303)
    return render_template("decisions/object.html", form=form, decision=found, here="mijn")


def _get(public_id: str, action: Action) -> Decision:
    found = queries.get_decision(town().code, public_id)
    ensure(action, found)
    if found.measure == "none":
        raise NotFound
    return found
