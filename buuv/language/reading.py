"""A text as search reads it: stems, the parts of its compounds, and the concepts they stand for."""

import pathlib
from collections.abc import Sequence
from typing import NamedTuple

from buuv.language import compounds, concepts, dutch, files


class Reading(NamedTuple):
    """What one text is found by; of parts and concepts each stands once. `said` are the stems of all its words."""

    said: list[str]
    stems: list[str]
    parts: list[str]
    concepts: list[str]
    part_concepts: list[str]


def read(text: str, folder: pathlib.Path = files.CONFIG) -> Reading:
    """Read the first dutch.READ_AT_MOST characters of any text."""
    return of_words(dutch.read(text, folder), folder)


def of_words(words: Sequence[dutch.Word], folder: pathlib.Path = files.CONFIG) -> Reading:
    """Read words that were taken from a text, or from several one after the other."""
    stems = dutch.stems_of(words)
    parts: dict[str, None] = {}
    for word in words:
        if len(word.folded) >= compounds.SHORTEST_COMPOUND:
            parts |= dict.fromkeys(compounds.parts(word.folded, folder))
    own = frozenset(stems)
    found = concepts.find(stems, folder)
    through = [key for part in parts for key in concepts.find([part], folder) if key not in found]
    said = [word.stem for word in words]
    return Reading(said, stems, [part for part in parts if part not in own], found, list(dict.fromkeys(through)))
