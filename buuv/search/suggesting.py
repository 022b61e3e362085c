"""What somebody may be about to ask, while they type: needs and kinds of help, never words of people."""

import bisect
import functools
from collections import defaultdict
from typing import NamedTuple

from buuv.core.text import one_line
from buuv.core.translation import LANGUAGES, language
from buuv.core.translation import gettext as _
from buuv.language import dutch, needs, reading
from buuv.posts.categories import all_categories
from buuv.search.explaining import need_name
from buuv.search.fields import KIND, NEED

MOST, TYPED_MAX, SHORTEST = 8, 80, 2
MOST_KINDS = 2
# What a name that begins with all that was typed counts beside a word of it, a word of everyday speech, and the needs
# that the whole sentence is likely about: the first two are what somebody sees coming.
WHOLE, OF_NAME, OF_SPEECH, ABOUT = 4.0, 2.0, 1.0, 3.0
# What has less than this share of the best one's points is a long shot beside it.
LEAST_SHARE = 0.3


class Suggestion(NamedTuple):
    """A need to search for, by its Dutch name, or a kind of help; `title` is in the reader's language."""

    title: str
    words: str
    category: str


def suggest(typed: str) -> list[Suggestion]:
    """At most MOST suggestions for what was typed up to here, the likeliest first."""
    typed = one_line(typed)[:TYPED_MAX]
    words = dutch.words(typed)
    if len("".join(words)) < SHORTEST:
        return []
    points: dict[str, float] = defaultdict(float)
    for key in _begun(" ".join(words), _names(language())):
        points[key] += WHOLE
    # Each word in full but the last one, which is still being typed.
    for place, word in enumerate(words):
        is_last = place == len(words) - 1
        if len(word) < SHORTEST or (word in dutch.stop_words() and not is_last):
            continue
        for key in set(_begun(word if is_last else f"{word} ", _of_names(language()))):
            points[key] += OF_NAME
        for key in set(_begun(word if is_last else f"{word} ", _of_speech())):
            points[key] += OF_SPEECH
    for key, share in needs.likely(reading.read(typed)).items():
        points[f"{NEED}{key}"] += ABOUT * share
    return _chosen(points)


def warm() -> None:
    """Makes the lists that suggestions are taken from, which the first who types would otherwise wait for."""
    for code in LANGUAGES:
        _of_names(code)
    _of_speech()


def _chosen(points: dict[str, float]) -> list[Suggestion]:
    found: list[Suggestion] = []
    kinds, least = 0, LEAST_SHARE * max(points.values(), default=0.0)
    for key in sorted((key for key in points if points[key] >= least), key=lambda key: (-points[key], key)):
        if key.startswith(KIND):
            kinds += 1
            if kinds > MOST_KINDS:
                continue
        found.append(_suggestion(key))
    return found[:MOST]


def _suggestion(key: str) -> Suggestion:
    if key.startswith(KIND):
        category = all_categories()[key.removeprefix(KIND)]
        return Suggestion(_("Soort hulp: %(name)s", name=category.name), "", category.key)
    need = needs.get(key.removeprefix(NEED))
    return Suggestion(need_name(need), need.title, "")


# Sorted pairs of folded words and keys: what begins alike lies together.
Names = tuple[tuple[str, str], ...]


def _begun(start: str, names: Names) -> list[str]:
    """The keys whose words begin so; a word in full has a space behind it."""
    found = []
    for at in range(bisect.bisect_left(names, (start, "")), len(names)):
        name, key = names[at]
        if not name.startswith(start):
            break
        found.append(key)
    return found


@functools.lru_cache(maxsize=2)
def _names(of_language: str) -> Names:
    """Every need and kind of help by its whole name."""
    is_english = of_language == "en"
    pairs = [(one.title_en if is_english else one.title, f"{NEED}{one.key}") for one in needs.all_needs().values()]
    pairs += [(one.en if is_english else one.nl, f"{KIND}{one.key}") for one in all_categories().values()]
    return tuple(sorted((" ".join([*dutch.words(name), ""]), key) for name, key in pairs))


@functools.lru_cache(maxsize=2)
def _of_names(of_language: str) -> Names:
    """The same by each word of the name."""
    return tuple(sorted({(f"{word} ", key) for name, key in _names(of_language) for word in name.split()}))


@functools.lru_cache(maxsize=1)
def _of_speech() -> Names:
    """Every need by the words of everyday speech that the word files teach, whatever language a reader reads."""
    return tuple(sorted({(f"{word} ", f"{NEED}{key}") for key, text in needs.keywords() for word in dutch.words(text)}))
