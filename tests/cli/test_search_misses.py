"""`buuv index misses`, and the page that leads to it."""

from pathlib import Path

import pytest

from buuv.core import tokens
from buuv.search import misses
from tests import databases
from tests.builders import a_post
from tests.cli.conftest import Command


def test_words_come_with_their_count(command: Command, data_dir: Path) -> None:
    tokens.use_key(databases.KEY)
    data_dir.mkdir()
    for _ in range(3):
        misses.note(data_dir, "trekzak")
    assert command("index", "misses").stdout == "trekzak\t3\n"


def test_nothing_missed_prints_nothing(command: Command) -> None:
    result = command("index", "misses")
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_search_that_finds_nothing_is_remembered(client, monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[str] = []
    monkeypatch.setattr(misses, "note", lambda folder, text: noted.append(text))
    a_post(title="De heg is hoog")
    for address in ("/zoeken?q=xqzw", "/zoeken?q=heg", "/zoeken?q=xqzv&soort=tuin"):
        client.get(address)
    assert noted == ["xqzw"]
