"""`buuv match`."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

CARDS = [
    {"id": "v1", "kind": "request", "category": "tuin", "title": "Wie snoeit mijn heg?", "body": ""},
    {"id": "a1", "kind": "offer", "category": "tuin", "title": "Ik snoei uw heg", "body": "", "place": "BU04794110"},
    {"id": "a2", "kind": "offer", "category": "administratie", "title": "Hulp bij belasting", "body": ""},
    {"id": "v2", "kind": "request", "category": "tuin", "title": "Mijn heg is te hoog", "body": ""},
    {"id": "v3", "kind": "request", "category": "taal", "title": "Samen Nederlands oefenen", "body": ""},
]


@pytest.fixture
def board(ready_on_both: Command, tmp_path: Path) -> Command:
    """A board with five cards."""
    (tmp_path / "cards.json").write_text(json.dumps(CARDS), encoding="utf-8")
    ready_on_both("posts", "import", tmp_path / "cards.json")
    return ready_on_both


def batch(board: Command, folder: Path, content: str, *words: object) -> object:
    (folder / "ids.json").write_text(content, encoding="utf-8")
    result = board("match", "--batch", folder / "ids.json", *words)
    return json.loads(result.stdout) if result.exit_code == 0 else (result.exit_code, result.stderr)


def test_a_card_gets_the_other_kind_with_points_that_add_up(board: Command) -> None:
    (hit,) = json.loads(board("match", "v1", "--json").stdout)
    assert (hit["external_id"], hit["kind"], hit["title"]) == ("a1", "offer", "Ik snoei uw heg")
    assert sum(point["points"] for point in hit["points"]) == pytest.approx(hit["sum"])
    assert {"need", "kind"} <= {point["reason"] for point in hit["points"]}


def test_the_id_of_the_board_is_good_as_well(board: Command) -> None:
    (hit,) = json.loads(board("match", "v1", "--json").stdout)
    found = json.loads(board("match", hit["id"], "--json").stdout)
    assert {one["external_id"] for one in found} == {"v1", "v2"}


def test_for_people_each_is_a_line(board: Command) -> None:
    assert "Aanbod in Oud Zaandijk: Ik snoei uw heg" in board("match", "v1").stdout


def test_nothing_that_fits_is_an_empty_list(board: Command) -> None:
    assert json.loads(board("match", "v3", "--json").stdout) == []


def test_a_batch_answers_every_id_best_first(board: Command, tmp_path: Path) -> None:
    found = batch(board, tmp_path, '["v1", "v2", "a1"]', "--top", 1)
    assert found == {"v1": ["a1"], "v2": ["a1"], "a1": ["v1"]}


def test_an_id_that_does_not_hang_has_no_hits_and_is_counted(board: Command, tmp_path: Path) -> None:
    assert batch(board, tmp_path, '["nergens"]') == {"nergens": []}
    assert "1 van de 1 ids hangen niet" in board("match", "--batch", tmp_path / "ids.json").stderr


@pytest.mark.parametrize("content", ["{}", "[1]", "[", ""])
def test_a_file_that_is_no_list_of_ids_is_refused(board: Command, tmp_path: Path, content: str) -> None:
    assert batch(board, tmp_path, content)[0] == 1  # type: ignore[index]


def test_an_unknown_card_is_a_sentence(board: Command) -> None:
    result = board("match", "nergens")
    assert result.exit_code == 1 and "hangt geen kaartje met id nergens" in result.stderr


@pytest.mark.parametrize("words", [(), ("v1", "--batch", "x"), ("--batch", "x", "--json"), ("v1", "--top", 0)])
def test_wrong_words_are_exit_2(board: Command, words: tuple[object, ...]) -> None:
    assert board("match", *words).exit_code == 2
