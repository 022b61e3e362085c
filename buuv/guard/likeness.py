"""How alike two texts are, so that one leaflet on many cards is seen: pure, without a database.

For a few texts `likeness` compares two directly. For many: keep `sketch(text)` (64 numbers) beside each and compare
these with `sketched_likeness`, which differs from the real one by about 0.06 (one over the root of 64, halved).
`near_equals` does that for a list. What counts as nearly equal is `near_equal` in config/signals.toml.
"""

import functools
import hashlib
from collections.abc import Iterable
from typing import TypeVar

from buuv.guard import thresholds
from buuv.guard.reading import Reading

SIZE = 64
_PIECE = 5
_PRIME = (1 << 61) - 1
_LONGEST = 4000
Sketch = tuple[int, ...]
Key = TypeVar("Key")


def likeness(one: str, other: str) -> float:
    """The share (0 to 1) of pieces of five letters that two texts have in common; numbers and signs do not count."""
    left, right = _pieces(one), _pieces(other)
    return len(left & right) / len(left | right) if left or right else 0.0


def sketch(text: str) -> Sketch:
    """64 numbers of 61 bits that stand for a text; empty for a text without words. They lead back to no words."""
    pieces = _pieces(text)
    return tuple(min((a * piece + b) % _PRIME for piece in pieces) for a, b in _mixers()) if pieces else ()


def sketched_likeness(one: Sketch, other: Sketch) -> float:
    """About the likeness of the two texts of these sketches; 0 when one is empty."""
    return sum(map(int.__eq__, one, other)) / SIZE if one and other else 0.0


def near_equals(text: str, others: Iterable[tuple[Key, str]]) -> list[tuple[Key, float]]:
    """Which of these (key, text) are nearly equal to a text, with how much, the most alike first.

    A short text must be equal to the letter, since two neighbours may ask the same in six words.
    """
    mine = _plain(text)
    is_short = len(mine) < thresholds.figures()["near_equal_letters"]
    found = []
    for key, other in others:
        alike = float(mine == _plain(other)) if is_short else likeness(text, other)
        if mine and alike >= (1.0 if is_short else thresholds.figures()["near_equal"]):
            found.append((key, alike))
    return sorted(found, key=lambda one: -one[1])


def _plain(text: str) -> str:
    """The words without numbers, capitals, accents and signs, so that another price or day makes no other text."""
    return " ".join(form for form in Reading(text[:_LONGEST]).forms if form.isalpha())


def _pieces(text: str) -> frozenset[int]:
    plain = _plain(text)
    return frozenset(_number(plain[at : at + _PIECE]) for at in range(max(1, len(plain) - _PIECE + 1)) if plain)


@functools.lru_cache(maxsize=65_536)
def _number(piece: str) -> int:
    return int.from_bytes(hashlib.blake2b(piece.encode(), digest_size=7).digest())


@functools.lru_cache(maxsize=1)
def _mixers() -> tuple[tuple[int, int], ...]:
    """The same 64 ways to mix numbers each time, on each machine."""

    def drawn(name: str, at: int) -> int:
        return int.from_bytes(hashlib.blake2b(f"{name}{at}".encode(), digest_size=7).digest()) | 1

    return tuple((drawn("a", at), drawn("b", at)) for at in range(SIZE))
