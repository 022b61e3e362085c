"""The one analyzer for cards and queries: any text in, Dutch stems out, the same on every machine."""

import functools
import pathlib
import re
import threading
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import Stemmer
from whoosh import analysis

from buuv.language import files
from buuv.language.files import CONFIG

# Stored stems and needs carry this number: raise it with every change that gives others for the same text.
ANALYZER_VERSION = 3

# A card is at most some thousands of characters. What lies beyond this is not read, so that no text,
# whatever it holds, can keep the program busy.
READ_AT_MOST = 20_000

# The longest everyday compounds are about 35 letters ("arbeidsongeschiktheidsverzekering" has 33).
LONGEST_STEM = 48

# Accents that are written as characters of their own, soft hyphens and invisible joiners do not end a word.
_INSIDE_WORDS = r"[\u0300-\u036f\u00ad\u200b-\u200d\u2060]"
_TOKEN = rf"[^\W_]+(?:{_INSIDE_WORDS}+[^\W_]*)*"

_WORD = re.compile(_TOKEN)
# "e-mail" and "e-bike" are one word, however they are written.
_ONE_LETTER = re.compile(r"(?<!\w)([a-zA-Z])-(?=[^\W\d_]{2})")

# Letters that Unicode does not take apart, although readers type them without the stroke or as two.
_UNDIVIDED = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"}

# A word where it stands in a text, "e-mail" and "e-bike" whole.
_IN_PLACE = re.compile(rf"(?:(?<!\w)[a-zA-Z]-(?=[^\W\d_]{{2}}))?{_TOKEN}")

# A form this long is also recognised at the end of a compound: "kleinkinderen", "meegereden".
SHORTEST_END = 6

_OWN_T = re.compile(r"(?<=[fghkps])tjes?$")

# What was read before is remembered, but no text of a million letters.
REMEMBERED, LONGEST_REMEMBERED = 32_768, 64

_own = threading.local()


class Word(NamedTuple):
    """A word of a text: as typed, folded, its stem, and whether it tells anything."""

    typed: str
    folded: str
    stem: str
    is_telling: bool


def read(text: str, folder: pathlib.Path = CONFIG) -> list[Word]:
    """Give the words of the first READ_AT_MOST characters, in order, stop words included."""
    return _analyzer(folder).read(text)


def stems_of(words: Sequence[Word]) -> list[str]:
    """Give the stems of words that were read, without stop words unless all are."""
    return [word.stem for word in words if word.is_telling] or [word.stem for word in words]


def stems(text: str, folder: pathlib.Path = CONFIG) -> list[str]:
    """Give the stems of the first READ_AT_MOST characters, in order, without stop words unless all are."""
    return _analyzer(folder).stems(text)


def stem(word: str, folder: pathlib.Path = CONFIG) -> str:
    """Give the stem of one word, stop word or not; the stem of a stem is itself."""
    return _analyzer(folder).stem(word)


def stems_in(words: Collection[str], folder: pathlib.Path = CONFIG) -> frozenset[str]:
    """Give the stems of a long list of folded words, without remembering them in the place of words that people use."""
    return _analyzer(folder).stems_in(words)


def words(text: str) -> list[str]:
    """Give the folded words of the first READ_AT_MOST characters, in order, stop words included."""
    return [folded for word in _typed(text) if (folded := fold(word))]


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Give the words of the first READ_AT_MOST characters as written, with where each begins and ends in the text."""
    for found in _IN_PLACE.finditer(text[:READ_AT_MOST]):
        yield found.start(), found.end(), found[0]


def fold_whole(written: str) -> str:
    """Give a word of `spans` folded, "e-mail" as the one word that it is."""
    return fold(_ONE_LETTER.sub(r"\1", written))


def telling(text: str, folder: pathlib.Path = CONFIG) -> list[str]:
    """Give the words as typed without stop words, unless all are; each word that gives a stem."""
    return _analyzer(folder).telling(text)


def count(text: str) -> int:
    """Give the number of words, stop words included."""
    return len(words(text))


def stop_words(folder: pathlib.Path = CONFIG) -> frozenset[str]:
    """Give the folded words that tell nothing."""
    return _analyzer(folder).stop_words


def stop_stems(folder: pathlib.Path = CONFIG) -> frozenset[str]:
    """Give the stems of the words that tell nothing."""
    return _analyzer(folder).stop_stems


class _Analyzer:
    """Whoosh's pipeline with the words of one configuration folder."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._irregular = _irregular(folder / "words" / "irregular.txt")
        self.stop_words = stop_words = _stop_words(folder / "words" / "stop.txt")
        # Whoosh's own cache is not made for threads, and the stems are remembered below.
        stemming = analysis.StemFilter(self._stem_folded, cachesize=None)
        words = analysis.RegexTokenizer(_TOKEN) | analysis.LowercaseFilter()
        words = words | analysis.CharsetFilter(_Folding())
        self._pipeline = words | analysis.StopFilter((), minsize=1) | stemming
        self.stop_stems = frozenset(self._stem_folded(word) for word in stop_words)
        self._remembered = functools.lru_cache(maxsize=REMEMBERED)(self._read_word)

    def read(self, text: str) -> list[Word]:
        # The same few thousand words make up nearly all texts, so the pipeline sees each of them once.
        known, new = self._remembered, self._read_word
        found = [known(word) if len(word) <= LONGEST_REMEMBERED else new(word) for word in _typed(text)]
        return [word for word in found if word is not None]

    def _read_word(self, typed: str) -> Word | None:
        """Read one word; None when nothing of it is left, as of a sign that is no letter."""
        for token in self._pipeline(typed):
            # One string for all that are the same: most words are typed as they are folded.
            folded = typed if (folded := fold(typed)) == typed else folded
            stem = folded if token.text == folded else token.text
            return Word(typed, folded, stem, folded not in self.stop_words)
        return None

    def stems(self, text: str) -> list[str]:
        return stems_of(self.read(text))

    def telling(self, text: str) -> list[str]:
        read = self.read(text)
        return [word.typed for word in read if word.is_telling] or [word.typed for word in read]

    def stem(self, word: str) -> str:
        return self._stem_folded(fold(word[:READ_AT_MOST]))

    def stems_in(self, words: Collection[str]) -> frozenset[str]:
        same = {word: word for word in words}
        stems = (_settled.__wrapped__(word[:LONGEST_STEM], self._irregular) for word in words)
        return frozenset(same.get(stem, stem) for stem in stems)

    def _stem_folded(self, word: str) -> str:
        return _settled(word[:LONGEST_STEM], self._irregular)


