"""A list of cards, drawn once for as long as nothing about its cards changes."""

from flask import render_template
from markupsafe import Markup

from buuv.core.memory import Memory
from buuv.core.translation import gettext as _
from buuv.core.translation import language
from buuv.posts.browsing import Hit
from buuv.posts.rules import OFFER, REQUEST
from buuv.web.support.rendering import icon
from buuv.web.support.towns import areas

# Kept under everything that is shown, so that it is never old; only the names of places may be, for this long.
_drawn: Memory[Markup] = Memory(seconds=60, most=200)


def cards(hits: list[Hit]) -> Markup:
    """The cards as a list."""
    town = areas()
    return _drawn.get((town.code, language(), tuple(hits)), lambda: _draw(hits))


def _draw(hits: list[Hit]) -> Markup:
    drawn = render_template(
        "posts/_cards.html",
        hits=hits,
        names=areas().name_of,
        kinds={
            REQUEST: icon("request") + Markup("{}").format(_("Vraag")),
            OFFER: icon("offer") + Markup("{}").format(_("Aanbod")),
        },
        place_icon=icon("place"),
        when_icon=icon("when"),
    )
    return Markup(drawn)  # noqa: S704 (a template's own output)
