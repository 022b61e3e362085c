"""Words searched in vain: counted without a person, in clear from the third time on, gone after 30 days."""

from datetime import timedelta
from pathlib import Path

import pytest

from buuv.core import clock, tokens
from buuv.search import misses
from tests import databases


@pytest.fixture(autouse=True)
def _key() -> None:
    tokens.use_key(databases.KEY)


def on_disk(folder: Path) -> str:
    """Everything that was written."""
    return "".join(path.read_text() for path in (folder / misses.FOLDER).glob("*"))


def miss(folder: Path, text: str, times: int = 1) -> None:
    """Searches in vain."""
    for _ in range(times):
        misses.note(folder, text)


def test_a_word_shows_after_three_times_with_its_count(tmp_path: Path) -> None:
    miss(tmp_path, "Trekzak", 2)
    assert misses.counted(tmp_path) == []
    miss(tmp_path, "trekzak repareren")
    miss(tmp_path, "trekzak")
    assert misses.counted(tmp_path) == [("trekzak", 4)]


def test_a_rare_word_is_never_on_disk_in_clear(tmp_path: Path) -> None:
    miss(tmp_path, "bouzambou", 2)
    assert "bouzambou" not in on_disk(tmp_path)
    assert len(on_disk(tmp_path).splitlines()) == 2


@pytest.mark.parametrize(
    "text",
    [
        "bel 06 12345678 voor trekzak",
        "trekzak jan@example.org",
        "Kerkstraat 12 trekzak",
        "trekzak 1506 AB",
    ],
)
def test_a_search_that_gives_away_a_person_is_not_kept(tmp_path: Path, text: str) -> None:
    miss(tmp_path, text, 3)
    assert not (tmp_path / misses.FOLDER).exists()


@pytest.mark.parametrize("text", ["", "de het een", "abc", "12345678", "x" * 31, "\x00", "wie kan helpen"])
def test_what_is_no_word_is_not_kept(tmp_path: Path, text: str) -> None:
    miss(tmp_path, text, 3)
    assert misses.counted(tmp_path) == []


def test_words_with_a_capital_are_taken_for_names_except_the_first(tmp_path: Path) -> None:
    miss(tmp_path, "Trekzak van Fatima", 3)
    assert misses.counted(tmp_path) == [("trekzak", 3)]


def test_only_single_words_are_kept_and_few_of_one_search(tmp_path: Path) -> None:
    miss(tmp_path, "aagje bezaan citer dulcimer ektaar", 3)
    assert len(misses.counted(tmp_path)) == misses.WORDS_MOST
    assert all(" " not in word for word, _ in misses.counted(tmp_path))


def test_the_most_wanted_come_first(tmp_path: Path) -> None:
    miss(tmp_path, "citer", 3)
    miss(tmp_path, "bezaan", 4)
    miss(tmp_path, "aagje", 3)
    assert misses.counted(tmp_path) == [("bezaan", 4), ("aagje", 3), ("citer", 3)]


def test_after_30_days_everything_is_gone(tmp_path: Path, time_machine) -> None:
    miss(tmp_path, "trekzak", 3)
    time_machine.move_to(clock.now() + timedelta(days=29))
    assert misses.forget(tmp_path) == 0
    assert misses.counted(tmp_path) == [("trekzak", 3)]
    time_machine.move_to(clock.now() + timedelta(days=1))
    assert misses.counted(tmp_path) == []
    assert misses.forget(tmp_path) == 1
    assert on_disk(tmp_path) == ""


def test_a_file_says_the_day_and_no_time(tmp_path: Path) -> None:
    miss(tmp_path, "trekzak", 3)
    (path,) = (tmp_path / misses.FOLDER).iterdir()
    assert path.name == f"{clock.today().isoformat()}.txt"
    assert path.stat().st_mode & 0o077 == 0
    assert path.read_text().splitlines()[2].split(" ")[1:] == ["trekzak"]


def test_a_day_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misses, "MOST_A_DAY", 5)
    miss(tmp_path, "citer", 4)
    miss(tmp_path, "bezaan trekzak", 4)
    assert len(on_disk(tmp_path).splitlines()) == 5


def test_a_disk_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / misses.FOLDER).write_text("")
    miss(tmp_path, "trekzak", 3)


def test_another_key_gives_other_digests(tmp_path: Path) -> None:
    miss(tmp_path, "trekzak")
    tokens.use_key("another key, of another server")
    miss(tmp_path, "trekzak", 2)
    assert misses.counted(tmp_path) == []
