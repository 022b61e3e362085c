"""Veilig inloggen: what locks my account has, the app with codes, and the codes on paper."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for

from buuv.accounts import authenticator, recovery, second_lock, signing_in
from buuv.accounts.lock_models import AuthenticatorApp
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _
from buuv.core.translation import language
from buuv.policy import Action
from buuv.web.forms.second_lock import AppCodeForm, Nothing
from buuv.web.support import passkeys
from buuv.web.support.access import actor, allows, ask_proof, local_path, renew_session
from buuv.web.support.counting import hit
from buuv.web.support.drawing import qr_code
from buuv.web.support.refusing import show_refusal
from buuv.web.support.towns import town

pages = Blueprint("safety", __name__)


@pages.get("/mijn/veiligheid")
@allows(Action.LOCK_CHANGE)
def overview() -> Any:
    """The locks of my account, and how to change them."""
    locks = second_lock.locks_for(actor().person)
    return render_template(
        "second_lock/overview.html",
        here="mijn",
        locks=locks,
        may_end_lock=not second_lock.is_the_last(actor().person, locks),
        site=passkeys.site(),
        passkeys_work=passkeys.work_here(),
    )


@pages.route("/mijn/veiligheid/bevestiging", methods=["GET", "POST"])
@allows(Action.LOCK_CHANGE)
def confirm() -> Any:
    """Proving once more who one is: by the second lock, or by a new code in the mail when there is none."""
    person = actor().person
    onward = local_path(request.args.get("naar")) or url_for("safety.overview")
    if person.second_lock_at:
        return redirect(url_for("second_lock.prove", naar=onward), 303)
    form = Nothing()
    if form.validate_on_submit():
        email = person.email or ""
        hit("sign_in_network")
        hit("sign_in_address", f"{town().code} {email}")
        attempt = signing_in.ask_code(email, municipality_code=town().code, language=language(), next_path=onward)
        session["attempt"] = attempt.number
        return redirect(url_for("signing_in.code"), 303)
    return render_template("second_lock/confirm.html", form=form, here="mijn")


@pages.route("/mijn/veiligheid/app", methods=["GET", "POST"])
@allows(Action.LOCK_CHANGE)
def app() -> Any:
    """What an authenticator app is; the button makes its secret."""
    unproven = ask_proof()
    if unproven:
        return unproven
    form = Nothing()
    if form.validate_on_submit():
        session["app"] = authenticator.begin(actor().person).number
        return redirect(url_for("safety.app_code"), 303)
    has_app = second_lock.find_app(actor().person) is not None
    return render_template("second_lock/app.html", form=form, has_app=has_app, here="mijn")


@pages.route("/mijn/veiligheid/app/code", methods=["GET", "POST"])
@allows(Action.LOCK_CHANGE)
def app_code() -> Any:
    """The secret as a QR code and in letters; it counts once a code from the app is right."""
    person = actor().person
    begun = authenticator.find_begun(person, session.get("app", ""))
    if begun is None:
        return redirect(url_for("safety.app"), 303)
    form = AppCodeForm()
    if form.validate_on_submit():
        hit("lock_account", person.id)
        try:
            authenticator.confirm(person, begun, form.code.data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _added()
    return _show_secret(form, begun)


def _show_secret(form: AppCodeForm, begun: AuthenticatorApp) -> Any:
    secret = authenticator.secret_of(begun)
    address = authenticator.address_of(begun, actor().person, issuer=f"buuv {town().name}")
    return render_template(
        "second_lock/app_code.html",
        form=form,
        here="mijn",
        picture=qr_code(address, label=_("Een vierkant met blokjes, voor de camera van uw telefoon")),
        groups=[secret[start : start + 4] for start in range(0, len(secret), 4)],
    )


def _added() -> Any:
    """The lock is on, and this session has opened it; who has no codes on paper gets them at once."""
    renew_session()
    person = actor().person
    if second_lock.locks_for(person).codes_left:
        return redirect(url_for("safety.overview", klaar="app"), 303)
    return _show_codes(has_new_app=True)


def _show_codes(*, has_new_app: bool) -> Any:
    """New codes as the answer itself, not behind a redirect: nothing keeps them to be shown again."""
    codes = recovery.make(actor().person)
    return render_template("second_lock/codes.html", codes=codes, has_new_app=has_new_app, here="mijn")


@pages.route("/mijn/veiligheid/app/einde", methods=["GET", "POST"])
@allows(Action.LOCK_CHANGE)
def end_app() -> Any:
    """Takes the app off my account."""
    unproven = ask_proof()
    if unproven:
        return unproven
    if request.method == "GET" and second_lock.is_the_last(actor().person, second_lock.locks_for(actor().person)):
        return redirect(url_for("safety.overview"), 303)
    form = Nothing()
    if form.validate_on_submit():
        try:
            authenticator.remove(actor().person)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("safety.overview", klaar="app-weg"), 303)
    return render_template("second_lock/end_app.html", form=form, here="mijn")


@pages.route("/mijn/veiligheid/herstelcodes", methods=["GET", "POST"])
@allows(Action.LOCK_CHANGE)
def recovery_codes() -> Any:
    """New codes on paper; the old ones end."""
    unproven = ask_proof()
    if unproven:
        return unproven
    if actor().person.second_lock_at is None:
        return redirect(url_for("safety.overview"), 303)
    form = Nothing()
    if form.validate_on_submit():
        return _show_codes(has_new_app=False)
    locks = second_lock.locks_for(actor().person)
    return render_template("second_lock/new_codes.html", form=form, locks=locks, here="mijn")
