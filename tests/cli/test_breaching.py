"""A drill: something leaks, and within minutes there is a list, a deadline and a letter (R-P09)."""

import json
import stat
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from buuv.accounts import signing_in
from buuv.accounts.models import Account
from buuv.app import create_app
from buuv.core.database import db, transaction
from buuv.settings import load
from tests.cli.conftest import Command
from tests.cli.rows import rows

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def town(ready: Command) -> Command:
    """A town with people who talk."""
    assert ready("demo").exit_code == 0
    return ready


def test_the_drill(town: Command, data_dir: Path, tmp_path: Path) -> None:
    started = time.monotonic()
    result = town("breach", "table", "message", "--mail-list", tmp_path / "lijst", "--drafts", tmp_path / "brieven")
    assert result.exit_code == 0, result.stderr
    assert time.monotonic() - started < 300
    expected = {
        row[0] for row in rows(data_dir, "SELECT owner_id FROM conversation UNION SELECT helper_id FROM conversation")
    }
    listed = {int(line.split("\t")[0].removeprefix("account:")) for line in result.stdout.splitlines()}
    assert listed == expected and len(expected) > 3
    addresses = {line.split("\t")[0] for line in (tmp_path / "lijst").read_text().splitlines()}
    marks = ", ".join(map(str, expected))
    assert addresses == {row[0] for row in rows(data_dir, f"SELECT email FROM account WHERE id IN ({marks})")}
    assert stat.S_IMODE((tmp_path / "lijst").stat().st_mode) == 0o600
    assert "@" not in result.stdout + result.stderr
    assert sorted(path.name for path in (tmp_path / "brieven").iterdir()) == [
        "authority.en.txt",
        "authority.nl.txt",
        "people.en.txt",
        "people.nl.txt",
    ]
    assert "- Uw gesprekken:" in (tmp_path / "brieven" / "people.nl.txt").read_text()
    log = rows(data_dir, "SELECT actor, action, object FROM audit_entry ORDER BY number")
    assert log == [("operator", "breach_look", "table:message"), ("operator", "breach_mail_list", "town:GM0479")]


def test_the_72_hours_run_from_when_it_was_known(town: Command) -> None:
    with time_machine.travel(NOW, tick=False):
        fresh = town("breach", "table", "account")
        known = town("breach", "table", "account", "--known-at", "2026-11-23T10:30")
        late = town("breach", "table", "account", "--known-at", "2026-11-20", "--json")
    assert "voor 27-11-2026 10:00: nog 72 uur en 0 minuten van de 72" in fresh.stderr
    assert "voor 26-11-2026 10:30: nog 48 uur en 30 minuten" in known.stderr
    assert "Die tijd is voorbij" in late.stderr
    facts = json.loads(late.stdout)
    assert datetime.fromisoformat(facts["deadline"]) - datetime.fromisoformat(facts["known_at"]) == timedelta(hours=72)


def test_a_leaked_cookie_is_read_from_the_input(town: Command) -> None:
    app = create_app(load())
    with app.app_context():
        with transaction():
            account = db.session.scalars(select(Account).where(Account.email == "bewoner@example.org")).one()
            session, token = signing_in.open_session(account, device="Firefox")
            number, public_id = account.id, session.public_id
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = serializer.dumps({"_user_id": token, "_fresh": True})
        db.engine.dispose()
    result = town("breach", "session", "-", given=f"session={cookie}\n".encode())
    assert result.exit_code == 0, result.stderr
    assert f"account:{number}\tresident\teigen gegevens" in result.stdout
    assert "was mee te lezen" in result.stdout
    assert town("breach", "session", public_id).stdout == result.stdout
    assert token not in result.stdout + result.stderr


def test_a_leaked_backup_or_list(town: Command, tmp_path: Path) -> None:
    town("backup", tmp_path / "kopie.tar.gz")
    of_backup = town("breach", "backup", tmp_path / "kopie.tar.gz")
    (tmp_path / "lijst.txt").write_text("bewoner@example.org\nvreemd@example.org\n")
    of_list = town("breach", "accounts", tmp_path / "lijst.txt")
    assert len(of_backup.stdout.splitlines()) > 5
    assert len(of_list.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("table", "postcode"), 1, "geen tabel met gegevens van mensen"),
        (("session", "0000000000"), 1, "Deze sessie is er niet"),
        (("backup",), 2, "Geef de reservekopie"),
    ],
)
def test_wrong_words_are_a_sentence(town: Command, words: tuple[str, ...], code: int, sentence: str) -> None:
    result = town("breach", *words)
    assert (result.exit_code, result.stdout) == (code, "") and sentence in result.stderr


def test_a_list_of_addresses_overwrites_nothing(town: Command, tmp_path: Path) -> None:
    (tmp_path / "lijst").write_text("van mij")
    result = town("breach", "table", "account", "--mail-list", tmp_path / "lijst")
    assert result.exit_code == 1 and "is er al" in result.stderr
    assert (tmp_path / "lijst").read_text() == "van mij"
