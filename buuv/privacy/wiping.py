"""After somebody left: the worker puts their number on the list and cleans the files of the database."""

import logging
import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, exists, select, text, update
from sqlalchemy.exc import OperationalError

from buuv.core import clock, outbox
from buuv.core.database import db, transaction
from buuv.core.outbox import OutgoingMail
from buuv.privacy.erasure import LIST_NAME, Gone, add_to_list
from buuv.privacy.holders import HOLDERS
from buuv.privacy.models import Erasure
from buuv.search import index

LOCK_SECONDS = 2
# How long to wait for work of others that still sees the deleted rows, and how often to look.
WAIT_SECONDS, LOOK_SECONDS = 3, 0.05

log = logging.getLogger("buuv.worker")


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
            if not _is_seen_by_nobody(connection):
                log.info("opruimen later: anderen lezen nog wat is gewist")
                return False
            connection.execute(text(f"VACUUM (FULL) {tables}"))
        finally:
            connection.execute(text("RESET lock_timeout"))
    return True


def _is_seen_by_nobody(connection: Connection) -> bool:
    """Whether all work that began before now has ended: rows that another transaction may still see are kept."""
    begun = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    end = time.monotonic() + WAIT_SECONDS
    while connection.execute(text(_OLDER), {"begun": begun}).scalar_one():
        if time.monotonic() > end:
            return False
        time.sleep(LOOK_SECONDS)
    return True


# Whoever writes in another database of the same server counts as well: no snapshot begins after unfinished writing.
_OLDER = """
    SELECT EXISTS (
        SELECT FROM pg_stat_activity
        WHERE xact_start < :begun AND pid <> pg_backend_pid()
        AND (datname = current_database() OR backend_xid IS NOT NULL)
        AND pid NOT IN (SELECT pid FROM pg_stat_progress_vacuum)
    )
"""


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
