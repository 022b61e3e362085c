"""`buuv account invite`, and which town a command is about."""

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.rows import rows


def test_an_invitation_is_a_link_alone_on_stdout(ready: Command) -> None:
    result = ready("account", "invite", "Mod@Example.org", "--role", "moderator")
    assert result.exit_code == 0
    assert result.stdout.startswith("http://127.0.0.1:8000/uitnodiging/")
    assert "24 uur" in result.stderr
    assert "mod@example.org" in result.stderr


def test_an_address_with_another_role_is_refused(ready: Command) -> None:
    ready("demo", "--posts", 0)
    result = ready("account", "invite", "makelaar@example.org", "--role", "moderator")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "andere rol" in result.stderr


@pytest.mark.parametrize("words", [("geen-adres", "--role", "broker"), ("a@example.org", "--role", "resident")])
def test_wrong_words_are_exit_2(ready: Command, words: tuple[str, ...]) -> None:
    assert ready("account", "invite", *words).exit_code == 2


@pytest.mark.usefixtures("two_towns")
def test_with_several_towns_one_must_be_named(ready: Command) -> None:
    words = ("account", "invite", "a@example.org", "--role", "broker")
    result = ready(*words)
    assert result.exit_code == 2
    assert "GM9998 (Waterdam)" in result.stderr
    named = ready(*words, "--municipality", "GM9998")
    assert named.stdout.startswith("http://waterdam.localhost:8000/uitnodiging/")
    assert ready(*words, "--municipality", "GM0000").exit_code == 2


def test_roles_are_a_table_csv_and_json(ready: Command) -> None:
    ready("demo", "--posts", 2)
    table, as_csv, as_json = (ready("account", "roles", *words) for words in ((), ("--csv",), ("--json",)))
    assert table.exit_code == 0 and "3 accounts met een rol in Zaanstad; 0 zonder tweede slot." in table.stderr
    lines = table.stdout.splitlines()
    assert lines[0].split("  ")[0] == "account" and len(lines) == 4
    assert "bewoner@example.org" not in table.stdout and "moderator1@example.org" in table.stdout
    listed = list(csv.DictReader(as_csv.stdout.splitlines()))
    assert {row["rol"] for row in listed} == {"moderator", "broker"}
    assert {row["tweede slot"] for row in listed} == {"ja"}
    found = json.loads(as_json.stdout)
    assert [f"account:{one['account']}" for one in found] == [row["account"] for row in listed]
    assert [one["has_second_lock"] for one in found] == [True] * 3


def test_listing_roles_is_in_the_log(ready: Command, data_dir: Path) -> None:
    assert ready("account", "roles").exit_code == 0
    assert rows(data_dir, "SELECT actor, action, object FROM audit_entry") == [
        ("operator", "roles_list", "town:GM0479")
    ]
    assert ready("account", "roles", "--csv", "--json").exit_code == 2
