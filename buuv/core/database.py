"""The database session, its base class and column types, on SQLite and on PostgreSQL alike."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Dialect, Engine, Integer, MetaData, event, func, select
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

BUSY_MILLISECONDS = 10_000

# SQLite gives a writer that first read an immediate "database is locked"; it must begin as a writer.
_writing: ContextVar[bool] = ContextVar("writing", default=True)


class Base(DeclarativeBase):
    """The parent of every table; the names of constraints follow from it, so migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """A moment in aware UTC; SQLite keeps no time zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses a naive moment and stores UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Gives aware UTC on both databases."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite numbers rows itself only in a column called INTEGER.
BigId = BigInteger().with_variant(Integer(), "sqlite")

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def engine_options(url: str) -> dict[str, Any]:
    """Options for the engine: a pool that fits gunicorn's threads, JSON that keeps its letters."""
    options: dict[str, Any] = {
        # Errors must not carry what people typed into a log.
        "hide_parameters": True,
        "json_serializer": lambda value: json.dumps(value, ensure_ascii=False),
    }
    if url.startswith("sqlite"):
        options["connect_args"] = {"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False}
    else:
        options.update(pool_size=10, max_overflow=10, pool_timeout=10, pool_pre_ping=True)
        options["connect_args"] = {"connect_timeout": 10, "prepare_threshold": 2}
    return options


@contextmanager
def reading() -> Iterator[None]:
    """Inside it a transaction on SQLite takes no write lock."""
    token = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def transaction(*, writer: bool = True) -> Iterator[None]:
    """A whole transaction outside a request: kept at the end, undone by an exception."""
    with nullcontext() if writer else reading():
        try:
            yield
            db.session.commit()
        finally:
            db.session.remove()


@contextmanager
def unharmed() -> Iterator[None]:
    """What fails inside it leaves the transaction able to go on: PostgreSQL gives up the whole of it otherwise.

    Who only reads loses nothing when it is given up.
    """
    if db.engine.dialect.name != "postgresql":
        yield
    elif _writing.get():
        with db.session.connection().begin_nested():
            yield
    else:
        try:
            yield
        except Exception:
            db.session.rollback()
            raise


def one_at_a_time(name: str) -> None:
    """Waits for other transactions that do the same thing; on SQLite there is one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))


def begin_as(*, writer: bool) -> None:
    """Says whether this request's transaction will write; called once, before its first query."""
    _writing.set(writer)


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        # Translating a query to machine code takes longer than any of ours.
        connection.execute("SET jit = off")
        connection.commit()
        return
    connection.isolation_level = None  # SQLAlchemy says BEGIN itself, below
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "foreign_keys = ON",
        "cache_size = -20000",
        "temp_store = MEMORY",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
