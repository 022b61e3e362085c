"""A text without what it gives away: neutral words in the place of details, and every other word as it was."""

import re
from collections.abc import Sequence

from buuv.core.translation import gettext as _
from buuv.guard import findings
from buuv.guard.findings import Finding
from buuv.guard.lists import listed
from buuv.guard.persons import THIRD
from buuv.guard.reading import Reading

_ROUNDS = 4
# Told in a sentence of its own, such a thing is left out whole; in a sentence that asks for something it is not.
_TOLD = ("key", "absence", "alone", "address_soft")
_ASKING = listed(
    "wie zoek zoeken zoekt gezocht kan kunt kunnen kun wil wilt willen graag hulp help helpt helpen nodig vraag vragen "
    "bied bieden aanbod iemand who help need looking"
)


def safer(text: str, found: Sequence[Finding] | None = None) -> str:
    """The text with neutral words for every finding that has them; the rest stays, tidied around the gap."""
    for _round in range(_ROUNDS):
        told = [one for one in (findings.find(text) if found is None else found) if neutral(one.label)]
        found = None
        if not told:
            break
        text = _once(text, told)
    return text


# What is left of "Bel 06-12345678." and the like: a bracket with a word before it says nothing.
_STUMP = re.compile(
    r"(?:^|[.!?,;]|\s)(?:bel|app|sms|mail|call|phone|text)\s*\([^()]*\)\W*$|^\W*(?:\([^()]*\)\W*)+$", re.I
)


def is_sentence(text: str) -> bool:
    """Whether a safer text is one to offer: not empty, not only brackets, and not ending in "Bel (…)"."""
    return bool(text.strip()) and not _STUMP.search(text)


def neutral(label: str, *, is_third: bool = False) -> str:
    """The words that come instead; empty for a label that is not reworded."""
    if label == "phone" and is_third:
        return _("(het nummer volgt)")
    return {
        "phone": _("(mijn nummer geef ik later)"),
        "email": _("(het mailadres volgt)"),
        "address": _("(adres volgt)"),
        "address_soft": _("(waar precies, hoort u later)"),
        "bsn": _("(nummer weggelaten)"),
        "iban": _("(rekeningnummer weggelaten)"),
        "plate": _("(kenteken weggelaten)"),
        "key": _("(hoe u binnenkomt, spreken wij af)"),
        "absence": _("(wanneer precies, spreken wij af)"),
        "alone": _("(dat vertel ik later)"),
    }.get(label, "")


def _once(text: str, found: Sequence[Finding]) -> str:
    gaps = _gaps(Reading(text), found)
    rest = _without(text, [(start, end, "" if is_whole else words) for start, end, words, is_whole in gaps])
    if text[:1].isupper() and rest[:1].islower():
        rest = rest[:1].upper() + rest[1:]
    # Something must be left to read.
    return rest or _without(text, [(one.start, one.end, neutral(one.label)) for one in found])


def _without(text: str, gaps: Sequence[tuple[int, int, str]]) -> str:
    parts, last = [], 0
    for start, end, words in sorted(gaps):
        if start >= last:
            parts += [text[last:start], words]
        last = max(end, last)
    return _tidy("".join([*parts, text[last:]]))


def _gaps(reading: Reading, found: Sequence[Finding]) -> list[tuple[int, int, str, bool]]:
    """What goes: start, end, the words instead, and whether a whole sentence or clause goes."""
    gaps: list[tuple[int, int, str, bool]] = []
    for one in sorted(found, key=lambda finding: (finding.start, -finding.end)):
        start, end = _with_brackets(reading.text, one.start, one.end)
        whole = _whole_part(reading, one) if one.label in _TOLD else None
        if whole:
            start, end = whole
        words = neutral(one.label, is_third=one.about == THIRD)
        if gaps and start <= gaps[-1][1] + (3 if words == gaps[-1][2] else 0):
            # What overlaps, and an address with its postcode, is one gap.
            before = gaps.pop()
            start, end = min(start, before[0]), max(end, before[1])
            words, whole = before[2], (start, end) if whole and before[3] else None
        gaps.append((start, end, words, whole is not None))
    return gaps


def _whole_part(reading: Reading, one: Finding) -> tuple[int, int] | None:
    """The sentence that only tells this, or the clauses beside the one that asks; None when they cannot be parted."""
    places = [reading.span(word.start, word.end) for word in reading.words]
    inside = [i for i, (start, end) in enumerate(places) if end > one.start and start < one.end]
    if not inside:
        return None
    low, high = reading.range_of(reading.words[inside[0]].sentence)
    clauses = {reading.words[i].clause for i in inside}
    asks = [i for i in range(low, high) if reading.words[i].form in _ASKING and not one.start <= places[i][0] < one.end]
    if asks or reading.words[low].sentence in reading.questions:
        if not asks or any(reading.words[i].clause in clauses for i in asks):
            return None
        kept = [i for i in range(low, high) if reading.words[i].clause in clauses]
        return _from_mark(reading.text, places[kept[0]][0]), places[kept[-1]][1]
    after = places[high][0] if high < len(places) else len(reading.text)
    return places[low][0], after


def _from_mark(text: str, start: int) -> int:
    """The place of the comma before a clause, when there is one."""
    before = text[:start].rstrip()
    return len(before) - 1 if before.endswith((",", ";", ":", "–", "-")) else start


def _with_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """The part with the bracket or apostrophe that belongs to it: "(075) 612 …", "'s nachts"."""
    part = text[start:end]
    if start and ((text[start - 1] in "([{" and part.count(")") > part.count("(")) or text[start - 1] in "'’‘"):
        start -= 1
    return start, end


def _tidy(text: str) -> str:
    """White space and punctuation as people write it, after words went away."""
    text = re.sub(r"\([^\S\n]?\)|\[[^\S\n]?\]", "", text)
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub(r" (?=[.,;!?](?:\s|$))", "", text)
    text = re.sub(r"[,;:]+(?=[.!?](?:\s|$))", "", text)
    text = re.sub(r",[^\S\n]*(?=,)", "", text)
    text = "\n".join(line.strip(" ,;") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()
