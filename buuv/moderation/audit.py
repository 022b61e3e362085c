"""Writing the audit log: append-only and chained, at the end of the transaction of what it tells."""

import fcntl
import hashlib
import json
import logging
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import delete, event, func, insert, select
from sqlalchemy.orm import Session, SessionTransaction

from buuv.core import clock
from buuv.core.database import db, one_at_a_time
from buuv.moderation.models import AuditCheckpoint, AuditEntry

HEAD_NAME = "audit.head"
# What the first row goes on from.
BEGINNING = "0" * 64
WEB, COMMAND, WORKER = "web", "command", "worker"
DONE, REFUSED = "done", "refused"
# Decisions and the log of them are kept equally long (R-P07).
TERM = timedelta(days=730)
# A checkpoint a day at most.
BETWEEN_CUTS = timedelta(days=1)

_NOTED, _HEAD = "buuv.audit.noted", "buuv.audit.head"

log = logging.getLogger("buuv.audit")

_find_folder: Callable[[], Path] = Path


class Act(NamedTuple):
    """What is to be logged: ids only."""

    actor: str
    action: str
    object: str
    result: str
    origin: str


class Head(NamedTuple):
    """The newest row."""

    number: int
    hash: str


def keep_head_in(find_folder: Callable[[], Path]) -> None:
    """Says where the newest row's number and hash are kept: the data folder of the application at work."""
    global _find_folder
    _find_folder = find_folder


def note(actor: str, action: str, thing: str, *, origin: str, result: str = DONE) -> None:
    """Logs an act with the transaction that it belongs to; the row is written last, when that commits.

    All rows are in one chain, so whoever writes one holds up the others. At the end that is short, and
    nobody who holds the chain waits for anything else.
    """
    if not db.session().in_transaction():
        db.session.begin()  # so that an undoing is heard although nothing was written yet
    db.session.info.setdefault(_NOTED, []).append(Act(actor, action, thing, result, origin))


def hash_of(number: int, done_at: datetime, act: Act, previous_hash: str) -> str:
    """The SHA-256 of a row and of everything before it, in hexadecimal."""
    fields = [number, done_at.isoformat(timespec="microseconds"), *act, previous_hash]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode()).hexdigest()


def find_head() -> Head:
    """The newest row, or what the first one goes on from."""
    newest = select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    row = db.session.execute(newest).first()
    return Head(*row) if row else find_cut()


def find_cut() -> Head:
    """The last row that was cut off because its term was over."""
    newest = select(AuditCheckpoint.number, AuditCheckpoint.hash).order_by(AuditCheckpoint.number.desc()).limit(1)
    row = db.session.execute(newest).first()
    return Head(*row) if row else Head(0, BEGINNING)


def cut() -> int:
    """Removes the rows from the front that are past their term, behind a checkpoint; gives their number."""
    one_at_a_time("audit")
    newest_cut = db.session.scalar(select(func.max(AuditCheckpoint.cut_at)))
    if newest_cut and clock.now() - newest_cut < BETWEEN_CUTS:
        return 0
    kept_from = select(func.min(AuditEntry.number)).where(AuditEntry.done_at > clock.now() - TERM)
    first_kept = db.session.scalar(kept_from) or find_head().number + 1
    begin = find_cut()
    last = db.session.execute(
        select(AuditEntry.number, AuditEntry.hash).where(AuditEntry.number == first_kept - 1)
    ).first()
    if last is None:
        return 0
    db.session.add(AuditCheckpoint(number=last.number, hash=last.hash))
    db.session.flush()
    db.session.execute(delete(AuditEntry).where(AuditEntry.number <= last.number))
    return int(last.number) - begin.number


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    acts: list[Act] = session.info.pop(_NOTED, [])
    if not acts:
        return
    session.flush()
    one_at_a_time("audit")
    head = find_head()
    for act in acts:
        number, done_at, previous = head.number + 1, clock.now(), head.hash
        head = Head(number, hash_of(number, done_at, act, previous))
        row = act._asdict() | {"number": number, "done_at": done_at, "previous_hash": previous, "hash": head.hash}
        session.execute(insert(AuditEntry).values(row))
    session.info[_HEAD] = head


@event.listens_for(Session, "after_commit")
def _publish(session: Session) -> None:
    head: Head | None = session.info.pop(_HEAD, None)
    if head:
        log.info("audit %d %s", *head)
        keep_head(_find_folder() / HEAD_NAME, head)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    # A savepoint that is undone is no end of the act.
    if ended.parent is None:
        session.info.pop(_NOTED, None)
        session.info.pop(_HEAD, None)


def keep_head(path: Path, head: Head) -> None:
    """Writes the newest row's number and hash outside the database, so that a cut tail is seen."""
    with path.open("a+", encoding="ascii") as file:
        # Processes may come here in another order than they committed in: the highest number stays.
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        known = read_head(file.read())
        if known is None or known.number < head.number:
            file.seek(0)
            file.truncate()
            file.write(f"{head.number} {head.hash}\n")
            file.flush()
            os.fsync(file.fileno())


def read_head(written: str) -> Head | None:
    """The head that a file holds; None when it holds none."""
    number, _, its_hash = written.strip().partition(" ")
    return Head(int(number), its_hash) if number.isdigit() and its_hash else None
