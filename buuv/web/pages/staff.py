"""An invitation to become moderator or broker."""

from flask import Blueprint, render_template, url_for

from buuv.accounts import registration
from buuv.core.errors import Refusal
from buuv.core.translation import language
from buuv.web.forms.accounts import InvitationForm
from buuv.web.support.access import public, sign_in, to_second_lock
from buuv.web.support.refusing import show_refusal
from buuv.web.support.towns import town

pages = Blueprint("staff", __name__)


@pages.route("/uitnodiging/<token>", methods=["GET", "POST"])
@public
def invitation(token: str):
    """A page with a button; the link works once, within 24 hours."""
    found = registration.find_invitation(token, municipality_code=town().code)
    form = InvitationForm()
    if form.validate_on_submit():
        try:
            account = registration.accept_invitation(
                token, municipality_code=town().code, language=language(), agreed=bool(form.agreed.data)
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            sign_in(account)
            return to_second_lock(url_for("mine.overview"))
    return render_template("accounts/invitation.html", form=form, invitation=found, here="")
