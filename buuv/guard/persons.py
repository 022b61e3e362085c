"""Whose detail it is: the writer's own, or that of somebody else ("mijn moeder", "haar nummer")."""

import bisect

from buuv.guard.phrases import Hit, Hits
from buuv.guard.reading import Reading
from buuv.guard.sightings import Sighting

SELF, THIRD, NONE = "self", "third", "none"

# "Bij Fatma, Peperstraat 22" is hers; "twee weken naar Spanje" is nobody's name.
NAMED = "named"
_OWN_LIVES = ("absence", "alone", "address_soft")

# "Voor mijn moeder zoek ik hulp, bel 06 …" gives the writer's own number, not her mother's.
_OWN_WAYS = ("phone", "email", "iban")


def about(reading: Reading, found: Hits, one: Sighting) -> str:
    """Whose detail this is: the nearest person before it in the sentence, else the nearest after it."""
    starts = reading.starts
    first = max(0, bisect.bisect_right(starts, one.start) - 1)
    last = max(first, bisect.bisect_left(starts, one.end) - 1)
    sentence = reading.words[first].sentence
    people = [
        (hit, name)
        for name in (SELF, THIRD, *([NAMED] if one.label not in _OWN_LIVES else []))
        for hit in _in_sentence(reading, found.get(name, []), sentence)
        if not (name == THIRD and one.label in _OWN_WAYS and _is_for(reading, hit))
    ]
    swallowed = _in_sentence(reading, found.get("together", []), sentence)
    people = [(hit, THIRD if name == NAMED else _really(hit, name, people, swallowed)) for hit, name in people]
    inside = [one for one in people if first <= one[0].first <= last]
    before = [one for one in people if one[0].first < first]
    after = [one for one in people if one[0].first > last]
    if inside:
        return THIRD if any(name == THIRD for _, name in inside) else SELF
    if before:
        return max(before)[1]
    # What comes after it says whose it is with "van": "dit is het nummer van mijn zus".
    return THIRD if any(name == THIRD and _is_of(reading, hit) for hit, name in after) else SELF


def _in_sentence(reading: Reading, hits: list[Hit], sentence: int) -> list[Hit]:
    low, high = reading.range_of(sentence)
    start = bisect.bisect_left(hits, Hit(low, -1))
    return [hit for hit in hits[start : start + 40] if hit.first < high]


def _really(hit: Hit, name: str, people: list[tuple[Hit, str]], together: list[Hit]) -> str:
    """In "mijn man en ik" everything is the writer's; in "mijn moeder" the word mijn is not."""
    if any(one.first <= hit.first and hit.last <= one.last for one in together):
        return SELF
    if name == SELF and any(
        other == THIRD and one.first <= hit.first and hit.last <= one.last for one, other in people
    ):
        return THIRD
    return name


def _is_of(reading: Reading, hit: Hit) -> bool:
    return reading.forms[hit.first] == "van" or (
        hit.first > 0 and reading.forms[hit.first - 1] in ("van", "belt", "is")
    )


def _is_for(reading: Reading, hit: Hit) -> bool:
    return hit.first > 0 and reading.forms[hit.first - 1] in ("voor", "met", "namens")
