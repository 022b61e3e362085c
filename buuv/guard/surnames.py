"""A surname on the board: after "mijn naam is", "ik heet" or a title such as "mevrouw"; first names are fine.

Only behind these openings: a word with a capital says little by itself ("Ik ben Marokkaanse", "meester Jan").
"""

from collections.abc import Iterator

from buuv.guard.lists import listed
from buuv.guard.reading import Reading, Word
from buuv.guard.sightings import Sighting

LABEL = "surname"

# Whoever says this gives a name next; after "ik ben" it may be anything, so there both names need a capital.
_OPENINGS = (("mijn", "naam", "is"), ("mn", "naam", "is"), ("ik", "heet"), ("mijn", "naam"), ("my", "name", "is"))
_LOOSE = (("ik", "ben"), ("namens",), ("groet",), ("groeten",), ("groetjes",), ("groetjes", "van"), ("groeten", "van"))
_TITLES = listed("mevrouw meneer mevr dhr mw mvr heer familie fam mister mrs mr")
# Of these one also says the first name: "buurman Henk", "dokter Anna".
_WEAK_TITLES = listed("buurvrouw buurman meester juf juffrouw dokter tante oom oma opa zuster")
_BETWEEN = listed("de den der van von vande vander ter ten te la le du el al ibn t op in uit aan het bij")
# A name's small words begin with one of these ("op den Brink"), but "van" may also say where somebody lives.
_FROM = listed("van uit in op bij aan")
_NO_SURNAMES = listed(
    "zaanstad zaandam zaandijk krommenie wormerveer assendelft westzaan koog wormer oostzaan purmerend amsterdam "
    "haarlem alkmaar hoorn utrecht beverwijk heemskerk nederland holland marokko turkije noord zuid oost west oud "
    "oude nieuwe buuv gemeente kerk school club vereniging stichting facebook whatsapp zaan poelenburg peldersveld "
    "rosmolenwijk hoornseveld kogerveld islam europa afrika azie maandag dinsdag woensdag donderdag vrijdag zaterdag "
    "zondag ik u wij we en of maar want wie graag zoekt zoek wil kan de het een is staat komt was heb heeft"
)
_PLACES = ("straat", "laan", "plein", "weg", "wijk", "buurt", "dijk straat", "gracht", "kade", "hof", "pad", "school")
_AFTER = listed("en uit ik")
_ENDS = ("sen", "stra", "inga", "sma", "ema")
# After a title these are first names, which is how neighbours are called.
_FIRST = listed(
    "an anja anna annie ans anton aad ali ahmed arie ad bas bep bert bets betty bob bram cees chris co cor corrie daan "
    "dick dirk ed els emma erik eva fatima fatma frans fred gerard gerda gerrit greet gre guus han hanna hannie hans "
    "harry henk herman hetty hugo ina ineke ingrid jaap jan janny jannie jans jeroen jet joke joop jos joost jopie "
    "karel karin kees klaas koos lena leo lies lisa loes lotte maartje marga maria marie marijke marjan mark marleen "
    "martin mary mehmet mia mieke miep mike mohamed nel nelly nico noor olga paul peter petra piet pieter rashid rein "
    "ria riet rita rob roos ruud sanne sara sjaak sjaan sjoerd sofie stien tanja theo tiny ton toos trees trudy truus "
    "wil willem willy wim yusuf yvonne"
)


def find(reading: Reading) -> Iterator[Sighting]:
    """Every surname that follows an opening or a title."""
    end = -1
    for at in range(len(reading.words)):
        if at <= end:
            continue
        span = _after_opening(reading, at) or _after_title(reading, at)
        if span:
            yield Sighting(LABEL, reading.words[span[0]].start, reading.words[span[1]].end)
            end = span[1]


def instead(text: str, start: int, end: int) -> tuple[int, str]:
    """Where to cut for a surname, and what comes there: an initial behind a title, nothing behind a first name."""
    before = text[:start].rstrip()
    last = before.rsplit(None, 1)[-1].strip("\"'(.,:").casefold() if before else ""
    if last in _TITLES | _WEAK_TITLES or not last:
        words = text[start:end].replace("-", " ").split()
        name = next((word for word in words if word.casefold().strip("'’") not in _BETWEEN), words[-1])
        return start, name[:1].upper() + ("" if text[end : end + 1] == "." else ".")
    # Behind an initial its own stop is enough: "Ik ben J."
    return len(before) - (before.endswith(".") and text[end : end + 1] == "."), ""


