"""`buuv search`."""

import json
import math
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import Command
from tests.cli.rows import change

CARDS = [
    {"id": "v1", "kind": "request", "category": "klussen", "title": "Kraan lekt", "body": ""},
    {"id": "a1", "kind": "offer", "category": "klussen", "title": "Kranen maken", "body": "", "place": "BU04794110"},
    {"id": "a2", "kind": "offer", "category": "tuin", "title": "Heg snoeien", "body": "Ook een kraan buiten."},
]


@pytest.fixture
def board(ready: Command, tmp_path: Path) -> Command:
    """A board with three cards."""
    (tmp_path / "cards.json").write_text(json.dumps(CARDS), encoding="utf-8")
    ready("posts", "import", tmp_path / "cards.json")
    return ready


def found(board: Command, *words: object) -> list[str]:
    """The external ids of the hits, best first."""
    result = board("search", *words, "--json")
    assert result.exit_code == 0
    return [hit["external_id"] for hit in json.loads(result.stdout)]


def test_words_find_cards_best_first(board: Command) -> None:
    assert found(board, "kraan") == ["a1", "v1", "a2"]


def test_filters_leave_fewer(board: Command) -> None:
    assert found(board, "kraan", "--kind", "request") == ["v1"]
    assert found(board, "kraan", "--category", "tuin") == ["a2"]
    assert found(board, "kraan", "--place", "BU04794110") == ["a1"]
    assert found(board, "kraan", "--limit", 1) == ["a1"]


def test_no_hit_is_an_empty_list(board: Command) -> None:
    assert board("search", "olifant", "--json").stdout == "[]\n"


def test_json_names_each_hit_completely(board: Command) -> None:
    (hit,) = json.loads(board("search", "kraan", "--limit", 1, "--json").stdout)
    assert set(hit) == {"id", "external_id", "kind", "category", "title", "place", "points", "sum"}
    assert (hit["kind"], hit["category"], hit["place"]) == ("offer", "klussen", "BU04794110")


def test_json_explains_each_hit_by_points_that_add_up(board: Command) -> None:
    (hit,) = json.loads(board("search", "lekkende kraan", "--limit", 1, "--json").stdout)
    assert ("word", "kraan", "kraan") in [(one["reason"], one["yours"], one["theirs"]) for one in hit["points"]]
    assert math.fsum(point["points"] for point in hit["points"]) == hit["sum"]


def test_for_people_each_hit_is_a_line(board: Command) -> None:
    assert "Aanbod in Oud Zaandijk: Kranen maken" in board("search", "kraan").stdout


@pytest.mark.parametrize("words", [("--place", "BU00000000"), ("--category", "x"), ("--kind", "x"), ("--limit", 0)])
def test_wrong_words_are_exit_2(board: Command, words: tuple[object, ...]) -> None:
    assert board("search", "kraan", *words).exit_code == 2


def batch(board: Command, tmp_path: Path, content: object, *more: object) -> Result:
    """What `buuv search --batch` answers to a file with this content."""
    written = content if isinstance(content, str) else json.dumps(content)
    (tmp_path / "queries.json").write_text(written, encoding="utf-8")
    return board("search", "--batch", tmp_path / "queries.json", *more)


def test_a_batch_gives_external_ids_for_each_id_best_first(board: Command, tmp_path: Path) -> None:
    queries = [{"id": "q1", "text": "kraan"}, {"id": 2, "text": "xyzzy"}, {"id": "", "text": ""}]
    result = batch(board, tmp_path, queries)
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == {"q1": ["a1", "v1", "a2"], "2": [], "": []}


def test_a_batch_is_cut_at_the_top(board: Command, tmp_path: Path) -> None:
    assert json.loads(batch(board, tmp_path, [{"id": "q", "text": "kraan"}], "--top", 1).stdout) == {"q": ["a1"]}


def test_a_batch_leaves_out_cards_without_an_external_id(board: Command, data_dir: Path, tmp_path: Path) -> None:
    change(data_dir, "UPDATE post SET external_id = NULL WHERE external_id = 'a1'")
    assert json.loads(batch(board, tmp_path, [{"id": "q", "text": "kraan"}]).stdout) == {"q": ["v1", "a2"]}
    # Others take no place either.
    assert json.loads(batch(board, tmp_path, [{"id": "q", "text": "kraan"}], "--top", 1).stdout) == {"q": ["v1"]}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "is geen JSON"),
        ("{}", "moet één JSON-lijst zijn"),
        ([{"id": "a"}], "Nummer 1"),
        ([{"id": "a", "text": "kraan"}, {"id": True, "text": "kraan"}], "Nummer 2"),
        ([{"id": "1", "text": "kraan"}, {"id": 1, "text": "heg"}], "1 staat er al"),
    ],
)
def test_a_broken_batch_is_refused_and_prints_nothing(
    board: Command, tmp_path: Path, content: object, complaint: str
) -> None:
    result = batch(board, tmp_path, content)
    assert (result.exit_code, result.stdout) == (1, "")
    assert complaint in result.stderr


def test_a_batch_with_half_a_character_is_answered(board: Command, tmp_path: Path) -> None:
    result = batch(board, tmp_path, '[{"id": "\\ud800", "text": "kraan \\ud800"}]')
    assert json.loads(result.stdout) == {"\ud800": ["a1", "v1", "a2"]}


def test_words_or_a_batch_and_not_both(board: Command, tmp_path: Path) -> None:
    assert board("search").exit_code == 2
    assert batch(board, tmp_path, [], "kraan").exit_code == 2
    assert batch(board, tmp_path, [], "--place", "BU04794110").exit_code == 2
