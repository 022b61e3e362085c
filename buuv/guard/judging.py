"""What follows from each label, and whether words are fit for public eyes (contracts.md, "The guard")."""

import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from buuv.core.errors import Refusal
from buuv.core.translation import lazy as _l
from buuv.guard import findings, rewording
from buuv.guard.findings import Finding
from buuv.guard.persons import THIRD

# Cannot be placed | placed after a second tap | placed with a word of advice | placed, and shown to moderators.
REFUSE, EXPLAIN, HINT, SHOW = "refuse", "explain", "hint", "show"

# A label without a row is explained: new word files are never silently let through.
CONSEQUENCES = {
    "phone": REFUSE,
    "email": REFUSE,
    "address": REFUSE,
    "bsn": REFUSE,
    "iban": REFUSE,
    "plate": REFUSE,
    "address_soft": EXPLAIN,
    "key": EXPLAIN,
    "absence": EXPLAIN,
    "alone": EXPLAIN,
    "money": SHOW,
}


@dataclass(frozen=True)
class Reason:
    """One thing that a text gives away: its label, its very words, why that matters, and in which field."""

    label: str
    words: str
    why: str
    field: str


@dataclass(frozen=True)
class Judgement:
    """What the guard says of the words in one form."""

    words: Mapping[str, str]
    reasons: Sequence[Reason]
    marked: Mapping[str, Sequence[tuple[str, bool]]]
    safer: Mapping[str, str]
    may_insist: bool

    @property
    def is_fit(self) -> bool:
        """Whether there is nothing to say."""
        return not self.reasons

    @property
    def has_safer(self) -> bool:
        """Whether every safer text can stand on the board as it is."""
        return bool(self.safer) and all(rewording.is_sentence(text) for text in self.safer.values())

    @property
    def seal(self) -> str:
        """What "Laat mijn tekst zo staan" is bound to: these very words, so that changed ones are looked at again."""
        return seal_of(self.words)


class Exposed(Refusal):
    """Words that give something away; the judgement says which, why, and how it can be said more safely."""

    def __init__(self, judgement: Judgement) -> None:
        first = judgement.reasons[0]
        super().__init__(first.why, field=first.field)
        self.judgement = judgement


def seal_of(words: Mapping[str, str]) -> str:
    """A digest of exactly these words in these fields."""
    whole = "\x00".join(f"{field}\x01{text}" for field, text in sorted(words.items()))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def judge(words: Mapping[str, str]) -> Judgement:
    """What is to be said of these words (field: text) before they become public."""
    reasons: list[Reason] = []
    marked: dict[str, list[tuple[str, bool]]] = {}
    safer: dict[str, str] = {}
    is_hard = False
    for field, text in words.items():
        found = [one for one in findings.find(text) if consequence(one.label) in (REFUSE, EXPLAIN)]
        if not found:
            continue
        reworded = rewording.reword(text, found)
        found = sorted({*found, *reworded.found}, key=lambda one: (one.start, one.end, one.label))
        is_hard = is_hard or any(consequence(one.label) == REFUSE for one in found)
        said = [Reason(one.label, text[one.start : one.end], _why(one, text), field) for one in found]
        # Words that come back are one reason.
        reasons += {reason.why.casefold(): reason for reason in said}.values()
        marked[field] = _marked(text, [*((one.start, one.end) for one in found), *reworded.gone])
        safer[field] = reworded.text
    reasons += _across(words)
    is_hard = is_hard or any(consequence(reason.label) == REFUSE for reason in reasons)
    if not is_hard:
        reasons = list({reason.why.casefold(): reason for reason in reasons}.values())
    # The hard ones first: they decide what the page can offer.
    reasons.sort(key=lambda reason: consequence(reason.label) != REFUSE)
    return Judgement(dict(words), reasons, marked, safer, may_insist=bool(reasons) and not is_hard)


