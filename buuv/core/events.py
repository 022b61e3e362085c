"""How a lower floor lets higher floors know: it records an event, and `wiring.py` lists who hears it."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

_hearers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def hear(kind: type, hearer: Callable[[Any], None]) -> None:
    """Calls `hearer` with each event of this kind from now on; adding it twice changes nothing."""
    if hearer not in _hearers[kind]:
        _hearers[kind].append(hearer)


def record(event: Any) -> None:
    """Tells the hearers at once, in the transaction of the change; an error there undoes the change."""
    for hearer in _hearers[type(event)]:
        hearer(event)
