"""How often something may be done: counters outside the application's database, shared by all processes."""

import math
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from buuv.core.errors import TooMany

# When the counters cannot be reached people can go on reading, but nobody goes on guessing codes.
OPEN_WHEN_BROKEN = ("card_page", "search", "suggest")
BROKEN_SECONDS = 30


class _Connection(sqlite3.Connection):
    """Closes itself when its thread ends; Python 3.13 warns about a connection that is merely forgotten."""

    def __del__(self) -> None:
        self.close()


class SqliteStorage(Storage):
    """Counters in a small SQLite file of their own; losing it costs nothing but the counts."""

    STORAGE_SCHEME = ["sqlite-counters"]

    def __init__(self, path: Path) -> None:
        super().__init__(uri=None)
        self._path = path
        self._local = threading.local()
        # Closed again at once: gunicorn forks after this, and no connection may cross a fork.
        with closing(self._open()) as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS counter (key TEXT PRIMARY KEY, amount INTEGER, expires REAL) WITHOUT ROWID"
            )

    @property
    def base_exceptions(self) -> type[Exception]:
        """The errors that this storage can raise."""
        return sqlite3.Error

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._open()
        return connection

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=2, isolation_level=None, check_same_thread=False, factory=_Connection
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")  # counts may be lost with the power
        return connection

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Adds to the counter and gives its value; an expired one starts again."""
        moment = time.time()
        row = self._connection().execute(
            "INSERT INTO counter VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
            " amount = CASE WHEN expires <= ? THEN excluded.amount ELSE amount + excluded.amount END,"
            " expires = CASE WHEN expires <= ? THEN excluded.expires ELSE expires END RETURNING amount",
            (key, amount, moment + expiry, moment, moment),
        )
        return int(row.fetchone()[0])

    def get(self, key: str) -> int:
        """The counter's value, 0 when it is not there."""
        row = self._connection().execute("SELECT amount FROM counter WHERE key = ? AND expires > ?", (key, time.time()))
        found = row.fetchone()
        return int(found[0]) if found else 0

    def get_expiry(self, key: str) -> float:
        """When the counter starts again, in seconds since 1970."""
        found = self._connection().execute("SELECT expires FROM counter WHERE key = ?", (key,)).fetchone()
        return float(found[0]) if found else time.time()

    def check(self) -> bool:
        """Whether the file answers."""
        return bool(self._connection().execute("SELECT 1").fetchone() == (1,))

    def clear(self, key: str) -> None:
        """Forgets one counter."""
        self._connection().execute("DELETE FROM counter WHERE key = ?", (key,))

    def reset(self) -> int | None:
        """Forgets every counter."""
        return self._connection().execute("DELETE FROM counter").rowcount

    def sweep(self) -> None:
        """Removes counters that have run out; the worker does this now and then."""
        self._connection().execute("DELETE FROM counter WHERE expires <= ?", (time.time(),))


class Limits:
    """The named limits of `config/default.toml`, each "number per seconds"."""

    def __init__(self, figures: dict[str, str], storage: Storage, *, on: bool) -> None:
        self._items = {name: parse(name, figure) for name, figure in figures.items()}
        self._limiter = FixedWindowRateLimiter(storage)
        self._on = on
        self.storage = storage

    def hit(self, name: str, key: str) -> None:
        """Counts one act; raises TooMany when the limit was reached, or when what guards a code cannot count."""
        if not self._on:
            return
        item = self._items[name]
        try:
            if self._limiter.hit(item, name, key):
                return
            reset_at, _ = self._limiter.get_window_stats(item, name, key)
        except self.storage.base_exceptions as error:
            if name in OPEN_WHEN_BROKEN:
                return
            raise TooMany(BROKEN_SECONDS) from error
        raise TooMany(math.ceil(reset_at - time.time()))

    def used(self, name: str, key: str) -> int | None:
        """How often it was done in this stretch of time; None when nothing is counted."""
        left = self.left(name, key)
        return None if left is None else self._items[name].amount - left

    def left(self, name: str, key: str) -> int | None:
        """How often it may still be done, without counting anything; None when nothing is counted."""
        if not self._on:
            return None
        try:
            return self._limiter.get_window_stats(self._items[name], name, key).remaining
        except self.storage.base_exceptions:
            return None


def parse(name: str, figure: str) -> RateLimitItem:
    """Reads "10 per 300": ten in 300 seconds; ValueError when it is something else."""
    words = figure.split()
    amount, word, seconds = words if len(words) == 3 else ("", "", "")
    if word != "per" or not amount.isdigit() or not seconds.isdigit():
        raise ValueError(f"limit.{name}: {figure!r} is niet van de vorm '10 per 300'")
    return RateLimitItemPerSecond(int(amount), int(seconds))
