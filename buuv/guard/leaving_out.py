"""What of a sentence can stay when it also tells that somebody is away or alone, or how one gets in.

Such a thing is told in many words, so no neutral words fit in their place: what goes is a whole clause, or the whole
sentence. A sentence stays only in part when it asks for something, and when what stays is a sentence again.
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from buuv.guard import features
from buuv.guard.clauses import Span, end_of, forms_of, parts, start_of
from buuv.guard.lists import listed
from buuv.guard.reading import Reading

_ASKING = listed(
    "wie zoek zoeken zoekt gezocht gevraagd graag hulp help helpt helpen nodig vraag bied bieden aanbod who "
    "need looking"
)
# "Kan iemand", "wilt u": the first word alone says nothing.
_MAY = listed("kan kun kunt kunnen wil wilt zou zouden mag could can would")
_YOU = listed("iemand u je jij jullie someone anyone you")
_WISHES = listed("zoek zoeken zoekt wil willen vraag vragen vraagt bied bieden biedt heb heeft hebben")
_WE = listed("ik wij we")
THEY = listed("hij zij ze")
# A sentence that begins so speaks of what the one before it named.
_BACK = listed("die hij zij ze hem haar hun zijn dat dit dan daar daarna daarom toen")
# A clause that begins so hangs on the one before it; one of the second kind can lose that word.
_HANGING = listed(
    "zodat omdat doordat aangezien totdat zolang zodra terwijl voordat nadat die dat wat waar waarvan waardoor waarin "
    "waarbij waarmee tot dan daarna daarna toen hij hem because while until which"
)
_JOINING = listed("en maar dus want of and but so")
_VERBS = listed("heeft hebben is zijn zoekt zoeken wil willen kan kunnen wordt krijgt komt gaat vraagt biedt heb ben")
_HAS = listed("woont is zit heeft ligt komt gaat was slaapt logeert verblijft kan wil")
# Words of time; the second kind is time only beside the first.
_TIMES = frozenset(("MONTH", "WEEKDAY", "FEAST", "SEASON", "UNIT"))
_BESIDE_TIMES = listed(
    "van vanaf tot en met t m tussen in op rond na sinds de het begin eind half medio deze dit volgende komende "
    "aanstaande hele heel een paar e ste de from till until to the next for"
)


def kept(reading: Reading, sentence: int, told: Sequence[Span]) -> list[Span] | None:
    """The clauses of a sentence that can stay without what is told; None when it must go whole."""
    stay: list[Span] = []
    is_cut = was_cut = False
    for clause in parts(reading, sentence):
        forms = forms_of(reading, sentence, clause)
        is_gone = _touches(clause, told) or (was_cut and _hangs(reading, clause, forms))
        # "Tot dan" looks back on what went.
        is_gone = is_gone or (is_cut and forms[:2] == ["tot", "dan"])
        if not is_gone:
            stay.append(_without_joint(reading, sentence, clause) if was_cut else clause)
        was_cut, is_cut = is_gone, is_cut or is_gone
    all_forms = [forms_of(reading, sentence, clause) for clause in stay]
    # "Wie voert de kat, twee keer per dag?" asks nothing without its first clause.
    is_wish = any(map(_asks, all_forms)) or (sentence in reading.questions and any(map(_asks_somebody, all_forms)))
    return stay if is_wish and sum(map(len, all_forms)) > 2 else None


class Wish(NamedTuple):
    """A sentence of its own, and where its words begin in the text as typed."""

    words: str
    start: int


def wish(reading: Reading, sentence: int, told: Sequence[Span]) -> Wish | None:
    """ "Ik zoek iemand voor de kat." of "ik ben weg en zoek iemand voor de kat."; None without such an end."""
    low, high = reading.range_of(sentence)
    last = max(end for _, end in told)
    for at in range(low + 1, high):
        word = reading.words[at]
        start, _end = reading.span(word.start, word.end)
        if start < last or word.form not in _WISHES or reading.words[at - 1].form not in ("en", "dus"):
            continue
        before = reading.forms[low:at]
        subjects = [form for form in before if form in _WE or (form in THEY and form == before[0])]
        name = subjects[-1].capitalize() if subjects else subject(reading, sentence)
        if name and not _touches((start, end_of(reading, sentence)), told):
            return Wish(f"{name} {reading.text[start : end_of(reading, sentence)].rstrip()}", start)
    return None


def times(reading: Reading, sentence: int) -> list[Span]:
    """Where a sentence says when: "van 3 tot 17 augustus", "twee weken"."""
    low, high = reading.range_of(sentence)
    found: list[Span] = []
    at = low
    while at < high:
        last = at
        while last < high and (_is_time(reading.forms[last]) or reading.forms[last] in _BESIDE_TIMES):
            last += 1
        if last - at > 1 and _say_when(reading.forms[at:last]):
            found.append((start_of(reading, at), reading.span(0, reading.words[last - 1].end)[1]))
        at = max(last, at + 1)
    return found


def subject(reading: Reading, sentence: int) -> str:
    """Whom a sentence is about when it begins with that: "Tante Bep woont …"; empty when that is not sure."""
    low, high = reading.range_of(sentence)
    for at in range(low + 1, min(high, low + 4)):
        if reading.forms[at] in _HAS:
            words = reading.text[start_of(reading, low) : reading.span(0, reading.words[at - 1].end)[1]]
            is_person = any("THIRD" in features.kind_of(form)[1] for form in reading.forms[low:at])
            return words if is_person and words.replace(" ", "").isalpha() else ""
    return ""


def in_order(text: str) -> str:
    """ "Zoek ik hulp" is "Ik zoek hulp" when nothing stands before it any more."""
    first, _, rest = text.lstrip().partition(" ")
    second, space, rest = rest.partition(" ")
    if second.casefold() not in _WE or not first.isalpha() or first.casefold() in _JOINING | _HANGING | {"als"}:
        return text
    return f"{second.capitalize()} {first.lower()}{space}{rest}"


def has_no_subject(text: str) -> bool:
    """Whether a text begins with a verb whose subject went: "Heeft hulp nodig"."""
    return not text.endswith("?") and text.partition(" ")[0].casefold() in _VERBS


def refers_back(reading: Reading, sentence: int) -> bool:
    """Whether a sentence is about what the one before it named: "Die ligt …", "Ze kan niet …"."""
    first = reading.range_of(sentence)[0]
    return sentence not in reading.questions and reading.forms[first] in _BACK


def asks(reading: Reading, sentence: int) -> bool:
    """Whether a sentence asks or offers something."""
    low, high = reading.range_of(sentence)
    return sentence in reading.questions or _asks(reading.forms[low:high])


def _asks(forms: Sequence[str]) -> bool:
    beginning = itertools.pairwise(forms[:3])
    return not _ASKING.isdisjoint(forms) or any(left in _MAY and right in _YOU for left, right in beginning)


def _asks_somebody(forms: Sequence[str]) -> bool:
    """ "Geeft iemand de planten water?", "komt u langs?"."""
    return any(right in _YOU for right in forms[1:3])


def _hangs(reading: Reading, clause: Span, forms: Sequence[str]) -> bool:
    """Whether a clause says nothing without the one that went."""
    is_aside = reading.text[clause[0]] in "(["
    return is_aside or forms[0] in _HANGING or (forms[0] in _JOINING and not _asks(forms))


def _touches(part: Span, told: Sequence[Span]) -> bool:
    return any(start < part[1] and end > part[0] for start, end in told)


def _without_joint(reading: Reading, sentence: int, clause: Span) -> Span:
    """A clause without the "en" or "dus" that joined it to one that goes."""
    low, high = reading.range_of(sentence)
    inside = [i for i in range(low, high) if clause[0] <= reading.span(reading.words[i].start, 0)[0] < clause[1]]
    for i in inside:
        if reading.forms[i] not in _JOINING:
            return start_of(reading, i), clause[1]
    return clause


def _is_time(form: str) -> bool:
    return features.is_number(form) or not _TIMES.isdisjoint(features.kind_of(form)[1])


def _say_when(forms: Sequence[str]) -> bool:
    """Whether there is a month, day or length among these, or two numbers."""
    numbers = sum(map(features.is_number, forms))
    return numbers > 1 or sum(map(_is_time, forms)) > numbers
