"""Agreements: proposing, saying yes, changing, and taking one along on paper or in a calendar."""

from flask import Blueprint, Response, redirect, render_template, request, url_for

from buuv.agreements import agreeing, calendar, meeting, queries, rules, series, standing_in
from buuv.agreements.agreeing import Overlap, Terms
from buuv.agreements.models import Agreement
from buuv.conversations.models import Conversation
from buuv.core import clock, tokens
from buuv.core.errors import NotFound, Refusal
from buuv.core.mail import own_host
from buuv.policy import Action, may
from buuv.posts.categories import all_categories
from buuv.web.forms.agreements import AgreementForm, choices_of
from buuv.web.support.access import actor, allows
from buuv.web.support.agreements import get_agreement
from buuv.web.support.conversations import get_conversation, lead_to
from buuv.web.support.counting import hit
from buuv.web.support.refusing import show_refusal
from buuv.web.support.rendering import address, person_name
from buuv.web.support.towns import settings, town

pages = Blueprint("agreements", __name__)

# How many coming days of a series the page and the sheet show.
SHOWN_DAYS = 6


@pages.get("/mijn/afspraken")
@allows(Action.MINE_AGREEMENTS_READ)
def mine():
    """My agreements, the next first, and the proposals that wait."""
    person = actor().person
    coming = queries.times_for(person.id)
    return render_template(
        "agreements/mine.html",
        here="mijn",
        coming=coming,
        days_off=queries.days_off([one for one, _time in coming if one.is_series]),
        proposals=queries.proposals_for(person.id),
        cancelled=queries.cancelled_for(person.id),
    )


@pages.route("/gesprek/<public_id>/afspraak", methods=["GET", "POST"])
@allows(Action.AGREEMENT_PROPOSE)
def propose(public_id: str):
    """Proposes an agreement to the other one."""
    found = get_conversation(public_id, Action.AGREEMENT_PROPOSE, lock=request.method == "POST", going_on=True)
    if found.ended_at:
        lead_to(public_id)
    # A question is what somebody wanted to know, and not what two people are going to do.
    title = "" if found.post.title.rstrip().endswith("?") else found.post.title
    form = _form({"what": title, "minutes": "60", "repeat": rules.ONCE, "quarter": "00"})
    return _propose(form, found, None)


@pages.route("/afspraak/<public_id>/wijziging", methods=["GET", "POST"])
@allows(Action.AGREEMENT_CHANGE)
def change(public_id: str):
    """Proposes something else; what is in force stays so until the other one says yes."""
    found = get_agreement(public_id, Action.AGREEMENT_CHANGE)
    if not found.is_live or found.conversation.ended_at:
        return redirect(url_for("agreements.agreement", public_id=public_id), 303)
    now = Terms(
        what=found.what,
        meeting_place=found.meeting_place,
        begins_on=max(found.next_on or found.begins_on, found.begins_on),
        wall_time=found.wall_time,
        minutes=found.minutes,
        repeat=rules.repeat_of(found.rrule),
        last_on=found.last_on,
    )
    return _propose(_form(choices_of(now, clock.today()), also=now), found.conversation, found)


def _form(data, also: Terms | None = None) -> AgreementForm:
    form = AgreementForm(data=data)
    form.offer(clock.today(), also=also)
    if not form.submission.data:
        form.submission.data = tokens.secret_token()
    return form


def _propose(form: AgreementForm, conversation: Conversation, replaces: Agreement | None):
    person, overlap = actor().person, None
    if form.validate_on_submit():
        hit("message", person.id)
        try:
            made = agreeing.propose(
                conversation,
                form.terms(),
                by=person,
                replaces=replaces,
                submission=form.submission.data,
                anyway=bool(request.form.get("toch")),
            )
        except Refusal as refusal:
            overlap = refusal if isinstance(refusal, Overlap) else None
            show_refusal(form, refusal)
        else:
            return redirect(url_for("agreements.agreement", public_id=made.public_id, voorgesteld="ja"), 303)
    return render_template(
        "agreements/propose.html",
        here="mijn",
        form=form,
        conversation=conversation,
        other=conversation.other_than(person.id),
        replaces=replaces,
        overlap=overlap,
        is_first=not meeting.have_met(conversation),
        lines=all_categories()[conversation.post.category].lines,
    )


