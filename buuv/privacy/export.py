"""Everything that refers to a person, as data and as a page, in one file."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from buuv.accounts.models import Account
from buuv.accounts.personal_data import person_of
from buuv.core import clock
from buuv.core.holding import Words
from buuv.privacy.holders import HOLDERS

# docs/my-data.md describes the shape; a change that breaks a reader of it counts up.
VERSION = 1


@dataclass(frozen=True)
class Section:
    """What one table holds of a person; `labels` are the columns in words, `words` their codes."""

    name: str
    title: Any
    labels: Mapping[str, Any]
    rows: list[dict[str, Any]]
    words: Mapping[str, Words]

    def said(self, name: str, value: Any) -> Any:
        """A value as people say it; what is no code stays as it is."""
        words = self.words.get(name)
        if words is None or value is None:
            return value
        return words(value) if callable(words) else words.get(value, value)


def gather(account: Account) -> list[Section]:
    """A section for every table that refers to people, the account first; empty ones too, so that nothing is hidden."""
    person = person_of(account)
    return [
        Section(held.table.name, held.title, held.shows, held.rows_for(person), held.words)
        for held in reversed(HOLDERS)
    ]


def as_json(account: Account, sections: list[Section]) -> str:
    """The data for machines; moments in UTC (ISO 8601)."""
    whole = {
        "program": "buuv",
        "version": VERSION,
        "made_at": clock.now(),
        "municipality": account.municipality_code,
        "data": {section.name: section.rows for section in sections},
    }
    return json.dumps(whole, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in buuv.json")


def pack(data: str, page: str) -> bytes:
    """The zip, made in memory: nothing of it lies on a disk."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lees-mij.html", page)
        archive.writestr("buuv.json", data)
    return file.getvalue()
