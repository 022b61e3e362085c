"""Special categories in a text (AVG 9): health, belief, origin, love, union, politics and crime, and whose they are.

The words are in config/words/special_<label>.toml, and those of cards that sell or seem a child's in
signal_<label>.toml. A detail counts only when it is somebody's: of the writer, or of another person. What is said of an
animal, of the reader ("bent u …") or of people in general is nobody's.
"""

import bisect
from collections.abc import Collection, Iterator
from typing import NamedTuple

from buuv.guard import phrases
from buuv.guard.lists import listed
from buuv.guard.persons import NONE, SELF, THIRD
from buuv.guard.phrases import Hit, Hits
from buuv.guard.reading import Reading
from buuv.guard.sightings import Sighting

SOFT = "health_soft"
# Whom the words before a detail are about, the shared phrases of guard.toml; the first wins at one place.
_PEOPLE = {"self_as": SELF, THIRD: THIRD, "another": THIRD, "animal": NONE, "anyone": NONE, "you": NONE, SELF: SELF}
# What one says of a cat; the Partij voor de Dieren is no animal.
_OF_ANIMALS = ("health", SOFT, "crime")
_WE = listed("ik wij we mij mijzelf ondergetekende i me")


class Seen(NamedTuple):
    """A sighting and whose detail it is."""

    sighting: Sighting
    about: str


def labels() -> list[str]:
    """The labels of this module."""
    return [*phrases.labels(phrases.SPECIAL), *phrases.labels(phrases.SIGNAL)]


def find(reading: Reading, hits: Hits, wanted: Collection[str]) -> Iterator[Seen]:
    """Every sighting of these labels that is somebody's; the hits are those of the whole text."""
    own = [label for label in labels() if label in wanted]
    for one in phrases.find(reading, hits, own) if own else ():
        about = whose(reading, hits, one)
        if about != NONE:
            yield Seen(one, about)


def whose(reading: Reading, hits: Hits, one: Sighting) -> str:
    """Whose detail it is: of a person in it, else of the nearest before it in the sentence, else after it.

    Without anybody it is the writer's ("Zoek hulp na een operatie"), except in a question ("Last van reuma?").
    """
    first, last = _words_of(reading, one)
    sentence = reading.words[first].sentence
    people = list(_people(reading, hits, sentence, one.label))
    inside = [who for hit, who in people if first <= hit.first and hit.last <= last]
    before = [(hit, who) for hit, who in people if hit.first < first]
    if THIRD in inside:
        return THIRD
    if NONE in inside:
        return NONE
    if inside:
        return SELF
    if before:
        clause = reading.words[first].clause
        near = [found for found in before if reading.words[found[0].last].clause == clause] or before
        return max(near, key=lambda found: (found[0].last, found[0].first))[1]
    clause = reading.words[last].clause
    after = [(hit, who) for hit, who in people if hit.first > last and who != NONE]
    for hit, who in after:
        # In a question only what stands beside it counts: "Last van reuma? Ik help" is nobody's.
        if reading.words[hit.first].clause == clause or sentence not in reading.questions:
            return who
    return NONE if sentence in reading.questions else SELF


def _words_of(reading: Reading, one: Sighting) -> tuple[int, int]:
    first = max(0, bisect.bisect_right(reading.starts, one.start) - 1)
    return first, max(first, bisect.bisect_left(reading.starts, one.end) - 1)


def _people(reading: Reading, hits: Hits, sentence: int, label: str) -> Iterator[tuple[Hit, str]]:
    """Everybody in a sentence in order, the longest phrase at each place: "mijn moeder" is not "mijn"."""
    low, high = reading.range_of(sentence)
    # "Mijn man en ik" is the writer too; "voor mijn man" is not.
    together = [
        hit
        for hit in hits.get("together", ())
        if low <= hit.first < high and not _WE.isdisjoint(reading.forms[hit.first : hit.last + 1])
    ]
    found = [
        (hit, SELF if who == THIRD and _is_inside(hit, together) else who)
        for name, who in _PEOPLE.items()
        for hit in hits.get(name, ())
        if low <= hit.first < high and (name != "animal" or label in _OF_ANIMALS)
    ]
    found.sort(key=lambda one: (one[0].first, -one[0].last))
    end = -1
    for hit, who in found:
        if hit.first > end:
            yield hit, who
            end = hit.last


def _is_inside(hit: Hit, others: list[Hit]) -> bool:
    return any(other.first <= hit.first and hit.last <= other.last for other in others)
