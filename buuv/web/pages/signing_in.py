"""Signing in with an address and a code, and the few questions for who is new."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for

from buuv.accounts import profile, registration, signing_in
from buuv.accounts.models import SignInAttempt
from buuv.core import clock, drafts
from buuv.core.drafts import Draft
from buuv.core.errors import NotFound, Refusal
from buuv.core.translation import gettext as _
from buuv.core.translation import language
from buuv.web.forms import fields
from buuv.web.forms.accounts import AddressForm, CodeForm, WelcomeForm
from buuv.web.support import passkeys
from buuv.web.support.access import actor, local_path, public, sign_in, sign_out, to_second_lock
from buuv.web.support.counting import hit
from buuv.web.support.onward import after_sign_in
from buuv.web.support.refusing import show_refusal
from buuv.web.support.towns import areas, town

pages = Blueprint("signing_in", __name__)


@pages.route("/inloggen", methods=["GET", "POST"])
@public
def address():
    """Asks the address; every address gets the same answer."""
    if actor().is_signed_in:
        return redirect(url_for("mine.overview"), 303)
    draft = drafts.find(town().code, request.args.get("concept"))
    if actor().is_half:
        return to_second_lock(after_sign_in(draft, local_path(request.args.get("naar"))))
    form = AddressForm()
    if form.validate_on_submit():
        _ask_code(form.email.data, draft, local_path(request.args.get("naar")))
        return redirect(url_for("signing_in.code"), 303)
    return render_template(
        "accounts/sign_in.html",
        form=form,
        has_words=draft is not None,
        here="inloggen",
        passkeys_work=passkeys.work_here(),
        onward={"naar": local_path(request.args.get("naar")), "concept": draft.token if draft else None},
    )


def _ask_code(email: str, draft: Draft | None, next_path: str | None) -> None:
    hit("sign_in_network")
    hit("sign_in_address", f"{town().code} {email}")
    attempt = signing_in.ask_code(
        email,
        municipality_code=town().code,
        language=language(),
        draft=draft,
        next_path=next_path,
    )
    session["attempt"] = attempt.number
    session.permanent = True


@pages.route("/inloggen/code", methods=["GET", "POST"])
@public
def code():
    """Takes the code; a wrong one answers 200, so that the counted try is kept."""
    attempt = signing_in.find_attempt(session.get("attempt", ""), municipality_code=town().code)
    if attempt is None:
        return redirect(url_for("signing_in.address"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        hit("code_network")
        hit("code_address", f"{town().code} {attempt.email}")
        try:
            proven = signing_in.prove_by_code(attempt.number, form.code.data, municipality_code=town().code)
            return _enter(proven)
        except Refusal as refusal:
            show_refusal(form, refusal)
    return render_template("accounts/code.html", form=form, email=attempt.email, here="inloggen")


@pages.post("/inloggen/nieuwe-code")
@public
def new_code():
    """A new code to the same address; the old one ends."""
    attempt = signing_in.find_attempt(session.get("attempt", ""), municipality_code=town().code)
    if attempt is None:
        return redirect(url_for("signing_in.address"), 303)
    _ask_code(attempt.email, _draft_of(attempt), attempt.next_path)
    return redirect(url_for("signing_in.code", nieuw="ja"), 303)


@pages.route("/inloggen/link/<token>", methods=["GET", "POST"])
@public
def link(token: str):
    """The link in the mail: a page with a button, since mail scanners open links (T-21)."""
    signing_in.look_at_link(token, municipality_code=town().code)
    if request.method == "POST":
        return _enter(signing_in.prove_by_link(token, municipality_code=town().code))
    return render_template("accounts/link.html", here="inloggen")


def _enter(attempt: SignInAttempt) -> Any:
    """Signs in who has an account; who has none tells a little first."""
    session.pop("attempt", None)
    account = signing_in.account_of(attempt)
    if account is None:
        session["proven"] = attempt.number
        return redirect(url_for("signing_in.welcome"), 303)
    sign_in(account)
    onward = after_sign_in(_draft_of(attempt), attempt.next_path, account)
    return to_second_lock(onward) if actor().is_half else redirect(onward, 303)


def _draft_of(attempt: SignInAttempt) -> Draft | None:
    """The words that wait for this sign-in."""
    return drafts.find_by_number(town().code, attempt.draft_number) if attempt.draft_number else None


@pages.route("/welkom", methods=["GET", "POST"])
@public
def welcome():
    """The few questions for a new neighbour whose address was just proven."""
    attempt = _proven()
    if attempt is None:
        return redirect(url_for("signing_in.address"), 303)
    draft = _draft_of(attempt)
    form = WelcomeForm(data={"place": (draft.words.get("place") if draft else "") or ""})
    form.place.choices = fields.place_choices(areas(), empty=_("Kies uw buurt"))
    if form.validate_on_submit():
        try:
            account = registration.register(
                municipality_code=town().code,
                email=attempt.email,
                language=language(),
                place_code=form.place.data,
                agreed=bool(form.agreed.data),
                shown_name=form.shown_name.data or "",
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            onward = after_sign_in(draft, attempt.next_path, account)
            sign_in(account)
            return redirect(onward, 303)
    return render_template("accounts/welcome.html", form=form, here="inloggen")


def _proven() -> SignInAttempt | None:
    attempt = signing_in.find_attempt(session.get("proven", ""), municipality_code=town().code)
    if attempt is None or attempt.ended_at is None or attempt.ended_at < clock.now() - signing_in.PROOF_LIFE:
        return None
    # A proof makes one account; who has it already signs in again.
    return None if signing_in.account_of(attempt) else attempt


@pages.get("/verder/<token>")
@public
def go_on(token: str):
    """A form that was sent after its session had ended, to send once more."""
    draft = drafts.find(town().code, token)
    is_own = session.get("draft") == token
    if draft is None or draft.purpose != drafts.FORM or not is_own or not actor().is_signed_in:
        raise NotFound
    return render_template("errors/kept.html", path=draft.words["path"], fields=draft.words["fields"], here="mijn")


@pages.post("/uitloggen")
@public
def leave():
    """Signs this browser out."""
    sign_out()
    return redirect(url_for("front.home", uitgelogd="ja"), 303)


@pages.route("/adres-terug/<token>", methods=["GET", "POST"])
@public
def undo_address(token: str):
    """The old address takes the account back, within 72 hours."""
    change, _account = profile.look_at_undo(token, municipality_code=town().code)
    if request.method == "POST":
        profile.undo_address(token, municipality_code=town().code)
        return render_template("accounts/undone.html", here="")
    return render_template("accounts/undo.html", old_email=change.old_email, here="")
