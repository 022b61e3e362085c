"""What a text is about although it does not say so: "mijn tuin is een wildernis geworden" is gardening.

Each need has words and sentences of everyday speech (config/words/needs). A multinomial naive Bayes classifier
learns from them at the start, so that a municipality teaches it by writing sentences, not by running a program.
"""

import functools
import itertools
import math
import pathlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from buuv.language import dutch, files, learned, lexicon
from buuv.language.reading import Reading, of_words

# Measured by leaving out a fifth of the sentences: between 0.5 and 2 the difference is under 1 %.
_SMOOTHING = 5.0
# Words that come together are no proof apart from each other, and the more there are, the less so: evidence counts
# for its size divided by this times the root of its amount. Without it every answer would be certain.
_TEMPERATURE = 0.6
# What a kind of feature weighs beside a word itself. "Durf niet" and "snap er niets van" tell a need although none of
# their words does: stop words count here, and most of all together. Measured by leaving out a fifth of the sentences.
_PART, _CONCEPT, _PART_CONCEPT, _PAIR, _STOP, _SPOKEN_PAIR = 0.7, 0.6, 0.4, 0.3, 0.5, 0.3
# A word that no example has is known by its pieces of four letters ("kapsalon", "kapper").
_PIECE, _PIECE_LENGTH = 0.3, 4

# Less likely needs say nothing, and more of them cost a query its time.
MOST, LEAST_SHARE = 5, 0.04
# Pieces of unknown words alone are a weak sign, and mostly chance ("olifant" begins like "oliebol").
LEAST_BY_PIECES = 0.25

_FIELDS = frozenset({"title", "title_en", "near", "words", "sentences"})


@dataclass(frozen=True)
class Need:
    """Something neighbours ask or offer; `category` is its kind of help, `near` are needs that lie close."""

    key: str
    category: str
    title: str
    title_en: str
    near: tuple[str, ...]


def likely(reading: Reading, folder: pathlib.Path = files.CONFIG) -> dict[str, float]:
    """Give the likeliest needs with their shares, which add up to at most one; none for unknown words alone."""
    return _model(folder).likely(reading)


def kinds(shares: Mapping[str, float], folder: pathlib.Path = files.CONFIG) -> dict[str, float]:
    """Give the kinds of help that needs with these shares belong to, with their shares."""
    found: dict[str, float] = {}
    for key, share in shares.items():
        category = get(key, folder).category
        found[category] = found.get(category, 0.0) + share
    return found


def rarity(token: str, folder: pathlib.Path = files.CONFIG) -> float:
    """Give how much a stem or c:concept tells: its inverse document frequency among the examples."""
    return _model(folder).rarity(token)


def get(key: str, folder: pathlib.Path = files.CONFIG) -> Need:
    """Give a need by its key; KeyError when there is none."""
    return all_needs(folder)[key]


def check(kinds_of_help: Collection[str], folder: pathlib.Path = files.CONFIG) -> None:
    """Reads the files, each of which is named after a kind of help; ValueError with the line of a mistake."""
    for table in lexicon.tables("needs", _FIELDS, folder):
        if table.path.stem not in kinds_of_help:
            raise files.mistake(table.path, 1, f"“{table.path.stem}” is geen soort hulp uit categories.toml")
    all_needs(folder)


def all_needs(folder: pathlib.Path = files.CONFIG) -> Mapping[str, Need]:
    """Give every need by its key; ValueError with the line of a mistake in the files."""
    return _book(folder).needs


def examples(folder: pathlib.Path = files.CONFIG) -> Sequence[tuple[str, str]]:
    """Give every word and sentence of the files with the need that it is an example of."""
    return _book(folder).examples


def spoken(folder: pathlib.Path = files.CONFIG) -> Mapping[str, int]:
    """Give how often each folded word is in the examples: what people really write when they look for help."""
    return _model(folder).spoken


class _Book(NamedTuple):
    """What the files say; parsing them is most of the work of a start, so it is done once."""

    needs: dict[str, Need]
    examples: list[tuple[str, str]]


@functools.lru_cache(maxsize=4)
def _book(folder: pathlib.Path) -> _Book:
    found: dict[str, Need] = {}
    written: list[tuple[str, str]] = []
    tables = list(lexicon.tables("needs", _FIELDS, folder))
    for table in tables:
        near = tuple(table.texts("near"))
        if table.key in found:
            # A town may add words and sentences to a need of ours.
            if found[table.key].category != table.path.stem:
                raise table.mistake(table.key, f"dit kopje staat al bij {found[table.key].category}")
            continue
        found[table.key] = Need(table.key, table.path.stem, table.text("title"), table.text("title_en"), near)
    for table in tables:
        for other in table.texts("near"):
            if other not in found:
                raise table.mistake(other, f"near noemt “{other}”, en dat kopje is er niet")
        for word in table.texts("words"):
            lexicon.phrase(table, word, folder)
        written += ((table.key, text) for text in (*table.texts("words"), *table.texts("sentences")))
    return _Book(found, written)


def keywords(folder: pathlib.Path = files.CONFIG) -> Iterator[tuple[str, str]]:
    """Give the single words of the files, without the sentences, each with its need."""
    for table in lexicon.tables("needs", _FIELDS, folder):
        for text in table.texts("words"):
            yield table.key, text


