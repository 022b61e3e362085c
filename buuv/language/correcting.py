"""Typing errors: the word of everyday speech that somebody probably meant."""

import functools
import pathlib
import re
from collections import Counter, defaultdict

from rapidfuzz import process
from rapidfuzz.distance import OSA

from buuv.language import compounds, concepts, dutch, files, needs

# In shorter words one other letter is mostly another word.
SHORTEST = 4
# One mistake in a short word, two in a longer one; a swap of neighbours is one mistake.
LONG, MOST_SHORT, MOST_LONG = 6, 1, 2
# How often the examples must hold a word before a rarer one is taken for a mistake in it, and how much rarer it is.
EVERYDAY, RARER = 8, 8
# Another sound is worse than another letter, and two letters in the wrong order are mostly a slip of the fingers.
OTHER_SOUND, ONLY_SWAPPED = 1.5, 0.5

# Spellings that one cannot hear apart, in the order in which they are made one.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ij", "ei"),
        ("auw|ouw|au", "ou"),
        ("sch|sh|sj", "sg"),
        ("ch", "g"),
        ("ph", "f"),
        ("th|dt", "t"),
        ("qu", "kw"),
        ("x", "ks"),
        ("ck", "k"),
        ("c(?=[eiy])", "s"),
        ("c", "k"),
        ("ie|y", "i"),
        ("z", "s"),
        ("v", "f"),
        ("d(?=[sfgkpt]|$)", "t"),
        ("b(?=[sfgkpt]|$)", "p"),
        (r"(.)\1+", r"\1"),
    )
)


def correct(word: str, folder: pathlib.Path = files.CONFIG) -> str | None:
    """Give the known word nearest to a folded word, None for words that are known, short, or like no other."""
    return _speller(folder).correct(word)


def suspect(word: str, folder: pathlib.Path = files.CONFIG) -> str | None:
    """Give the everyday word that a rare one looks or sounds like ("hont" is a word, but few look for one)."""
    return _speller(folder).suspect(word)


def mend(text: str, folder: pathlib.Path = files.CONFIG) -> str:
    """Give the folded words of a text with those corrected that nobody knows."""
    return " ".join(correct(word, folder) or word for word in dutch.words(text))


def sound(word: str) -> str:
    """Give how a folded word sounds: the same for "hont" and "hond", "konein" and "konijn"."""
    for pattern, replaced in _SOUNDS:
        word = pattern.sub(replaced, word)
    return word


class _Speller:
    """The words of the needs' examples and the concepts: what people really write when they look for help."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self._idle = dutch.stop_stems(folder)
        often = Counter(needs.spoken(folder))
        often.update(word for text in concepts.words(folder) for word in dutch.words(text))
        self._stem_often: Counter[str] = Counter()
        for word, number in often.items():
            self._stem_often[dutch.stem(word, folder)] += number
        self._often = {word: number for word, number in often.items() if len(word) >= SHORTEST and word.isalpha()}
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._often):
            self._by_length[len(word)].append(word)
            self._by_sound[sound(word)].append(word)
        self._as_long = functools.lru_cache(maxsize=64)(self._words_as_long)
        self.correct = functools.lru_cache(maxsize=16_384)(self._correct)
        self.suspect = functools.lru_cache(maxsize=4_096)(self._suspect)

    def _correct(self, word: str) -> str | None:
        if len(word) < SHORTEST or not word.isalpha() or self._is_known(word):
            return None
        return next(iter(self._near(word, MOST_SHORT if len(word) < LONG else MOST_LONG)), None)

    def _suspect(self, word: str) -> str | None:
        if len(word) < SHORTEST or not word.isalpha():
            return None
        own, heard = dutch.stem(word, self._folder), sound(word)
        used = self._stem_often[own]
        for one in self._near(word, 1):
            stem = dutch.stem(one, self._folder)
            # What the examples hold is a word, or a mistake that many make: that one can hear.
            may_be = stem != own and stem not in self._idle and (not used or sound(one) == heard)
            if may_be and self._stem_often[stem] >= max(EVERYDAY, RARER * used):
                return one
        return None

    def _near(self, word: str, most: int) -> list[str]:
        """Everyday words that look or sound like this one, the likeliest first."""
        found = process.extract(
            word, self._as_long(len(word), most), scorer=OSA.distance, score_cutoff=most, limit=None
        )
        heard = sound(word)
        near = {one for one, *_ in found} | set(self._by_sound.get(heard, ()))

        def cost(one: str) -> tuple[float, bool, int, str]:
            off = OSA.distance(word, one) + OTHER_SOUND * OSA.distance(heard, sound(one))
            swapped = ONLY_SWAPPED * (sorted(word) == sorted(one))
            # Of equally near words the one that begins alike, then the one that people use most.
            return off - swapped, one[0] != word[0], -self._often[one], one

        return sorted(near, key=cost)

    def _words_as_long(self, length: int, most: int) -> list[str]:
        """Every word of this length, or of so many letters more or fewer."""
        sizes = range(length - most, length + most + 1)
        return [one for size in sizes for one in self._by_length.get(size, ())]

    def _is_known(self, word: str) -> bool:
        return self._stem_often[dutch.stem(word, self._folder)] > 0 or compounds.is_word(word, self._folder)


@functools.lru_cache(maxsize=4)
def _speller(folder: pathlib.Path) -> _Speller:
    return _Speller(folder)