def _after_opening(reading: Reading, at: int) -> tuple[int, int] | None:
    for opening in (*_OPENINGS, *_LOOSE):
        if tuple(reading.forms[at : at + len(opening)]) != opening:
            continue
        first = at + len(opening)
        if not _goes_on(reading, first, is_loose=opening[0].startswith("groet")) or reading.forms[first] in _TITLES:
            continue
        is_sure = opening in _OPENINGS
        if not _is_name(reading, first) and not (is_sure and reading.forms[first] not in _NO_SURNAMES | _BETWEEN):
            continue
        last = _surname(reading, first + 1, is_sure=is_sure)
        if last is not None:
            return first + 1, last
    return None


def _after_title(reading: Reading, at: int) -> tuple[int, int] | None:
    form = reading.forms[at]
    if form not in _TITLES | _WEAK_TITLES or not _goes_on(reading, at + 1):
        return None
    first = at + 1
    if _is_name(reading, first) and (form in _WEAK_TITLES or _is_first_name(reading, first)):
        first += 1
    last = _surname(reading, first, is_sure=False) if _goes_on(reading, first) else None
    # "Buurman de Bakker" is his trade; "buurman Henk de Bakker" is his name.
    return None if last is None or (form in _WEAK_TITLES and first == at + 1) else (first, last)


def _is_first_name(reading: Reading, at: int) -> bool:
    return reading.forms[at] in _FIRST or len(reading.forms[at]) == 1


def _surname(reading: Reading, at: int, *, is_sure: bool) -> int | None:
    """The last word of a surname that begins here; None when there is none."""
    name = at
    while name < at + 3 and _goes_on(reading, name) and reading.forms[name] in _BETWEEN:
        name += 1
    # "J. P. de Vries": every initial but the last name itself.
    while name == at and _goes_on(reading, name + 1) and len(reading.forms[name]) == 1 and _is_name(reading, name):
        return _surname(reading, name + 1, is_sure=is_sure)
    if not _goes_on(reading, name):
        return None
    form = reading.forms[name]
    if form in _NO_SURNAMES or (form.endswith(_PLACES) and name > at and reading.forms[at] in _FROM):
        return None
    if _is_name(reading, name):
        return _with_second(reading, name)
    # Written without capitals: only what hardly is anything else, at the end of its clause.
    is_last = name + 1 >= len(reading.words) or (
        reading.words[name + 1].clause != reading.words[name].clause or reading.forms[name + 1] in _AFTER
    )
    if not is_sure or not is_last or len(form) < 3 or not form.isalpha():
        return None
    # "Jan van de buurttuin" says where he is.
    is_like_one = reading.forms[at:name] in (["de"], ["van"], ["van", "der"], ["van", "den"], ["ter"], ["ten"], ["der"])
    return name if is_like_one or form.endswith(_ENDS) else None


def _with_second(reading: Reading, name: int) -> int:
    """The other half of a double name: "Jansen-de Wit"."""
    at = name + 1
    if at < len(reading.words) and reading.between(reading.words[name], reading.words[at]) == "-":
        while at < len(reading.words) and reading.forms[at] in _BETWEEN and at < name + 4:
            at += 1
        if at < len(reading.words) and _is_name(reading, at):
            return at
    return name


def _is_name(reading: Reading, at: int) -> bool:
    word: Word = reading.words[at]
    return word.form.isalpha() and reading.is_capital(word)


def _goes_on(reading: Reading, at: int, *, is_loose: bool = False) -> bool:
    """Whether the word there belongs to what stands before it: nothing but a space or an initial's stop between."""
    if not 0 < at < len(reading.words):
        return False
    gap = reading.between(reading.words[at - 1], reading.words[at]).strip()
    abbreviated = len(reading.forms[at - 1]) == 1 or reading.forms[at - 1] in _TITLES
    return gap in ("", "'", "’") or (gap == "." and abbreviated) or (is_loose and gap in (",", ":")) or gap == ":"
