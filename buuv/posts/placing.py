"""Putting a card on the board, and changing its words."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from buuv.accounts import restricting
from buuv.accounts.models import Account
from buuv.core import clock, events, tokens
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.text import one_line, paragraphs
from buuv.core.translation import gettext as _
from buuv.guard import judging
from buuv.places import queries as places
from buuv.posts import rules, visibility
from buuv.posts.categories import find_category
from buuv.posts.models import OPEN, Post


@dataclass(frozen=True)
class Card:
    """What somebody writes on a card: words, sort, time and place."""

    kind: str
    title: str
    body: str
    category: str
    timing: str
    day: date | None
    rrule: str | None
    part: str | None
    place_code: str | None
    reach: int
    # The seal of words that the guard explained and their writer wants to show all the same.
    insisted: str | None = None


@dataclass(frozen=True)
class PostPlaced:
    """Somebody put a new card on the board."""

    post: Post
    by: Account


@dataclass(frozen=True)
class PostRewritten:
    """The owner of a card changed its words, sort, time or place."""

    post: Post


def check_words(title: str, body: str, *, insisted: str | None = None) -> tuple[str, str]:
    """The cleaned words; refuses what is too short or too long to hang on a board, or gives too much away.

    This is the one door to the board for people's words: no card is placed or rewritten by another way.
    """
    title, body = one_line(title), paragraphs(body)
    if len(title) < rules.TITLE_MIN:
        raise Refusal(_("Vertel in één zin waar het om gaat."), field="title")
    if len(title) > rules.TITLE_MAX:
        raise Refusal(
            _("Maak uw zin korter: hooguit %(most)s tekens. De rest kan eronder.", most=rules.TITLE_MAX),
            field="title",
        )
    if len(body) > rules.BODY_MAX:
        raise Refusal(_("Maak uw tekst korter: hooguit %(most)s tekens.", most=rules.BODY_MAX), field="body")
    judging.check_words({"title": title, "body": body}, insisted=insisted)
    return title, body


def judge_words(title: str, body: str) -> judging.Judgement:
    """What the guard says of these words as they would hang on the board."""
    return judging.judge({"title": one_line(title), "body": paragraphs(body)})


def safer_words(title: str, body: str) -> dict[str, str]:
    """The same words with neutral ones for what gives something away."""
    return {"title": one_line(title), "body": paragraphs(body)} | dict(judge_words(title, body).safer)


def place(card: Card, *, by: Account) -> Post:
    """Puts a new card on the board and gives it; Refusal when the card is not right."""
    restricting.ensure_may_write(by.id)
    values = _checked(card, by.municipality_code)
    post = Post(
        public_id=tokens.public_id(),
        municipality_code=by.municipality_code,
        author_id=by.id,
        kind=card.kind,
        state=OPEN,
        placed_at=clock.now(),
        expires_at=clock.now() + rules.life_of(card.kind),
        **values,
    )
    db.session.add(post)
    db.session.flush()
    visibility.appear(post)
    events.record(PostPlaced(post, by))
    return post


def rewrite(post: Post, card: Card) -> None:
    """Changes an open or paused card in its place; its term stays as it was."""
    if not post.is_alive:
        raise Refusal(_("Dit kaartje hangt niet meer op het bord. U kunt het niet meer veranderen."))
    restricting.ensure_may_write(post.author_id)
    if (one_line(card.title), paragraphs(card.body)) == (post.title, post.body):
        # These words hang there already, so their writer said yes to them before.
        card = replace(card, insisted=judging.seal_of({"title": post.title, "body": post.body}))
    values = _checked(card, post.municipality_code)
    with visibility.in_step(post):
        for name, value in values.items():
            setattr(post, name, value)
        post.changed_at = clock.now()
    events.record(PostRewritten(post))


def _checked(card: Card, municipality_code: str) -> dict[str, Any]:
    """The columns of a card, once all of it is right."""
    title, body = check_words(card.title, card.body, insisted=card.insisted)
    if find_category(card.category) is None:
        raise Refusal(_("Kies een soort hulp."), field="category")
    area = places.get_town(municipality_code).find_neighbourhood(card.place_code)
    if area is None:
        raise Refusal(_("Kies uw buurt."), field="place")
    if card.reach not in rules.REACHES:
        raise Refusal(_("Kies wie uw kaartje mag zien."), field="reach")
    return {
        "title": title,
        "body": body,
        "category": card.category,
        "timing": card.timing,
        "day": card.day,
        "rrule": card.rrule,
        "part": card.part,
        "place_code": area.code,
        "district_code": area.parent_code,
        "reach": card.reach,
    }
