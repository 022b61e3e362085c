"""Mijn buuv: my cards, my conversations, my details and my devices."""

from flask import Blueprint, redirect, render_template, session, url_for

from buuv.accounts import profile, signing_in
from buuv.accounts import queries as accounts
from buuv.agreements import finishing
from buuv.conversations import queries as conversations
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _
from buuv.policy import Action
from buuv.posts import queries as posts
from buuv.web.forms import fields
from buuv.web.forms.accounts import AddressForm, CodeForm, ProfileForm
from buuv.web.support.access import actor, allows, sign_out
from buuv.web.support.counting import hit
from buuv.web.support.refusing import show_refusal
from buuv.web.support.towns import areas

pages = Blueprint("mine", __name__)


@pages.get("/mijn")
@allows(Action.MINE_READ)
def overview():
    """Everything of mine at a glance."""
    person = actor().person
    is_resident = not person.is_staff
    own = posts.posts_for(person.id) if is_resident else []
    return render_template(
        "accounts/mine.html",
        here="mijn",
        posts=own,
        outcomes=finishing.open_for(person.id) if is_resident else [],
        replies=conversations.count_replies([post.id for post in own]) if own else {},
        conversations=conversations.conversations_for(person.id)[:5] if is_resident else [],
    )


@pages.get("/mijn/reacties")
@allows(Action.MINE_POSTS_READ)
def replies():
    """My conversations: on my cards and on those of others."""
    return render_template(
        "conversations/list.html",
        here="mijn",
        conversations=conversations.conversations_for(actor().person.id),
    )


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
            "wants_notices": person.wants_notices,
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
                wants_notices=bool(form.wants_notices.data),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("mine.details", bewaard="ja"), 303)
    return render_template("accounts/details.html", form=form, here="mijn")


@pages.route("/mijn/adres", methods=["GET", "POST"])
@allows(Action.ADDRESS_CHANGE)
def address():
    """A new e-mail address: first a code goes there."""
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
        return redirect(url_for("front.home"), 303)
    signing_in.end_session(row)
    return redirect(url_for("mine.devices"), 303)


@pages.post("/mijn/apparaten/einde")
@allows(Action.SESSION_END)
def end_other_devices():
    """Signs out everywhere but here."""
    signing_in.end_other_sessions(actor().person, keep=actor().session_id)
    return redirect(url_for("mine.devices"), 303)
