"""Reading and learning all words at once, before the first request rather than during it."""

from buuv.language import compounds, correcting, needs


def warm() -> None:
    """Reads every word file and learns the needs; takes about two seconds, once for all processes of a server."""
    needs.rarity("warm")
    compounds.parts("boodschappentas")
    correcting.correct("boodschapen")
