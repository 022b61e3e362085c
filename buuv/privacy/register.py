"""The one list of what is kept of people, read from config/register.toml and compared with the database."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from buuv.core.translation import LANGUAGES
from buuv.settings import CONFIG

FILE = CONFIG / "register.toml"
# Grounds of AVG 6(1): b, e, c and a; and what is about nobody.
AGREEMENT, TASK, DUTY, CONSENT, NONE = "agreement", "task", "duty", "consent", "none"
GROUNDS = (AGREEMENT, TASK, DUTY, CONSENT, NONE)
WORDS = ("name", "holds", "purpose", "term", "seen")
WORDS_OF_NOBODY = ("name", "purpose")

Columns = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Group:
    """What one person would call one thing: what it holds, why, on which ground and for how long."""

    words: Mapping[str, str]
    ground: str
    columns: Mapping[str, tuple[str, ...]]
    # A file beside the database that holds it instead.
    file: str = ""

    @property
    def is_personal(self) -> bool:
        """Whether it is about people at all."""
        return self.ground != NONE

    def say(self, what: str, language: str) -> str:
        """Its name, holds, purpose, term or seen in a language."""
        return self.words[what if language == LANGUAGES[0] else f"{what}_{language}"]


@cache
def groups() -> tuple[Group, ...]:
    """Every group in the order of the file; ValueError says what is wrong with which."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8")).get("group", [])
    return tuple(_group(number, data) for number, data in enumerate(found, start=1))


def _group(number: int, data: dict[str, Any]) -> Group:
    where = f"{FILE.name}, groep {number} ({data.get('name', 'zonder naam')})"
    if data.get("ground") not in GROUNDS:
        raise ValueError(f"{where}: ground is een van {', '.join(GROUNDS)}")
    wanted = WORDS_OF_NOBODY if data["ground"] == NONE else WORDS
    needed = [*wanted, *(f"{word}_{language}" for language in LANGUAGES[1:] for word in wanted)]
    known = {*needed, "ground", "columns", "file"}
    if missing := [word for word in needed if not isinstance(data.get(word), str) or not data[word]]:
        raise ValueError(f"{where}: {', '.join(missing)} ontbreekt")
    if strange := sorted(set(data) - known):
        raise ValueError(f"{where}: {', '.join(strange)} hoort hier niet")
    if not data.get("columns") and not data.get("file"):
        raise ValueError(f"{where}: columns ontbreekt, of file")
    columns = {table: tuple(names) for table, names in data.get("columns", {}).items()}
    return Group({word: data[word] for word in needed}, data["ground"], columns, data.get("file", ""))


def listed() -> dict[str, list[str]]:
    """Every listed column by table, as often as it is listed."""
    found: dict[str, list[str]] = {}
    for group in groups():
        for table, names in group.columns.items():
            found.setdefault(table, []).extend(names)
    return found


def unlisted(present: Columns) -> list[str]:
    """The columns that no group names, as lines to paste into config/register.toml."""
    known = listed()
    missing = {table: sorted(names - set(known.get(table, ()))) for table, names in present.items()}
    return [f"columns.{table} = {json.dumps(names)}" for table, names in missing.items() if names]


def vanished(present: Columns) -> list[str]:
    """What the list names and the database does not have."""
    return sorted(
        f"{table}.{name}" for table, names in listed().items() for name in names if name not in present.get(table, ())
    )


def doubled() -> list[str]:
    """The columns that are listed more than once."""
    return sorted(
        f"{table}.{name}" for table, names in listed().items() for name in set(names) if names.count(name) > 1
    )
