"""A text without what it gives away: neutral words for details, whole sentences and clauses gone for the rest.

What is left is Dutch again: a sentence that would become a stump goes whole.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from buuv.guard import editing, filling_in, findings
from buuv.guard.clauses import Span
from buuv.guard.editing import Sentence
from buuv.guard.filling_in import words_for
from buuv.guard.findings import Finding
from buuv.guard.reading import Reading

_ROUNDS = 8
# A bracket right after such a word says nothing.
_STUMP = re.compile(r"(?:^|[.!?,;]|\s)(?:bel|app|sms|mail|call|phone|text)\s*\([^()]*\)\W*$", re.I)

_CALL = re.compile(
    r"(?:\s*[,;]|\s+-)?\s*\b(?:(?:en|of|dus)\s+)?(?:bel|app|sms|mail|call|phone|text)\s*\([^()]*\)(?P<end>[.!?]?)\W*$",
    re.I,
)


@dataclass(frozen=True)
class Reworded:
    """A safer text, everything that it leaves out, and which parts of the text as typed that takes away."""

    text: str
    found: Sequence[Finding]
    gone: Sequence[Span]


_Place = tuple[int, int, Sentence]


def safer(text: str) -> str:
    """The text with neutral words for every detail, and without the sentences that tell too much."""
    return reword(text).text


def reword(text: str, found: Sequence[Finding] | None = None) -> Reworded:
    """The safer text; what is found only after other words went is added to what was found."""
    seen = [one for one in (findings.find(text) if found is None else found) if words_for(one.label)]
    if not seen:
        return Reworded(text, [], [])
    reading = Reading(text)
    hopeless: set[int] = set()
    for _round in range(_ROUNDS):
        sentences = editing.reworded(reading, seen, hopeless)
        result, places = _joined(sentences)
        later = [one for one in findings.find(result) if words_for(one.label)]
        if not later:
            break
        for one in later:
            _add(one, places, seen, hopeless)
    else:
        result = ""
    seen.sort(key=lambda one: (one.start, one.end, one.label))
    if result:
        return Reworded(result, seen, [span for one in sentences for span in one.gone])
    # Something must be left to read: "Bel mij maar op (mijn nummer geef ik later)." says little, but it is a sentence.
    result, gone = editing.filled(text, seen)
    if result and not any(words_for(one.label) for one in findings.find(result)):
        return Reworded(result, seen, gone)
    return Reworded(" ".join(dict.fromkeys(words_for(one.label) for one in seen)), seen, [])


def without_stump(text: str) -> str:
    """The text without "…, bel (mijn nummer geef ik later)" at its end, when that leaves a sentence; else as it was."""
    rest = _CALL.sub(lambda call: call["end"] or "", text).strip()
    return rest if rest and is_sentence(rest) and not filling_in.is_stump(rest) else text


def is_sentence(text: str) -> bool:
    """Whether a safer text is one to offer: there is more than neutral words, and it does not end in "Bel (…)"."""
    return re.search(r"\w", re.sub(r"\([^()]*\)", "", text)) is not None and not _STUMP.search(text)


def _joined(sentences: Sequence[Sentence]) -> tuple[str, list[_Place]]:
    """The text that these sentences make, and where each of them stands in it."""
    result, space = "", ""
    places: list[_Place] = []
    for one in sentences:
        if one.now:
            result += space if result else ""
            places.append((len(result), len(result) + len(one.now), one))
            result += one.now
            space = one.after
        else:
            space = max(space, one.after, key=lambda white: white.count("\n"))
    return result, places


def _add(later: Finding, places: Sequence[_Place], seen: list[Finding], hopeless: set[int]) -> None:
    """Takes what was found in the safer text back to the text as typed."""
    for start, end, one in places:
        if later.start >= end or later.end <= start:
            continue
        move = one.start - start
        here = Finding(later.label, max(later.start, start) + move, min(later.end, end) + move, later.about)
        if one.now == one.typed and here not in seen:
            seen.append(here)
            continue
        hopeless.add(one.number)
        if not any(found.label == later.label and found.start < one.end and found.end > one.start for found in seen):
            seen.append(Finding(later.label, one.start, one.end, later.about))
