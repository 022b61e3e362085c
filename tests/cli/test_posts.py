"""`buuv posts import` and `buuv posts export`."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command
from tests.cli.rows import rows

BUURT = "BU04794110"


def card(number: str = "a1", **changes: Any) -> dict[str, Any]:
    """One card of a file."""
    words = {"kind": "request", "category": "klussen", "title": "Kraan", "body": "De kraan in de keuken druppelt."}
    return {"id": number, **words, **changes}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the tests write their cards."""
    return tmp_path / "cards.jsonl"


def write(file: Path, *cards: Any) -> Path:
    """Writes JSON Lines."""
    file.write_text("".join(json.dumps(one) + "\n" for one in cards), encoding="utf-8")
    return file


def test_imported_cards_are_open_and_found_at_once(ready_on_both: Command, file: Path) -> None:
    result = ready_on_both("posts", "import", write(file, card(), card("a2", title="Heg", place=BUURT)))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "2 nieuw" in result.stderr
    found = json.loads(ready_on_both("search", "kranen", "--json").stdout)
    assert {hit["external_id"] for hit in found} == {"a1", "a2"}


def test_what_is_exported_is_what_was_imported(ready_on_both: Command, file: Path) -> None:
    cards = [card(), card("a2", kind="offer", place=BUURT, body="Één regel\n\nen nog één: ’t is goed.")]
    ready_on_both("posts", "import", write(file, *cards))
    lines = ready_on_both("posts", "export").stdout.splitlines()
    assert [json.loads(line) for line in lines] == cards


def test_importing_twice_changes_nothing(ready: Command, data_dir: Path, file: Path) -> None:
    write(file, card(), card("a2"))
    ready("posts", "import", file)
    assert "0 nieuw, 0 gewijzigd, 2 gelijk" in ready("posts", "import", file).stderr
    assert rows(data_dir, "SELECT sum(amount) FROM post_tally") == [(2,)]
    assert rows(data_dir, "SELECT count(*) FROM post_index") == [(2,)]


def test_an_external_id_that_exists_is_updated(ready_on_both: Command, file: Path) -> None:
    ready_on_both("posts", "import", write(file, card()))
    result = ready_on_both("posts", "import", write(file, card(title="Zolder", body="Opruimen.", category="spullen")))
    assert "0 nieuw, 1 gewijzigd" in result.stderr
    assert json.loads(ready_on_both("search", "kraan", "--json").stdout) == []
    assert json.loads(ready_on_both("search", "zolder", "--json").stdout)[0]["category"] == "spullen"


def test_a_list_is_read_as_lines_are(ready: Command, file: Path) -> None:
    file.write_text("\ufeff" + json.dumps([card(), card("a2")], indent=2), encoding="utf-8")
    assert "2 nieuw" in ready("posts", "import", file).stderr


@pytest.mark.parametrize(
    "wrong",
    [
        card("a2", category="toveren"),
        card("a2", kind="wens"),
        card("a2", title=" "),
        card("a2", title="x" * 91),
        card("a2", place="BU99999999"),
        card("a2", place="WK047941"),
        card("a2", author="riet@example.org"),
        card("a1"),
        {"id": "a2"},
        ["a2"],
        "a2",
    ],
    ids=str,
)
def test_a_wrong_card_is_named_by_its_line_and_nothing_is_loaded(
    ready: Command, data_dir: Path, file: Path, wrong: Any
) -> None:
    result = ready("posts", "import", write(file, card(), wrong, card("a3")))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Regel 2: " in result.stderr
    assert rows(data_dir, "SELECT count(*) FROM post UNION ALL SELECT count(*) FROM account") == [(0,), (0,)]


@pytest.mark.parametrize("broken", [b"{", b'{"id": "\xff"}', b"[1,", b"1" * 5000, b"[" * 90_000])
def test_a_broken_file_is_refused_with_a_sentence(ready: Command, file: Path, broken: bytes) -> None:
    file.write_bytes(broken)
    result = ready("posts", "import", file)
    assert result.exit_code == 1
    assert "Er is niets geladen." in result.stderr


def test_a_file_that_is_not_there_is_a_refusal(ready: Command, file: Path) -> None:
    result = ready("posts", "import", file)
    assert result.exit_code == 1
    assert str(file) in result.stderr


def test_cards_without_an_author_share_one_nameless_account_without_mail(
    ready: Command, data_dir: Path, file: Path
) -> None:
    ready("posts", "import", write(file, card(), card("a2"), card("a3", author="Riet"), card("a4", author="Riet")))
    found = rows(data_dir, "SELECT shown_name, email, is_import FROM account ORDER BY id")
    assert found == [(None, None, 1), ("Riet", None, 1)]
    assert "Riet" not in ready("posts", "export").stdout


def test_cards_carry_that_the_operator_released_them(ready: Command, data_dir: Path, file: Path) -> None:
    ready("posts", "import", write(file, card()))
    assert rows(data_dir, "SELECT released_at = placed_at, state, reach FROM post") == [(1, "open", 4)]


def test_a_card_that_left_the_board_comes_back(ready: Command, data_dir: Path, file: Path) -> None:
    from tests.cli.rows import change

    ready("posts", "import", write(file, card()))
    for statement in ("UPDATE post SET state = 'expired'", "DELETE FROM post_tally", "DELETE FROM post_index"):
        change(data_dir, statement)
    assert "1 gewijzigd" in ready("posts", "import", file).stderr
    assert json.loads(ready("search", "kraan", "--json").stdout)


def test_export_gives_open_cards_by_their_public_id_without_people(ready: Command, data_dir: Path) -> None:
    ready("demo", "--posts", 30, "--open", 20)
    lines = ready("posts", "export").stdout.splitlines()
    ids = {one for (one,) in rows(data_dir, "SELECT public_id FROM post WHERE state = 'open'")}
    assert {json.loads(line)["id"] for line in lines} == ids
    assert all("@" not in line for line in lines)


def test_before_init_a_command_says_what_to_do(command: Command, file: Path) -> None:
    result = command("posts", "import", write(file, card()))
    assert result.exit_code == 1
    assert "buuv init" in result.stderr


def test_an_own_export_makes_no_doubles(ready: Command, data_dir: Path, file: Path) -> None:
    ready("demo", "--posts", "4")
    file.write_text(ready("posts", "export").stdout, encoding="utf-8")
    assert "0 nieuw, 0 gewijzigd, 4 gelijk" in ready("posts", "import", file).stderr


def test_an_import_says_what_the_guard_found_and_refuses_nothing(ready: Command, data_dir: Path, file: Path) -> None:
    cards = [card(), card("a2", body="Bel 06-12345678."), card("a3", body="Bel 06-87654321, de sleutel ligt buiten.")]
    result = ready("posts", "import", write(file, *cards))
    assert result.exit_code == 0 and "3 nieuw" in result.stderr
    assert "Privacywacht: phone in 2 van de 3 kaartjes." in result.stderr
    assert rows(data_dir, "SELECT count(*) FROM post WHERE released_at IS NOT NULL") == [(3,)]
