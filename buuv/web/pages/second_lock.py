"""Opening the second lock after the code from the mail, or once more before it is changed."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from buuv.accounts import authenticator, recovery, second_lock
from buuv.core.errors import Refusal
from buuv.policy import Action
from buuv.web.forms.second_lock import AppCodeForm, RecoveryForm
from buuv.web.support import passkeys
from buuv.web.support.access import actor, allows, local_path, renew_session
from buuv.web.support.counting import hit
from buuv.web.support.refusing import show_refusal

pages = Blueprint("second_lock", __name__)


@pages.route("/inloggen/tweede-slot", methods=["GET", "POST"])
@allows(Action.LOCK_PROVE)
def prove() -> Any:
    """The code from the app, or a passkey; a wrong code answers 200."""
    person = actor().person
    onward = local_path(request.args.get("naar"))
    if person.second_lock_at is None:
        return redirect(url_for("mine.overview"), 303)
    form = AppCodeForm()
    if form.validate_on_submit():
        _count_try()
        try:
            authenticator.prove(person, form.code.data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            renew_session()
            return redirect(onward or url_for("mine.overview"), 303)
    return render_template(
        "second_lock/prove.html",
        form=form,
        here="inloggen",
        locks=second_lock.locks_for(person),
        onward=onward,
        site=passkeys.site(),
        passkeys_work=passkeys.work_here(),
    )


@pages.route("/inloggen/tweede-slot/herstelcode", methods=["GET", "POST"])
@allows(Action.LOCK_PROVE)
def recover() -> Any:
    """A code from paper, for who has no phone at hand; after it the locks are shown, for one may be lost."""
    person = actor().person
    if person.second_lock_at is None:
        return redirect(url_for("mine.overview"), 303)
    form = RecoveryForm()
    if form.validate_on_submit():
        _count_try()
        try:
            recovery.use(person, form.code.data or "")
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            renew_session()
            return redirect(url_for("safety.overview", klaar="herstelcode"), 303)
    return render_template("second_lock/recover.html", form=form, here="inloggen")


def _count_try() -> None:
    hit("lock_account", actor().person.id)
    hit("lock_account_day", actor().person.id)
