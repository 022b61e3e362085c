"""A text as search reads it: stems, the parts of its compounds, and the concepts they stand for."""

import pathlib
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
    stems = dutch.stems(text, folder)
    parts: dict[str, None] = {}
    words = dutch.words(text)
    for word in words:
        parts |= dict.fromkeys(compounds.parts(word, folder))
    own = dict.fromkeys(stems)
    found = concepts.find(stems, folder)
    through = [key for part in parts for key in concepts.find([part], folder) if key not in found]
    said = [dutch.stem(word, folder) for word in words]
    return Reading(said, stems, [part for part in parts if part not in own], found, list(dict.fromkeys(through)))
