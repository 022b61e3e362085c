"""What follows from each label, and whether words are fit for public eyes (contracts.md, "The guard")."""

import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from buuv.core.errors import Refusal
from buuv.core.translation import lazy as _l
from buuv.guard import consent_words, findings, rewording, softening
from buuv.guard.findings import Finding
from buuv.guard.persons import SELF, THIRD

# Cannot be placed | placed after consent about oneself, and never about another | placed after a second tap |
# placed with a word of advice | placed, and shown to moderators.
REFUSE, CONSENT, EXPLAIN, HINT, SHOW = "refuse", "consent", "explain", "hint", "show"

# A label without a row is explained: new word files are never silently let through.
CONSEQUENCES = {
    "phone": REFUSE,
    "email": REFUSE,
    "address": REFUSE,
    "bsn": REFUSE,
    "iban": REFUSE,
    "plate": REFUSE,
    "surname": EXPLAIN,
    "address_soft": EXPLAIN,
    "key": EXPLAIN,
    "absence": EXPLAIN,
    "alone": EXPLAIN,
    "health": CONSENT,
    "religion": CONSENT,
    "origin": CONSENT,
    "sexuality": CONSENT,
    "politics": CONSENT,
    "union": CONSENT,
    "crime": CONSENT,
    "health_soft": HINT,
    "money": SHOW,
    "commercial": SHOW,
    "minor": SHOW,
}
SPECIAL = frozenset(label for label, what in CONSEQUENCES.items() if what == CONSENT)


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
    # The special categories that the writer tells of herself, for which she can give consent.
    consent: Sequence[str] = ()

    @property
    def is_fit(self) -> bool:
        """Whether there is nothing to say."""
        return not self.reasons

    @property
    def has_safer(self) -> bool:
        """Whether every safer text can stand on the board as it is."""
        return bool(self.safer) and all(rewording.is_sentence(text) for text in self.safer.values())

    @property
    def is_theirs_to_say(self) -> bool:
        """Whether a button can let these words stand as they are: nothing here is refused."""
        return self.may_insist or bool(self.consent)

    @property
    def statement(self) -> str:
        """What the writer says yes to."""
        return consent_words.statement(self.consent)

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
    weights: set[str] = set()
    own: set[str] = set()
    for field, text in words.items():
        found = [one for one in findings.find(text) if consequence(one.label) in (REFUSE, CONSENT, EXPLAIN)]
        if not found:
            continue
        reworded = rewording.reword(text, found)
        found = sorted({*found, *reworded.found}, key=lambda one: (one.start, one.end, one.label))
        found = _of_whom(words, field, found)
        weights |= {_weight(one) for one in found}
        own |= {one.label for one in found if _weight(one) == CONSENT}
        said = [Reason(one.label, text[one.start : one.end], _why(one, text), field) for one in found]
        # Words that come back are one reason.
        reasons += {reason.why.casefold(): reason for reason in said}.values()
        is_special = any(one.label in SPECIAL for one in found)
        safer[field] = _softer(text, found) if is_special else reworded.text
        gone = softening.gone(text, safer[field]) if is_special and safer[field] else reworded.gone
        marked[field] = _marked(text, [*((one.start, one.end) for one in found), *gone])
    across = list(_across(words))
    reasons += across
    is_hard = bool(across) or REFUSE in weights
    if not is_hard:
        reasons = list({reason.why.casefold(): reason for reason in reasons}.values())
    # The hard ones first: they decide what the page can offer.
    reasons.sort(key=lambda reason: consequence(reason.label) != REFUSE)
    consent = [] if is_hard else [label for label in consent_words.NAMES if label in own]
    may_insist = bool(reasons) and not is_hard and not consent
    return Judgement(dict(words), reasons, marked, safer, may_insist=may_insist, consent=consent)


def _weight(one: Finding) -> str:
    """What follows from a finding: nobody can consent for somebody else."""
    what = consequence(one.label)
    return REFUSE if what == CONSENT and one.about == THIRD else what


def _of_whom(words: Mapping[str, str], field: str, found: list[Finding]) -> list[Finding]:
    """Findings about the one whom the words around them are about: "Dementie", and below it "mijn man is …"."""
    if len(words) < 2 or not any(one.label in SPECIAL for one in found):
        return found
    others = [one for name, text in words.items() if name != field for one in findings.find(text, only=SPECIAL)]
    theirs = {one.label for one in others if one.about == THIRD}
    return [
        replace(one, about=THIRD)
        if one.label in theirs and one.about == SELF and not findings.names_self(words[field], one)
        else one
        for one in found
    ]


