"""The same words without somebody's health, belief, origin, love, union, politics or crime, still a text to hang.

What is left out is as little as the sentence allows: a word before a noun, a predicate, a clause; only of the
writer's own health is something neutral said instead (config/words/neutral.toml). A text that cannot be mended so is
not offered at all.
"""

import difflib
import functools
import re
import tomllib
from collections.abc import Mapping

from buuv.guard import findings, phrases
from buuv.guard.findings import Finding
from buuv.guard.lists import listed
from buuv.guard.persons import SELF
from buuv.guard.reading import Reading
from buuv.language import files

NEUTRAL = files.CONFIG / "words" / "neutral.toml"
HEALTH = "health"
_ROUNDS = 12
_WE = listed("wij we")
_SUBJECTS = {"ik", "wij", "we", "hij", "zij", "ze"}
_KIN = listed(
    "moeder vader ouders man vrouw zoon zoontje dochter dochtertje broer zus oma opa tante oom neef nicht "
    "buurvrouw buurman buren vriend vriendin partner schoonmoeder schoonvader schoonzoon schoondochter kleinzoon "
    "kleindochter kind kinderen mama papa ex kleinkind buurmeisje buurjongen overbuurman overbuurvrouw pleegkind "
    "echtgenoot echtgenote gezin stel familie jongen meisje dame heer"
)
_VERBS = listed(
    "ben heb zit lig loop krijg lijd slik gebruik ga kom word was had kreeg moet mag val drink herstel revalideer "
    "leef bid draag vast eet stem sta zijn hebben zitten liggen lopen krijgen lijden slikken gebruiken gaan komen "
    "worden waren hadden kregen moeten mogen bidden stemmen staan is heeft zit ligt loopt krijgt lijdt slikt "
    "gebruikt gaat komt wordt bidt draagt stemt staat herstelt revalideert drinkt vergeet dealt"
)
_MY = listed("mijn onze ons haar zijn de mn")
_BY = listed("door vanwege wegens na met sinds ivm")
# After "en" these begin something with a verb of its own.
_NO_VERBS = _SUBJECTS | listed("nu dan toen daarom daardoor daarna mijn onze die dat een de het")
_GOING = listed(
    "moet moeten ga gaat gaan mag mogen kom komt rijd rijdt rijden breng brengt brengen mee chauffeur lift vervoer "
    "taxi haalt halen"
)
_TREATMENTS = listed(
    "bestral* chemo* *therapie dialyse *dialyse revalid* behandeling* *operatie psych* neuroloog cardioloog oncoloog "
    "reumatoloog longarts internist uroloog gynaecoloog geriater *therapeut ggz infuus"
)
_HELPED = "wel wat hulp gebruiken"
_TOGETHER = re.compile(rf"((?:[Mm]ijn|[Oo]nze) \w+) kan {_HELPED}(?:,| en) ((?:mijn|onze) \w+) kan {_HELPED}")
_BECAUSE = listed("omdat doordat nu sinds aangezien")
_MANY = listed("lijden krijgen gaan moeten liggen zitten komen worden waren hadden kregen slikken gebruiken")
_PLURAL = {"ben": "zijn", "zie": "zien", "hoor": "horen", "kan": "kunnen", "heb": "hebben"}
_MARKS = ".,;:!?"
_STOP = re.compile(r"[.!?\n]")
# Somebody's illness in a name of its own goes with the word that ties it: "met het syndroom van Down".
_TIES = listed("het een de mijn haar zijn onze die deze zware ernstige lichte chronische beginnende")


def soften(text: str, labels: frozenset[str]) -> str:
    """The text without details of these labels; empty when that cannot be done by leaving out or neutral words."""
    for _round in range(_ROUNDS):
        found = [one for one in findings.find(text, only=labels) if one.label in labels]
        if not found:
            return _once(text)
        text = _tidy(_without(text, found[0]))
    return ""


def gone(text: str, softer: str) -> list[tuple[int, int]]:
    """Which parts of a text are in other words, or nowhere, in the softer one, so that they can be marked."""
    words, left = list(re.finditer(r"\S+", text)), [_bare(word) for word in softer.split()]
    matcher = difflib.SequenceMatcher(None, [_bare(word[0]) for word in words], left, autojunk=False)
    changes = [(first, last) for kind, first, last, *_ in matcher.get_opcodes() if kind in ("delete", "replace")]
    spans = ((words[first], words[last - 1]) for first, last in changes)
    # The full stop is no part of what is meant.
    ends = ((first.start(), last.start() + len(last[0].rstrip(_MARKS))) for first, last in spans)
    return [(start, end) for start, end in ends if start < end]


def _bare(word: str) -> str:
    return word.strip(".,;:!?").casefold()


