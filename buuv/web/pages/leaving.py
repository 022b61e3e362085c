"""Taking my data along, and leaving."""

from flask import Blueprint, Response, redirect, render_template, session, url_for

from buuv.core import clock
from buuv.core.errors import Refusal
from buuv.policy import Action
from buuv.privacy import asking, erasure, export, legal_hold
from buuv.web.forms.accounts import CodeForm, EmptyForm
from buuv.web.support.access import actor, allows, forget, public
from buuv.web.support.counting import hit
from buuv.web.support.refusing import show_refusal

pages = Blueprint("leaving", __name__)


@pages.route("/mijn/meenemen", methods=["GET", "POST"])
@allows(Action.DATA_TAKE)
def take():
    """Says what is in the file, and mails a code on request."""
    form = EmptyForm()
    if form.validate_on_submit():
        hit("take_data_code", actor().person.id)
        session["my-data"] = asking.ask(actor().person).number
        return redirect(url_for("leaving.confirm"), 303)
    return render_template("privacy/take.html", form=form, here="mijn")


@pages.route("/mijn/meenemen/code", methods=["GET", "POST"])
@allows(Action.DATA_TAKE)
def confirm():
    """Gives the file for the code; a wrong one answers 200 with the page, so that the counted try is kept."""
    person = actor().person
    request = asking.find_request(person, session.get("my-data", ""))
    if request is None:
        return redirect(url_for("leaving.take"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        hit("code_network")
        try:
            asking.confirm(person, request.number, form.code.data or "")
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            # After the code, so that a mistake does not cost one of the two times.
            hit("take_data", person.id)
            return _file()
    return render_template("privacy/take_code.html", form=form, here="mijn")


def _file() -> Response:
    """The zip as a download, from memory."""
    person = actor().person
    sections = export.gather(person)
    page = render_template("privacy/readable.html", sections=sections, made_at=clock.now())
    packed = export.pack(export.as_json(person, sections), page)
    name = f"buuv-mijn-gegevens-{clock.today().isoformat()}.zip"
    return Response(
        packed, mimetype="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@pages.route("/mijn/vertrekken", methods=["GET", "POST"])
@allows(Action.ACCOUNT_LEAVE)
def leave():
    """Says what goes and what stays; one button does it."""
    form = EmptyForm()
    if form.validate_on_submit():
        erasure.leave(actor().person)
        forget()
        session["left"] = True
        return redirect(url_for("leaving.gone"), 303)
    held_until = legal_hold.until_for(actor().person)
    return render_template("privacy/leave.html", form=form, held_until=held_until, here="mijn")


@pages.get("/vertrokken")
@public
def gone():
    """It is done; told once, to the browser in which it was done."""
    if not session.pop("left", False):
        return redirect(url_for("front.home"), 303)
    return render_template("privacy/gone.html", here="")
