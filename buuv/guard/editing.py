"""What becomes of one sentence without what it gives away: words in the place of a detail, clauses gone for the rest.

What is left is Dutch again: a sentence that would become a stump goes whole.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from buuv.guard import clauses, filling_in, leaving_out
from buuv.guard.clauses import Span
from buuv.guard.filling_in import words_for
from buuv.guard.findings import Finding
from buuv.guard.reading import Reading

# Told in many words, so that no words fit in their place.
_TOLD = ("key", "absence", "alone", "address_soft")
_END = re.compile(r"[.!?…]+[\"'”’)]*$")
# "…, want wij zijn weg": such a word needs no comma before it, and a sentence before it.
_JOINT = re.compile(r"(?:en|maar|want|dus|of|als|omdat|zodat|terwijl|wanneer|zolang|totdat|and|but|or|so|if)\b", re.I)


@dataclass
class Sentence:
    """A sentence as it was typed, and how it is now (None: gone)."""

    number: int
    start: int
    end: int
    typed: str
    after: str
    now: str | None
    gone: list[Span] = field(default_factory=list)


def reworded(reading: Reading, seen: Sequence[Finding], hopeless: set[int]) -> list[Sentence]:
    """Every sentence as it is now."""
    sentences: list[Sentence] = []
    for number, (start, end) in enumerate(clauses.sentences(reading)):
        typed = reading.text[start:end].rstrip()
        one = Sentence(number, start, start + len(typed), typed, reading.text[start + len(typed) : end], typed)
        here = [found for found in seen if found.start < one.end and found.end > start]
        before = sentences[-1] if sentences else None
        # Of "piet @ xs4all . nl met spaties" the rest says nothing when its beginning went.
        is_rest = before is not None and not before.now and any(found.start < start for found in here)
        if here and number not in hopeless and not is_rest:
            one.now = _edited(reading, one, here, (before.now if before else None) or "")
        elif here or number in hopeless or (before and not before.now and leaving_out.refers_back(reading, number)):
            one.now = None
        one.gone = one.gone if one.now else [(start, one.end)]
        sentences.append(one)
    return sentences


def _edited(reading: Reading, one: Sentence, here: Sequence[Finding], before: str) -> str | None:
    """What can stay of a sentence after what stays of the one before it; None when nothing can."""
    told = [(found.start, found.end) for found in here if found.label in _TOLD]
    gaps = _gaps(reading.text, here)
    stay = leaving_out.kept(reading, one.number, told) if told else [(one.start, one.end)]
    if stay is None:
        wish = leaving_out.wish(reading, one.number, told)
        if wish:
            one.gone = [(one.start, wish.start)]
            return wish.words
        if any(found.label in _TOLD and found.label != "absence" for found in here):
            return None
        # "Wie voert de kat van 3 tot 17 mei?" only says when.
        when = leaving_out.times(reading, one.number) if leaving_out.asks(reading, one.number) else []
        if len(when) != 1:
            return None
        gaps.append((*when[0], words_for("absence")))
        stay = [(one.start, one.end)]
    one.gone = [*_between(one, stay), *((start, end) for start, end, _ in gaps)]
    words = _together([_filled(reading.text, part, gaps) for part in stay])
    first, space, rest = words.lstrip().partition(" ")
    if stay[0][0] > one.start and first.casefold() in leaving_out.THEY:
        # "Tante Bep woont in dat huis, zij mist haar buurt": the name goes on where its own clause went.
        name = leaving_out.subject(reading, one.number)
        if not name and not before:
            return None
        if name:
            words = f"{name}{space}{rest}"
            one.gone.append((stay[0][0], stay[0][0] + len(first)))
    said = _as_sentence(words, one.typed)
    return said if said and (before.endswith("?") or not filling_in.is_bare(said)) else None


def filled(text: str, seen: Sequence[Finding]) -> tuple[str, list[Span]]:
    """The whole text with words in the place of details, and what they replace; empty when something is told."""
    if any(found.label in _TOLD for found in seen):
        return "", []
    gaps = _gaps(text, seen)
    words = filling_in.tidied(_filled(text, (0, len(text)), gaps))
    return "" if filling_in.is_bare(words) else words, [(start, end) for start, end, _ in gaps]


def _gaps(text: str, seen: Sequence[Finding]) -> list[tuple[int, int, str]]:
    """For each detail the part that goes, and the words instead."""
    starts = [*(found.start for found in seen), len(text) + 1]
    return [
        filling_in.gap(text, found, min(start for start in starts if start > found.start))
        for found in seen
        if found.label not in _TOLD
    ]


def _between(one: Sentence, stay: Sequence[Span]) -> list[Span]:
    """The parts of a sentence that do not stay."""
    gone, last = [], one.start
    for start, end in [*stay, (one.end, one.end)]:
        if start > last:
            gone.append((last, start))
        last = max(last, end)
    return gone


def _together(clauses: Sequence[str]) -> str:
    """Clauses as one text, with a comma where something between them went."""
    text = ""
    for clause in clauses:
        is_open = bool(text) and text.rstrip()[-1:].isalnum() and clause[:1].isalpha() and not text.endswith("\n")
        text = f"{text.rstrip()}, {clause}" if is_open and not _JOINT.match(clause) else text + clause
    return text


def _filled(text: str, part: Span, gaps: Sequence[tuple[int, int, str]]) -> str:
    words, last = "", part[0]
    for start, end, instead in sorted(gaps):
        if start < part[1] and end > part[0]:
            words += text[last : max(start, last)] + (instead if start >= last else "")
            last = max(end, last)
    return words + text[last : part[1]]


def _as_sentence(words: str, typed: str) -> str | None:
    """These words as a sentence, ending as it was typed; None when they say nothing."""
    words = filling_in.tidied(words)
    when, where = words_for("absence"), words_for("address")
    for bracket in (when, where):
        turned = leaving_out.in_order(words.removeprefix(bracket))
        if words.startswith(bracket) and turned != words.removeprefix(bracket):
            # "Van 3 tot 17 mei zoek ik hulp" says when at its end.
            words = f"{_END.sub('', turned)} {when}" if bracket == when else turned
    if not typed.casefold().startswith(words[:12].casefold()):
        words = leaving_out.in_order(words)
        if leaving_out.has_no_subject(words) or _JOINT.match(words):
            return None
    end = _END.search(typed)
    if end and not _END.search(words):
        words = words.rstrip(" ,;:-–") + end[0].rstrip("\"'”’)")
    if filling_in.is_stump(words) and not filling_in.is_bare(words):
        return None
    return words[:1].upper() + words[1:] if re.match(r"\W*[A-Z]", typed) or typed[:1] in "'’‘" else words
