"""A text without what it gives away: neutral words in the place of details, and every other word as it was."""

import re
from collections.abc import Sequence

from buuv.core.translation import gettext as _
from buuv.guard import findings
from buuv.guard.findings import THIRD, Finding

_ROUNDS = 4
_PART_ENDS = re.compile(r"[.!?…]+[\"')]*(?=\s|$)|\n")
_WORD = re.compile(r"\w+")


def safer(text: str, found: Sequence[Finding] | None = None) -> str:
    """The text with neutral words for every finding; what was not found stays, tidied around the gap."""
    for _round in range(_ROUNDS):
        if found is None:
            found = findings.find(text)
        if not found:
            break
        text, found = _once(text, found), None
    return text


def _once(text: str, found: Sequence[Finding]) -> str:
    parts, last = [], 0
    for start, end, label, is_third in _spans(found):
        start, end, words = _replacement(text, max(start, last), end, label, is_third=is_third)
        parts += [text[last : max(start, last)], words]
        last = max(end, last)
    return _tidy("".join([*parts, text[last:]]))


def _spans(found: Sequence[Finding]) -> list[tuple[int, int, str, bool]]:
    """Findings that overlap are one gap, under the label of the first; addresses side by side as well."""
    spans: list[tuple[int, int, str, bool]] = []
    for one in sorted(found, key=lambda finding: (finding.start, -finding.end)):
        if spans and one.start < spans[-1][1]:
            start, end, label, is_third = spans[-1]
            spans[-1] = (start, max(end, one.end), label, is_third or one.about == THIRD)
        elif spans and one.label == spans[-1][2] == "address" and one.start - spans[-1][1] <= 3:
            spans[-1] = (spans[-1][0], one.end, one.label, spans[-1][3])
        else:
            spans.append((one.start, one.end, one.label, one.about == THIRD))
    return spans


def _replacement(text: str, start: int, end: int, label: str, *, is_third: bool) -> tuple[int, int, str]:
    """Which part goes, and the words that come instead."""
    if label in ("key", "absence", "alone", "money"):
        part_start, part_end = _sentence(text, start, end)
        rest = _WORD.findall(text[part_start:start] + " " + text[end:part_end])
        # A sentence that says little else goes whole.
        if len(rest) <= 2:
            return part_start, part_end, ""
    return start, end, _neutral(label, is_third=is_third)


def _neutral(label: str, *, is_third: bool) -> str:
    if label == "phone":
        return _("(het nummer volgt)") if is_third else _("(mijn nummer geef ik later)")
    return {
        "email": _("(het mailadres volgt)"),
        "address": _("(adres volgt)"),
        "address_soft": _("(waar precies, hoort u later)"),
        "bsn": "",
        "iban": "",
        "plate": "",
        "key": _("(hoe u binnenkomt, spreken wij af)"),
        "absence": _("(wanneer precies, spreken wij af)"),
        "alone": "",
        "money": "",
    }.get(label, "")


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a part of the text."""
    ends = [match.end() for match in _PART_ENDS.finditer(text, max(0, start - 400), start)]
    first = ends[-1] if ends else (0 if start <= 400 else start)
    after = _PART_ENDS.search(text, max(start, end - 1), end + 400)
    return first, after.end() if after else (len(text) if len(text) <= end + 400 else end)


def _tidy(text: str) -> str:
    """White space and punctuation as people write it, after words went away."""
    text = re.sub(r"\( ?\)|\[ ?\]", "", text)
    text = re.sub(r"[^\S\n]{2,}", " ", text)
    text = re.sub(r" +([.,;:!?])", r"\1", text)
    text = re.sub(r"([,;:])[,;:]*([.!?])", r"\2", text)
    text = re.sub(r",\s*,", ",", text)
    text = re.sub(r"(?m)^[ ,;]+|[ ,;]+$", "", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
