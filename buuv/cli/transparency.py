"""The command `transparency`: a year of moderation as a page, as figures and for the database of the Commission."""

import csv
import io
import json
from pathlib import Path

import click
from flask import Flask

from buuv.cli import support
from buuv.core import clock
from buuv.core.errors import Refusal
from buuv.core.translation import LANGUAGES, speaking
from buuv.moderation import figure_words, figures, periods, statements
from buuv.moderation.figures import Published
from buuv.policy import Action
from buuv.settings import Municipality

CSV_HEADER = ("periode", "onderwerp", "verdeling", "sleutel", "naam", "aantal")


@click.command()
@click.option("--year", type=int, required=True, help="Het jaar, zoals 2026: dit jaar of het vorige.")
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="De map. Zonder: transparantie-JAAR."
)
@support.municipality_option
def transparency(year: int, folder: Path | None, municipality: str | None) -> None:
    """Schrijf wat er in een jaar gemeld, besloten en bezwaard is: pagina's, CSV en de besluiten voor de Commissie."""
    town = support.chosen_town(municipality)
    _ensure_kept(year)
    folder = folder or Path(f"transparantie-{year}")
    with support.command_app() as app:
        support.ensure_operator(Action.FIGURES_WRITE, of=f"town:{town.code}")
        found = figures.of(town.code, periods.of_year(year))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            written = [
                *(_page(app, folder, town, year, found, language) for language in LANGUAGES),
                _figures(folder, year, found),
                *_statements(folder, town, year),
            ]
        except OSError as error:
            raise Refusal(f"In {folder} is niet te schrijven: {error}") from None
    for path in written:
        click.echo(path)
    click.echo(
        "Pagina's en CSV kunt u openbaar maken. De besluiten (dsa-…) zijn voor de Europese Commissie:"
        " er staat niets in over personen, maar wie ze telt, weet ook kleine getallen.",
        err=True,
    )


def _ensure_kept(year: int) -> None:
    this_year = clock.today().year
    if year > this_year:
        raise Refusal(f"{year} is nog niet begonnen.")
    if year < this_year - 1:
        raise Refusal(f"Van {year} zijn de meldingen niet meer bewaard. Dat gaat 24 maanden terug.")


def _page(app: Flask, folder: Path, town: Municipality, year: int, found: tuple[Published, ...], language: str) -> Path:
    with speaking(language):
        half_years = [(one.period, figure_words.chapters(one)) for one in found]
        facts = {"half_years": half_years, "year": year, "municipality": town, "made_on": clock.today()}
        html = app.jinja_env.get_template("moderation/year.html").render(facts)
    return _write(folder / f"zo-modereren-wij-{year}.{language}.html", html + "\n")


def _figures(folder: Path, year: int, found: tuple[Published, ...]) -> Path:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(CSV_HEADER)
    for one in found:
        rows.writerows(_csv_rows(one))
    return _write(folder / f"cijfers-{year}.csv", out.getvalue())


def _csv_rows(one: Published) -> list[tuple[str, ...]]:
    """Every number on a line of its own, in the words of the page."""
    period = f"{one.period.year}-{one.period.half}"
    rows: list[tuple[str, ...]] = []
    for chapter in figure_words.chapters(one):
        rows += [(period, chapter.key, "", "", what, number) for what, number in chapter.facts]
    wholes = {"reports": one.reports, "decisions": one.decisions, "objections": one.objections}
    for subject, whole in wholes.items():
        for name, table in whole.tables.items():
            for key, number in table.numbers.items():
                words = "niet getoond" if table.is_left_out else figure_words.number(number)
                rows.append((period, subject, name, key, figure_words.name(name, key), words))
    return rows


def _statements(folder: Path, town: Municipality, year: int) -> list[Path]:
    rules_url = f"{support.settings().url_for_town(town.code)}/huisregels" if town.url else None
    for old in folder.glob(f"dsa-{year}-*.json"):
        old.unlink()
    written = []
    for number, call in enumerate(statements.calls(town.code, year, rules_url=rules_url), start=1):
        body = json.dumps(call, ensure_ascii=False, indent=1)
        written.append(_write(folder / f"dsa-{year}-{number}.json", body + "\n"))
    return written


def _write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8", newline="")
    return path
