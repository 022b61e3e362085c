"""Reporting a card, a name, a message or thanks, with or without an account, and how it goes on."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from buuv.accounts.models import Account
from buuv.agreements import thanking
from buuv.conversations import queries as conversations
from buuv.conversations.models import Message
from buuv.core.errors import NotFound, Refusal
from buuv.core.tokens import PUBLIC_ID
from buuv.core.translation import gettext as _
from buuv.core.translation import language, moment_in_words
from buuv.moderation import objecting, queries, reporting
from buuv.moderation.case_models import CARD, MESSAGE, PROFILE, Report
from buuv.moderation.measures import KINDS
from buuv.moderation.reporting import Complaint, Subject
from buuv.policy import Action
from buuv.web.forms.objecting import ObjectionForm
from buuv.web.forms.reporting import MessageReportForm, ReportForm
from buuv.web.support.access import actor, allows, ensure, public
from buuv.web.support.counting import hit
from buuv.web.support.posts import get_post
from buuv.web.support.refusing import show_refusal
from buuv.web.support.rendering import excerpt, this_person
from buuv.web.support.towns import town

pages = Blueprint("reporting", __name__)

MESSAGES_SHOWN = 30


@pages.get("/melden")
@public
def start():
    """How one reports something, for who comes from the footer."""
    return render_template("reporting/start.html")


@pages.route("/melden/kaartje/<ref>", methods=["GET", "POST"])
@allows(Action.POST_REPORT)
def card(ref: str):
    """A card, or the name of who placed it."""
    post = get_post(ref)
    ensure(Action.POST_REPORT, post)
    what = [(CARD, _("Het kaartje")), (PROFILE, _("De naam op het kaartje"))]
    form = _form(ReportForm, what if post.author.public_name else what[:1])
    if form.validate_on_submit():
        is_card = not form.what or form.what.data == CARD
        return _send(form, reporting.card(post) if is_card else reporting.profile(post.author), "reporting/card.html",
                     post=post)  # fmt: skip
    return render_template("reporting/card.html", form=form, post=post)


@pages.route("/melden/bedankje/<public_id>", methods=["GET", "POST"])
@allows(Action.THANKS_REPORT)
def thanks(public_id: str):
    """Words of thanks that this reader may read."""
    found = thanking.get_in(town().code, public_id)
    ensure(Action.THANKS_REPORT, found)
    form = _form(ReportForm, [("thanks", "")])
    if form.validate_on_submit():
        return _send(form, reporting.thanks(found), "reporting/thanks.html", thanks=found)
    return render_template("reporting/thanks.html", form=form, thanks=found)


@pages.route("/melden/gesprek/<public_id>", methods=["GET", "POST"])
@allows(Action.TALKER_REPORT)
def message(public_id: str):
    """A message in an own conversation, with others around it as the reporter chooses; or the other one's name."""
    person = actor().person
    if not PUBLIC_ID.fullmatch(public_id):
        raise NotFound
    found = conversations.get_for(person.id, public_id)
    ensure(Action.TALKER_REPORT, found)
    other = found.other_than(person.id)
    shown = conversations.messages_of(found)[-MESSAGES_SHOWN:]
    theirs = [one for one in shown if one.author_id == other.id and one.hidden_by_id is None]
    what = [(MESSAGE, _("Een bericht"))] if theirs else []
    what += [(PROFILE, _("De naam van %(name)s", name=this_person(other)))] if other.public_name or not theirs else []
    form = _form(MessageReportForm, what)
    if theirs:
        form.message.choices = [(str(one.id), _in_a_line(one, other)) for one in theirs]
        form.around.choices = [(str(one.id), _in_a_line(one, other)) for one in shown]
    else:
        del form.message, form.around
    values: dict[str, Any] = {"conversation": found, "other": other, "has_messages": bool(theirs)}
    if form.validate_on_submit():
        is_message = bool(theirs) and (not form.what or form.what.data == MESSAGE)
        if is_message and not form.message.data:
            form.refuse(_("Kies het bericht."), "message")
        elif is_message:
            chosen = next(one for one in theirs if str(one.id) == form.message.data)
            copies = [one for one in shown if one is chosen or str(one.id) in form.around.data]
            return _send(form, reporting.message(chosen, town().code), "reporting/message.html", copies, **values)
        else:
            return _send(form, reporting.profile(other), "reporting/message.html", **values)
    return render_template("reporting/message.html", form=form, **values)


@pages.get("/melding/<token>")
@public
def status(token: str):
    """How it stands with a report, for who has its secret address; nobody needs an account."""
    report = _get_report(token)
    decided = queries.decisions_in(report.case) if report.settled_at else []
    decision = decided[-1] if decided else None
    return render_template(
        "reporting/status.html",
        report=report,
        token=token,
        kind=KINDS[report.case.kind],
        decision=decision,
        objection=objecting.find_of(decision, report) if decision else None,
        may_object=decision is not None and objecting.may_object(decision),
    )


@pages.route("/melding/<token>/bezwaar", methods=["GET", "POST"])
@public
def object_to_outcome(token: str):
    """A reporter does not agree with what was decided (DSA 20)."""
    report = _get_report(token)
    decided = queries.decisions_in(report.case) if report.settled_at else []
    if not decided:
        raise NotFound
    form = ObjectionForm()
    if form.validate_on_submit():
        hit("report_network")
        try:
            objecting.make(decided[-1], form.words.data or "", by=None, report=report)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("reporting.status", token=token), 303)
    return render_template("reporting/object.html", form=form, token=token)


def _reader() -> Account | None:
    """The account of who reports, with every lock open."""
    return actor().person if actor().is_signed_in else None


def _form(kind: type[ReportForm], what: Sequence[tuple[str, str]]) -> Any:
    form = kind()
    form.offer(what, is_signed_in=_reader() is not None)
    return form


def _in_a_line(one: Message, other: Account) -> str:
    who = _("U") if one.author_id != other.id else this_person(other)
    words = _("(weggehaald)") if one.hidden_by_id else excerpt(one.body)
    return f"{who}, {moment_in_words(one.sent_at)}: {words}"


def _send(form: Any, subject: Subject, template: str, copies: Sequence[Message] = (), **values: Any) -> Any:
    reader = _reader()
    if reader:
        hit("report", reader.id)
    else:
        hit("report_network")
    try:
        report = reporting.report(
            subject,
            Complaint(form.ground.data, form.words.data or "", form.quoted.data or ""),
            by=reader,
            email=form.email.data if "email" in form else None,
            language=language(),
            copies=copies,
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return render_template(template, form=form, **values)
    return redirect(url_for("reporting.status", token=reporting.link_for(report), ontvangen="ja"), 303)


def _get_report(token: str) -> Report:
    found = reporting.find_by_link(token, municipality_code=town().code)
    if found is None:
        raise NotFound
    return found
