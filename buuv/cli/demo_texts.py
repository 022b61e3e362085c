"""The words of a demo town: handwritten cards from config/demo/cards.toml, varied when more are wanted."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from buuv.settings import CONFIG

FILE = CONFIG / "demo" / "cards.toml"


@dataclass(frozen=True)
class Text:
    """One handwritten card; `weekday` (0 is Monday) where its words name a day."""

    kind: str
    category: str
    title: str
    body: str
    when: str
    weekday: int | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """A handwritten card, or the same with other words around it."""

    text: Text
    opening: str = ""
    closing: str = ""

    @property
    def body(self) -> str:
        """The text as it hangs on the board."""
        return " ".join(part for part in (self.opening, self.text.body, self.closing) if part)


class Texts:
    """Everything in the file, and how to draw from it."""

    def __init__(self, written: dict[str, Any]) -> None:
        self.names: list[str] = written["names"]
        self.replies: dict[str, list[str]] = written["replies"]
        self._openings: dict[str, list[str]] = written["openings"]
        self._closings: dict[str, list[str]] = written["closings"]
        self._cards = [Text(**card) for card in written["card"]]

    def variants(self, kind: str, rng: random.Random) -> Iterator[Variant]:
        """Cards of one kind without end: each as it was written first, then with other words around it."""
        cards = [card for card in self._cards if card.kind == kind]
        rng.shuffle(cards)
        yield from map(Variant, cards)
        openings, closings = ["", *self._openings[kind]], ["", *self._closings[kind]]
        while True:
            rng.shuffle(cards)
            for card in cards:
                yield Variant(card, rng.choice(openings), rng.choice(closings))

    def talk(self, category: str, length: int, rng: random.Random) -> list[str]:
        """A short conversation about a request: a reply that fits the category, then answers to and fro."""
        return [rng.choice(self.replies[category]), *rng.sample(self.replies["answers"], length - 1)]


def read() -> Texts:
    """The texts of config/demo/cards.toml."""
    return Texts(tomllib.loads(FILE.read_text(encoding="utf-8")))
