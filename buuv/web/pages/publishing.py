"""The last look at a card: the code when it is needed, and then it goes on the board."""

from flask import Blueprint, redirect, render_template, request, session, url_for

from buuv.accounts import queries as accounts
from buuv.accounts import registration, resting, second_lock, signing_in
from buuv.accounts.models import Account
from buuv.core import clock
from buuv.core.drafts import Draft
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _
from buuv.core.translation import language
from buuv.policy import Action, Actor, may
from buuv.posts import placing, rules
from buuv.posts import queries as posts
from buuv.posts.placing import Card
from buuv.search import seeking
from buuv.towns import texts
from buuv.web.forms import making as forms
from buuv.web.support import fitting
from buuv.web.support.access import actor, allows, ensure, sign_in
from buuv.web.support.counting import hit
from buuv.web.support.making import ask_code, get_draft, lines_for
from buuv.web.support.refusing import show_refusal
from buuv.web.support.rendering import post_path
from buuv.web.support.towns import areas, town

pages = Blueprint("publishing", __name__)


@pages.post("/kaartje-maken/<token>/nieuwe-code")
@allows(Action.DRAFT_WRITE)
def new_code(token: str):
    """A new code to the same address; the old one ends."""
    draft = get_draft(token)
    if actor().is_signed_in or not draft.words.get("email"):
        return redirect(url_for("publishing.check", token=token), 303)
    ask_code(draft)
    return redirect(url_for("publishing.check", token=token, nieuw="ja"), 303)


@pages.route("/kaartje-maken/<token>/nakijken", methods=["GET", "POST"])
@allows(Action.DRAFT_WRITE)
def check(token: str):
    """The card as neighbours will see it; then it goes on the board."""
    draft = get_draft(token, lock=request.method == "POST", used=True)
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
            show_refusal(form, refusal)
    card = _preview(draft)
    return render_template(
        "posts/step_check.html",
        here="",
        form=form,
        kind=draft.purpose,
        token=token,
        draft=draft,
        card=card,
        safety=lines_for(draft),
        suggestions=_suggestions(card) if card else [],
    )


def _missing_step(draft: Draft) -> str | None:
    words = draft.words
    if "title" not in words:
        return "making.words"
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
    if not accounts.has_accepted(actor().person.id, texts.present_version(town().code)):
        return forms.AgreeForm()
    return forms.CheckForm()


def _publish(draft: Draft, form) -> str:
    """Places the card once and gives its address; signing in comes last, when nothing can be refused any more."""
    card = _card(draft)
    was_signed_in = actor().is_signed_in
    author = _agreed(form) if was_signed_in else _proven(draft, card, form)
    if not was_signed_in and second_lock.is_needed(author):
        # The code from the mail is half of it; the card waits for the other lock.
        sign_in(author)
        return url_for("second_lock.prove", naar=url_for("publishing.check", token=draft.token))
    is_new = (clock.now() - author.created_at).days < 1
    hit("post_first_day" if is_new else "post_later", author.id)
    # Who hangs a card is there again.
    resting.end(author.id)
    post = placing.place(card, by=author)
    draft.use_up(post.public_id)
    if not was_signed_in:
        sign_in(author)
    session.pop("draft", None)
    return post_path(post) + "?nieuw=ja"


def _agreed(form) -> Account:
    """Who is signed in, once the present house rules are accepted."""
    ensure(Action.POST_PLACE, None)
    if isinstance(form, forms.AgreeForm):
        registration.ensure_agreed(agreed=bool(form.agreed.data))
        registration.accept_house_rules(actor().person)
    return actor().person


def _proven(draft: Draft, card: Card, form) -> Account:
    """Who owns the address on the draft, by the code that went there; a new neighbour gets an account."""
    hit("code_network")
    # The attempt's own address: the one on the draft may have been typed over since.
    asked = signing_in.find_attempt(draft.words["attempt"], municipality_code=town().code)
    hit("code_address", f"{town().code} {asked.email if asked else draft.words['attempt']}")
    # Said before the code is tried, so that a forgotten tick costs no try.
    registration.ensure_agreed(agreed=bool(form.agreed.data))
    attempt = signing_in.prove_by_code(draft.words["attempt"], form.code.data, municipality_code=town().code)
    account = registration.register(
        municipality_code=town().code,
        email=attempt.email,
        language=language(),
        place_code=card.place_code,
        agreed=True,
    )
    if not may(Actor(account.role, account), Action.POST_PLACE):
        raise Refusal(_("Met dit account kunt u geen kaartje ophangen."))
    return account


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
        insisted=words.get("insisted"),
        consented=words.get("consented"),
    )


def _preview(draft: Draft) -> Card | None:
    try:
        return _card(draft)
    except Refusal:
        return None


def _suggestions(card: Card):
    """Who offers this already, or asks for it: by the words of this card alone, and nothing of them is kept."""
    author_id = actor().person.id if actor().is_signed_in else None
    return fitting.hits(fitting.suggestions(seeking.for_card(card, author_id=author_id)))


def _path_of(public_id: str) -> str:
    return post_path(posts.get_post(town().code, public_id))