def _across(words: Mapping[str, str]) -> Iterator[Reason]:
    """What cannot be placed and begins in one field and ends in the next, such as a number cut in two."""
    for (_, before), (field, after) in itertools.pairwise(words.items()):
        text, border = f"{before}\n{after}", len(before)
        for one in findings.find(text, only=[name for name, what in CONSEQUENCES.items() if what == REFUSE]):
            if one.start < border < one.end - 1:
                yield Reason(one.label, text[one.start : one.end].replace("\n", " "), _why(one, text), field)


def check_words(words: Mapping[str, str], *, insisted: str | None = None) -> None:
    """Refuses words (field: text) that are not fit for public eyes.

    Soft findings pass when `insisted` is the seal of exactly these words; hard ones never do.
    """
    judgement = judge(words)
    if judgement.is_fit or (judgement.may_insist and insisted == judgement.seal):
        return
    raise Exposed(judgement)


def check_public(text: str, *, field: str = "body", insisted: str | None = None) -> None:
    """The same for one text in one field."""
    check_words({field: text}, insisted=insisted)


def consequence(label: str) -> str:
    """What follows from a label."""
    return CONSEQUENCES.get(label, EXPLAIN)


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether the guard means it or the safer text leaves it out."""
    pieces, last = [], 0
    for start, end in sorted(spans):
        while end > start and text[end - 1].isspace():
            end -= 1
        start = max(start, last)
        if start < end:
            pieces += [(text[last:start], False), (text[start:end], True)]
            last = end
    return [piece for piece in [*pieces, (text[last:], False)] if piece[0]]


def _why(one: Finding, text: str) -> str:
    words = " ".join(text[one.start : one.end].split())
    sentence = _WHY.get(one.label, _OTHERWISE)
    if one.about == THIRD:
        sentence = _WHY_OF_ANOTHER.get(one.label, sentence)
    return str(sentence % {"words": words})


_OTHERWISE = _l("Dit is misschien te persoonlijk voor het bord: “%(words)s”. Iedereen kan het lezen.")
_WHY = {
    "phone": _l("Er staat een telefoonnummer in: “%(words)s”. Laat het weg; u geeft het later zelf aan wie u kiest."),
    "email": _l("Er staat een e-mailadres in: “%(words)s”. Laat het weg; buren schrijven u via buuv."),
    "address": _l("Er staat een adres in: “%(words)s”. Laat het weg; u geeft het later zelf aan wie u kiest."),
    "bsn": _l("Er staat een burgerservicenummer in: “%(words)s”. Geef dat nooit aan een buur."),
    "iban": _l("Er staat een rekeningnummer in: “%(words)s”. Dat hoort niet op het bord."),
    "plate": _l("Er staat een kenteken in: “%(words)s”. Daarmee is iemand te vinden. Laat het weg."),
    "address_soft": _l("Hier staat waar u woont: “%(words)s”. Iedereen kan dit lezen. Vertel het liever later."),
    "key": _l("Hier staat hoe iemand binnenkomt: “%(words)s”. Iedereen kan dit lezen, ook een inbreker."),
    "absence": _l("Hier staat dat u weg bent: “%(words)s”. Iedereen kan dit lezen, ook een inbreker."),
    "alone": _l("Hier staat dat u alleen bent: “%(words)s”. Iedereen kan dit lezen, ook wie kwaad wil."),
}
_WHY_OF_ANOTHER = {
    "phone": _l("Er staat een telefoonnummer van iemand anders in: “%(words)s”. Laat het weg; die ander beslist zelf."),
    "email": _l("Er staat een e-mailadres van iemand anders in: “%(words)s”. Laat het weg; die ander beslist zelf."),
    "address": _l("Er staat een adres van iemand anders in: “%(words)s”. Laat het weg; die ander beslist zelf."),
    "address_soft": _l("Hier staat waar iemand woont: “%(words)s”. Iedereen kan dit lezen. Vertel het liever later."),
    "absence": _l("Hier staat dat iemand weg is: “%(words)s”. Iedereen kan dit lezen, ook een inbreker."),
    "alone": _l("Hier staat dat iemand alleen is: “%(words)s”. Iedereen kan dit lezen, ook wie kwaad wil."),
}
