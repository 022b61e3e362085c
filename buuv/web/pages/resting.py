"""Even rust: my cards off the board for a while, and back with one tap."""

from flask import Blueprint, redirect, render_template, url_for

from buuv.accounts import resting
from buuv.policy import Action
from buuv.web.forms.resting import RestForm, length_choices
from buuv.web.support.access import actor, allows

pages = Blueprint("resting", __name__)


@pages.route("/mijn/rust", methods=["GET", "POST"])
@allows(Action.REST_TAKE)
def rest():
    """Takes a rest, or makes it longer or shorter."""
    form = RestForm()
    form.length.choices = length_choices()
    if form.validate_on_submit():
        resting.begin(actor().person, form.length.data)
        return redirect(url_for("mine.overview"), 303)
    return render_template("accounts/rest.html", form=form, here="mijn")


@pages.post("/mijn/rust/einde")
@allows(Action.REST_TAKE)
def end_rest():
    """I am back."""
    resting.end(actor().person.id)
    return redirect(url_for("mine.overview"), 303)
