"""Asking and offering: three short steps and a last look, without an account until the end."""

from flask import Blueprint, redirect, render_template, request, session, url_for

from buuv.accounts import queries as accounts
from buuv.accounts import registration, signing_in
from buuv.core import clock, drafts
from buuv.core.drafts import Draft
from buuv.core.errors import Gone, NotFound, Refusal
from buuv.core.translation import gettext as _
from buuv.core.translation import language
from buuv.language import guessing
from buuv.places import queries as places
from buuv.policy import RESIDENT_ROLE, Action
from buuv.posts import browsing, placing, rules
from buuv.posts import queries as posts
from buuv.posts.placing import Card
from buuv.web.forms import fields
from buuv.web.forms import making as forms
from buuv.web.support.access import actor, allows, ensure, sign_in
from buuv.web.support.counting import hit
from buuv.web.support.rendering import post_path
from buuv.web.support.towns import areas, town

pages = Blueprint("making", __name__)

STARTS = {"request": "making.ask", "offer": "making.offer"}


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
    draft = _draft(token)
    return _words(draft.purpose, draft, token)


def _words(kind: str, draft: Draft | None, token: str):
    form = forms.WordsForm(data=draft.words if draft else None)
    if form.validate_on_submit():
        try:
            title, body = placing.check_words(form.title.data or "", form.body.data or "")
        except Refusal as refusal:
            form.refuse(refusal.sentence, refusal.field)
        else:
            if draft is None:
                hit("draft_network")
                draft, token = drafts.start(town().code, kind)
            draft.write(title=title, body=body)
            session["draft"] = token
            session.permanent = True
            return redirect(url_for("making.sort", token=token), 303)
    count = browsing.counts_for(browsing.Wish(), areas()).kinds.get(rules.REQUEST, 0)
    return _show("posts/step_words.html", form, kind=kind, requests=count, is_begun=draft is not None)


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
    draft = _draft(token)
    guesses = guessing.guess(f"{draft.words.get('title', '')} {draft.words.get('body', '')}")
    guess = guesses[0] if guesses else ""
    chosen = draft.words.get("category") or guess
    form = forms.SortForm(
        data={
            "category": chosen,
            "when": draft.words.get("when", rules.SOON if draft.purpose == rules.REQUEST else rules.CONSULT),
            "part": draft.words.get("part", ""),
        }
    )
    form.category.choices = fields.category_choices(guesses)
    form.when.choices = fields.timing_choices(clock.today())
    form.part.choices = fields.part_choices()
    if form.validate_on_submit():
        draft.write(category=form.category.data, when=form.when.data, part=form.part.data)
        return redirect(url_for("making.place", token=token), 303)
    return _show("posts/step_sort.html", form, kind=draft.purpose, token=token, guess=guess)


@pages.route("/kaartje-maken/<token>/waar", methods=["GET", "POST"])
@allows(Action.DRAFT_WRITE)
def place(token: str):
    """Step 3: the buurt, how far the card may be seen, and for a visitor an e-mail address."""
    draft = _draft(token)
    if "category" not in draft.words:
        return redirect(url_for("making.sort", token=token), 303)
    form = _place_form(draft)
    if request.method == "POST" and "postcode" in request.form:
        draft.write(**{k: request.form.get(k, "")[:254] for k in ("place", "reach", "email")})
        return redirect(url_for("making.postcode", token=token), 303)
    if form.validate_on_submit():
        draft.write(place=form.place.data, reach=form.reach.data)
        if not actor().is_signed_in:
            draft.write(email=form.email.data)
            _ask_code(draft, token)
        return redirect(url_for("making.check", token=token), 303)
    return _show("posts/step_place.html", form, kind=draft.purpose, token=token)


def _place_form(draft: Draft):
    own = actor().person.place_code if actor().is_signed_in else None
    data = {
        "place": draft.words.get("place") or own or "",
        "reach": draft.words.get("reach") or str(rules.MUNICIPALITY),
        "email": draft.words.get("email", ""),
    }
    form = (forms.PlaceForm if actor().is_signed_in else forms.PlaceAndMailForm)(data=data)
    form.place.choices = fields.place_choices(areas(), empty=_("Kies uw buurt"))
    form.reach.choices = fields.reach_choices(areas().name)
    return form


def _ask_code(draft: Draft, token: str) -> None:
    email = draft.words["email"]
    hit("sign_in_network")
    hit("sign_in_address", f"{town().code} {email}")
    attempt = signing_in.ask_code(email, municipality_code=town().code, language=language(), draft_token=token)
    draft.write(attempt=attempt.number)


