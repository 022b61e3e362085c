"""What buuv is compared with: the least that Flask can do, and the least that is durable."""

import os
import sqlite3
import threading
from pathlib import Path

from flask import Flask, request

hello = Flask("hello")
insert = Flask("insert")
_local = threading.local()


@hello.get("/")
def say_hello() -> str:
    """The cheapest page."""
    return "hello"


@insert.get("/")
def say_ready() -> str:
    """For knowing that the server is there."""
    return "ready"


@insert.post("/insert")
def insert_row() -> tuple[str, int]:
    """Answers when one row is on the disk."""
    connection = _connection()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO card (title, body) VALUES (?, ?)", (request.form["title"], request.form["body"]))
    connection.execute("COMMIT")
    return "kept", 201


def _connection() -> sqlite3.Connection:
    connection: sqlite3.Connection | None = getattr(_local, "connection", None)
    if connection is None:
        path = Path(os.environ["BUUV_DATA_DIR"]) / "bare.sqlite3"
        connection = sqlite3.connect(path, timeout=10, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS card (id INTEGER PRIMARY KEY, title TEXT, body TEXT)")
        _local.connection = connection
    return connection
