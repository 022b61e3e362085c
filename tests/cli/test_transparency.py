"""`buuv transparency`: a year as pages, CSV and statements."""

import csv
import json
from pathlib import Path

import html5lib
import pytest

from buuv.app import create_app
from buuv.core import clock
from buuv.core.database import db, transaction
from buuv.moderation import figures, periods
from buuv.settings import load
from tests.builders import TOWN
from tests.cli.conftest import Command
from tests.cli.rows import rows
from tests.moderation.cases import many_cases


@pytest.fixture
def year() -> int:
    return clock.today().year


@pytest.fixture
def filled(ready_on_both: Command, year: int) -> Command:
    """A town with a year of cases behind it."""
    ready_on_both("demo", "--posts", 2)
    app = create_app(load())
    with app.app_context():
        with transaction():
            begin = periods.HalfYear(year, 1).begins_at
            many_cases(3, amount=60, begin=begin, end=clock.now())
        db.engine.dispose()
    return ready_on_both


def test_a_year_is_pages_figures_and_statements(filled: Command, tmp_path: Path, year: int) -> None:
    result = filled("transparency", "--year", year, "--to", tmp_path / "uit")
    assert result.exit_code == 0, result.stderr
    written = [Path(line).name for line in result.stdout.split()]
    assert written == [
        f"zo-modereren-wij-{year}.nl.html",
        f"zo-modereren-wij-{year}.en.html",
        f"cijfers-{year}.csv",
        f"dsa-{year}-1.json",
    ]
    for name in written[:2]:
        parser = html5lib.HTMLParser(strict=True)
        parser.parse((tmp_path / "uit" / name).read_text(encoding="utf-8"))
    assert json.loads((tmp_path / "uit" / f"dsa-{year}-1.json").read_text())["statements"]


def test_the_csv_holds_what_is_published_and_no_small_number(filled: Command, tmp_path: Path, year: int) -> None:
    filled("transparency", "--year", year, "--to", tmp_path)
    with (tmp_path / f"cijfers-{year}.csv").open(encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    app = create_app(load())
    with app.app_context():
        exact = {one: figures.count(TOWN, one) for one in periods.of_year(year)}
        db.session.remove()
        db.engine.dispose()
    for period, counted in exact.items():
        for key, number in counted.kinds.items():
            (row,) = [
                row
                for row in found
                if (row["periode"], row["verdeling"], row["sleutel"]) == (f"{period.year}-{period.half}", "kinds", key)
            ]
            assert row["aantal"] in ({str(number)} if number >= 5 else {"minder dan 5"}) | {"niet getoond"}
    assert not [row for row in found if row["aantal"] in {"0", "1", "2", "3", "4"}]


def test_it_is_in_the_log(ready: Command, data_dir: Path, tmp_path: Path, year: int) -> None:
    ready("transparency", "--year", year, "--to", tmp_path)
    assert rows(data_dir, "SELECT actor, action, object FROM audit_entry") == [
        ("operator", "figures_write", f"town:{TOWN}")
    ]


@pytest.mark.parametrize(("ago", "words"), [(2, "niet meer bewaard"), (-1, "nog niet begonnen")])
def test_a_year_that_is_not_there_is_refused(ready: Command, tmp_path: Path, year: int, ago: int, words: str) -> None:
    result = ready("transparency", "--year", year - ago, "--to", tmp_path / "uit")
    assert result.exit_code == 1 and words in result.stderr
    assert not (tmp_path / "uit").exists()