@pages.route("/kaartje-maken/<token>/postcode", methods=["GET", "POST"])
@allows(Action.DRAFT_WRITE)
def postcode(token: str):
    """A side step: the buurten near a postcode, to choose from."""
    draft = _draft(token)
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
    return _show("posts/step_postcode.html", form, kind=draft.purpose, token=token, nearest=nearest)


@pages.post("/kaartje-maken/<token>/nieuwe-code")
@allows(Action.DRAFT_WRITE)
def new_code(token: str):
    """A new code to the same address; the old one ends."""
    draft = _draft(token)
    if actor().is_signed_in or not draft.words.get("email"):
        return redirect(url_for("making.check", token=token), 303)
    _ask_code(draft, token)
    return redirect(url_for("making.check", token=token, nieuw="ja"), 303)


@pages.route("/kaartje-maken/<token>/nakijken", methods=["GET", "POST"])
@allows(Action.DRAFT_WRITE)
def check(token: str):
    """The card as neighbours will see it; then it goes on the board."""
    draft = _draft(token, lock=request.method == "POST", used=True)
    if draft.result:
        return redirect(_path_of(draft.result), 303)
    step = _missing_step(draft)
    if step:
        return redirect(url_for(step, token=token), 303)
    form = _check_form()
    if form.validate_on_submit():
        try:
            return redirect(_publish(draft, form), 303)
        except Refusal as refusal:
            form.refuse(refusal.sentence, refusal.field)
    # A wrong code answers 200: the transaction must keep the try that it counted.
    return _show("posts/step_check.html", form, kind=draft.purpose, token=token, draft=draft, card=_preview(draft))


def _missing_step(draft: Draft) -> str | None:
    words = draft.words
    if "category" not in words:
        return "making.sort"
    # The side step by postcode keeps the third step as it was typed, so it is looked at again here.
    reaches = [str(reach) for reach in rules.REACHES]
    is_placed = areas().find_neighbourhood(words.get("place")) and words.get("reach") in reaches
    if not is_placed or (not actor().is_signed_in and not words.get("attempt")):
        return "making.place"
    return None


def _check_form():
    if not actor().is_signed_in:
        return forms.CheckAndProveForm()
    if not accounts.has_accepted(actor().person.id, registration.HOUSE_RULES_VERSION):
        return forms.AgreeForm()
    return forms.CheckForm()


def _publish(draft: Draft, form) -> str:
    """Signs in when needed, places the card once, and gives its address."""
    card = _card(draft)
    if not actor().is_signed_in:
        number = draft.words["attempt"]
        hit("code_network")
        hit("code_address", f"{town().code} {draft.words['email']}")
        if not form.agreed.data:
            # Said before the code is used up, so that the same code still works after the tick.
            registration.ensure_agreed(agreed=False)
        attempt = signing_in.prove_by_code(number, form.code.data, municipality_code=town().code)
        account = registration.register(
            municipality_code=town().code,
            email=attempt.email,
            language=language(),
            place_code=card.place_code,
            agreed=True,
        )
        sign_in(account)
        if account.role != RESIDENT_ROLE:
            raise Refusal(_("Met dit account kunt u geen kaartje ophangen."))
    elif isinstance(form, forms.AgreeForm):
        registration.ensure_agreed(agreed=bool(form.agreed.data))
        registration.accept_house_rules(actor().person)
    ensure(Action.POST_PLACE, None)
    person = actor().person
    is_new = (clock.now() - person.created_at).days < 1
    hit("post_first_day" if is_new else "post_later", person.id)
    post = placing.place(card, by=person)
    draft.result = post.public_id
    browsing.forget_counts()
    session.pop("draft", None)
    return post_path(post) + "?nieuw=ja"


def _card(draft: Draft) -> Card:
    words = draft.words
    try:
        timing, day, rule = rules.timing_of(words["when"], clock.today())
    except ValueError as error:
        raise Refusal(_("De dag die u koos is voorbij. Kies een andere dag.")) from error
    return Card(
        kind=draft.purpose,
        title=words["title"],
        body=words["body"],
        category=words["category"],
        timing=timing,
        day=day,
        rrule=rule,
        part=words.get("part") or None,
        place_code=words["place"],
        reach=int(words["reach"]),
    )


def _preview(draft: Draft) -> Card | None:
    try:
        return _card(draft)
    except Refusal:
        return None


def _path_of(public_id: str) -> str:
    return post_path(posts.get_post(town().code, public_id))


def _draft(token: str, *, lock: bool = False, used: bool = False) -> Draft:
    """The card being made; NotFound for a wrong token, Gone when it already hangs on the board."""
    draft = drafts.find(town().code, token, lock=lock)
    if draft is None or draft.purpose not in STARTS:
        raise NotFound
    if draft.result and not used:
        raise Gone
    return draft


def _show(template: str, form, **values):
    return render_template(template, form=form, here="", **values)
