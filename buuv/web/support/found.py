"""What a search found, as cards that say why they are there; drawn for the cards of one page only."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import render_template
from markupsafe import Markup

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
    title: list[Piece]
    excerpt: list[Piece]
    reasons: list[str]
    why_path: str


def draw(page: Page, spot: Spot, town: Town, why_path: Callable[[str], str]) -> Markup:
    """The cards of a page with the words that met marked and the reasons in short."""
    pairs: Sequence[tuple[Hit, Ranked]] = list(zip(page.hits, page.ranked, strict=True))

    def explained(hit: Hit, one: Ranked) -> Found:
        tokens = {point.token for point in one.points}
        title, body = marking.read(hit.title), marking.read(" ".join(hit.excerpt.split()))
        reasons = explaining.reasons(one, page.asked, [*title.words, *body.words], town, spot.home)
        return Found(
            hit,
            marking.pieces(title.text, marking.marks(title.words, tokens)),
            marking.excerpt(body.text, marking.marks(body.words, tokens), EXCERPT),
            explaining.short(reasons, home=spot.name),
            why_path(hit.public_id),
        )

    drawn = render_template(
        "posts/_found_cards.html",
        found=[explained(*pair) for pair in pairs],
        names=town.name_of,
        kinds={
            REQUEST: icon("request") + Markup("{}").format(_("Vraag")),
            OFFER: icon("offer") + Markup("{}").format(_("Aanbod")),
        },
        place_icon=icon("place"),
        when_icon=icon("when"),
    )
    return Markup(drawn)  # noqa: S704 (a template's own output)


def in_points(points: float) -> str:
    """Points with one decimal, as the reader's language writes it."""
    if 0 < points < 0.05:
        return _("bijna 0")
    written = f"{points:.1f}"
    return written if language() == "en" else written.replace(".", ",")
