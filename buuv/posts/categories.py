"""The sorts of help, read from config/categories.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache

from buuv.core.translation import language
from buuv.settings import CONFIG

OTHER = "anders"


@dataclass(frozen=True)
class Category:
    """One sort of help: the key that is kept, and its name in each language."""

    key: str
    nl: str
    en: str

    @property
    def name(self) -> str:
        """The name in the reader's language, in lower case."""
        return self.en if language() == "en" else self.nl

    @property
    def title(self) -> str:
        """The name as a heading."""
        return self.name[:1].upper() + self.name[1:]


@cache
def all_categories() -> dict[str, Category]:
    """Every category by key, most asked first; ValueError when the file is wrong."""
    rows = tomllib.loads((CONFIG / "categories.toml").read_text(encoding="utf-8"))["category"]
    found = {row["key"]: Category(row["key"], row["nl"], row["en"]) for row in rows}
    if OTHER not in found or len(found) != len(rows):
        raise ValueError(f"config/categories.toml: sleutels moeten verschillen en '{OTHER}' moet er zijn")
    return found


def find_category(key: str | None) -> Category | None:
    """The category with this key."""
    return all_categories().get(key) if key else None
