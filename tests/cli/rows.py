"""A look into the SQLite file that the commands wrote."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def rows(data_dir: Path, question: str) -> list[tuple[Any, ...]]:
    """The answer of the database in a data folder."""
    with closing(sqlite3.connect(data_dir / "buuv.sqlite3")) as connection:
        return connection.execute(question).fetchall()


def change(data_dir: Path, statement: str) -> None:
    """Changes the database behind the program's back."""
    with closing(sqlite3.connect(data_dir / "buuv.sqlite3")) as connection, connection:
        connection.execute(statement)
