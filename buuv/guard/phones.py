"""Telephone numbers, in digits or in words; emergency, help and service numbers are nobody's own."""

import re
from collections.abc import Iterator

from buuv.guard import numbers
from buuv.guard.lists import listed
from buuv.guard.numbers import Group
from buuv.guard.reading import Reading
from buuv.guard.sightings import Sighting

LABEL = "phone"
# Ten digits: 06, an area code, or 084, 085, 087 and 088; 0800, 090x and 14 0xx are services.
_NATIONAL = re.compile(r"0(?:6|[1-57]\d|8[4578])\d+")
_LONGEST = 15
_SERVICES = ("112", "113", "116", "0800", "0900", "0906", "0909", "14", "09")
_CUES = listed(
    "bel belt bellen telefoon telefoonnummer telefoonnr tel telnr telno mobiel mobielnummer mobieltje nummer gsm app "
    "appen appje whatsapp sms smsen bereikbaar signal telegram belnummer huistelefoon vastenummer phone call"
)
_NO_PHONE = listed(
    "isbn klantnummer ordernummer lidnummer polisnummer kvk dossiernummer factuurnummer factuur bestelnummer "
    "meldingsnummer zaaknummer relatienummer postbus serienummer artikelnummer bsn burgerservicenummer sofinummer "
    "rekeningnummer rekening kenmerk referentie referentienummer pakket postcode"
)
_COMPLETED = listed("is nummer en dan nr")
_UNITS = listed("euro eur uur jaar keer stuks gram kilo meter km kwh personen mensen punten stemmen")
_TIME = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"
_TIMES = re.compile(rf"{_TIME}(?: ?(?:-|/|,) ?{_TIME})*")
_DATE = re.compile(r"[0-3]?\d ?[-/. ] ?[01]?\d ?[-/. ] ?(?:19|20)\d\d(?!\d)")


def find(reading: Reading) -> Iterator[Sighting]:
    """Every telephone number."""
    before: list[Group] = []
    for run in numbers.runs(reading):
        if _completes(reading, before, run):
            yield Sighting(LABEL, before[-1].start, run[-1].end)
            before = []
            continue
        before = run
        start = 0
        while start < len(run):
            last = _number_from(reading, run, start)
            if last is None:
                start += 1
                continue
            yield Sighting(LABEL, _with_sign(reading, run[start].start), run[last].end)
            start = last + 1


def _completes(reading: Reading, before: list[Group], run: list[Group]) -> bool:
    """Whether "06" stood alone and its other eight digits follow: "mijn 06 is 39 48 20 17"."""
    if not before or before[-1].digits != "06" or run[0].first - before[-1].last > 4:
        return False
    between = reading.forms[before[-1].last + 1 : run[0].first]
    return len("".join(group.digits for group in run)) == 8 and not _COMPLETED.isdisjoint(between)


def _number_from(reading: Reading, run: list[Group], first: int) -> int | None:
    """The last group of a number that begins with this group."""
    head = run[first]
    is_abroad = _with_sign(reading, head.start) < head.start
    if head.digits[0] not in "0612345789" or _is_other(reading, head):
        return None
    if not is_abroad and _DATE.match(reading.plain, head.start):
        return None
    has_cue = _has_cue(reading, head.first)
    digits, found = "", None
    for last in range(first, len(run)):
        digits += run[last].digits
        if len(digits) > _LONGEST:
            break
        if _is_number(digits, is_abroad=is_abroad, has_cue=has_cue) and not _is_counted(reading, run[last]):
            found = last
            if len(digits) >= 9:
                break
    if found is None or _is_clock(reading, run[first], run[found]):
        return None
    return found


def _is_number(digits: str, *, is_abroad: bool, has_cue: bool) -> bool:
    if is_abroad or digits.startswith("00"):
        abroad = digits.removeprefix("00")
        if abroad.startswith("31"):
            return len(abroad.removeprefix("31").removeprefix("0")) == 9
        return (is_abroad or has_cue or abroad[:2] in ("32", "49", "44", "33", "48", "90")) and 9 <= len(abroad) <= 13
    if digits.startswith(_SERVICES):
        return False
    if digits[0] == "0":
        return len(digits) == 10 and _NATIONAL.fullmatch(digits) is not None
    if digits[0] == "6" and len(digits) == 9:
        return True
    if digits.startswith("316") and len(digits) == 11:
        return True
    return has_cue and 6 <= len(digits) <= 8


def _with_sign(reading: Reading, start: int) -> int:
    """The place of the plus before a number, brackets included."""
    before = reading.plain[max(0, start - 3) : start]
    sign = before.rfind("+")
    return start - (len(before) - sign) if sign >= 0 and not before[sign + 1 :].strip(" (") else start


def _has_cue(reading: Reading, first: int) -> bool:
    """Whether a word for telephone stands shortly before, in the same sentence."""
    words = reading.words
    near = [w.form for w in words[max(0, first - 4) : first] if words[first].sentence - w.sentence <= 1]
    return not _CUES.isdisjoint(near)


def _is_other(reading: Reading, head: Group) -> bool:
    near = reading.forms[max(0, head.first - 3) : head.first]
    return not _NO_PHONE.isdisjoint(near) and _CUES.isdisjoint(near[-1:])


def _is_counted(reading: Reading, last: Group) -> bool:
    after = reading.words[last.last + 1 : last.last + 2]
    return bool(after) and after[0].form in _UNITS and reading.between(reading.words[last.last], after[0]) == " "


def _is_clock(reading: Reading, first: Group, last: Group) -> bool:
    """Whether it reads as clock times one after another."""
    return _TIMES.fullmatch(reading.plain, first.start, last.end) is not None
