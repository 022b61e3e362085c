"""What the learned part of the guard looks at in some sentences: words, classes of words, and pairs of these."""

import functools
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from buuv.guard import numbers
from buuv.guard.reading import Reading
from buuv.guard.sightings import Sighting
from buuv.language import dutch, files

CLASSES = files.CONFIG / "words" / "meaning_classes.toml"
# One as a number, but mostly no number at all.
_ARTICLES = ("een", "one")
_LONGEST_NUMBER = 6
_PART = 4

# A feature, and the words that it comes from.
Features = dict[str, tuple[int, ...]]


def of(reading: Reading, start: int, end: int, ruled: Iterable[Sighting]) -> Features:
    """Every feature of the words from start to end, of which the rules said this.

    A word is its stem (small letters) and the classes it belongs to (capitals). "a b" stand beside each other,
    "A+B" anywhere in these sentences; "?" is a question, "=key" what the rules said.
    """
    found: Features = {}
    kinds = [kind_of(form) for form in reading.forms[start:end]]
    sentences = [word.sentence for word in reading.words[start:end]]
    places: dict[str, int] = {}
    for at, (stem, classes) in enumerate(kinds):
        found.setdefault(stem, (start + at,))
        for one in classes:
            places.setdefault(one, start + at)
        if at + 1 < len(kinds) and sentences[at] == sentences[at + 1]:
            found.setdefault(f"{stem} {kinds[at + 1][0]}", (start + at, start + at + 1))
            for left in classes or (stem,):
                for right in kinds[at + 1][1] or (kinds[at + 1][0],):
                    found.setdefault(f"{left} {right}", (start + at, start + at + 1))
    for one, place in places.items():
        found.setdefault(one, (place,))
    for left, right in combinations(sorted(places), 2):
        found[f"{left}+{right}"] = (places[left], places[right])
    if not reading.questions.isdisjoint(sentences):
        found["?"] = (end - 1,)
    for sighting in ruled:
        found.setdefault(f"={sighting.label}", (start,))
    return found


def parts(form: str) -> list[str]:
    """Every four letters in a row of a word, its start and end as signs, so that typing errors and compounds count."""
    marked = f"^{form[: dutch.LONGEST_STEM]}$"
    return [f"~{marked[at : at + _PART]}" for at in range(max(1, len(marked) - _PART + 1))]


def is_number(form: str) -> bool:
    """Whether a word is a number, in digits or letters."""
    return kind_of(form)[0] == _NUMBER


_NUMBER = "#"
_Kind = tuple[str, tuple[str, ...]]


@functools.lru_cache(maxsize=32_768)
def kind_of(form: str) -> _Kind:
    """The stem of a word, and the classes that it belongs to."""
    value = None if form in _ARTICLES else numbers.value_of(form)
    if value is None:
        return dutch.stem(form), _classes(form)
    is_day = len(value) <= 2 and 0 < int(value) <= 31
    return _NUMBER, (
        "#DAY" if is_day else "#LONG" if len(value) > _LONGEST_NUMBER else f"#{len(value)}",
        *_classes(form),
    )


def _classes(form: str) -> tuple[str, ...]:
    found = dict.fromkeys(_table().get(form, ()))
    form = form[: dutch.LONGEST_STEM]
    for length in range(2, len(form) + 1):
        found |= dict.fromkeys(_table().get(form[:length] + "*", ()))
        found |= dict.fromkeys(_table().get("*" + form[-length:], ()))
    return tuple(found)


@functools.lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    """The classes of each word, "*end" and "start*"."""
    table: dict[str, tuple[str, ...]] = defaultdict(tuple)
    try:
        written = tomllib.loads(files.read(CLASSES))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{'/'.join(CLASSES.parts[-3:])}: dit is geen TOML ({error})") from error
    for name, words in written.items():
        for word in words.split():
            table[word] += (name.upper(),)
    return dict(table)
