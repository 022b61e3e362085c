"""What every list of cards needs besides the cards: the words and pictures that repeat."""

from typing import Any

from markupsafe import Markup

from buuv.core.translation import gettext as _
from buuv.posts.rules import OFFER, REQUEST
from buuv.web.support.rendering import icon
from buuv.web.support.towns import areas


def list_words() -> dict[str, Any]:
    """The names for `posts/_cards.html`, made once a page instead of once a card."""
    return {
        "names": areas().name_of,
        "kinds": {
            REQUEST: icon("request") + Markup("{}").format(_("Vraag")),
            OFFER: icon("offer") + Markup("{}").format(_("Aanbod")),
        },
        "place_icon": icon("place"),
        "when_icon": icon("when"),
    }
