"""What in a text a moderator should see, though it may hang: money, a shop, and words of somebody under sixteen.

Labels only; `config/signals.toml` says how much each weighs in the order of a queue. Nothing is refused or hidden.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from buuv.guard import findings, judging, thresholds


@dataclass(frozen=True)
class Signal:
    """A label, the very words, in which field, and how much it weighs."""

    label: str
    words: str
    field: str
    weight: int


def labels() -> list[str]:
    """The labels that are shown to moderators."""
    return [label for label, what in judging.CONSEQUENCES.items() if what == judging.SHOW]


def find(words: Mapping[str, str]) -> list[Signal]:
    """Every signal in these words (field: text), the weightiest first; each label once a field."""
    found: dict[tuple[str, str], Signal] = {}
    for field, text in words.items():
        for one in findings.find(text, only=labels()):
            said = Signal(one.label, text[one.start : one.end], field, thresholds.weight(one.label))
            found.setdefault((one.label, field), said)
    return sorted(found.values(), key=lambda signal: -signal.weight)
