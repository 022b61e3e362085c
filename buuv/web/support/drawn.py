"""Pages of visitors, drawn once for as long as nothing that they show changes."""

from collections.abc import Callable, Hashable

from flask import request

from buuv.core import clock
from buuv.core.memory import Memory
from buuv.core.translation import language
from buuv.web.support.access import actor
from buuv.web.support.towns import town

# A page is kept under everything it shows, so it is never old; only names of places may be, for this long.
_pages: Memory[str] = Memory(seconds=60, most=150)


def for_visitors(shown: Hashable, draw: Callable[[], str]) -> str:
    """The page for these facts: from memory for a visitor, drawn anew for somebody who is signed in.

    `shown` must hold every fact on the page that can change and is not in the address.
    """
    if actor().is_signed_in:
        return draw()
    return _pages.get((town().code, language(), request.full_path, clock.today(), shown), draw)