class _Place:
    """Where a detail stands in its sentence."""

    def __init__(self, text: str, one: Finding) -> None:
        self.text, self.one = text, one
        self.reading = reading = Reading(text)
        self.spans = [reading.span(word.start, word.end) for word in reading.words]
        inside = [i for i, (start, end) in enumerate(self.spans) if end > one.start and start < one.end]
        self.first, self.last = inside[0], inside[-1]
        self.low, self.high = reading.range_of(reading.words[self.first].sentence)
        clauses = {reading.words[i].clause for i in inside}
        here = [i for i in range(self.low, self.high) if reading.words[i].clause in clauses]
        self.begin, self.end = here[0], here[-1]

    def form(self, at: int) -> str:
        """The word there; nothing outside the sentence."""
        return self.reading.forms[at] if self.low <= at < self.high else ""

    def cut(self, first: int, last: int, instead: str = "") -> str:
        """The text with other words for those from first to last."""
        return self.text[: self.spans[first][0]] + instead + self.text[self.spans[last][1] :]

    @property
    def is_whole(self) -> bool:
        """Whether the sentence is one clause."""
        return self.begin == self.low and self.end == self.high - 1


def _without(text: str, one: Finding) -> str:
    place = _Place(text, one)
    for way in (_before_noun, _treated, _because, _by_it, _predicate, _as_one):
        mended = way(place)
        if mended is not None:
            return mended
    return _clause(place)


def _before_noun(place: _Place) -> str | None:
    """ "Mijn demente oma", "Turkse vrouw": the word before the noun goes."""
    for at in range(place.first, place.last + 1):
        if place.form(at).endswith("e") and place.form(at + 1) in _KIN and at >= place.last - 1:
            return place.cut(at, at)
    return None


def _treated(place: _Place) -> str | None:
    """ "Dinsdag naar de chemo": it is an appointment, and the day stays."""
    at = place.last
    if place.one.label != HEALTH or not any(_fits(place.form(at), word) for word in _TREATMENTS):
        return None
    while at > place.low and place.form(at - 1) in _TIES:
        at -= 1
    if place.form(at - 1) not in ("voor", "naar") or at - 1 < place.begin:
        return None
    ways = {place.form(i) for i in range(place.begin, place.end + 1)}
    if ways.isdisjoint(_GOING):
        return None
    # "Voor een afspraak naar Alkmaar", and without a town "naar een afspraak".
    before = "voor" if place.form(place.last + 1) == "naar" else "naar"
    return place.cut(at - 1, place.last, f"{before} een afspraak")


def _because(place: _Place) -> str | None:
    """ "Omdat ik epilepsie heb": something neutral, when it is the writer's own health."""
    if place.form(place.begin) in _BECAUSE and place.form(place.begin + 1) in ("ik", *_WE) and _is_own_health(place):
        verb = next((i for i in range(place.last, place.end + 1) if place.form(i) in _VERBS), place.last)
        subject = place.form(place.begin + 1)
        return place.cut(place.begin + 2, max(verb, place.last), _neutral(place, subject, as_clause=True))
    return None


def _by_it(place: _Place) -> str | None:
    """ "Door mijn reuma", "met alzheimer": the whole of it goes; at the front something neutral comes instead."""
    at = place.first
    while at > place.low and place.form(at - 1) in _TIES:
        at -= 1
    if place.form(at) not in _BY:
        if place.form(at - 1) not in _BY:
            return None
        at -= 1
    if at > place.begin:
        return place.cut(at, place.last)
    if _is_own_health(place) and place.last < place.end and place.form(place.last + 1) not in _SUBJECTS:
        return place.cut(at, place.last, f"omdat ik {_neutral(place, 'ik', as_clause=True)},")
    return None


def _predicate(place: _Place) -> str | None:
    """ "Ik heb reuma en zoek …": something neutral, or nothing, between the subject and what it asks."""
    subject = _subject(place)
    if subject is None:
        return None
    # "Mijn zoon van 9 heeft …"
    near = range(subject + 1, min(subject + 4, place.last) + 1)
    verb = next((at for at in near if place.form(at) in _VERBS), None)
    if verb is None:
        return None
    if _is_own_health(place) and place.form(subject) in ("ik", *_WE):
        return place.cut(verb, _rest_of(place), _neutral(place, place.form(subject)))
    joined = _rest_of(place) + 1
    if place.form(joined) == "en" and joined < place.end and place.form(joined + 1) not in _NO_VERBS:
        return place.cut(verb, joined)
    if place.form(subject) in _KIN and place.one.label == HEALTH:
        is_many = place.form(verb) in _PLURAL.values() or place.form(verb) in _MANY
        return place.cut(verb, _rest_of(place), f"{'kunnen' if is_many else 'kan'} {_HELPED}")
    return None


