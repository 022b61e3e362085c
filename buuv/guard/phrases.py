"""What is given away by meaning: phrases from word files, and rules about which of them go together.

`config/words/guard.toml` holds the sets and phrases that labels share; each `guard_<label>.toml` beside it is one
label. How they are written stands at the top of guard.toml. Other groups of files are written the same way:
`special_<label>.toml`, `signal_<label>.toml` and `safety_<line>.toml`.
"""

import functools
import pathlib
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from buuv.guard import numbers
from buuv.guard.reading import Reading
from buuv.guard.sightings import Sighting
from buuv.language import files

FOLDER = files.CONFIG / "words"
SHARED = "guard"
GUARD, SPECIAL, SIGNAL, SAFETY = "guard", "special", "signal", "safety"
_GROUPS = (GUARD, SPECIAL, SIGNAL, SAFETY)
_GAP = re.compile(r"~(\d*)")
_GAP_WORDS = 3
# One as a number, but mostly no number at all.
_ARTICLES = ("een", "one")
_RULE_KEYS = {"all", "none", "never", "beside", "near", "ours", "clause", "asked"}
_PERSONS = ("self", "third", "you", "anyone")


class Hit(NamedTuple):
    """The first and last word of a phrase in a text."""

    first: int
    last: int


Hits = Mapping[str, list[Hit]]


@dataclass(frozen=True)
class _Element:
    """One place of a phrase: which words fit there."""

    exact: frozenset[str]
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    is_number: bool
    is_any: bool
    is_name: bool
    gap: int
    is_optional: bool

    def may_be(self, form: str) -> bool:
        return bool(self.gap) or self.is_optional or self.is_name or self.fits(form)

    def fits(self, form: str) -> bool:
        return (
            form in self.exact
            or self.is_any
            or (bool(self.prefixes) and form.startswith(self.prefixes))
            or (bool(self.suffixes) and form.endswith(self.suffixes))
            or (self.is_number and form not in _ARTICLES and numbers.value_of(form) is not None)
        )


_Phrase = tuple[_Element, ...]


@dataclass(frozen=True)
class _Rule:
    """Phrases that together give something away, and phrases beside which they do not."""

    group: str
    label: str
    all: tuple[tuple[str, ...], ...]
    none: tuple[str, ...]
    never: tuple[str, ...]
    beside: tuple[str, ...]
    near: tuple[str, ...]
    ours: bool
    clause: bool
    asked: bool


