"""What a search found, as cards that say why they are there; drawn for the cards of one page only."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import render_template
from markupsafe import Markup, escape

from buuv.core import clock
from buuv.core.translation import gettext as _
from buuv.core.translation import language
from buuv.places.queries import Town
from buuv.posts.browsing import EXCERPT, Hit
from buuv.posts.rules import OFFER, REQUEST
from buuv.posts.wishes import Wish
from buuv.search import explaining, marking
from buuv.search.finding import Page
from buuv.search.marking import Piece
from buuv.search.ranking import Ranked, Viewer
from buuv.web.support.access import actor
from buuv.web.support.rendering import icon


class Spot(NamedTuple):
    """From where somebody searches: the buurt, and its name when it is not their own but one that they chose."""

    home: str | None = None
    name: str | None = None

    @property
    def viewer(self) -> Viewer:
        """The same for the ranker, on this day."""
        return Viewer(self.home, clock.today())


def spot_of(wish: Wish, town: Town) -> Spot:
    """The own buurt of who is signed in, or else the one that was chosen."""
    own = town.find_neighbourhood(actor().person.place_code) if actor().is_signed_in else None
    if own:
        return Spot(own.code)
    chosen = town.find_neighbourhood(wish.place)
    return Spot(chosen.code, chosen.name) if chosen else Spot()


class Found(NamedTuple):
    """One hit as a page shows it."""

    hit: Hit
    title: Markup
    excerpt: Markup
    reasons: list[str]
    why_path: str


def draw(page: Page, spot: Spot, town: Town, why_path: Callable[[str], str]) -> Markup:
    """The cards of a page with the words that met marked and the reasons in short."""

    def explained(hit: Hit, one: Ranked) -> Found:
        title = marking.read(hit.title, one.tokens)
        body = marking.read(" ".join(hit.excerpt.split()), one.tokens)
        reasons = explaining.reasons(one, page.asked, (title, body), town, spot.home)
        return Found(
            hit,
            _marked(marking.pieces(title.text, title.words)),
            _marked(marking.excerpt(body.text, body.words, EXCERPT)),
            explaining.short(reasons, home=spot.name),
            why_path(hit.public_id),
        )

    drawn = render_template(
        "posts/_found_cards.html",
        found=[explained(hit, one) for hit, one in zip(page.hits, page.ranked, strict=True)],
        names=town.name_of,
        kinds={
            REQUEST: icon("request") + Markup("{}").format(_("Vraag")),
            OFFER: icon("offer") + Markup("{}").format(_("Aanbod")),
        },
        place_icon=icon("place"),
        when_icon=icon("when"),
    )
    return Markup(drawn)  # noqa: S704 (a template's own output)


def _marked(pieces: Sequence[Piece]) -> Markup:
    """The pieces together; made here, because a template takes three times as long over so many."""
    written = [f"<mark>{escape(one.text)}</mark>" if one.is_met else str(escape(one.text)) for one in pieces]
    return Markup("".join(written))  # noqa: S704 (each piece is escaped)


def in_points(points: float) -> str:
    """Points with one decimal, as the reader's language writes it."""
    if 0 < points < 0.05:
        return _("bijna 0")
    written = f"{points:.1f}"
    return written if language() == "en" else written.replace(".", ",")
