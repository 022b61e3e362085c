"""Passkeys: signing in with one, adding one, and taking one away."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, session, url_for

from buuv.accounts import passkeys, second_lock
from buuv.core import drafts
from buuv.core.errors import NotFound, Refusal
from buuv.policy import Action
from buuv.web.forms.second_lock import Nothing, PasskeyForm, PasskeySignInForm
from buuv.web.support.access import (
    actor,
    allows,
    ask_proof,
    device_name,
    local_path,
    public,
    renew_session,
    sign_in,
)
from buuv.web.support.counting import hit
from buuv.web.support.onward import after_sign_in
from buuv.web.support.passkeys import site, work_here
from buuv.web.support.refusing import show_refusal
from buuv.web.support.towns import town

pages = Blueprint("passkeys", __name__)


@pages.post("/inloggen/passkey/vraag")
@public
def ask() -> Response:
    """A challenge for any passkey; it says nothing about who there is."""
    hit("passkey_network")
    number, options = passkeys.ask_sign_in(town().code, site())
    session["challenge"] = number
    return Response(options, content_type="application/json")


@pages.route("/inloggen/passkey", methods=["GET", "POST"])
@public
def enter() -> Any:
    """Signs in whose passkey answered: it is both locks in one. A wrong answer is 200, for it uses up the challenge."""
    form = PasskeySignInForm()
    if not form.validate_on_submit():
        return redirect(url_for("signing_in.address"), 303)
    number = session.pop("challenge", "")
    try:
        account = passkeys.sign_in(town().code, site(), number=number, answer=form.credential.data or "")
    except Refusal as refusal:
        show_refusal(form, refusal)
        return render_template("second_lock/passkey_failed.html", form=form, here="inloggen")
    sign_in(account, is_proven=True)
    draft = drafts.find(town().code, request.args.get("concept"))
    return redirect(after_sign_in(draft, local_path(request.args.get("naar")), actor().person), 303)


@pages.post("/mijn/veiligheid/passkey/vraag")
@allows(Action.LOCK_CHANGE)
def ask_new() -> Any:
    """A challenge for a new passkey of mine."""
    unproven = ask_proof()
    if unproven:
        return unproven
    hit("passkey_network")
    number, options = passkeys.ask_registration(actor().person, site())
    session["challenge"] = number
    return Response(options, content_type="application/json")


@pages.route("/mijn/veiligheid/passkey", methods=["GET", "POST"])
@allows(Action.LOCK_CHANGE)
def add() -> Any:
    """Adds a passkey of this device."""
    unproven = ask_proof()
    if unproven:
        return unproven
    form = PasskeyForm(data={"name": device_name()})
    if form.validate_on_submit():
        number = session.pop("challenge", "")
        answer = form.credential.data or ""
        try:
            passkeys.register(actor().person, site(), number=number, answer=answer, name=form.name.data or "")
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            if actor().is_half:
                # Whoever just showed finger or PIN to a new passkey has opened the lock that it made.
                renew_session()
            return redirect(url_for("safety.overview", klaar="passkey"), 303)
    form.credential.data = ""
    return render_template("second_lock/passkey.html", form=form, here="mijn", site=site(), passkeys_work=work_here())


@pages.route("/mijn/veiligheid/passkey/<public_id>/einde", methods=["GET", "POST"])
@allows(Action.LOCK_CHANGE)
def remove(public_id: str) -> Any:
    """Takes a passkey of mine away."""
    found = [one for one in second_lock.locks_for(actor().person).passkeys if one.public_id == public_id]
    if not found:
        raise NotFound
    unproven = ask_proof()
    if unproven:
        return unproven
    form = Nothing()
    if form.validate_on_submit():
        try:
            passkeys.remove(actor().person, public_id)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("safety.overview", klaar="passkey-weg"), 303)
    return render_template("second_lock/end_passkey.html", form=form, passkey=found[0], here="mijn")
