"""Words that people searched for in vain, so that the word files can learn them; nothing tells who searched.

A file a day in the data folder, a line for each word: a keyed digest, and from the third time on the word itself.
So a word that few look for, such as a name, is never on disk in clear. Each file goes after 30 days.
"""

import logging
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from buuv.core import clock, tokens
from buuv.core.text import one_line
from buuv.guard import findings
from buuv.language import dutch
from buuv.search.asking import QUERY_MAX

FOLDER = "misses"
SEEN_LEAST, KEPT_DAYS = 3, 30
# A day of a busy town has some hundreds of searches in vain; more is somebody's program.
MOST_A_DAY, WORDS_MOST = 500, 4
SHORTEST, LONGEST = 4, 30

log = logging.getLogger("buuv.search")


def note(data_dir: Path, text: str) -> None:
    """Remembers the words of a search in vain; none when the text gives away anything of a person.

    It never fails: a search without result has an answer, whatever is wrong with the disk.
    """
    words = _words(one_line(text)[:QUERY_MAX])
    if not words or findings.find(text[:QUERY_MAX]):
        return
    try:
        _append(data_dir / FOLDER, words)
    except OSError as error:
        log.warning("vergeefse zoekwoorden zijn niet te bewaren: %s", error.strerror)


def counted(data_dir: Path) -> list[tuple[str, int]]:
    """Every word that was searched in vain often enough in the last 30 days, with how often, most first."""
    seen: Counter[str] = Counter()
    names: dict[str, str] = {}
    for digest, word in _lines(data_dir / FOLDER):
        seen[digest] += 1
        if word:
            names[digest] = word
    often = [(word, seen[digest]) for digest, word in names.items() if seen[digest] >= SEEN_LEAST]
    return sorted(often, key=lambda one: (-one[1], one[0]))


def forget(data_dir: Path) -> int:
    """Lets go of days that are past their term; gives how many."""
    gone = [path for path in _days(data_dir / FOLDER) if not _is_kept(path)]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _words(text: str) -> list[str]:
    """The words that tell something; no numbers, and nothing with a capital after the first word, as names have."""
    found: dict[str, None] = {}
    for place, typed in enumerate(dutch.telling(text)):
        word = dutch.fold(typed)
        is_plain = word.isalpha() and SHORTEST <= len(word) <= LONGEST
        if is_plain and (place == 0 or typed.islower()) and dutch.stem(word) not in dutch.stop_stems():
            found[word] = None
    return list(found)[:WORDS_MOST]


def _append(folder: Path, words: list[str]) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    seen = Counter(digest for digest, _ in _lines(folder))
    path = folder / f"{clock.today().isoformat()}.txt"
    room = MOST_A_DAY - (sum(1 for _ in _read(path)) if path.exists() else 0)
    lines = []
    for word in words[: max(0, room)]:
        digest = tokens.keyed(tokens.key(), "miss", word).hex()[:32]
        lines.append(f"{digest} {word}\n" if seen[digest] + 1 >= SEEN_LEAST else f"{digest}\n")
    # One short write at the end of the file: processes that write at one moment do not mix their lines.
    with open(path, "a", encoding="utf-8", opener=_private) as file:
        file.write("".join(lines))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _lines(folder: Path) -> Iterator[tuple[str, str]]:
    for path in _days(folder):
        if _is_kept(path):
            yield from _read(path)


def _read(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        digest, _, word = line.partition(" ")
        yield digest, word


def _days(folder: Path) -> list[Path]:
    return sorted(folder.glob("????-??-??.txt"))


def _is_kept(path: Path) -> bool:
    try:
        day = date.fromisoformat(path.stem)
    except ValueError:
        return False
    return clock.today() - day < timedelta(days=KEPT_DAYS)