def _subject(place: _Place) -> int | None:
    """The last word of the subject, when the clause begins with it."""
    if place.form(place.begin) in _SUBJECTS:
        return place.begin
    if place.form(place.begin) in _MY and place.form(place.begin + 1) in _KIN:
        return place.begin + 1
    return None


def _rest_of(place: _Place) -> int:
    """The last word that belongs to the detail: up to "en", "maar" or the end of its clause."""
    at = place.last
    while at < place.end and place.form(at + 1) not in ("en", "maar", "dus", "wie"):
        at += 1
    return at


def _as_one(place: _Place) -> str | None:
    """ "Als christen help ik graag" becomes "Ik help graag"."""
    at = place.first if place.form(place.first) == "als" else place.first - 1
    if place.form(at) != "als" or at != place.begin or place.form(place.last + 2) not in _SUBJECTS:
        return None
    verb, subject = (place.text[slice(*place.spans[place.last + n])] for n in (1, 2))
    return place.cut(at, place.last + 2, f"{subject} {verb}")


def _clause(place: _Place) -> str:
    """Without the clause; without the sentence when that is all there is; empty when nothing would be left."""
    if not place.is_whole:
        return _from_mark(place.cut(place.begin, place.end, "\x00"))
    rest = place.cut(place.low, place.high - 1, "\x00")
    if _STOP.sub("", rest).strip(" \x00,"):
        return rest.replace("\x00.", "").replace("\x00!", "").replace("\x00?", "").replace("\x00", "")
    if _is_own_health(place):
        return place.cut(place.low, place.high - 1, f"ik {_neutral(place, 'ik')}")
    return ""


def _once(text: str) -> str:
    """What neutral words say twice, once: two of somebody's illnesses often get the same words."""
    text = _TOGETHER.sub(rf"\1 en \2 kunnen {_HELPED}", text)
    text = re.sub(r"\b(snel moe)( en| maar|,)(?: ik)? ben(?: \w+)? moe\b", r"\1", text)
    for group in _groups():
        says, clause = re.escape(group["says"]), re.escape(group["as_clause"])
        text = re.sub(rf"\b({says})(?:,| en) (?:ik )?{says}\b", r"\1", text)
        before = re.search(rf"\b(?:ik {says}|ik {clause})\b", text, re.I)
        if before:
            rest = re.sub(rf"(?:(?<=^)|(?<=[.!?\n,]))\s*\bik {says}(?:[.!?,]|$)", "", text[before.end() :], flags=re.I)
            text = _tidy(text[: before.end()] + rest)
    return text


def _from_mark(text: str) -> str:
    """One comma goes with the clause that went."""
    return re.sub(r"\s*[,;:–-]?\s*\x00\s*[,;:]?", lambda gone: " " if gone.start() else "", text, count=1)


def _is_own_health(place: _Place) -> bool:
    return place.one.label == HEALTH and place.one.about == SELF


def _neutral(place: _Place, subject: str, *, as_clause: bool = False) -> str:
    """Neutral words for this detail, as they follow "ik", or "omdat ik"."""
    said = place.reading.forms[place.first : place.last + 1]
    words = next(
        group["as_clause" if as_clause else "says"]
        for group in _groups()
        if any(_fits(form, word) for form in said for word in group["words"].split())
    )
    if subject in _WE:
        words = " ".join(_PLURAL.get(word, word) for word in words.split()).replace(" mij ", " ons ")
    return str(words)


def _fits(form: str, word: str) -> bool:
    if word.endswith("*"):
        return form.startswith(word[:-1])
    return form.endswith(word[1:]) if word.startswith("*") else form == word


@functools.lru_cache(maxsize=1)
def _groups() -> list[Mapping[str, str]]:
    try:
        return list(tomllib.loads(files.read(NEUTRAL))["group"])
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise ValueError(f"{'/'.join(NEUTRAL.parts[-3:])}: dit is geen TOML ({error})") from error


def _tidy(text: str) -> str:
    """White space, commas and capitals as people write them, after words went away."""
    text = text.replace("\x00", "")
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub(r"\s+(?=[.,;!?](?:\s|$))", "", text)
    text = re.sub(r"(?:^|(?<=[.!?\n]))\s*[,;:.]+\s*", lambda m: "\n" if "\n" in m[0] else " ", text)
    text = re.sub(r",\s*(?=[,.!?])", "", text)
    text = "\n".join(line.strip(" ,;") for line in text.split("\n")).strip()
    # What a clause that went left in front.
    text = re.sub(r"(^|[.!?]\s+|\n)(?:maar|dus|want|en) (?=[a-z])", r"\1", text)
    return re.sub(r"(^|[.!?]\s+|\n)([a-zà-ÿ])", lambda m: m[1] + m[2].upper(), text)


def check() -> None:
    """Reads the neutral words and the special labels' files, so that a mistake is refused at the start."""
    _groups()
    phrases.labels(phrases.SPECIAL)