@pages.get("/afspraak/<public_id>")
@allows(Action.AGREEMENT_READ)
def agreement(public_id: str):
    """What, when, where, who said yes, and what can be done with it."""
    return _show(get_agreement(public_id, Action.AGREEMENT_READ))


def _show(found: Agreement, overlap: Overlap | None = None):
    person, planned = actor().person, queries.series_of(found)
    coming = series.next_occurrence(planned, clock.now()) if found.is_live else None
    confirmations, said = queries.confirmations_of(found), request.args.get("afgezegd")
    cancelled = queries.cancellations_of(found) if found.is_series else []
    open_days = standing_in.open_days(found) if may(actor(), Action.STAND_IN_ASK, found) else []
    return render_template(
        "agreements/agreement.html",
        here="mijn",
        agreement=found,
        other=found.conversation.other_than(person.id),
        is_mine=found.proposed_by_id == person.id,
        confirmations=confirmations,
        coming=coming,
        days=_days(found, planned, coming),
        cancelled=cancelled,
        just_cancelled=next((one.occurs_on for one in cancelled if one.occurs_on.isoformat() == said), None),
        stepped_back=queries.last_stepping_back(found),
        successor=queries.find_successor(found),
        replaces=queries.find_by_id(found.replaces_id) if found.is_proposal else None,
        is_first=found.is_live and not meeting.have_met(found.conversation),
        question=queries.find_question(found, person.id) if found.is_series and found.is_live else None,
        open_days=open_days,
        stand_ins=queries.stand_ins_for(found) if may(actor(), Action.STAND_IN_ASK, found) else [],
        lines=all_categories()[found.conversation.post.category].lines,
        overlap=overlap,
    )


def _days(found: Agreement, planned: series.Series, coming: series.Occurrence | None) -> list[series.Occurrence]:
    """The coming days of a series."""
    if coming is None or not found.is_series:
        return []
    return series.occurrences(planned, coming.on, coming.on + series.AHEAD)[:SHOWN_DAYS]


@pages.post("/afspraak/<public_id>/bevestiging")
@allows(Action.AGREEMENT_CONFIRM)
def confirm(public_id: str):
    """The other one says yes."""
    found = get_agreement(public_id, Action.AGREEMENT_CONFIRM)
    try:
        agreeing.confirm(found, by=actor().person, anyway=bool(request.form.get("toch")))
    except Overlap as overlap:
        return _show(found, overlap)
    return redirect(url_for("agreements.agreement", public_id=public_id, bevestigd="ja"), 303)


@pages.get("/afspraak/<public_id>/blad")
@allows(Action.AGREEMENT_READ)
def sheet(public_id: str):
    """One side of A4 to hang on the fridge."""
    found = _get_settled(public_id)
    planned = queries.series_of(found)
    coming = series.next_occurrence(planned, clock.now())
    return render_template(
        "agreements/sheet.html",
        here="mijn",
        agreement=found,
        other=found.conversation.other_than(actor().person.id),
        days=_days(found, planned, coming),
        is_first=not meeting.have_met(found.conversation),
        lines=all_categories()[found.conversation.post.category].lines,
    )


@pages.get("/afspraak/<public_id>/agenda.ics")
@allows(Action.AGREEMENT_READ)
def calendar_file(public_id: str):
    """A file that every calendar reads."""
    found = _get_settled(public_id)
    base = settings().url_for_town(town().code)
    body = calendar.to_ics(
        found,
        queries.series_of(found),
        host=own_host(settings()),
        name=person_name(found.conversation.other_than(actor().person.id)),
        lines=all_categories()[found.conversation.post.category].lines,
        url=base + address(f"/afspraak/{found.public_id}"),
    )
    answer = Response(body, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = "attachment; filename=afspraak.ics"
    return answer


def _get_settled(public_id: str) -> Agreement:
    """An agreement that both confirmed and that was not replaced; the calendar must hear when it is off."""
    found = get_agreement(public_id, Action.AGREEMENT_READ)
    if not found.is_confirmed or (found.ended_at and queries.find_successor(found)):
        raise NotFound
    return found
