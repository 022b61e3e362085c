"""What the owner does with a card that hangs: change, solve, rest, renew, withdraw."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template

from buuv.accounts import resting
from buuv.conversations import helping
from buuv.core import clock
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _
from buuv.guard import safety
from buuv.policy import Action
from buuv.posts import ending, placing, rules
from buuv.posts.models import Post
from buuv.posts.placing import Card
from buuv.web.forms import fields
from buuv.web.forms import making as forms
from buuv.web.support.access import actor, allows, ensure
from buuv.web.support.posts import get_post
from buuv.web.support.refusing import show_refusal
from buuv.web.support.rendering import post_path
from buuv.web.support.towns import areas

pages = Blueprint("own_cards", __name__)


def _change(public_id: str, action: Action, change: Callable[[Post], None], *, hangs_back: bool = False):
    ensure(action, get_post(public_id))
    if hangs_back:
        # Who hangs a card back is there again, and so is all that hung. Before the card: a rest is locked first.
        resting.end(actor().person.id)
    post = get_post(public_id, lock=True)
    ensure(action, post)
    change(post)
    helping.settle(post)
    return redirect(post_path(post) + "?bewaard=ja", 303)


@pages.post("/kaartje/<public_id>/oplossing")
@allows(Action.POST_SOLVE)
def solve(public_id: str):
    """The card is done."""
    return _change(public_id, Action.POST_SOLVE, ending.solve)


@pages.post("/kaartje/<public_id>/terugkeer")
@allows(Action.POST_PUT_BACK)
def put_back(public_id: str):
    """It was not done after all."""
    return _change(public_id, Action.POST_PUT_BACK, ending.put_back, hangs_back=True)


@pages.post("/kaartje/<public_id>/pauze")
@allows(Action.POST_PAUSE)
def pause(public_id: str):
    """An offer rests."""
    return _change(public_id, Action.POST_PAUSE, ending.pause)


@pages.post("/kaartje/<public_id>/hervatting")
@allows(Action.POST_PAUSE)
def resume(public_id: str):
    """A resting offer hangs again."""
    return _change(public_id, Action.POST_PAUSE, ending.resume, hangs_back=True)


@pages.get("/kaartje/<public_id>/verlenging")
@allows(Action.POST_RENEW)
def ask_renewal(public_id: str):
    """The page that the mail leads to: one button."""
    post = get_post(public_id)
    ensure(Action.POST_RENEW, post)
    return render_template("posts/renew.html", post=post, may_renew=ending.may_renew(post), here="mijn")


@pages.post("/kaartje/<public_id>/verlenging")
@allows(Action.POST_RENEW)
def renew(public_id: str):
    """A whole new term."""
    # Only one that ran out hangs again by it; one that rests goes on resting.
    return _change(public_id, Action.POST_RENEW, ending.renew, hangs_back=not get_post(public_id).is_alive)


@pages.get("/kaartje/<public_id>/intrekking")
@allows(Action.POST_WITHDRAW)
def ask_withdrawal(public_id: str):
    """Asks once more, since a withdrawn card does not come back."""
    post = get_post(public_id)
    ensure(Action.POST_WITHDRAW, post)
    return render_template("posts/withdraw.html", post=post, here="mijn")


@pages.post("/kaartje/<public_id>/intrekking")
@allows(Action.POST_WITHDRAW)
def withdraw(public_id: str):
    """The card leaves the board."""
    return _change(public_id, Action.POST_WITHDRAW, ending.withdraw)


@pages.route("/kaartje/<public_id>/wijziging", methods=["GET", "POST"])
@allows(Action.POST_REWRITE)
def rewrite(public_id: str):
    """Changes words, sort, time, place and reach on one page."""
    post = get_post(public_id)
    ensure(Action.POST_REWRITE, post)
    if not post.is_alive:
        raise Refusal(_("Dit kaartje hangt niet meer op het bord. U kunt het niet meer veranderen."))
    form = _rewrite_form(post)
    if form.validate_on_submit():
        if form.safer.data:
            form.take_over(placing.safer_words(form.title.data or "", form.body.data or ""))
        try:
            placing.rewrite(get_post(public_id, lock=True), _card(post, form))
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(post_path(post) + "?bewaard=ja", 303)
    said = safety.lines(f"{form.title.data or ''}\n{form.body.data or ''}")
    return render_template("posts/rewrite.html", form=form, post=post, here="mijn", safety=said)


def _rewrite_form(post: Post):
    when = rules.choice_of(post.timing, post.day, post.rrule)
    form = forms.RewriteForm(
        data={
            "title": post.title,
            "body": post.body,
            "category": post.category,
            "when": when,
            "part": post.part or "",
            "place": post.place_code or "",
            "reach": str(post.reach),
        }
    )
    form.category.choices = fields.category_choices([])
    form.when.choices = fields.timing_choices(clock.today(), also=when if post.timing == rules.DAY else None)
    form.part.choices = fields.part_choices()
    form.place.choices = fields.place_choices(areas(), empty=_("Kies uw buurt"))
    form.reach.choices = fields.reach_choices(areas().name)
    return form


def _card(post: Post, form) -> Card:
    if form.when.data == rules.choice_of(post.timing, post.day, post.rrule):
        timing, day, rule = post.timing, post.day, post.rrule
    else:
        timing, day, rule = rules.timing_of(form.when.data, clock.today())
    return Card(
        kind=post.kind,
        title=form.title.data or "",
        body=form.body.data or "",
        category=form.category.data,
        timing=timing,
        day=day,
        rrule=rule,
        part=form.part.data or None,
        place_code=form.place.data,
        reach=int(form.reach.data),
        insisted=form.insisted.data or None,
        consented=form.consented.data or None,
    )
