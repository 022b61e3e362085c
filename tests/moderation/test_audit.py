"""The log of what was done: every change of it shows, and the database keeps it as it was written."""

import threading
from contextvars import Context
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from buuv.core import clock
from buuv.core.database import db, transaction
from buuv.moderation import audit, verifying
from buuv.moderation.audit import Act
from buuv.moderation.models import AuditCheckpoint, AuditEntry
from buuv.privacy import erasure
from tests import databases
from tests.builders import an_account

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def head_file(database):
    path = database.extensions["buuv.settings"].data_dir / audit.HEAD_NAME
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


@pytest.fixture
def moment():
    with time_machine.travel(START, tick=False) as moment:
        yield moment


def acts(number):
    for one in range(number):
        audit.note("operator", "lock_reset", f"account:{one}", origin=audit.COMMAND)
        db.session.commit()


def breaks(head_file):
    db.session.rollback()
    return [str(one) for one in verifying.verify(head_file)]


def tamper(statement):
    """Changes the log as somebody with every right on the database could."""
    db.session.rollback()
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(statement)
        else:
            with databases._without_triggers(connection):
                connection.execute(statement)


def test_a_whole_log_is_whole_and_its_head_is_outside_the_database(head_file):
    acts(3)
    assert breaks(head_file) == []
    newest = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert audit.read_head(head_file.read_text()) == (3, newest.hash)


def test_what_was_undone_is_not_in_the_log(head_file):
    audit.note("operator", "lock_reset", "account:1", origin=audit.COMMAND)
    db.session.rollback()
    acts(1)
    assert db.session.scalars(select(AuditEntry.number)).all() == [1]
    assert breaks(head_file) == []


CHANGED = update(AuditEntry).where(AuditEntry.number == 2)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (CHANGED.values(actor="account:9"), ["2: gewijzigd"]),
        (CHANGED.values(hash="0" * 64), ["2: gewijzigd", "3: gewijzigd"]),
        (CHANGED.values(number=7), ["2: verwijderd", "6: verwijderd", "7: verplaatst"]),
        (delete(AuditEntry).where(AuditEntry.number == 2), ["2: verwijderd"]),
        (delete(AuditEntry).where(AuditEntry.number >= 4), ["4: afgebroken"]),
    ],
)
def test_every_change_of_the_log_shows(head_file, statement, found):
    acts(5)
    tamper(statement)
    assert breaks(head_file) == [f"regel {one}" for one in found]


def test_a_chain_that_was_made_anew_from_some_row_on_differs_from_the_head(head_file):
    acts(2)
    first, last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    forged = Act("operator", "lock_reset", "account:77", audit.DONE, audit.COMMAND)
    its_hash = audit.hash_of(2, last.done_at, forged, first.hash)
    db.session.rollback()
    tamper(update(AuditEntry).where(AuditEntry.number == 2).values(object="account:77", hash=its_hash))
    assert breaks(head_file) == ["regel 2: gewijzigd"]


@pytest.mark.parametrize(
    "statement",
    [
        update(AuditEntry).values(actor="account:9"),
        delete(AuditEntry),
        insert(AuditCheckpoint).values(number=2, hash="made up", cut_at=clock.now()),
    ],
)
def test_the_database_itself_refuses(head_file, statement):
    acts(3)
    with pytest.raises(DBAPIError):
        db.session.execute(statement)
    db.session.rollback()
    assert breaks(head_file) == []


def test_only_what_is_past_its_term_goes_and_the_rest_is_still_whole(head_file, moment):
    acts(2)
    moment.shift(audit.TERM)
    acts(2)
    assert audit.cut() == 2
    db.session.commit()
    assert db.session.scalars(select(AuditEntry.number).order_by(AuditEntry.number)).all() == [3, 4]
    assert breaks(head_file) == []
    tamper(delete(AuditEntry).where(AuditEntry.number == 3))
    assert breaks(head_file) == ["regel 3: verwijderd"]


def test_a_checkpoint_is_kept_as_well(head_file, moment):
    acts(1)
    moment.shift(audit.TERM)
    audit.cut()
    db.session.commit()
    for statement in (update(AuditCheckpoint).values(number=9), delete(AuditCheckpoint)):
        with pytest.raises(DBAPIError):
            db.session.execute(statement)
        db.session.rollback()


def test_many_who_write_at_one_moment_make_one_chain(database, head_file):
    def write():
        with database.app_context(), transaction():
            audit.note("account:1", "account_leave", "account:1", origin=audit.WEB)

    threads = [threading.Thread(target=lambda: Context().run(write)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert breaks(head_file) == []
    assert db.session.scalars(select(AuditEntry.number).order_by(AuditEntry.number)).all() == list(range(1, 13))


def test_leaving_is_one_row_with_a_number_and_no_word_of_the_person(head_file):
    account = an_account(email="weg@example.org", shown_name="Zwaantje")
    db.session.commit()
    erasure.leave(account)
    db.session.commit()
    (row,) = db.session.scalars(select(AuditEntry)).all()
    assert (row.actor, row.action, row.object) == (f"account:{account.id}", "account_leave", f"account:{account.id}")
