"""Numbers of papers: BSN by the eleven test, IBAN by its country's length and mod 97, Dutch licence plates."""

import re
from collections.abc import Iterator

from buuv.guard import numbers
from buuv.guard.lists import listed, paired
from buuv.guard.numbers import Group
from buuv.guard.reading import Reading
from buuv.guard.sightings import Sighting

BSN, IBAN, PLATE = "bsn", "iban", "plate"

_BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_BSN_CUES = listed("bsn burgerservicenummer burgerservice sofi sofinummer bsnnummer persoonsnummer")
# Nine digits that go with these are some other number, even when they happen to pass the test (1 in 11 does).
_OTHER_NUMBERS = listed(
    "klantnummer ordernummer lidnummer polisnummer kvk kvknummer dossiernummer factuurnummer factuur bestelnummer "
    "meldingsnummer zaaknummer relatienummer serienummer artikelnummer isbn pakket pakketnummer kenmerk referentie "
    "lidmaatschapsnummer abonnementsnummer pasnummer bibliotheekpas nummerplaat"
)
_BSN_SHAPES = {(9,), (3, 3, 3), (4, 2, 3), (1,) * 9, (2, 2, 2, 3), (3, 2, 4), (2, 3, 4), (3, 6), (6, 3), (4, 5), (5, 4)}

# Length by country: the IBAN registry of SWIFT, release 99.
_IBAN_LENGTHS = {
    country: int(length)
    for country, length in paired(
        "nl:18 be:16 de:22 fr:27 gb:22 es:24 pl:28 tr:26 ma:28 lu:20 at:20 it:27 pt:25 ie:22 ch:21 se:24 dk:18 no:15 ",
        "ro:24 bg:22 hu:28 cz:24 lt:20 lv:21 ee:20 fi:18 gr:27 hr:21 si:19 sk:24 ua:29 cy:28 mt:31",
    ).items()
}
_IBAN_START = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(_IBAN_LENGTHS)})[ .\-]{{0,2}}[0-9o]")
_IBAN_JOINTS = frozenset(" .-\n/")

_J = r"([ .\-]{0,3})"
_L, _D = "[a-z]", "[0-9]"


def _side_codes() -> re.Pattern[str]:
    """The fourteen Dutch side codes (RDW), as letters and digits in three groups."""
    codes = (
        "LL DD DD,DD DD LL,DD LL DD,LL DD LL,LL LL DD,DD LL LL,DD LLL D,D LLL DD,LL DDD L,L DDD LL,LLL DD L,"
        "L DD LLL,D LL DDD,DDD LL D"
    )
    shapes = [_J.join(g.replace("L", _L).replace("D", _D) for g in code.split()) for code in codes.split(",")]
    return re.compile(rf"(?<![a-z0-9])(?<![a-z0-9]-)(?:{'|'.join(shapes)})(?![a-z0-9])(?!-[a-z0-9])")


_PLATE = _side_codes()
_POSTCODE = re.compile("[1-9][0-9]{3} {0,2}[a-z]{2}")
_PLATE_CUES = listed("kenteken kentekens kentekenplaat nummerplaat nummerbord autokenteken plaat")
_CAR_CUES = listed(
    "auto autootje busje bus camper scooter motor wagen bestelbus aanhanger caravan brommer bolide volvo opel peugeot "
    "renault citroen fiat volkswagen vw golf polo ford toyota mazda audi bmw mercedes skoda seat kia hyundai honda "
    "suzuki nissan dacia tesla mini saab mitsubishi daihatsu subaru jeep vespa yamaha stationcar cabrio parkeer "
    "geparkeerd"
)
# Two groups of letters, or three letters: only what was given out since the vowels were left out.
_NEW_LETTERS = re.compile("o?[bdfghjklmnprstvwxyz]+")
# "10 tot 2", "3-in-1", "12 en 14": Dutch words that a plate typed in small letters could be.
_PLATE_WORDS = listed(
    "en op of in tot om te is de we ik ze je km cm mm kg gr ml uur eur max min per van aan als bij dag the and or to "
    "cc pk gb mb tb kw wh kwh pm am st nd rd th jr xl dl nr no na af ca xs xxl xxs usb led hdd ssd ram etc incl excl "
    "nu al zo a b ma di wo do vr za zd zo tv wk bv kl mr dr ds hr mw vs"
)


def find_bsn(reading: Reading) -> Iterator[Sighting]:
    """Every citizen service number."""
    for run in numbers.runs(reading):
        first = 0
        while first < len(run):
            last = _bsn_from(reading, run, first)
            if last is None:
                first += 1
            else:
                yield Sighting(BSN, run[first].start, run[last].end)
                first = last + 1


