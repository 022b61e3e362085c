"""Guess the kind of help that a text is about, from the needs that it sounds like."""

import pathlib

from buuv.language import correcting, dutch, files, needs, reading

MOST = 3


def guess(text: str, folder: pathlib.Path = files.CONFIG) -> list[str]:
    """Give the keys of at most three kinds of help, best first; none when no word tells anything."""
    if dutch.stop_stems(folder).issuperset(dutch.stems(text, folder)):
        return []
    kinds = needs.kinds(needs.likely(reading.read(correcting.mend(text, folder), folder), folder), folder)
    return sorted(kinds, key=lambda key: (-kinds[key], key))[:MOST]
