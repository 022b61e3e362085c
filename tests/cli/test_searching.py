"""`buuv search`."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

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
    assert set(hit) == {"id", "external_id", "kind", "category", "title", "place"}
    assert (hit["kind"], hit["category"], hit["place"]) == ("offer", "klussen", "BU04794110")


def test_for_people_each_hit_is_a_line(board: Command) -> None:
    assert "Aanbod in Oud Zaandijk: Kranen maken" in board("search", "kraan").stdout


@pytest.mark.parametrize("words", [("--place", "BU00000000"), ("--category", "x"), ("--kind", "x"), ("--limit", 0)])
def test_wrong_words_are_exit_2(board: Command, words: tuple[object, ...]) -> None:
    assert board("search", "kraan", *words).exit_code == 2
