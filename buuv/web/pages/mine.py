"""Mijn buuv: my cards, my conversations, my details and my devices."""

from typing import Any

from flask import Blueprint, redirect, render_template, session, url_for

from buuv.accounts import profile, signing_in
from buuv.accounts import queries as accounts
from buuv.accounts.models import Account
from buuv.agreements import finishing, settling
from buuv.agreements import queries as agreements
from buuv.alerts import saving
from buuv.conversations import closed
from buuv.conversations import queries as conversations
from buuv.core import drafts
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _
from buuv.core.translation import language
from buuv.notices import kinds
from buuv.policy import Action
from buuv.posts import queries as posts
from buuv.towns import texts
from buuv.web.forms import fields, searches
from buuv.web.forms.accounts import AddressForm, CodeForm, NoticesForm, ProfileForm
from buuv.web.support import fitting
from buuv.web.support.access import actor, allows, ask_proof, sign_out
from buuv.web.support.counting import hit
from buuv.web.support.refusing import show_refusal
from buuv.web.support.towns import areas

pages = Blueprint("mine", __name__)


# On the overview; behind each list stands a page with all of them.
AGREEMENTS_SHOWN, CARDS_SHOWN, CONVERSATIONS_SHOWN, DRAFTS_SHOWN = 3, 5, 3, 3
PROPOSALS_SHOWN, SUGGESTIONS_SHOWN = 10, 2


@pages.get("/mijn")
@allows(Action.MINE_READ)
def overview():
    """Everything of mine at a glance."""
    person = actor().person
    return render_template(
        "accounts/mine.html",
        here="mijn",
        rules_news=_rules_news(person),
        sessions=accounts.sessions_for(person.id),
        **({} if person.is_staff else _at_a_glance(person)),
    )


def _rules_news(person):
    """What changed in the house rules since this person accepted them."""
    accepted = accounts.find_accepted_version(person.id)
    return texts.news(person.municipality_code, accepted, language()) if accepted else []


def _at_a_glance(person: Account) -> dict[str, Any]:
    """The first of each list, and whether there are more."""
    account_id = person.id
    own = posts.posts_for(account_id, most=CARDS_SHOWN + 1)
    coming = agreements.times_for(account_id, most=AGREEMENTS_SHOWN)
    proposals = [one for one in agreements.proposals_for(account_id) if one.proposed_by_id != account_id]
    talks = conversations.conversations_for(account_id, most=CONVERSATIONS_SHOWN + 1)
    fitting_amounts, suggestions = fitting.at_a_glance(person, own[:CARDS_SHOWN], most=SUGGESTIONS_SHOWN)
    return {
        "fitting_amounts": fitting_amounts,
        "suggestions": fitting.drawn(suggestions),
        "posts": own[:CARDS_SHOWN],
        "has_more_posts": len(own) > CARDS_SHOWN,
        "replies": conversations.reply_counts([post.id for post in own]),
        "conversations": talks[:CONVERSATIONS_SHOWN],
        "closed": closed.conversations_for(account_id)[:CONVERSATIONS_SHOWN],
        "has_more_conversations": len(talks) > CONVERSATIONS_SHOWN,
        "proposals": proposals[:PROPOSALS_SHOWN],
        "chosen": settling.chosen_without_agreement(account_id, most=AGREEMENTS_SHOWN),
        "coming": coming,
        "days_off": agreements.days_off([one for one, _time in coming if one.is_series]),
        "outcomes": finishing.open_for(account_id),
        "searches": searches.named(saving.searches_of(account_id), areas()),
        "drafts": drafts.unfinished_of(account_id, (drafts.REQUEST, drafts.OFFER), most=DRAFTS_SHOWN),
    }


@pages.get("/mijn/kaartjes")
@allows(Action.MINE_POSTS_READ)
def cards():
    """All my cards: those on the board first, then the newest."""
    own = posts.posts_for(actor().person.id)
    counts = conversations.reply_counts([post.id for post in own])
    return render_template("accounts/cards.html", here="mijn", posts=own, replies=counts, fitting_amounts={})


