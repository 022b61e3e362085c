"""Checking the audit log: whether a row was changed, removed, moved, or the end cut off."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from buuv.core.database import db
from buuv.moderation import audit
from buuv.moderation.audit import Act, Head
from buuv.moderation.models import AuditEntry

BATCH = 1_000
# How far a row may have been moved to be recognised; further away it counts as changed.
FURTHEST = 1_000


class Break(NamedTuple):
    """Where the chain is broken, and how: gewijzigd, verwijderd, verplaatst or afgebroken."""

    number: int
    how: str

    def __str__(self) -> str:
        return f"regel {self.number}: {self.how}"


def verify(head_file: Path) -> list[Break]:
    """Every break of the chain, in its order; none when the log is whole."""
    breaks: list[Break] = []
    last = audit.find_cut()
    known = audit.read_head(head_file.read_text(encoding="ascii")) if head_file.exists() else None
    for row in _rows():
        breaks += (Break(number, "verwijderd") for number in range(last.number + 1, row.number))
        how = _wrong(row, last)
        if how:
            breaks.append(Break(row.number, how))
        elif known and known.number == row.number and known.hash != row.hash:
            # The whole chain was made anew from some row on; outside the database the old hash is known.
            breaks.append(Break(row.number, "gewijzigd"))
        last = Head(row.number, row.hash)
    if known and known.number > last.number:
        breaks.append(Break(last.number + 1, "afgebroken"))
    return breaks


def _wrong(row: AuditEntry, last: Head) -> str | None:
    act = Act(row.actor, row.action, row.object, row.result, row.origin)
    if audit.hash_of(row.number, row.done_at, act, row.previous_hash) == row.hash:
        return "gewijzigd" if row.number == last.number + 1 and row.previous_hash != last.hash else None
    numbers = range(max(1, row.number - FURTHEST), row.number + FURTHEST)
    has_moved = any(audit.hash_of(number, row.done_at, act, row.previous_hash) == row.hash for number in numbers)
    return "verplaatst" if has_moved else "gewijzigd"


def _rows() -> Iterator[AuditEntry]:
    after = 0
    while True:
        wanted = select(AuditEntry).where(AuditEntry.number > after).order_by(AuditEntry.number).limit(BATCH)
        rows = db.session.scalars(wanted).all()
        yield from rows
        if len(rows) < BATCH:
            return
        after = rows[-1].number
        db.session.expunge_all()
