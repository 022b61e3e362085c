"""`buuv init` and `buuv check`."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from buuv.cli import support
from buuv.core import schema
from tests.cli.conftest import Command
from tests.cli.rows import change, rows

AFTER_INIT = "Alles in orde.\n"


@pytest.fixture(autouse=True)
def _before_anything_expires(time_machine) -> None:
    """The dates in a town's file do not make a test of something else fail one day."""
    time_machine.move_to("2026-11-30T12:00+01:00")


def test_init_makes_folder_and_database_and_fills_no_town(command: Command, data_dir: Path) -> None:
    assert command("init").exit_code == 0
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
    assert rows(data_dir, "SELECT count(*) FROM place") == [(70,)]
    assert rows(data_dir, "SELECT count(*) FROM post UNION ALL SELECT count(*) FROM account") == [(0,), (0,)]


def test_init_twice_changes_nothing(ready: Command, data_dir: Path) -> None:
    before = rows(data_dir, "SELECT * FROM place")
    assert ready("init").exit_code == 0
    assert rows(data_dir, "SELECT * FROM place") == before


def test_init_leaves_a_newer_database_alone(ready: Command, data_dir: Path) -> None:
    change(data_dir, "UPDATE alembic_version SET version_num = '9999_later'")
    result = ready("init")
    assert result.exit_code == 1
    assert "nieuwere buuv" in result.stderr


def test_the_newest_migration_is_the_one_that_alembic_finds() -> None:
    assert support.newest_migration() == schema.newest()


def test_check_is_content_after_init(ready_on_both: Command) -> None:
    result = ready_on_both("check")
    assert (result.exit_code, result.stdout) == (0, AFTER_INIT)


def test_check_before_init_says_what_to_do_and_makes_nothing(command: Command, data_dir: Path) -> None:
    result = command("check")
    assert result.exit_code == 1
    assert "buuv init" in result.stdout
    assert not data_dir.exists()


def test_check_names_every_finding_at_once(ready: Command, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUUV_LIMITS", "off")
    data_dir.chmod(0o755)
    change(data_dir, "DELETE FROM alembic_version")
    result = ready("check")
    assert result.exit_code == 1
    for words in ("BUUV_LIMITS=off", "chmod 700", "buuv init"):
        assert words in result.stdout


def test_check_misses_the_places_of_a_live_town(ready: Command, data_dir: Path) -> None:
    change(data_dir, "UPDATE place SET ended_at = '2026-01-01'")
    assert "Zaanstad heeft geen buurten" in ready("check").stdout


def test_check_sees_mail_that_nobody_sends(ready: Command, data_dir: Path) -> None:
    change(
        data_dir,
        "INSERT INTO outgoing_mail (message_id, municipality_code, kind, address, language, facts, urgency,"
        " created_at, due_at, tries) VALUES ('m', 'GM0479', 'k', 'a@example.org', 'nl', '{}', 1,"
        " '2026-01-01', '2026-01-01', 0)",
    )
    result = ready("check")
    assert result.exit_code == 1
    assert "buuv worker" in result.stdout


def test_check_refuses_demo_accounts_and_mail_in_files_on_a_public_address(
    ready: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready("demo", "--posts", 2)
    assert ready("check").stdout == AFTER_INIT
    monkeypatch.setenv("BUUV_TRUSTED_PROXY", "10.0.0.1")
    monkeypatch.setenv("BUUV_BIND", "0.0.0.0")
    result = ready("check")
    assert result.exit_code == 1
    assert "proefaccounts" in result.stdout
    assert "mail_carrier" in result.stdout


def test_check_asks_two_moderators_of_a_live_town(ready: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "moderatoren" not in ready("check").stdout
    monkeypatch.setenv("BUUV_TRUSTED_PROXY", "10.0.0.1")
    monkeypatch.setenv("BUUV_BIND", "0.0.0.0")
    result = ready("check")
    assert result.exit_code == 1 and "Zaanstad heeft minder dan 2 moderatoren" in result.stdout
    ready("demo", "--posts", 2)
    assert "moderatoren" not in ready("check").stdout


def test_check_says_when_the_database_cannot_be_reached(ready: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUUV_DATABASE_URL", "postgresql://127.0.0.1:1/buuv")
    result = ready("check")
    assert result.exit_code == 1
    assert "niet te bereiken" in result.stdout


@pytest.mark.parametrize(
    ("day", "code", "words"),
    [
        ("2026-10-01", 1, "ligt meer dan een jaar vooruit"),
        ("2027-08-31", 0, ""),
        ("2027-09-01", 0, "security.txt verloopt over 30 dagen"),
        ("2027-10-01", 0, "security.txt verloopt over 0 dagen"),
        ("2027-10-02", 1, "security.txt is verlopen op 2027-10-01"),
        ("2027-11-22", 1, "toegankelijkheid is voor het laatst getest op 2026-11-22"),
    ],
)
def test_check_warns_before_a_towns_dates_and_fails_after(ready: Command, time_machine, day, code, words) -> None:
    time_machine.move_to(f"{day}T12:00+02:00")
    result = ready("check")
    assert result.exit_code == code
    assert words in result.output
    assert bool(words) or "Let op" not in result.output


def test_wrong_settings_are_sentences_for_every_command(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "acht")
    result = command("check")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "BUUV_PORT" in result.stderr


def test_help_loads_no_database() -> None:
    program = (
        "import sys; from buuv.__main__ import buuv; "
        "buuv(['--help'], standalone_mode=False); assert 'sqlalchemy' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "restore" in done.stdout
