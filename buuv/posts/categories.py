"""The sorts of help, read from config/categories.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from buuv.core.translation import language
from buuv.settings import CONFIG

OTHER = "anders"
# What fits on one printed sheet with the rest of an agreement.
LINES_MOST, LINE_MOST = 5, 160


@dataclass(frozen=True)
class Category:
    """One sort of help: the key that is kept, and its name in each language."""

    key: str
    nl: str
    en: str
    lines_nl: tuple[str, ...] = ()
    lines_en: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name in the reader's language, in lower case."""
        return self.en if language() == "en" else self.nl

    @property
    def title(self) -> str:
        """The name as a heading."""
        return self.name[:1].upper() + self.name[1:]

    @property
    def lines(self) -> tuple[str, ...]:
        """What neighbours should know before they agree on this sort of help, in the reader's language."""
        return self.lines_en if language() == "en" else self.lines_nl


@cache
def all_categories() -> dict[str, Category]:
    """Every category by key, most asked first; ValueError when the file is wrong."""
    rows = tomllib.loads((CONFIG / "categories.toml").read_text(encoding="utf-8"))["category"]
    found = {row["key"]: Category(row["key"], row["nl"], row["en"], *_lines(row), tuple(_near(row))) for row in rows}
    if OTHER not in found or len(found) != len(rows):
        raise ValueError(f"config/categories.toml: sleutels moeten verschillen en '{OTHER}' moet er zijn")
    for category in found.values():
        if unknown := set(category.near) - found.keys():
            raise ValueError(f"config/categories.toml, {category.key}: near noemt {min(unknown)}, en dat is er niet")
    return found


def category_name(key: str) -> str:
    """The name of a sort of help as a heading; the key of one that is no more."""
    found = find_category(key)
    return found.title if found else key


def are_near(one: str, other: str) -> bool:
    """Whether the same need is met in both sorts of help; the order makes no difference."""
    known = all_categories()
    if one == other or OTHER in (one, other):
        return True
    return one in known and other in known and (other in known[one].near or one in known[other].near)


def _lines(row: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines in both languages; ValueError when they cannot be shown to everybody."""
    where = f"config/categories.toml, {row['key']}"
    for name in ("lines_nl", "lines_en"):
        lines = row.get(name)
        if not isinstance(lines, list) or not all(isinstance(line, str) and line.strip() for line in lines):
            raise ValueError(f"{where}: {name} moet een lijst van zinnen zijn, of [] als er niets te zeggen is")
        if len(lines) > LINES_MOST or any(len(line) > LINE_MOST for line in lines):
            raise ValueError(f"{where}: {name} heeft hooguit {LINES_MOST} regels van {LINE_MOST} tekens")
    if len(row["lines_nl"]) != len(row["lines_en"]):
        raise ValueError(f"{where}: lines_nl en lines_en hebben niet evenveel regels")
    return tuple(row["lines_nl"]), tuple(row["lines_en"])


def _near(row: dict[str, Any]) -> list[str]:
    near = row.get("near", [])
    if not isinstance(near, list) or not all(isinstance(key, str) for key in near):
        raise ValueError(f"config/categories.toml, {row['key']}: near moet een lijst van sleutels zijn")
    return near


def find_category(key: str | None) -> Category | None:
    """The category with this key."""
    return all_categories().get(key) if key else None
