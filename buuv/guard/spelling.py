"""Typing errors in the few heavy words of a label: "zelfmoort" is read as "zelfmoord", "depresie" as "depressie".

A word that exists is never taken for another one. The words are in config/words/heavy_spelling.toml.
"""

import functools
import tomllib
from collections.abc import Mapping
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from buuv.language import compounds, correcting, files

SAFETY, HEALTH = "safety", "health"
WORDS = files.CONFIG / "words" / "heavy_spelling.toml"
# In shorter words one other letter is mostly another word; two mistakes only where much of the word is left.
_SHORTEST, _LONG = 5, 10


def meant(form: str, group: str) -> str | None:
    """The heavy word of this group that a folded word is a typing error of; None for every other word."""
    typed = _groups()[group].get("typed", {}).get(form)
    if typed or len(form) < _SHORTEST or not form.isalpha():
        return str(typed) if typed else None
    return _nearest(form, group)


def check() -> None:
    """Reads the words, so that a mistake is refused at the start; ValueError with the file."""
    for group in (SAFETY, HEALTH):
        _words(group)


@functools.lru_cache(maxsize=16_384)
def _nearest(form: str, group: str) -> str | None:
    words = _words(group)
    if form in words or compounds.is_word(form):
        return None
    most = 1 if len(form) < _LONG else 2
    # The first letter is seldom wrong, and another first letter is mostly another word.
    near = [one for one in words if one[0] == form[0]]
    found = process.extractOne(form, near, scorer=OSA.distance, score_cutoff=most)
    if found:
        return str(found[0])
    return next((one for one in near if correcting.sound(one) == correcting.sound(form)), None)


@functools.lru_cache(maxsize=4)
def _words(group: str) -> tuple[str, ...]:
    return tuple(str(_groups()[group]["words"]).split())


@functools.lru_cache(maxsize=1)
def _groups() -> Mapping[str, Mapping[str, Any]]:
    try:
        return tomllib.loads(files.read(WORDS))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{'/'.join(WORDS.parts[-3:])}: dit is geen TOML ({error})") from error