def _softer(text: str, found: Sequence[Finding]) -> str:
    """The text without its special categories and all the rest; empty when it cannot be said otherwise."""
    softer = softening.soften(text, frozenset(one.label for one in found if one.label in SPECIAL))
    if not softer:
        return ""
    safer = rewording.safer(softer)
    return safer if rewording.is_sentence(safer) else rewording.without_stump(safer)


def _across(words: Mapping[str, str]) -> Iterator[Reason]:
    """What cannot be placed and begins in one field and ends in the next, such as a number cut in two."""
    for (_, before), (field, after) in itertools.pairwise(words.items()):
        text, border = f"{before}\n{after}", len(before)
        for one in findings.find(text, only=[name for name, what in CONSEQUENCES.items() if what == REFUSE]):
            if one.start < border < one.end - 1:
                yield Reason(one.label, text[one.start : one.end].replace("\n", " "), _why(one, text), field)


def check_words(words: Mapping[str, str], *, insisted: str | None = None, consented: str | None = None) -> Judgement:
    """Refuses words (field: text) that are not fit for public eyes, and gives what was said of those that are.

    Soft findings pass when `insisted` is the seal of exactly these words, and what needs consent when `consented` is;
    hard ones never do. Who consents has read the soft ones too.
    """
    judgement = judge(words)
    has_agreed = judgement.consent and consented == judgement.seal
    has_insisted = judgement.may_insist and judgement.seal in (insisted, consented)
    if judgement.is_fit or has_agreed or has_insisted:
        return judgement
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
    for start, end in _joined(text, spans):
        while end > start and text[end - 1].isspace():
            end -= 1
        start = max(start, last)
        if start < end:
            pieces += [(text[last:start], False), (text[start:end], True)]
            last = end
    return [piece for piece in [*pieces, (text[last:], False)] if piece[0]]


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same parts, with those as one that overlap or have only a space between them."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _why(one: Finding, text: str) -> str:
    words = " ".join(text[one.start : one.end].split())
    sentence = _WHY.get(one.label, _OTHERWISE)
    if one.about == THIRD:
        sentence = _WHY_OF_ANOTHER.get(one.label, sentence)
    return str(sentence % {"words": words})


_OTHERWISE = _l("Dit is misschien te persoonlijk voor het bord: “%(words)s”. Iedereen kan het lezen.")
_WHY = {
    **consent_words.WHY,
    "phone": _l("Er staat een telefoonnummer in: “%(words)s”. Laat het weg; u geeft het later zelf aan wie u kiest."),
    "email": _l("Er staat een e-mailadres in: “%(words)s”. Laat het weg; buren schrijven u via buuv."),
    "address": _l("Er staat een adres in: “%(words)s”. Laat het weg; u geeft het later zelf aan wie u kiest."),
    "bsn": _l("Er staat een burgerservicenummer in: “%(words)s”. Geef dat nooit aan een buur."),
    "iban": _l("Er staat een rekeningnummer in: “%(words)s”. Dat hoort niet op het bord."),
    "plate": _l("Er staat een kenteken in: “%(words)s”. Daarmee is iemand te vinden. Laat het weg."),
    "surname": _l("Er staat een achternaam in: “%(words)s”. Een voornaam is genoeg op het bord."),
    "address_soft": _l("Hier staat waar u woont: “%(words)s”. Iedereen kan dit lezen. Vertel het liever later."),
    "key": _l("Hier staat hoe iemand binnenkomt: “%(words)s”. Iedereen kan dit lezen, ook een inbreker."),
    "absence": _l("Hier staat dat u weg bent: “%(words)s”. Iedereen kan dit lezen, ook een inbreker."),
    "alone": _l("Hier staat dat u alleen bent: “%(words)s”. Iedereen kan dit lezen, ook wie kwaad wil."),
}
_WHY_OF_ANOTHER = {
    **consent_words.WHY_OF_ANOTHER,
    "phone": _l("Er staat een telefoonnummer van iemand anders in: “%(words)s”. Laat het weg; die ander beslist zelf."),
    "email": _l("Er staat een e-mailadres van iemand anders in: “%(words)s”. Laat het weg; die ander beslist zelf."),
    "address": _l("Er staat een adres van iemand anders in: “%(words)s”. Laat het weg; die ander beslist zelf."),
    "address_soft": _l("Hier staat waar iemand woont: “%(words)s”. Iedereen kan dit lezen. Vertel het liever later."),
    "absence": _l("Hier staat dat iemand weg is: “%(words)s”. Iedereen kan dit lezen, ook een inbreker."),
    "alone": _l("Hier staat dat iemand alleen is: “%(words)s”. Iedereen kan dit lezen, ook wie kwaad wil."),
}