def _features(reading: Reading) -> dict[str, float]:
    found: dict[str, float] = dict.fromkeys(reading.stems, 1.0)
    for part in reading.parts:
        found.setdefault(part, _PART)
    for concept in reading.concepts:
        found[f"c:{concept}"] = _CONCEPT
    for concept in reading.part_concepts:
        found.setdefault(f"c:{concept}", _PART_CONCEPT)
    for pair in _pairs(reading.stems):
        found[pair] = _PAIR
    for stem in reading.said:
        found.setdefault(stem, _STOP)
    for pair in _pairs(reading.said):
        found.setdefault(pair, _SPOKEN_PAIR)
    return found


def _pairs(stems: list[str]) -> Iterator[str]:
    return map(" ".join, itertools.pairwise(stems))


def _pieces(stem: str) -> Iterator[str]:
    whole = f"^{stem}$"
    return (whole[start : start + _PIECE_LENGTH] for start in range(len(whole) - _PIECE_LENGTH + 1))


_Counts = Mapping[str, Mapping[str, float]]
# The places of the needs that have a feature, with what it says for each.
_Weights = tuple[tuple[int, float], ...]
# Enough to tell needs apart, and half the size to keep.
_DECIMALS = 3


class _Model:
    """The weights of each feature: what it says for a need above what its absence from the examples says."""

    def __init__(self, tables: dict[str, Any]) -> None:
        self._texts, self._number = tables["texts"], tables["number"]
        self.spoken: dict[str, int] = tables["spoken"]
        self._keys, self._unseen = tables["keys"], tables["unseen"]
        self._seen, self._pieces = _paired(tables["seen"]), _paired(tables["pieces"])

    def rarity(self, token: str) -> float:
        """Give the inverse document frequency; words that no example has tell the most."""
        seen = self._texts.get(token, 0)
        return math.log(1 + (self._number - seen + 0.5) / (seen + 0.5))

    def likely(self, reading: Reading) -> dict[str, float]:
        """Give the likeliest needs with their shares."""
        known = [(weight, self._seen[one]) for one, weight in _features(reading).items() if one in self._seen]
        least = LEAST_SHARE if known else LEAST_BY_PIECES
        known += self._known_pieces(reading)
        if not known:
            return {}
        whole = sum(weight for weight, _ in known)
        scores = [whole * unseen for unseen in self._unseen]
        for weight, seen in known:
            for place, more in seen:
                scores[place] += weight * more
        best = max(scores)
        temperature = _TEMPERATURE * math.sqrt(whole)
        shares = [math.exp((score - best) / temperature) for score in scores]
        total = sum(shares)
        # Few needs have a share worth sorting.
        enough = [(-share, place) for place, share in enumerate(shares) if share / total >= least]
        return {self._keys[place]: -share / total for share, place in sorted(enough)[:MOST]}

    def _known_pieces(self, reading: Reading) -> Iterator[tuple[float, _Weights]]:
        for stem in dict.fromkeys(reading.stems):
            if stem not in self._seen:
                yield from ((_PIECE, self._pieces[piece]) for piece in _pieces(stem) if piece in self._pieces)


def _paired(flat: Mapping[str, Sequence[float]]) -> dict[str, _Weights]:
    # The same pairs come again and again, so each is one object.
    same: dict[tuple[int, float], tuple[int, float]] = {}
    return {
        feature: tuple(same.setdefault(pair, pair) for pair in zip(map(int, row[::2]), row[1::2], strict=True))
        for feature, row in flat.items()
    }


@functools.lru_cache(maxsize=4)
def _model(folder: pathlib.Path) -> _Model:
    tables = learned.find(folder)
    if tables is None:
        tables = _learn(folder)
        learned.keep(folder, tables)
    return _Model(tables)


def _learn(folder: pathlib.Path) -> dict[str, Any]:
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    pieces: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    texts: Counter[str] = Counter()
    spoken: Counter[str] = Counter()
    written = examples(folder)
    for key, text in written:
        words = dutch.read(text, folder)
        spoken.update([word.folded for word in words])
        reading = of_words(words, folder)
        features = _features(reading)
        # Of pairs nobody asks how rare they are.
        texts.update([feature for feature in features if " " not in feature])
        seen = counts[key]
        for feature, weight in features.items():
            seen[feature] += weight
        for stem in dict.fromkeys(reading.stems):
            for piece in _pieces(stem):
                pieces[key][piece] += 1
    keys, prior = sorted(counts), _SMOOTHING * len(counts)
    sizes = [sum(counts[key].values()) for key in keys]
    return {
        "keys": keys,
        # A feature that a need was never seen with says the same whatever it is, so the tables stay sparse.
        "unseen": [math.log(prior / (size + prior)) for size in sizes],
        "seen": _weights(counts, keys, prior),
        "pieces": _weights(pieces, keys, prior),
        "texts": texts,
        "number": len(written),
        "spoken": spoken,
    }


def _weights(counts: _Counts, keys: Sequence[str], prior: float) -> dict[str, list[float]]:
    """For each feature the places of its needs and what it says for them, by turns."""
    totals: dict[str, float] = defaultdict(float)
    for seen in counts.values():
        for feature, often in seen.items():
            totals[feature] += often
    everything = sum(totals.values())
    found: dict[str, list[float]] = defaultdict(list)
    for place, key in enumerate(keys):
        for feature, often in counts[key].items():
            background = totals[feature] / everything
            found[feature] += (place, round(math.log(1 + often / (prior * background)), _DECIMALS))
    return dict(found)
