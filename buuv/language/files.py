"""The files of words that a municipality may read and extend: how they are read, and how a mistake is named."""

import pathlib
import re
import tomllib
import unicodedata
from typing import Any

CONFIG = pathlib.Path(__file__).resolve().parents[2] / "config"


def read(path: pathlib.Path) -> str:
    """Give the text of a word file, or raise ValueError with the line that is not UTF-8."""
    try:
        written = path.read_bytes()
    except OSError as error:
        raise mistake(path, 1, "dit bestand kan niet worden gelezen") from error
    try:
        # Some editors write an accent as a character of its own.
        return unicodedata.normalize("NFC", written.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        number = written.count(b"\n", 0, error.start) + 1
        raise mistake(path, number, "dit is geen UTF-8") from error


def tables(path: pathlib.Path, written: str) -> dict[str, dict[str, Any]]:
    """Give the tables of a TOML file by their headings; raise ValueError with the line of what is none."""
    try:
        found: dict[str, Any] = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+)", str(error))
        number = int(where[1]) if where else written.count("\n") + 1
        raise mistake(path, number, f"dit is geen TOML ({error})") from error
    for heading, table in found.items():
        if not isinstance(table, dict):
            raise mistake(path, line_of(written, heading, ""), f"{heading}: verwacht een kopje [naam]")
    return found


def line_of(written: str, word: str, heading: str) -> int:
    """Find the line where a word or a key stands under its heading, as TOML itself forgets it."""
    lines = written.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip() == f"[{heading}]"), 0)
    sought = re.compile(rf'"{re.escape(word)}"|^\s*{re.escape(word)}\s*=')
    hits = [number for number, line in enumerate(lines) if number >= start and sought.search(line)]
    return (hits[0] if hits else start) + 1


def mistake(path: pathlib.Path, number: int, sentence: str) -> ValueError:
    """Give the error for a wrong line of a word file, with the path as an operator knows it."""
    parts = path.parts
    first = len(parts) - 1 - parts[::-1].index("config") if "config" in parts else -3
    return ValueError(f"{'/'.join(parts[first:])}, regel {number}: {sentence}")
