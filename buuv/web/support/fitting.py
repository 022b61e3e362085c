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
from buuv.search import matching
from buuv.search.matching import Fit, Sought
from buuv.web.support.access import actor
from buuv.web.support.rendering import icon, own_rest
from buuv.web.support.towns import areas, town

# On a page about something else; behind it stands a page with all of them.
SHOWN = 4
# The latest are enough to know what somebody likes to do.
HELPED_AT_MOST = 5


class Suggestion(NamedTuple):
    """A card with the reasons why it is suggested."""

    hit: Hit
    reasons: tuple[str, ...]


# Kept under all that is shown, as lists are.
_drawn: Memory[Markup] = Memory(seconds=60, most=300)


def fits(cards: Sequence[Sought], *, most: int = matching.MOST) -> list[list[Fit]]:
    """For each card what fits it and this reader may see; a reader's own cards are no news to the reader."""
    return matching.suggest(cards, areas(), hidden=_hidden(), most=most) if cards else []


def explained(fit: Fit, card: Sought) -> Suggestion:
    """The same with the reasons in words."""
    is_own = card.author_id is None or (actor().is_signed_in and card.author_id == actor().person.id)
    return Suggestion(fit.card.hit, tuple(matching.reasons(fit, card, areas(), is_own=is_own)))


def suggestions(card: Sought, *, most: int = SHOWN) -> list[Suggestion]:
    """What fits one card, best first."""
    (found,) = fits([card], most=most)
    return [explained(fit, card) for fit in found]


def offers_of(posts: Sequence[Post]) -> list[Sought]:
    """What the offers among somebody's own cards seek, while they hang."""
    return [matching.sought_for(post) for post in posts if post.is_open and not post.is_request]


def helped_by(person: Account) -> list[Sought]:
    """What somebody seeks who would do again what a neighbour chose them for."""
    helped = conversations.helped_requests(person.id, most=HELPED_AT_MOST)
    return [matching.sought_again(post, helper_id=person.id, place_code=person.place_code) for post in helped]


def at_a_glance(person: Account, posts: Sequence[Post], *, most: int) -> tuple[dict[int, int], list[Suggestion]]:
    """How many fit each of these own cards, by id; and the first requests that fit what this person helps with."""
    hang = [post for post in posts if post.is_open]
    cards = [matching.sought_for(post) for post in hang]
    again = [] if own_rest() else helped_by(person)
    lists = fits([*cards, *again])
    amounts = {post.id: len(found) for post, found in zip(hang, lists, strict=False) if found}
    if own_rest():
        return amounts, []
    helps = [(card, found) for card, found in zip([*cards, *again], lists, strict=True) if card.kind == OFFER]
    return amounts, for_helper([card for card, _found in helps], [found for _card, found in helps], most=most)


def for_helper(cards: Sequence[Sought], lists: Sequence[Sequence[Fit]], *, most: int) -> list[Suggestion]:
    """What fits any of these cards, best first: one of each neighbour, and none that the reader answered already."""
    pairs = [(fit, card) for card, found in zip(cards, lists, strict=True) for fit in found]
    if not pairs:
        return []
    answered = conversations.answered(actor().person.id, {fit.card.hit.id for fit, _card in pairs})
    pairs = [(fit, card) for fit, card in pairs if fit.card.hit.id not in answered]
    pairs.sort(key=lambda pair: (-round(pair[0].score, 6), -pair[0].card.hit.id))
    by_neighbour: dict[tuple[str, int], tuple[Fit, Sought]] = {}
    for fit, card in pairs:
        by_neighbour.setdefault(fit.card.neighbour, (fit, card))
    return [explained(fit, card) for fit, card in list(by_neighbour.values())[:most]]


def drawn(suggestions: Sequence[Suggestion]) -> Markup:
    """The cards as a list, each with why it is there; empty when there are none."""
    if not suggestions:
        return Markup()
    return _drawn.get((town().code, language(), tuple(suggestions)), lambda: _draw(suggestions))


def _draw(suggestions: Sequence[Suggestion]) -> Markup:
    words = render_template(
        "fitting/_cards.html",
        suggestions=suggestions,
        names=areas().name_of,
        kinds={
            REQUEST: icon("request") + Markup("{}").format(_("Vraag")),
            OFFER: icon("offer") + Markup("{}").format(_("Aanbod")),
        },
    )
    return Markup(words)  # noqa: S704 (a template's own output)


def _hidden() -> frozenset[int]:
    return actor().hidden | {actor().person.id} if actor().is_signed_in else actor().hidden