def _bsn_from(reading: Reading, run: list[Group], first: int) -> int | None:
    near = reading.forms[max(0, run[first].first - 6) : run[first].first]
    has_cue = not _BSN_CUES.isdisjoint(near)
    if not has_cue and not _OTHER_NUMBERS.isdisjoint(near):
        return None
    digits = ""
    for last in range(first, min(len(run), first + 9)):
        digits += run[last].digits
        shape = tuple(len(group.digits) for group in run[first : last + 1])
        is_alone = last + 1 == len(run) or has_cue
        if len(digits) == 9 and passes_eleven_test(digits) and (has_cue or (shape in _BSN_SHAPES and is_alone)):
            return last
        if len(digits) == 8 and has_cue and last + 1 == len(run) and passes_eleven_test("0" + digits):
            return last
        if len(digits) >= 9:
            return None
    return None


def passes_eleven_test(digits: str) -> bool:
    """The BSN's eleven test: weights 9 to 2 and -1, a sum that 11 divides (RvIG, Logisch Ontwerp BSN)."""
    total = sum(weight * int(digit) for weight, digit in zip(_BSN_WEIGHTS, digits, strict=True))
    return total % 11 == 0 and len(set(digits)) > 1


def find_iban(reading: Reading) -> Iterator[Sighting]:
    """Every bank account number."""
    plain = reading.plain
    for match in _IBAN_START.finditer(plain):
        length = _IBAN_LENGTHS[plain[match.start() : match.start() + 2]]
        found, end = _collect(plain, match.start(), length)
        if len(found) == length and (end == len(plain) or not plain[end].isalnum()) and passes_mod_97(found):
            yield Sighting(IBAN, match.start(), end)


def _collect(plain: str, start: int, length: int) -> tuple[str, int]:
    """So many letters and digits from here on, with at most two joints in between, and where they end."""
    found: list[str] = []
    joints, place = 0, start
    while place < len(plain) and len(found) < length:
        character = plain[place]
        if character.isalnum():
            found.append(character)
            joints = 0
        elif character in _IBAN_JOINTS and joints < 2:
            joints += 1
        else:
            break
        place += 1
    return "".join(found), place


def passes_mod_97(iban: str) -> bool:
    """ISO 7064 mod 97-10 over the number turned round; the letter O in a Dutch number reads as zero."""
    if not iban.isascii():
        return False
    if iban.startswith("nl"):
        iban = iban[:2] + iban[2:4].replace("o", "0") + iban[4:8] + iban[8:].replace("o", "0")
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1


def looks_like_iban(reading: Reading) -> list[tuple[int, int]]:
    """Where something has an IBAN's shape, right or wrong, so that its digits are not taken for a telephone."""
    found = []
    for match in _IBAN_START.finditer(reading.plain):
        length = _IBAN_LENGTHS[reading.plain[match.start() : match.start() + 2]]
        letters, end = _collect(reading.plain, match.start(), length)
        if len(letters) == length and letters[2:4].isdigit() and letters[-6:].isdigit():
            found.append((match.start(), end))
    return found


def find_plate(reading: Reading) -> Iterator[Sighting]:
    """Every Dutch licence plate."""
    for match in _PLATE.finditer(reading.plain):
        if _is_plate(reading, match):
            yield Sighting(PLATE, match.start(), match.end())


def _is_plate(reading: Reading, match: re.Match[str]) -> bool:
    first, second = [joint for joint in match.groups() if joint is not None]
    before = reading.plain[max(0, match.start() - 60) : match.start()].replace("-", " ").split()[-7:]
    near = {word.strip(".,:;()\"'") for word in before}
    if bool(first) != bool(second):
        return False
    if near & _PLATE_CUES:
        return True
    letters = re.findall("[a-z]+", match[0])
    start, end = reading.span(match.start(), match.end())
    typed = reading.text[start:end]
    is_capital = typed.upper() == typed
    if "-" in first and "-" in second:
        if _is_new(letters) and not near & _CAR_CUES and not all(map(_NEW_LETTERS.fullmatch, letters)):
            return False
        return is_capital or not _PLATE_WORDS.intersection(letters)
    # Six signs in a row like these are a postcode.
    if any(letter in _PLATE_WORDS for letter in letters) or _POSTCODE.fullmatch(match[0]):
        return False
    if is_capital:
        # Spaces or nothing between: only what the RDW gives out (no vowels), or beside a word for a car.
        return bool(near & _CAR_CUES) or not re.search("[aeiouqcmy]", "".join(letters))
    if near & _CAR_CUES:
        return True
    return first == second == " " and len(letters) == 2 and not re.search("[aeiouqcmy]", "".join(letters))


def _is_new(letters: list[str]) -> bool:
    """Whether the letters are of a series since 1978: "12-AB-34" may be older."""
    return len(letters) > 1 or len(letters[0]) > 2
