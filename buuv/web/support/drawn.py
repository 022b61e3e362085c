"""Pages and parts of pages that are drawn once for as long as nothing that they show changes."""

from collections.abc import Callable, Hashable

from flask import request
from markupsafe import Markup

from buuv.core import clock
from buuv.core.memory import Memory
from buuv.core.translation import language
from buuv.web.support.access import actor
from buuv.web.support.rendering import waits_for_me
from buuv.web.support.towns import town

# Kept under all that is shown, so that nothing is ever old; only names of places may be, for this long.
_drawn: Memory[str] = Memory(seconds=60, most=300)


def kept(shown: Hashable, draw: Callable[[], str]) -> Markup:
    """What was drawn for these facts at this address, or else a new drawing.

    `shown` must hold every fact in the drawing that can change and is not in the address, so also who
    reads it, when that makes a difference. Who does not see somebody gets a drawing of their own, always.
    """
    if actor().hidden:
        return Markup(draw())  # noqa: S704 (a template's own output, here and below)
    return Markup(_drawn.get((town().code, language(), request.full_path, clock.today(), shown), draw))  # noqa: S704


def for_everybody(shown: Hashable, draw: Callable[[], str]) -> str:
    """A page that tells people apart by their role and what waits for them only."""
    return kept(("page", actor().role, waits_for_me(), shown), draw)


def for_visitors(shown: Hashable, draw: Callable[[], str]) -> str:
    """A whole page: from memory for a visitor, drawn anew for somebody who is signed in."""
    return draw() if actor().is_signed_in else kept(("page", shown), draw)
