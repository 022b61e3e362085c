"""Digits in a row, whatever stands between them: "06-12 34 56 78", "nul zes twaalf …", "0 6 1 2 …"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from buuv.guard.reading import Reading

_UNITS = ["nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"]
_TEENS = ["tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien"]
_TENS = ["twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"]
_ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
# What may stand between digits that belong together.
_JOINT = re.compile(r"[\s\-./()*_|~,+'\"]{0,4}")


def _number_words() -> dict[str, str]:
    found = {word: str(value) for value, word in enumerate(_UNITS)}
    found |= {word: str(value) for value, word in enumerate(_TEENS, start=10)}
    for ten, word in enumerate(_TENS, start=2):
        found[word] = str(ten * 10)
        found |= {f"{unit}en{word}": str(ten * 10 + value) for value, unit in enumerate(_UNITS) if value}
    below = dict(found)
    for hundreds, word in enumerate(["", "honderd", *(f"{unit}honderd" for unit in _UNITS[2:])]):
        if word:
            found[word] = str(hundreds * 100)
            found |= {
                f"{word}{en}{rest}": str(hundreds * 100 + int(value))
                for rest, value in below.items()
                for en in ("", "en")
            }
    return found | {"nulzes": "06"} | dict(zip(_ENGLISH, "0123456789", strict=True))


NUMBER_WORDS = _number_words()
# Letters that stand for a digit when digits touch them.
_GLUED = {"o": "0", "l": "1", "i": "1"}


def value_of(word: str) -> str | None:
    """The digits that a word stands for; None when it is no number."""
    return word if word.isdigit() else NUMBER_WORDS.get(word)


@dataclass(frozen=True, slots=True)
class Group:
    """Digits written together, and the words of the text that they are."""

    digits: str
    first: int
    last: int
    start: int
    end: int
    spoken: bool


def runs(reading: Reading) -> Iterator[list[Group]]:
    """Every row of digit groups with nothing but joints between them."""
    row: list[Group] = []
    for index, word in enumerate(reading.words):
        digits = value_of(word.form)
        if digits is None and word.form in _GLUED and _touches_digits(reading, index):
            digits = _GLUED[word.form]
        if digits is None:
            if row:
                yield row
                row = []
            continue
        group = Group(digits, index, index, word.start, word.end, not word.form.isdigit())
        if row and not _JOINT.fullmatch(reading.plain, row[-1].end, word.start):
            yield row
            row = []
        row.append(group)
    if row:
        yield row


def _touches_digits(reading: Reading, index: int) -> bool:
    word, words = reading.words[index], reading.words
    after = index + 1 < len(words) and words[index + 1].start == word.end and words[index + 1].form.isdigit()
    return after or (index > 0 and words[index - 1].end == word.start and words[index - 1].form.isdigit())
