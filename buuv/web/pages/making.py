"""Asking and offering: three short steps, without an account."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for

from buuv.core import clock, drafts
from buuv.core.drafts import Draft
from buuv.core.errors import Refusal
from buuv.core.text import one_line
from buuv.core.translation import gettext as _
from buuv.guard import judging, safety
from buuv.language import guessing
from buuv.places import queries as places
from buuv.policy import Action
from buuv.posts import placing, rules, tallying, wishes
from buuv.web.forms import fields
from buuv.web.forms import making as forms
from buuv.web.support.access import actor, allows
from buuv.web.support.counting import hit
from buuv.web.support.making import ask_code, get_draft, lines_for
from buuv.web.support.refusing import show_refusal
from buuv.web.support.towns import areas, town

pages = Blueprint("making", __name__)


@pages.route("/vraag-stellen", methods=["GET", "POST"])
@allows(Action.DRAFT_WRITE)
def ask():
    """Step 1 of a request: your own words."""
    return _words(rules.REQUEST, *_unfinished(rules.REQUEST))


@pages.route("/aanbod-doen", methods=["GET", "POST"])
@allows(Action.DRAFT_WRITE)
def offer():
    """Step 1 of an offer: your own words."""
    return _words(rules.OFFER, *_unfinished(rules.OFFER))


@pages.route("/kaartje-maken/<token>/woorden", methods=["GET", "POST"])
@allows(Action.DRAFT_WRITE)
def words(token: str):
    """Step 1 again, to change the words."""
    draft = get_draft(token)
    return _words(draft.purpose, draft, token)


def _words(kind: str, draft: Draft | None, token: str):
    # Who searched and found nothing comes with the words in the address; they are in no draft yet.
    searched = {"title": one_line(request.args.get("titel", ""))[: rules.TITLE_MAX]}
    typed = draft.words.get("typed") if draft else None
    form = forms.WordsForm(data=typed or (draft.words if draft else searched))
    if typed and request.method == "GET":
        _explain(form, typed)
    if form.validate_on_submit():
        if form.safer.data:
            form.take_over(placing.safer_words(form.title.data or "", form.body.data or ""))
        said = {"insisted": form.insisted.data or None, "consented": form.consented.data or None}
        try:
            title, body = placing.check_words(form.title.data or "", form.body.data or "", **said)
        except judging.Exposed:
            # The reasons stand on a page with an address of its own, so that the way back finds it again.
            token = _keep(kind, draft, typed={"title": form.title.data or "", "body": form.body.data or ""})
            return redirect(url_for("making.words", token=token), 303)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            token = _keep(kind, draft, title=title, body=body, **said, typed=None)
            return redirect(url_for("making.sort", token=token), 303)
    count = tallying.counts_for(wishes.Wish(hidden=actor().hidden), areas()).kinds.get(rules.REQUEST, 0)
    return _show(
        "posts/step_words.html",
        form,
        kind=kind,
        requests=count,
        is_begun=draft is not None,
        safety=safety.lines(f"{form.title.data or ''}\n{form.body.data or ''}"),
    )


def _explain(form: forms.WordsForm, typed: dict[str, str]) -> None:
    """Shows again what the guard said of words that wait for another look."""
    try:
        placing.check_words(typed["title"], typed["body"])
    except Refusal as refusal:
        show_refusal(form, refusal)


def _keep(kind: str, draft: Draft | None, **words: Any) -> str:
    """Writes words on the draft, a new one when there is none, and gives its token."""
    if draft is None:
        hit("draft_network")
        draft, _token = drafts.start(town().code, kind)
        if actor().is_signed_in:
            draft.give_to(actor().person.id)
    draft.write(**words)
    session["draft"] = draft.token
    session.permanent = True
    return draft.token


@pages.post("/woorden-nakijken")
@allows(Action.DRAFT_WRITE)
def look():
    """What the guard says of words while they are typed; nothing is kept or logged."""
    hit("guard_network")
    form = forms.WordsForm()
    title, body = form.title.data or "", form.body.data or ""
    if not form.validate_on_submit() or len(title) > 2 * rules.TITLE_MAX or len(body) > 2 * rules.BODY_MAX:
        return {"html": ""}
    lines = safety.lines(f"{title}\n{body}")
    judgement = placing.judge_words(title, body)
    return {"html": render_template("posts/_guarded.html", judgement=judgement, safety=lines).strip()}


def _unfinished(kind: str) -> tuple[Draft | None, str]:
    """The card that this browser began and did not finish, so that the back button and a later visit find it."""
    token = session.get("draft", "") if request.cookies else ""
    draft = drafts.find(town().code, token) if token and request.args.get("nieuw") != "ja" else None
    if draft is None or draft.result or draft.purpose != kind:
        return None, ""
    return draft, token


@pages.route("/kaartje-maken/<token>/wanneer", methods=["GET", "POST"])
@allows(Action.DRAFT_WRITE)
def sort(token: str):
    """Step 2: the sort of help and the time."""
    draft = get_draft(token)
    if "title" not in draft.words:
        return redirect(url_for("making.words", token=token), 303)
    written = f"{draft.words.get('title', '')} {draft.words.get('body', '')}"
    guesses, (when, part) = guessing.guess(written), fields.moment_in(written, clock.today())
    guess = guesses[0] if guesses else ""
    chosen = draft.words.get("category") or guess
    form = forms.SortForm(
        data={
            "category": chosen,
            "when": draft.words.get("when") or when or _usual_moment(draft.purpose),
            "part": draft.words.get("part", part),
        }
    )
    form.category.choices = fields.category_choices(guesses)
    form.when.choices = fields.timing_choices(clock.today())
    form.part.choices = fields.part_choices()
    if form.validate_on_submit():
        draft.write(category=form.category.data, when=form.when.data, part=form.part.data)
        return redirect(url_for("making.place", token=token), 303)
    return _show("posts/step_sort.html", form, kind=draft.purpose, token=token, guess=guess, safety=lines_for(draft))


def _usual_moment(kind: str) -> str:
    return rules.SOON if kind == rules.REQUEST else rules.CONSULT


@pages.route("/kaartje-maken/<token>/waar", methods=["GET", "POST"])
@allows(Action.DRAFT_WRITE)
def place(token: str):
    """Step 3: the buurt, how far the card may be seen, and for a visitor an e-mail address."""
    draft = get_draft(token)
    if "category" not in draft.words:
        return redirect(url_for("making.sort", token=token), 303)
    form = _place_form(draft)
    if request.method == "POST" and "postcode" in request.form:
        typed = {k: one_line(request.form.get(k, ""))[:254] for k in ("place", "reach", "email")}
        # An address goes on the draft only after the form has looked at it; until then it is only shown again.
        draft.write(place=typed["place"], reach=typed["reach"], typed_email=typed["email"])
        return redirect(url_for("making.postcode", token=token), 303)
    if form.validate_on_submit():
        draft.write(place=form.place.data, reach=form.reach.data)
        if not actor().is_signed_in:
            draft.write(email=form.email.data, typed_email="")
            ask_code(draft)
        return redirect(url_for("publishing.check", token=token), 303)
    return _show("posts/step_place.html", form, kind=draft.purpose, token=token, safety=lines_for(draft))


def _place_form(draft: Draft):
    own = actor().person.place_code if actor().is_signed_in else None
    data = {
        "place": draft.words.get("place") or own or "",
        "reach": draft.words.get("reach") or str(rules.MUNICIPALITY),
        "email": draft.words.get("typed_email") or draft.words.get("email", ""),
    }
    form = (forms.PlaceForm if actor().is_signed_in else forms.PlaceAndMailForm)(data=data)
    form.place.choices = fields.place_choices(areas(), empty=_("Kies uw buurt"))
    form.reach.choices = fields.reach_choices(areas().name)
    return form


@pages.route("/kaartje-maken/<token>/postcode", methods=["GET", "POST"])
@allows(Action.DRAFT_WRITE)
def postcode(token: str):
    """A side step: the buurten near a postcode, to choose from."""
    draft = get_draft(token)
    form = forms.PostcodeForm()
    nearest = []
    if request.method == "POST" and request.form.get("place"):
        if areas().find_neighbourhood(request.form["place"]):
            draft.write(place=request.form["place"])
        return redirect(url_for("making.place", token=token), 303)
    if form.validate_on_submit():
        found = places.find_postcode(town().code, form.postcode.data or "")
        if found is None:
            form.refuse(
                _("Deze postcode kennen wij niet in %(town)s. Vul vier cijfers in.", town=town().name),
                "postcode",
            )
        else:
            nearest = areas().nearest(found.lon, found.lat)
    return _show(
        "posts/step_postcode.html", form, kind=draft.purpose, token=token, nearest=nearest, safety=lines_for(draft)
    )


def _show(template: str, form, **values):
    return render_template(template, form=form, here="", **values)
