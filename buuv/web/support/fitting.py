"""What fits a card, as a page shows it to this reader: the cards of others, each with why it is there."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import render_template
from markupsafe import Markup

from buuv.accounts.models import Account
from buuv.conversations import queries as conversations
from buuv.core.memory import Memory
from buuv.core.translation import gettext as _
from buuv.core.translation import language
from buuv.posts.browsing import Hit
from buuv.posts.models import Post
from buuv.posts.rules import OFFER, REQUEST
from buuv.search import matching, seeking
from buuv.search import reasons as fit_reasons
from buuv.search.matching import Fit
from buuv.search.seeking import Sought
from buuv.web.support.access import actor
from buuv.web.support.rendering import icon, own_rest
from buuv.web.support.towns import areas, town

# On a page about something else; behind it stands a page with all of them.
SHOWN = 4
# The latest are enough to know what somebody likes to do.
HELPED_AT_MOST = 5


class Suggestion(NamedTuple):
    """A card that fits, and for which card."""

    fit: Fit
    card: Sought


# Kept under all that is shown, as lists are.
_drawn: Memory[Markup] = Memory(seconds=60, most=300)


def suggestions(card: Sought, *, most: int = SHOWN) -> list[Suggestion]:
    """What fits one card, best first."""
    (found,) = _fits([card], most=most)
    return [Suggestion(fit, card) for fit in found]


def offers_of(posts: Sequence[Post]) -> list[Sought]:
    """What the offers among somebody's own cards seek, while they hang."""
    return [seeking.for_post(post) for post in posts if post.is_open and not post.is_request]


def helped_by(person: Account) -> list[Sought]:
    """What somebody seeks who would do again what a neighbour chose them for."""
    helped = conversations.helped_requests(person.id, most=HELPED_AT_MOST)
    return [seeking.for_helper(post, helper_id=person.id, place_code=person.place_code) for post in helped]


def for_helper(cards: Sequence[Sought], *, most: int) -> list[Suggestion]:
    """The requests that fit any of these cards, best first: one of each neighbour, none that was answered already."""
    return _together(cards, _fits(cards), most=most)


def at_a_glance(person: Account, posts: Sequence[Post], *, most: int) -> tuple[dict[int, int], list[Suggestion]]:
    """How many fit each of these own cards, by id; and the first requests that fit what this person helps with."""
    hang = [post for post in posts if post.is_open]
    cards = [seeking.for_post(post) for post in hang]
    if not own_rest():
        cards += helped_by(person)
    lists = _fits(cards)
    amounts = {post.id: len(found) for post, found in zip(hang, lists, strict=False) if found}
    if own_rest():
        return amounts, []
    helps = [(card, found) for card, found in zip(cards, lists, strict=True) if card.kind == OFFER]
    return amounts, _together([card for card, _found in helps], [found for _card, found in helps], most=most)


def reasons(suggestion: Suggestion) -> str:
    """Why it is there, in one line."""
    fit, card = suggestion
    return " · ".join(fit_reasons.of(fit, card, areas(), is_own=_is_own(card)))


def drawn(suggestions: Sequence[Suggestion]) -> Markup:
    """The cards as a list, each with why it is there; empty when there are none."""
    if not suggestions:
        return Markup()
    key = (town().code, language(), tuple(suggestions), _is_own(suggestions[0].card))
    return _drawn.get(key, lambda: _draw(suggestions))


def hits(suggestions: Sequence[Suggestion]) -> list[tuple[Hit, str]]:
    """The cards as lists show them, with why they are there."""
    return [(one.fit.card.hit, reasons(one)) for one in suggestions]


def _draw(suggestions: Sequence[Suggestion]) -> Markup:
    words = render_template(
        "fitting/_cards.html",
        suggestions=hits(suggestions),
        names=areas().name_of,
        kinds={
            REQUEST: icon("request") + Markup("{}").format(_("Vraag")),
            OFFER: icon("offer") + Markup("{}").format(_("Aanbod")),
        },
        place_icon=icon("place"),
        when_icon=icon("when"),
    )
    return Markup(words)  # noqa: S704 (a template's own output)


def _fits(cards: Sequence[Sought], *, most: int = matching.MOST) -> list[list[Fit]]:
    """For each card what fits it and this reader may see; a reader's own cards are no news to the reader."""
    if not cards:
        return []
    hidden = actor().hidden | {actor().person.id} if actor().is_signed_in else actor().hidden
    # Whoever looks at an own card wants to see what came a minute ago.
    fresh = [card._replace(is_public=False) if _is_own(card) else card for card in cards]
    return matching.suggest(fresh, areas(), hidden=hidden, most=most)


def _together(cards: Sequence[Sought], lists: Sequence[Sequence[Fit]], *, most: int) -> list[Suggestion]:
    pairs = [Suggestion(fit, card) for card, found in zip(cards, lists, strict=True) for fit in found]
    if not pairs:
        return []
    answered = conversations.answered(actor().person.id, {one.fit.card.hit.id for one in pairs})
    pairs.sort(key=lambda one: (-round(one.fit.score, 6), -one.fit.card.hit.id))
    by_neighbour: dict[tuple[str, int], Suggestion] = {}
    for one in pairs:
        if one.fit.card.hit.id not in answered:
            by_neighbour.setdefault(one.fit.card.neighbour, one)
    return list(by_neighbour.values())[:most]


def _is_own(card: Sought) -> bool:
    """Whether the reader wrote this card; who has not signed in yet wrote the one that does not hang."""
    return card.author_id is None or (actor().is_signed_in and card.author_id == actor().person.id)
