"""Leaving: everything of a person goes at once, but for what they wrote to others, which loses its name."""

import json
import logging
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import exists, select, text, update
from sqlalchemy.exc import OperationalError

from buuv.accounts import queries as accounts
from buuv.accounts.models import Account
from buuv.accounts.personal_data import person_of
from buuv.core import clock, outbox
from buuv.core.database import db, transaction
from buuv.core.outbox import OutgoingMail
from buuv.privacy.holders import HOLDERS
from buuv.privacy.models import Erasure
from buuv.search import index

# Who left, by number; it lies in the data folder and beside each backup.
LIST_NAME = "erasures.jsonl"
LOCK_SECONDS = 2

log = logging.getLogger("buuv.worker")


@dataclass(frozen=True)
class Gone:
    """One line of the list: this number, in this town, was forgotten at this moment."""

    account: int
    municipality: str
    at: datetime


def leave(account: Account, *, idle: bool = False) -> None:
    """Erases a person in this transaction and says so once to their address; doing it twice changes nothing."""
    # Whatever else this person does at this moment is first done, or then finds them gone.
    if not accounts.hold(account.id):
        return
    address, town, language = account.email, account.municipality_code, account.language
    _erase(account, at=clock.now())
    if address:
        # The worker deletes this row when the mail has left, and retention after a day if it cannot leave.
        outbox.put(outbox.FAREWELL, to=address, municipality_code=town, language=language, idle=idle)


def _erase(account: Account, *, at: datetime) -> None:
    person = person_of(account)
    for held in HOLDERS:
        held.on_leaving(held, person)
    db.session.add(Erasure(account_id=person.id, municipality_code=person.municipality_code, erased_at=at))
    db.session.flush()
    db.session.refresh(account)


def replay(lines: Iterable[Gone]) -> int:
    """Forgets again who left after a backup was made; gives their number.

    A number can have been given to somebody else since, who then came after the moment on the list.
    """
    done = 0
    for gone in lines:
        account = db.session.get(Account, gone.account)
        is_same = account and account.municipality_code == gone.municipality and account.created_at < gone.at
        if account and is_same and not account.has_left:
            _erase(account, at=gone.at)
            done += 1
    return done


def read_list(file: Path) -> list[Gone]:
    """The lines of a list; ValueError with the number of a line that is no such line."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            words = json.loads(line)
            found.append(Gone(int(words["account"]), str(words["municipality"]), datetime.fromisoformat(words["at"])))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{file}, regel {number}: geen regel van deze lijst") from error
    return found


def add_to_list(file: Path, lines: Iterable[Gone]) -> None:
    """Adds what is not in the list yet; the list only grows, so a database that was put back takes nothing away."""
    known = set(read_list(file)) if file.exists() else set()
    new = [one for one in dict.fromkeys(lines) if one not in known]
    if new:
        with file.open("a", encoding="utf-8") as out:
            for one in new:
                words = {"account": one.account, "municipality": one.municipality, "at": one.at.isoformat()}
                out.write(json.dumps(words) + "\n")


def clean_up(data_dir: Path) -> bool:
    """After somebody left: puts them on the list and takes what was deleted out of the files of the database.

    Waits for the farewell mail to be gone, which holds the address; True when all was done.
    """
    with transaction(writer=False):
        waiting = db.session.scalars(select(Erasure).where(Erasure.wiped_at.is_(None))).all()
        is_told = not db.session.scalar(select(exists().where(OutgoingMail.kind == outbox.FAREWELL)))
    if not waiting:
        return False
    add_to_list(data_dir / LIST_NAME, [Gone(one.account_id, one.municipality_code, one.erased_at) for one in waiting])
    if not (is_told and _wipe()):
        return False
    numbers = [one.id for one in waiting]
    with transaction():
        db.session.execute(update(Erasure).where(Erasure.id.in_(numbers)).values(wiped_at=clock.now()))
    return True


def _wipe() -> bool:
    """Nothing deleted can be read from the files any more; False when somebody else was at work in them."""
    try:
        with transaction():
            index.engine().forget_deleted()
        return _wipe_postgresql() if db.engine.dialect.name == "postgresql" else _wipe_sqlite()
    except (sqlite3.OperationalError, OperationalError) as error:
        log.info("opruimen later: %s", type(error).__name__)
        return False


def _wipe_postgresql() -> bool:
    """Writes the tables anew: a plain VACUUM leaves the bytes of deleted rows in their pages."""
    tables = ", ".join(f'"{name}"' for name in (*(held.table.name for held in HOLDERS), "post_index"))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Others wait while a table is written, so this one does not wait for others.
        connection.execute(text(f"SET lock_timeout = '{LOCK_SECONDS}s'"))
        try:
            connection.execute(text(f"VACUUM (FULL) {tables}"))
        finally:
            connection.execute(text("RESET lock_timeout"))
    return True


def _wipe_sqlite() -> bool:
    raw = db.engine.raw_connection()
    try:
        cursor = raw.cursor()
        # Deleted rows are overwritten (secure_delete), but pages that were reordered keep old copies in their gaps.
        cursor.execute("VACUUM")
        # And the log keeps every page as it was, until it is cut off.
        return bool(cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
    finally:
        raw.close()
