"""Reading and learning all words at once, before the first request rather than during it."""

import gc

from buuv.language import compounds, correcting, needs


def warm() -> None:
    """Reads every word file and learns the needs; takes about a second, once for all processes of a server."""
    collects = gc.isenabled()
    # Nearly everything that is made here stays, so looking for rubbish meanwhile takes a fifth of the time for nothing.
    gc.disable()
    try:
        needs.rarity("warm")
        compounds.parts("boodschappentas")
        correcting.correct("boodschapen")
    finally:
        if collects:
            gc.enable()
