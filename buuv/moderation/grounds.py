"""The house rules and articles of law by which things are reported and decided, from config/grounds.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from buuv.core.translation import language
from buuv.settings import CONFIG

RULE, LAW = "rule", "law"
_FILE = CONFIG / "grounds.toml"


@dataclass(frozen=True)
class Ground:
    """One house rule or article of law, in both languages."""

    key: str
    source: str
    words: dict[str, str]
    rules: dict[str, str]
    facts: dict[str, str]
    weight: int
    is_urgent: bool
    is_ended: bool
    sort: str

    @property
    def name(self) -> str:
        """What somebody who reports it reads, in the reader's language."""
        return self.words[language()]

    @property
    def rule(self) -> str:
        """The house rule or article, as a statement of reasons names it."""
        return self.rules[language()]


@dataclass(frozen=True)
class Deadlines:
    """How long a moderator has."""

    urgent_hours: int
    working_days: int
    objection_working_days: int


@cache
def _read() -> tuple[dict[str, Ground], Deadlines]:
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    found = {row["key"]: _ground(row) for row in content["ground"]}
    if len(found) != len(content["ground"]):
        raise ValueError("config/grounds.toml: sleutels moeten verschillen")
    return found, Deadlines(**content["deadline"])


def _ground(row: dict[str, Any]) -> Ground:
    if row["source"] not in (RULE, LAW) or not 1 <= row["weight"] <= 9 or not row["key"].isascii():
        raise ValueError(f"config/grounds.toml, {row['key']}: source is rule of law, weight is 1 tot en met 9")
    both = {name: {"nl": row[f"{name}_nl"], "en": row[f"{name}_en"]} for name in ("rule", "facts")}
    return Ground(
        key=row["key"],
        source=row["source"],
        words={"nl": row["nl"], "en": row["en"]},
        rules=both["rule"],
        facts=both["facts"],
        weight=row["weight"],
        is_urgent=row.get("urgent", False),
        is_ended=row.get("ended", False),
        sort=row["sort"],
    )


def all_grounds() -> dict[str, Ground]:
    """Every ground by key, the heaviest first as in the file, also those that are offered no more."""
    return _read()[0]


def offered() -> list[Ground]:
    """The grounds that one can choose today."""
    return [ground for ground in all_grounds().values() if not ground.is_ended]


def find_ground(key: str | None) -> Ground | None:
    """The ground with this key."""
    return all_grounds().get(key) if key else None


def deadlines() -> Deadlines:
    """How long a moderator has, from the same file."""
    return _read()[1]
