"""Saved searches in words, as pages name them."""

from collections.abc import Iterable
from typing import NamedTuple

from buuv.alerts import saving
from buuv.alerts.models import SavedSearch
from buuv.core.translation import gettext as _
from buuv.places.queries import Town
from buuv.posts import rules
from buuv.posts.wishes import Wish
from buuv.web.forms import board
from buuv.web.support.rendering import in_middle


class Kept(NamedTuple):
    """One saved search: what it looks for in words, and the row itself."""

    name: str
    saved: SavedSearch
    new: int = 0


def name_of(words: str, wish: Wish, town: Town) -> str:
    """What a search looks for: its words, then its filters."""
    kinds = {rules.REQUEST: _("alleen vragen"), rules.OFFER: _("alleen aanbod")}
    # In the middle of a line, so in lower case; a place keeps its capital.
    filters = [name if which == "place" else in_middle(name) for which, name in board.names(wish, town)]
    parts = [f"“{words}”" if words else "", kinds.get(wish.kind or "", ""), *filters]
    return ", ".join(part for part in parts if part)


def named(found: Iterable[SavedSearch], town: Town) -> list[Kept]:
    """Saved searches with their names, without a look at the board."""
    return [
        Kept(name_of(one.words, saving.present_wish(one, town, frozenset()), town) or _("het hele bord"), one)
        for one in found
    ]