@dataclass
class _Book:
    """Every phrase by its first word, and every rule."""

    by_word: dict[str, list[tuple[str, _Phrase]]] = field(default_factory=lambda: defaultdict(list))
    open_ended: list[tuple[str, _Phrase]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    rules: list[_Rule] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starting_with = functools.lru_cache(maxsize=8_192)(self._starting_with)
        # Two words decide most phrases, and people use the same pairs again and again.
        self.going_on_with = functools.lru_cache(maxsize=32_768)(self._going_on_with)

    def _starting_with(self, form: str) -> tuple[tuple[str, _Phrase], ...]:
        return (*self.by_word.get(form, ()), *(one for one in self.open_ended if one[1][0].fits(form)))

    def _going_on_with(self, form: str, after: str) -> tuple[tuple[str, _Phrase], ...]:
        return tuple(one for one in self.starting_with(form) if len(one[1]) == 1 or one[1][1].may_be(after))


def labels(group: str = GUARD) -> list[str]:
    """The labels that have a word file in this group."""
    return list(dict.fromkeys(rule.label for rule in _book(FOLDER).rules if rule.group == group))


def check(folder: pathlib.Path = FOLDER) -> None:
    """Reads the word files, so that a mistake is refused at the start; ValueError with the file."""
    _book(folder)


def hits(reading: Reading) -> Hits:
    """Where each phrase of the word files stands in a text."""
    found: dict[str, list[Hit]] = defaultdict(list)
    book, forms = _book(FOLDER), reading.forms
    for start, end in reading.sentences:
        for index in range(start, end):
            after = forms[index + 1] if index + 1 < end else ""
            for name, phrase in book.going_on_with(forms[index], after):
                last = _match(phrase, 1, reading, index + 1, end)
                if last is not None:
                    found[name].append(Hit(index, last - 1))
    return found


def _match(phrase: _Phrase, place: int, reading: Reading, index: int, end: int) -> int | None:
    """Where the rest of a phrase ends when it goes on here; None when it does not."""
    if place == len(phrase):
        return index
    element = phrase[place]
    if element.gap:
        for ahead in range(index, min(end, index + element.gap + 1)):
            found = _match(phrase, place + 1, reading, ahead, end)
            if found is not None:
                return found
        return None
    if index < end and (element.fits(reading.forms[index]) or (element.is_name and _is_name(reading, index))):
        found = _match(phrase, place + 1, reading, index + 1, end)
        if found is not None:
            return found
    return _match(phrase, place + 1, reading, index, end) if element.is_optional else None


def _is_name(reading: Reading, index: int) -> bool:
    """Whether a word has a capital letter of its own, and not because everything has."""
    word = reading.words[index]
    return reading.is_capital(word) and len(word.form) > 1 and not reading.typed(word).isupper()


def find(reading: Reading, found: Hits, wanted: Iterable[str]) -> Iterator[Sighting]:
    """Every sighting of these labels."""
    places = {name: _by_sentence(reading, places) for name, places in found.items()}
    for rule in _book(FOLDER).rules:
        if rule.label not in wanted or not all(any(name in places for name in names) for names in rule.all):
            continue
        for sentence in _sentences_with(rule.all[0], places):
            here = {name: by[sentence] for name, by in places.items() if sentence in by}
            yield from _sightings(rule, reading, here, places, sentence)


def _by_sentence(reading: Reading, places: list[Hit]) -> dict[int, list[Hit]]:
    by: dict[int, list[Hit]] = defaultdict(list)
    for hit in places:
        by[reading.words[hit.first].sentence].append(hit)
    return by


def _sentences_with(names: tuple[str, ...], places: Mapping[str, dict[int, list[Hit]]]) -> list[int]:
    return sorted({sentence for name in names for sentence in places.get(name, ())})


def _sightings(
    rule: _Rule, reading: Reading, here: Hits, places: Mapping[str, dict[int, list[Hit]]], sentence: int
) -> Iterator[Sighting]:
    if any(name in here for name in rule.never) or (rule.asked and sentence not in reading.questions):
        return
    if rule.near and not _is_near(rule.near, places, sentence):
        return
    for anchor in [hit for name in rule.all[0] for hit in here.get(name, ())]:
        chosen = _together(rule, reading, here, anchor)
        if chosen is None or _is_excused(rule, reading, here, anchor):
            continue
        if rule.ours and not _is_ours(reading, here, anchor, sentence):
            continue
        first, last = min(hit.first for hit in chosen), max(hit.last for hit in chosen)
        yield Sighting(rule.label, reading.words[first].start, reading.words[last].end)


def _is_near(names: tuple[str, ...], places: Mapping[str, dict[int, list[Hit]]], sentence: int) -> bool:
    return any(at in places.get(name, ()) for name in names for at in (sentence, sentence - 1, sentence + 1))


def _together(rule: _Rule, reading: Reading, here: Hits, anchor: Hit) -> list[Hit] | None:
    """The anchor with the nearest of each other phrase that the rule asks for."""
    chosen = [anchor]
    clause = reading.words[anchor.first].clause
    for names in rule.all[1:]:
        candidates = [
            hit
            for name in names
            for hit in here.get(name, ())
            if not rule.clause or clause in (reading.words[hit.first].clause, reading.words[hit.last].clause)
        ]
        if not candidates:
            return None
        chosen.append(min(candidates, key=lambda hit: _distance(hit, anchor)))
    return chosen


def _distance(one: Hit, other: Hit) -> int:
    if one.first > other.last:
        return one.first - other.last
    return max(0, other.first - one.last)


def _is_excused(rule: _Rule, reading: Reading, here: Hits, anchor: Hit) -> bool:
    """Whether a phrase that makes it harmless stands in the anchor's clause, or for some shares a word with it."""
    if any(_distance(hit, anchor) == 0 for name in rule.beside for hit in here.get(name, ())):
        return True
    clauses = {reading.words[anchor.first].clause, reading.words[anchor.last].clause}
    return any(reading.words[hit.first].clause in clauses for name in rule.none for hit in here.get(name, ()))


def _is_ours(reading: Reading, here: Hits, anchor: Hit, sentence: int) -> bool:
    """Whether it is said of the writer or of somebody she knows, and not of the reader or of anyone.

    The nearest person in the clause decides, else the nearest in the sentence; nobody at all is the writer,
    except in a question ("Op vakantie?").
    """
    clauses = {reading.words[anchor.first].clause, reading.words[anchor.last].clause}
    people = [(name, hit) for name in _PERSONS for hit in here.get(name, ())]
    same = [one for one in people if reading.words[one[1].first].clause in clauses]
    for group in (same, people):
        if group:
            # Of two at the same distance the one before it is its subject.
            name, _ = min(group, key=lambda one: (_distance(one[1], anchor), one[1].first > anchor.first))
            return name in ("self", "third")
    return sentence not in reading.questions


@functools.lru_cache(maxsize=8)
def _book(folder: pathlib.Path) -> _Book:
    book = _Book()
    shared = _read(folder / f"{SHARED}.toml")
    sets = _sets(shared, {}, folder / f"{SHARED}.toml")
    _add_phrases(book, shared.get("phrases", {}), sets, folder / f"{SHARED}.toml", prefix="")
    for path in (path for group in _GROUPS for path in sorted(folder.glob(f"{group}_*.toml"))):
        group, _, label = path.stem.partition("_")
        written = _read(path)
        own = sets | _sets(written, sets, path)
        _add_phrases(book, written.get("phrases", {}), own, path, prefix=f"{label}.")
        for rule in written.get("rule", []):
            book.rules.append(_rule(rule, group, label, book, path))
    return book


def _read(path: pathlib.Path) -> dict[str, Any]:
    try:
        return tomllib.loads(files.read(path))
    except tomllib.TOMLDecodeError as error:
        raise _mistake(path, f"dit is geen TOML ({error})") from error


def _sets(written: dict[str, Any], known: Mapping[str, list[str]], path: pathlib.Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, words in written.get("sets", {}).items():
        found[name] = []
        for word in words.split():
            inside = re.fullmatch(r"\{(\w+)\}", word)
            if inside and inside[1] not in {**known, **found}:
                raise _mistake(path, f"{{{inside[1]}}} is geen lijst")
            found[name] += {**known, **found}[inside[1]] if inside else [word]
    return found


def _add_phrases(
    book: _Book, written: dict[str, list[str]], sets: Mapping[str, list[str]], path: pathlib.Path, prefix: str
) -> None:
    for name, phrases in written.items():
        book.names.add(prefix + name)
        for phrase in phrases:
            elements = tuple(_element(part, sets, path) for part in phrase.split())
            if not elements or elements[0].gap or elements[0].is_optional or elements[-1].gap:
                raise _mistake(path, f"“{phrase}” bij {name}: begint en eindigt met een woord dat er moet staan")
            first = elements[0]
            for word in first.exact:
                book.by_word[word].append((prefix + name, elements))
            if first.prefixes or first.suffixes or first.is_number or first.is_any:
                open_first = replace(first, exact=frozenset())
                book.open_ended.append((prefix + name, (open_first, *elements[1:])))


def _element(part: str, sets: Mapping[str, list[str]], path: pathlib.Path) -> _Element:
    gap = _GAP.fullmatch(part)
    if gap:
        return _Element(frozenset(), (), (), False, False, False, int(gap[1] or _GAP_WORDS), False)
    is_optional = part.endswith("?")
    words: list[str] = []
    for word in part.removesuffix("?").split("/"):
        inside = re.fullmatch(r"\{(\w+)\}", word)
        if inside and inside[1] not in sets:
            raise _mistake(path, f"{{{inside[1]}}} is geen lijst")
        words += sets[inside[1]] if inside else [word]
    return _Element(
        frozenset(word for word in words if word.isalnum()),
        tuple(word[:-1] for word in words if len(word) > 1 and word.endswith("*")),
        tuple(word[1:] for word in words if len(word) > 1 and word.startswith("*")),
        "#" in words,
        "_" in words,
        "^" in words,
        0,
        is_optional,
    )


def _rule(written: dict[str, Any], group: str, label: str, book: _Book, path: pathlib.Path) -> _Rule:
    unknown = set(written) - _RULE_KEYS
    if unknown or not written.get("all"):
        raise _mistake(path, f"een regel heeft all en mag {', '.join(sorted(_RULE_KEYS))} hebben")

    def known(name: str) -> str:
        for one in (f"{label}.{name}", name):
            if one in book.names:
                return one
        raise _mistake(path, f"{name} staat niet bij phrases")

    def names(key: str) -> tuple[str, ...]:
        return tuple(known(name) for name in written.get(key, []))

    return _Rule(
        group,
        label,
        tuple(tuple(known(name) for name in part.split("|")) for part in written["all"]),
        names("none"),
        names("never"),
        names("beside"),
        names("near"),
        written.get("ours", False),
        written.get("clause", False),
        written.get("asked", False),
    )


def _mistake(path: pathlib.Path, sentence: str) -> ValueError:
    return ValueError(f"{'/'.join(path.parts[-3:])}: {sentence}")
