"""A text as the guard reads it: plain letters and digits, cut into words, clauses and sentences.

Whatever somebody types instead of plain letters (other alphabets' look-alikes, circled digits, invisible
characters) is read as what a person sees. Every place leads back to the text as it was typed.
"""

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from buuv.guard import spelling
from buuv.guard.lists import listed, paired

# Letters of other alphabets that look like Latin ones, so that a number or address cannot hide in them.
_LOOK_ALIKES = paired(
    "а:a в:b е:e з:3 і:i к:k м:m н:h о:o р:p с:c т:t у:y х:x ѕ:s ј:j ԁ:d һ:h ӏ:l α:a",
    "β:b ε:e ι:i κ:k ν:v ο:o ρ:p τ:t υ:u χ:x ϲ:c",
)
_UNDIVIDED = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ĳ": "ij"}
_WORD = re.compile(r"[0-9]+|[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?…]+[\"')]*(?=\s)|\n|[!?]+")
_CLAUSE_MARKS = frozenset(",;:()[]")
# A full stop after these ends no sentence.
_ABBREVIATED = listed("nr tel str dhr mevr mw mevr bijv ca evt ivm tav mob telnr huisnr postc st jr")
# Each of these begins a clause with a subject of its own.
_CONJUNCTIONS = listed(
    "als terwijl wanneer omdat want maar zodat dus indien aangezien doordat zolang totdat while when because but so"
)
# People who write without full stops are cut here; it also keeps every rule linear in the length of a text.
_LONGEST_SENTENCE = 120
_PRONOUNS = listed("ik wij we u je jij jullie hij zij ze mijn ons onze i you")


@dataclass(frozen=True, slots=True)
class Word:
    """One word or number: how it reads, where it stands in the plain text, and in which clause and sentence."""

    form: str
    start: int
    end: int
    clause: int
    sentence: int


class Reading:
    """A text, its plain form, and its words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain, self._places = _plain(text)
        self.questions: set[int] = set()
        self.words: Sequence[Word] = self._cut()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the plain text stands in the text as typed."""
        if self._places is None:
            return start, end
        return self._places[start], self._places[end - 1] + 1 if end > start else self._places[start]

    def typed(self, word: Word) -> str:
        """A word as it was typed."""
        start, end = self.span(word.start, word.end)
        return self.text[start:end]

    def is_capital(self, word: Word) -> bool:
        """Whether a word begins with a capital letter."""
        return self.text[self.span(word.start, word.start + 1)[0]].isupper()

    def between(self, left: Word, right: Word) -> str:
        """What stands between two words."""
        return self.plain[left.end : right.start]

    @functools.cached_property
    def forms(self) -> list[str]:
        """The words without their places; a typing error in an illness reads as the illness."""
        return [spelling.meant(word.form, spelling.HEALTH) or word.form for word in self.words]

    @functools.cached_property
    def starts(self) -> list[int]:
        """Where each word begins in the plain text."""
        return [word.start for word in self.words]

    def range_of(self, sentence: int) -> tuple[int, int]:
        """The first word of a sentence, by its number, and the one after its last."""
        return self.sentences[sentence]

    @functools.cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """The first word of each sentence, and the one after its last."""
        found: list[tuple[int, int]] = []
        for index, word in enumerate(self.words):
            if not found or word.sentence != self.words[index - 1].sentence:
                found.append((index, index + 1))
            else:
                found[-1] = (found[-1][0], index + 1)
        return found

    def _is_short(self, word: Word) -> bool:
        return word.form in _ABBREVIATED or (len(word.form) == 1 and word.form.isalpha() and self.is_capital(word))

    def _cut(self) -> list[Word]:
        words: list[Word] = []
        clause = sentence = first = 0
        last = 0
        for match in _WORD.finditer(self.plain):
            start, end = match.span()
            gap = self.plain[last:start]
            form = match[0]
            if words and not gap.isspace() and gap:
                end_found = _SENTENCE_END.search(gap)
                # "nr. 12" and "J. de Vries": a stop after an abbreviation or an initial is no end.
                if end_found and not (end_found[0] == "." and self._is_short(words[-1])):
                    if "?" in end_found[0]:
                        self.questions.add(sentence)
                    sentence += 1
                    clause += 1
                elif not _CLAUSE_MARKS.isdisjoint(gap) or " - " in gap:
                    clause += 1
            elif words and "\n" in gap:
                sentence += 1
                clause += 1
            if words and words[-1].clause == clause:
                previous = words[-1].form
                if form in _CONJUNCTIONS or (form in _PRONOUNS and previous == "en"):
                    clause += 1
            if words and (words[-1].sentence != sentence or len(words) - first >= _LONGEST_SENTENCE):
                if words[-1].sentence == sentence:
                    sentence, clause = sentence + 1, clause + 1
                first = len(words)
            words.append(Word(form, start, end, clause, sentence))
            last = end
        if "?" in self.plain[last:]:
            self.questions.add(sentence)
        return words


def _plain(text: str) -> tuple[str, list[int] | None]:
    """The text in plain lower-case characters, and for each the place it came from; None when they are the same."""
    parts = [_plain_character(character) for character in text]
    plain = "".join(parts)
    if len(plain) == len(text) and all(map(_is_one, parts)):
        return plain, None
    places = [place for place, part in enumerate(parts) for _ in part]
    places.append(len(text))
    return plain, places


def _is_one(part: str) -> bool:
    return len(part) == 1


@functools.lru_cache(maxsize=8192)
def _plain_character(character: str) -> str:
    if character in "\n\r\u2028\u2029\x0b\x0c\x85":
        return "\n"
    if character.isspace():
        return " "
    if character == "€":
        return " euro "
    found = []
    for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()):
        category = unicodedata.category(part)
        if category in ("Mn", "Me", "Cf", "Cc", "Cs", "Co"):
            continue
        if category in ("Nd", "No"):
            found.append(str(unicodedata.digit(part, "")) or part)
        elif category == "Pd" or part == "−":
            found.append("-")
        elif part in "‘’‚‛`´ʼ′":
            found.append("'")
        elif part in "“”„‟″":
            found.append('"')
        elif part.isspace():
            found.append(" ")
        else:
            found.append(_LOOK_ALIKES.get(part) or _UNDIVIDED.get(part) or part)
    return "".join(found)
