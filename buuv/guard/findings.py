"""What a text gives away: one call, every label."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from buuv.guard import addresses, mails, meanings, papers, persons, phones, phrases, special, surnames
from buuv.guard.numbers import NUMBER_WORDS
from buuv.guard.persons import NONE, SELF, THIRD
from buuv.guard.reading import Reading
from buuv.guard.sightings import Sighting


@dataclass(frozen=True, slots=True)
class Finding:
    """A label, the part of the text it is about, and whose detail it is: "self" or "third"."""

    label: str
    start: int
    end: int
    about: str


Detector = Callable[[Reading], Iterator[Sighting]]

# The patterns, in order: what one of them took is not looked at by the next. Labels that depend on meaning come
# from the word files config/words/guard_<label>.toml and from learned weights; a new file is a new label.
PATTERNS: dict[str, Detector] = {
    papers.IBAN: papers.find_iban,
    mails.LABEL: mails.find,
    papers.PLATE: papers.find_plate,
    papers.BSN: papers.find_bsn,
    phones.LABEL: phones.find,
    addresses.LABEL: addresses.find,
}


def labels() -> list[str]:
    """Every label that the guard knows."""
    return [*PATTERNS, surnames.LABEL, *phrases.labels(), *special.labels()]


def told() -> list[str]:
    """The labels that machines are told: a surname is for the eyes of who writes, and no label of the contract."""
    return [label for label in labels() if label != surnames.LABEL]


def find(text: str, only: Iterable[str] | None = None) -> list[Finding]:
    """Everything that this text gives away, in the order of the text; `only` looks for these labels alone."""
    wanted = set(labels() if only is None else only)
    reading = Reading(text)
    if not reading.words:
        return []
    hits = phrases.hits(reading)
    found = [*_patterns(reading, wanted), *meanings.find(reading, hits, wanted)]
    if surnames.LABEL in wanted:
        found += surnames.find(reading)
    placed = [
        Finding(one.label, *reading.span(one.start, one.end), persons.about(reading, hits, one))
        for one in _merged(reading, found)
    ]
    # Whose it is comes first there: two people's illnesses are two findings.
    for about_whom in (SELF, THIRD):
        seen = [one.sighting for one in special.find(reading, hits, wanted) if one.about == about_whom]
        placed += [Finding(one.label, *reading.span(one.start, one.end), about_whom) for one in _merged(reading, seen)]
    return sorted(placed, key=lambda one: (one.start, one.end, one.label))


def about(findings: Iterable[Finding]) -> str:
    """Whose details a text gives away: "third" as soon as one is somebody else's, "none" without any."""
    whose = {finding.about for finding in findings}
    return THIRD if THIRD in whose else SELF if whose else NONE


def names_self(text: str, one: Finding) -> bool:
    """Whether the writer herself stands in the sentence of this finding."""
    reading = Reading(text)
    places = [reading.span(word.start, word.end) for word in reading.words]
    sentence = next(word.sentence for word, (_, end) in zip(reading.words, places, strict=True) if end > one.start)
    low, high = reading.range_of(sentence)
    return any(low <= hit.first < high for hit in phrases.hits(reading).get(SELF, ()))


def _patterns(reading: Reading, wanted: set[str]) -> Iterator[Sighting]:
    if "@" not in reading.plain and not any(map(str.isdigit, reading.plain)) and not _may_be_spelled(reading):
        return
    taken = bytearray(len(reading.plain))
    for start, end in papers.looks_like_iban(reading):
        taken[start:end] = b"\1" * (end - start)
    for label, detect in PATTERNS.items():
        if label not in wanted:
            continue
        for one in list(detect(reading)):
            if label == papers.IBAN or not any(taken[one.start : one.end]):
                taken[one.start : one.end] = b"\1" * (one.end - one.start)
                yield one


def _may_be_spelled(reading: Reading) -> bool:
    """Whether a number or an address may be spelled out in words."""
    return any(form in NUMBER_WORDS or form in mails.MARKS for form in reading.forms)


def _merged(reading: Reading, found: Iterable[Sighting]) -> list[Sighting]:
    """Sightings of one label that overlap, touch or have only a comma between them are one."""
    merged: list[Sighting] = []
    for one in sorted(found):
        last = merged[-1] if merged else None
        if last and last.label == one.label and not reading.plain[last.end : one.start].strip(" ,\n"):
            merged[-1] = Sighting(one.label, last.start, max(last.end, one.end))
        else:
            merged.append(one)
    return merged
