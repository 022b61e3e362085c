"""`buuv quality`: figures by type for both tasks, measured beside the town."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Command

CARDS = [
    {"id": "v1", "kind": "request", "category": "tuin", "title": "Heg snoeien", "body": "De coniferen zijn hoog."},
    {"id": "a1", "kind": "offer", "category": "tuin", "title": "Ik snoei graag", "body": "Met eigen heggenschaar."},
    {"id": "a2", "kind": "offer", "category": "koken", "title": "Soep over", "body": "Een pan vol op dinsdag."},
]
QUERIES = [
    {"id": "q1", "type": "literal", "hard": False, "text": "heg snoeien"},
    {"id": "q2", "type": "typo", "hard": True, "text": "soepp"},
]
LINE = re.compile(r"^ *(.+?) +n= *(\d+)  nDCG@10 (\d\.\d{3})  Recall@20 (\d\.\d{3})  MRR (\d\.\d{3})$")


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    """A small judged set."""
    folder = tmp_path / "judged"
    folder.mkdir()
    files = {
        "posts": CARDS,
        "queries": QUERIES,
        "qrels": {"q1": {"v1": 3, "a1": 3}, "q2": {"a2": 3}},
        "match_queries": ["v1"],
        "match_qrels": {"v1": {"a1": 3}},
    }
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def figures(command: Command, *words: object) -> dict[str, tuple[int, float]]:
    """The number of searches and nDCG@10 by the names of the lines."""
    result = command("quality", *words)
    assert result.exit_code == 0
    found = [LINE.match(line) for line in result.stdout.splitlines()]
    assert all(found)
    return {line[1]: (int(line[2]), float(line[3])) for line in found}


def test_figures_come_by_type_and_for_both_tasks(command: Command, judged: Path) -> None:
    assert figures(command, judged) == {
        "zoeken": (2, 1),
        "moeilijk": (1, 1),
        "literal": (1, 1),
        "typo": (1, 1),
        "passen": (1, 1),
    }


def test_nothing_of_the_town_is_touched_or_made(command: Command, judged: Path, data_dir: Path) -> None:
    figures(command, judged)
    assert not data_dir.exists()


def test_the_ladder_measures_each_step(command: Command, judged: Path) -> None:
    found = figures(command, judged, "--ladder")
    steps = ["woorden", "stammen", "+ samenstellingen", "+ typefouten", "+ begrippen", "+ soort hulp", "+ behoeften"]
    assert list(found)[: len(steps)] == steps
    assert found["stammen"][1] < found["+ typefouten"][1]
    assert found["+ behoeften"] == found["zoeken"]


def test_every_so_many_needs_stand_apart(command: Command, judged: Path) -> None:
    found = figures(command, judged, "--hold-out", 2)
    names = ("zoeken, apart", "zoeken, rest", "passen, apart", "passen, rest")
    assert [found[name][0] for name in names] == [1, 1, 1, 0]


def test_a_set_that_misses_a_file_is_refused(command: Command, judged: Path) -> None:
    (judged / "qrels.json").unlink()
    result = command("quality", judged)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "qrels.json is niet te lezen" in result.stderr