@pages.get("/mijn/reacties")
@allows(Action.MINE_POSTS_READ)
def replies():
    """My conversations: on my cards and on those of others."""
    return render_template(
        "conversations/list.html",
        here="mijn",
        conversations=conversations.conversations_for(actor().person.id),
        closed=closed.conversations_for(actor().person.id),
    )


@pages.route("/mijn/mail", methods=["GET", "POST"])
@allows(Action.PROFILE_CHANGE)
def notices():
    """What buuv mails me, and the switch."""
    form = NoticesForm(data={"wants_notices": actor().person.wants_notices})
    if form.validate_on_submit():
        profile.choose_notices(actor().person, wanted=bool(form.wants_notices.data))
        return redirect(url_for("mine.notices", bewaard="ja"), 303)
    return render_template("accounts/notices.html", form=form, kinds=kinds, here="mijn")


@pages.route("/mijn/gegevens", methods=["GET", "POST"])
@allows(Action.PROFILE_CHANGE)
def details():
    """The name to show, the buurt and the language of mails."""
    person = actor().person
    form = ProfileForm(
        data={
            "shown_name": person.shown_name,
            "place": person.place_code or "",
            "language": person.language,
        }
    )
    form.place.choices = fields.place_choices(areas(), empty=_("Geen buurt"))
    if form.validate_on_submit():
        try:
            profile.change_profile(
                person,
                shown_name=form.shown_name.data or "",
                place_code=form.place.data,
                language=form.language.data,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("mine.details", bewaard="ja"), 303)
    return render_template("accounts/details.html", form=form, here="mijn")


@pages.route("/mijn/adres", methods=["GET", "POST"])
@allows(Action.ADDRESS_CHANGE)
def address():
    """A new e-mail address: first a code goes there; a session of long ago proves itself once more (T-13)."""
    proof = ask_proof()
    if proof:
        return proof
    form = AddressForm()
    if form.validate_on_submit():
        hit("change_address", actor().person.id)
        hit("sign_in_network")
        try:
            change = profile.ask_address(actor().person, form.email.data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            session["change"] = change.number
            return redirect(url_for("mine.confirm_address"), 303)
    return render_template("accounts/address.html", form=form, here="mijn")


@pages.route("/mijn/adres/code", methods=["GET", "POST"])
@allows(Action.ADDRESS_CHANGE)
def confirm_address():
    """The code from the new address; a wrong one answers 200, so that the counted try is kept."""
    change = profile.find_change(actor().person, session.get("change", ""))
    if change is None:
        return redirect(url_for("mine.address"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        hit("code_network")
        try:
            profile.confirm_address(actor().person, change.number, form.code.data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            session.pop("change", None)
            return redirect(url_for("mine.details", bewaard="ja"), 303)
    return render_template("accounts/address_code.html", form=form, email=change.new_email, here="mijn")


@pages.get("/mijn/apparaten")
@allows(Action.SESSION_END)
def devices():
    """Where I am signed in."""
    return render_template(
        "accounts/devices.html",
        here="mijn",
        sessions=accounts.sessions_for(actor().person.id),
        this=actor().session_id,
    )


@pages.post("/mijn/apparaten/<public_id>/einde")
@allows(Action.SESSION_END)
def end_device(public_id: str):
    """Signs one of my devices out."""
    row = accounts.get_session_for(actor().person.id, public_id)
    if row.id == actor().session_id:
        sign_out()
        return redirect(url_for("front.home", uitgelogd="ja"), 303)
    signing_in.end_session(row)
    return redirect(url_for("mine.devices"), 303)


@pages.post("/mijn/apparaten/einde")
@allows(Action.SESSION_END)
def end_other_devices():
    """Signs out everywhere but here."""
    signing_in.end_other_sessions(actor().person, keep=actor().session_id)
    return redirect(url_for("mine.devices"), 303)
