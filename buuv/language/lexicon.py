"""What a municipality may teach the search: files of tables with words, and what a town adds to them."""

import pathlib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from buuv.language import dutch, files

KEY = re.compile(r"[a-z][a-z0-9_]*")
LONGEST_PHRASE = 3


class Table(NamedTuple):
    """One table of a file: where it stands, for whoever must mend a mistake in it."""

    path: pathlib.Path
    written: str
    key: str
    content: dict[str, Any]

    def mistake(self, word: str, sentence: str) -> ValueError:
        """Give the error that names the line where this word stands."""
        return files.mistake(self.path, files.line_of(self.written, word, self.key), f"{self.key}: {sentence}")

    def text(self, name: str) -> str:
        """Give a text of the table; ValueError when there is none."""
        found = self.content.get(name)
        if not isinstance(found, str) or not found.strip():
            raise self.mistake(name, f"verwacht {name} met een tekst")
        return found.strip()

    def texts(self, name: str) -> list[str]:
        """Give a list of texts, empty when the table has none; ValueError when it is something else."""
        found = self.content.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
            raise self.mistake(name, f"verwacht {name} met een lijst van teksten")
        return found


def tables(name: str, known: frozenset[str], folder: pathlib.Path = files.CONFIG) -> Iterator[Table]:
    """Give the tables of config/words/<name>, a file or a folder of files, and of every town's own words/<name>."""
    for root in (folder, *sorted(path for path in (folder / "municipalities").glob("*") if path.is_dir())):
        whole = root / "words" / f"{name}.toml"
        if root == folder and not whole.exists() and not (root / "words" / name).is_dir():
            raise files.mistake(whole, 1, "dit bestand kan niet worden gelezen")
        for path in [whole] * whole.exists() + sorted((root / "words" / name).glob("*.toml")):
            written = files.read(path)
            for key, content in files.tables(path, written).items():
                table = Table(path, written, key, content)
                if not KEY.fullmatch(key):
                    raise table.mistake(key, "een kopje bestaat uit kleine letters, cijfers en _")
                for field in content.keys() - known:
                    raise table.mistake(field, f"{field} is hier onbekend")
                yield table


def phrase(table: Table, word: str, folder: pathlib.Path) -> tuple[str, ...]:
    """Give the stems of a word or fixed phrase of a table; ValueError when nothing of it would be recognised."""
    stems = tuple(dutch.stems(word, folder))
    if not 0 < len(stems) <= LONGEST_PHRASE or len(stems) != dutch.count(word):
        raise table.mistake(word, f"“{word}”: verwacht een tot drie woorden, zonder woorden als “de” en “naar”")
    return stems
