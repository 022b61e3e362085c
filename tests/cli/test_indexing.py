"""`buuv index verify` and `buuv index rebuild`."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from tests.cli.conftest import Command

CARDS = [
    {"id": f"v{number}", "kind": "request", "category": "tuin", "title": f"De heg is {number} meter", "body": ""}
    for number in range(1, 5)
]
# How an index is broken on each database: all of it gone, its rows gone, or what is kept beside them.
BREAKS = {
    "sqlite": (
        "DROP TABLE post_index",
        "DELETE FROM post_index_data",
        "DROP TABLE post_index_data",
        "UPDATE post_index_content SET c0 = 'iets anders'",
    ),
    "postgresql": (
        "DROP TABLE post_index",
        "DROP INDEX ix_post_index_words",
        "DROP FUNCTION post_index_words CASCADE",
        "ALTER TABLE post_index DROP COLUMN place CASCADE",
    ),
}
ID = {"sqlite": "rowid", "postgresql": "post_id"}


@pytest.fixture
def board(ready_on_both: Command, tmp_path: Path) -> Command:
    """A board with four cards, on each database."""
    (tmp_path / "cards.json").write_text(json.dumps(CARDS), encoding="utf-8")
    ready_on_both("posts", "import", tmp_path / "cards.json")
    return ready_on_both


def behind_its_back(statement: str) -> list[str]:
    """Asks or changes the database that the commands use; gives the first column."""
    engine = create_engine(os.environ["BUUV_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        answer = connection.exec_driver_sql(statement)
        rows = [str(row[0]) for row in answer] if answer.returns_rows else []
    engine.dispose()
    return rows


def found(board: Command) -> list[str]:
    """The external ids that a search gives."""
    result = board("search", "heg", "--json")
    assert result.exit_code == 0
    return sorted(hit["external_id"] for hit in json.loads(result.stdout))


def test_an_index_that_is_right_is_fine_and_prints_nothing(board: Command) -> None:
    result = board("index", "verify")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "4 open kaartjes" in result.stderr


def test_each_wrong_card_is_named_by_its_id_only(board: Command, engine: str) -> None:
    behind_its_back(f"DELETE FROM post_index WHERE {ID[engine]} = 1")
    behind_its_back(f"UPDATE post_index SET title = 'oud' WHERE {ID[engine]} = 2")
    behind_its_back("UPDATE post SET state = 'withdrawn' WHERE id = 3")
    first, second, third, _ = behind_its_back("SELECT public_id FROM post ORDER BY id")
    result = board("index", "verify")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [f"{first} ontbreekt", f"{third} te veel", f"{second} verouderd"]


def test_rebuild_mends_what_verify_names(board: Command, engine: str) -> None:
    behind_its_back(f"DELETE FROM post_index WHERE {ID[engine]} = 1")
    behind_its_back("UPDATE post SET state = 'withdrawn' WHERE id = 3")
    result = board("index", "rebuild")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "2 hersteld" in result.stderr
    assert board("index", "verify").exit_code == 0
    assert found(board) == ["v1", "v2", "v4"]


@pytest.mark.parametrize("which", range(4))
def test_a_broken_index_still_finds_is_named_and_is_mended(board: Command, engine: str, which: int) -> None:
    behind_its_back(BREAKS[engine][which])
    assert found(board) == ["v1", "v2", "v3", "v4"]
    assert board("index", "verify", "--json").exit_code == 1
    assert board("index", "rebuild").exit_code == 0
    assert json.loads(board("index", "verify", "--json").stdout) == {
        "sound": True,
        "open": 4,
        "missing": [],
        "extra": [],
        "outdated": [],
    }
    assert found(board) == ["v1", "v2", "v3", "v4"]


def test_a_card_can_be_hung_while_the_index_is_broken(board: Command, tmp_path: Path) -> None:
    behind_its_back("DROP TABLE post_index")
    card = {"id": "v9", "kind": "request", "category": "tuin", "title": "De heg is negen meter", "body": ""}
    (tmp_path / "more.json").write_text(json.dumps([card]), encoding="utf-8")
    assert board("posts", "import", tmp_path / "more.json").exit_code == 0
    assert "v9" in found(board)
    board("index", "rebuild")
    assert board("index", "verify").exit_code == 0


def test_a_rebuild_that_was_interrupted_goes_on(board: Command) -> None:
    board("index", "rebuild")
    behind_its_back("DELETE FROM post_index")
    behind_its_back("UPDATE index_build SET finished_at = NULL, next_id = 2")
    assert "2 hersteld" in board("index", "rebuild").stderr
    assert found(board) == ["v1", "v2"]


def test_nothing_is_lost_when_a_rebuild_is_killed(ready_on_both: Command, data_dir: Path, engine: str) -> None:
    """Killed while it writes, it goes on where it was; what it wrote before is there, and all of it in the end."""
    assert ready_on_both("demo", "--posts", 1500).exit_code == 0
    behind_its_back("DELETE FROM post_index")
    with subprocess.Popen([sys.executable, "-m", "buuv", "index", "rebuild"], stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + 60
        while behind_its_back("SELECT count(*) FROM post_index") == ["0"] and time.monotonic() < until:
            time.sleep(0.01)
        process.kill()
    (next_id,) = map(int, behind_its_back("SELECT next_id FROM index_build"))
    numbers = set(behind_its_back(f"SELECT {ID[engine]} FROM post_index"))
    assert numbers == set(behind_its_back(f"SELECT id FROM post WHERE state = 'open' AND id > {next_id}"))
    assert 0 < len(numbers) < 1500
    assert f"{1500 - len(numbers)} hersteld" in ready_on_both("index", "rebuild").stderr
    assert ready_on_both("index", "verify").exit_code == 0