class _Folding:
    """The table that str.translate asks for each character: lower case, no accents, ij for its ligature."""

    def __getitem__(self, code: int) -> str:
        return _folded(code)


@functools.lru_cache(maxsize=4096)
def _folded(code: int) -> str:
    # Twice, because some capitals only come apart once they are small letters.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
    return "".join(_UNDIVIDED.get(letter, letter) for letter in plain if letter.isalnum())


def _typed(text: str) -> list[str]:
    text = text[:READ_AT_MOST]
    return _WORD.findall(_ONE_LETTER.sub(r"\1", text) if "-" in text else text)


def fold(word: str) -> str:
    """Give a word in lower case without accents, as all words are compared."""
    small = word.lower()
    if word.isascii() and word.isalnum():
        # The same string rather than its copy: long lists of words are kept.
        return word if small == word else small
    return small.translate(_Folding())


class _Irregular:
    """What stemming cannot know: forms that go to another word, also at the end of a longer one."""

    def __init__(self, table: dict[str, str]) -> None:
        self._table = table
        # The forms that may stand at the end of a longer word: how long they are, and how they end themselves.
        ends = [form for form in table if len(form) >= SHORTEST_END]
        self._sizes = sorted({len(form) for form in ends}, reverse=True)
        self._endings = frozenset(form[-3:] for form in ends)

    def step(self, word: str) -> str:
        """Go one step towards the stem: by the longest end that the table knows, else by the stemmer."""
        if word in self._table:
            return self._table[word]
        if word[-3:] in self._endings:
            for size in self._sizes:
                if size < len(word) and word[-size:] in self._table:
                    return word[:-size] + self._table[word[-size:]]
        return _regular(word)


@functools.lru_cache(maxsize=REMEMBERED)
def _settled(word: str, irregular: _Irregular) -> str:
    """Stem until nothing changes; should forms chase each other, the first of them by letter wins."""
    passed: list[str] = []
    while word not in passed:
        passed.append(word)
        word = irregular.step(word)[:LONGEST_STEM] or word
    return min(passed[passed.index(word) :])


def _regular(word: str) -> str:
    # The stemmer knows "werkt", but not "rijdt" and "repareert".
    if word.endswith("dt") or (word.endswith("eert") and len(word) > 6):
        word = word[:-1]
    # After these letters the t belongs to the word: "kastje" is a "kast", but "tuintje" a "tuin".
    if word.endswith(("tje", "tjes")):
        word = _OWN_T.sub("t", word)
    stemmed: str = _stemmer().stemWord(word)
    # "repareren" loses its double e and "reparatie" gains one: one spelling for both.
    if stemmed.endswith("eer") and len(stemmed) > 5:
        return stemmed[:-3] + "er"
    return stemmed


def _stemmer() -> Any:
    # A PyStemmer object may not be shared between threads.
    if not hasattr(_own, "stemmer"):
        _own.stemmer = Stemmer.Stemmer("dutch", 0)
    return _own.stemmer


@functools.lru_cache(maxsize=16)
def _analyzer(folder: pathlib.Path) -> _Analyzer:
    return _Analyzer(folder)


def _stop_words(path: pathlib.Path) -> frozenset[str]:
    found: set[str] = set()
    for number, words in lines(path):
        if len(words) != 1:
            raise files.mistake(path, number, "verwacht één woord op een regel")
        if words[0] in found:
            raise files.mistake(path, number, f"“{words[0]}” staat al eerder in dit bestand")
        found.add(words[0])
    return frozenset(found)


def _irregular(path: pathlib.Path) -> _Irregular:
    table: dict[str, str] = {}
    for number, words in lines(path):
        if len(words) < 2:
            raise files.mistake(path, number, "verwacht minstens twee woorden, “van naar”")
        *forms, target = words
        for form in forms:
            if form in table:
                raise files.mistake(path, number, f"“{form}” wijst al naar een woord")
            table[form] = target
    return _Irregular(table)


def lines(path: pathlib.Path) -> Iterator[tuple[int, list[str]]]:
    """Give the folded words of each line that has any, with the number of the line."""
    for number, line in enumerate(files.read(path).split("\n"), start=1):
        words = line.partition("#")[0].split()
        if not all(word.isalnum() for word in words):
            raise files.mistake(path, number, "alleen letters en cijfers, en spaties tussen woorden")
        if words:
            yield number, [fold(word) for word in words]
