"""E-mail addresses, also when they are spelled out: "jan punt bakker apenstaartje gmail punt com"."""

import re
from collections.abc import Iterator

from buuv.guard.lists import listed
from buuv.guard.reading import Reading
from buuv.guard.sightings import Sighting

LABEL = "email"
_AT_WORDS = listed("apenstaart apenstaartje apestaart apestaartje apenstaartteken atteken aapje aapstaartje")
_DOT_WORDS = listed("punt dot")
_LOCAL_WORDS = _DOT_WORDS | listed("streepje underscore koppelteken min minteken laagstreepje liggend")
# Who carries mail for people here; after these the end may be left out.
_PROVIDERS = listed(
    "gmail googlemail hotmail outlook live ziggo kpnmail kpnplanet xs4all icloud yahoo planet hetnet upcmail casema "
    "quicknet chello telfort tele2 zeelandnet proton protonmail msn onsmail versatel solcon freedom tmail gmx "
    "caiway delta wanadoo zonnet online"
)
_MAIL_CUES = listed("mail mailen mailt mailtje email emailen mailadres emailadres mailbox mailto emailadress")
_ENDINGS = listed(
    "nl com org net eu be de info me nu frl amsterdam email mail uk co io dev fr es it pl tr ma online home"
)
# "riet(a)gmail.com", "puntnl", "gmailcom": what belongs apart is written as one, or as one letter.
_GLUED_DOTS = frozenset(f"{dot}{end}" for dot in _DOT_WORDS for end in ("nl", "com", "org", "net"))
_GLUED_NAMES = frozenset(f"{name}{end}" for name in _PROVIDERS for end in ("nl", "com"))
MARKS = _AT_WORDS | {"at", "bij", "a"}
_AROUND = re.compile(r"[ (\[{<>})\]*'\"_-]{0,6}")
_DOTS = (".", " .", " . ", "(.)", " (.) ", "[.]")
_LOCAL_MOST, _DOMAIN_MOST = 8, 8


def find(reading: Reading) -> Iterator[Sighting]:
    """Every e-mail address."""
    words = reading.words
    for index, word in enumerate(words[:-1]):
        if "@" in reading.between(word, words[index + 1]):
            left, right = index, index + 1
        elif word.form in MARKS and (word.form != "a" or _is_bracketed(reading, index)):
            left, right = index - 1, index + 1
        else:
            continue
        if left < 0:
            continue
        is_sure = "@" in reading.plain[words[left].end : words[right].start] or word.form in _AT_WORDS
        is_marked = _is_bracketed(reading, index) if not is_sure else True
        is_marked = is_marked or (word.form == "at" and _is_mail_name(reading, left))
        last = _domain(reading, right, is_sure=is_sure, is_marked=is_marked, is_by=word.form == "bij")
        if last is not None:
            first = _local(reading, left)
            yield Sighting(LABEL, _left_edge(reading, words[first].start), words[last].end)


def _is_bracketed(reading: Reading, index: int) -> bool:
    """Whether the word "at" stands in brackets or between hyphens, as nobody writes the English word."""
    word = reading.words[index]
    return reading.plain[max(0, word.start - 1) : word.start] in tuple("([{<-_*") and bool(
        re.match(r" ?[)\]}>\-_*]", reading.plain[word.end : word.end + 2])
    )


def _is_mail_name(reading: Reading, left: int) -> bool:
    """Whether "d.lammers at" or "mail hem op riet at" can only begin an address."""
    words = reading.words
    if left > 0 and reading.between(words[left - 1], words[left]) in ("", ".", "_", "-", "+"):
        return True
    before = words[max(0, left - 6) : left]
    return any(word.form in _MAIL_CUES and word.sentence == words[left].sentence for word in before)


def _domain(reading: Reading, first: int, *, is_sure: bool, is_marked: bool, is_by: bool) -> int | None:
    """The last word of what comes after the at; None when it is no domain."""
    words = reading.words
    name = words[first].form
    last, dots, spoken = first, 0, False
    index = first + 1
    while index < min(first + _DOMAIN_MOST, len(words)):
        gap = reading.between(words[last], words[index])
        form = words[index].form
        if form in _DOT_WORDS and index + 1 < len(words) and _AROUND.fullmatch(gap):
            last, index, dots, spoken = index + 1, index + 2, dots + 1, True
        elif (form in _GLUED_DOTS and is_sure) or gap in _DOTS or (gap == ". " and form in _ENDINGS):
            last, index, dots = index, index + 1, dots + 1
        elif gap in (",", ", ") and is_sure and form in _ENDINGS and words[last].form in _PROVIDERS:
            # A comma where the full stop belongs.
            last, index, dots = index, index + 1, dots + 1
        elif gap in ("-", "", "_") and not dots:
            last, index = index, index + 1
        else:
            break
    is_provider = name in _PROVIDERS or (name + words[last].form) in _PROVIDERS
    is_provider = is_provider or name in _GLUED_NAMES
    if first + 1 < len(words) and reading.between(words[first], words[first + 1]) == "":
        is_provider = is_provider or name + words[first + 1].form in _PROVIDERS
    has_end = dots > 0 and (
        words[last].form in _ENDINGS | _GLUED_DOTS or (is_sure and 2 <= len(words[last].form) <= 10)
    )
    if is_sure or is_marked:
        return last if has_end or is_provider else None
    if is_by:
        return last if has_end and is_provider else None
    return last if has_end and (spoken or is_provider) else None


def _local(reading: Reading, last: int) -> int:
    """The first word of what comes before the at."""
    words = reading.words
    first = last
    while first > 0 and last - first < _LOCAL_MOST:
        gap = reading.between(words[first - 1], words[first])
        before = words[first - 1].form
        if gap in ("", ".", "-", "_", "+", "'"):
            first -= 1
        elif before in _LOCAL_WORDS and first > 1 and _AROUND.fullmatch(gap):
            first -= 1 if words[first - 2].form in _LOCAL_WORDS else 2
        else:
            break
    return first


def _left_edge(reading: Reading, start: int) -> int:
    while start > 0 and reading.plain[start - 1] in "_.+-" and reading.plain[start - 1] != " ":
        start -= 1
    return start
