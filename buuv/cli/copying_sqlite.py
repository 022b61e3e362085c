"""SQLite's own online copy, both ways: others may read and write meanwhile."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from buuv.core.errors import Refusal
from buuv.settings import Settings

# Seconds to wait for a writer in the database that is replaced.
BUSY = 30


class OnlineCopy:
    """The backup API of SQLite (sqlite.org/backup.html), each copy checked as a whole."""

    NAME = "buuv.sqlite3"

    def save(self, config: Settings, copy: Path) -> None:
        """Writes a consistent copy while others go on writing; Refusal when it is not sound."""
        source = _path(config)
        if not source.is_file():
            raise Refusal(f"De database {source} is er niet.")
        copy.touch(mode=0o600)
        _copy(source, copy)
        self.verify(config, copy)

    def verify(self, config: Settings, copy: Path) -> str:
        """The migration that a copy is at; Refusal when it is damaged."""
        try:
            with closing(sqlite3.connect(copy)) as connection:
                # The copy travels alone, so it must not need a log beside it.
                connection.execute("PRAGMA journal_mode = DELETE")
                answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
                found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.DatabaseError as error:
            raise Refusal(f"De database in de kopie is niet heel: {error}.") from None
        if answer != "ok" or found is None:
            raise Refusal(f"De database in de kopie is niet heel: {answer}.")
        return str(found[0])

    def is_empty(self, config: Settings) -> bool:
        """Whether nothing would be lost: there is no database, or one without a table."""
        if not _path(config).exists():
            return True
        try:
            with closing(sqlite3.connect(_path(config))) as connection:
                return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
        except sqlite3.DatabaseError:
            # Damaged, and so perhaps just what is to be replaced; only --replace may decide that.
            return False

    def load(self, config: Settings, copy: Path, *, replace: bool) -> None:
        """Copies into the database that is there in one transaction, so that a running buuv sees old or new."""
        place = _path(config)
        try:
            _copy(copy, place)
        except sqlite3.DatabaseError as error:
            if not replace or isinstance(error, sqlite3.OperationalError):
                raise Refusal(
                    f"De database is nu niet te vervangen: {error}. Stop buuv en probeer het nog eens."
                ) from None
            # It is no database any more: nothing can be in use, so the files are replaced.
            for ending in ("", "-wal", "-shm"):
                place.with_name(place.name + ending).unlink(missing_ok=True)
            _copy(copy, place)


def _path(config: Settings) -> Path:
    return Path(make_url(config.database_url).database or "")


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target, timeout=BUSY)) as other:
        one.backup(other)


ENGINE = OnlineCopy()
