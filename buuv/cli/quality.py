"""The command `quality`: how well search and matching answer a judged set, by the program itself, beside the town."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import click
from sqlalchemy import select

from buuv.cli import support
from buuv.core import database, schema
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.places import loading
from buuv.places.queries import Town
from buuv.posts import card_files, importing
from buuv.posts.models import Post
from buuv.search import finding, ladder, matching, measuring
from buuv.search.measuring import Measure
from buuv.search.ranking import Ranked

Grades = dict[str, dict[str, int]]
Answer = Callable[[str], Sequence[Ranked]]
# What is literally on a card is easy to find; the rest is what this is about.
EASY = "literal"
BEST_GRADE = 3


class Judged(NamedTuple):
    """Cards, searches with their types, and the grades that judges gave the answers to both tasks."""

    cards: bytes
    searches: dict[str, str]
    types: dict[str, str]
    search_grades: Grades
    match_grades: Grades


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--ladder", "by_step", is_flag=True, help="Meet ook wat elke stap toevoegt, vanaf losse woorden.")
@click.option("--hold-out", type=click.IntRange(2), metavar="N", help="Noem ook elke N-de behoefte apart.")
def quality(folder: Path, *, by_step: bool, hold_out: int | None) -> None:
    """Meet zoeken en passen met de beoordeelde kaartjes uit FOLDER, zonder het bord van een gemeente te raken."""
    judged = _read(folder)
    with _board_of(judged.cards) as (town, posts):
        names = {post.id: name for name, post in posts.items()}

        def measured(grades: Grades, answer: Answer) -> dict[str, Measure]:
            best = {key: [names[one.card.id] for one in answer(key)[: measuring.SHOWN]] for key in grades}
            return {key: measuring.measure(found, grades[key]) for key, found in best.items()}

        steps = list(ladder.steps())
        for name, step in steps if by_step else steps[-1:]:
            searched = measured(judged.search_grades, lambda key, step=step: step(judged.searches[key], town))  # type: ignore[misc]
            if by_step:
                _print(name, searched.values())
        matched = measured(judged.match_grades, lambda key: matching.fitting(posts[key], town, finding.ANYBODY))
    _print_types(searched, judged.types)
    _print("passen", matched.values())
    if hold_out:
        _print_apart("zoeken", judged.search_grades, searched, judged, hold_out)
        _print_apart("passen", judged.match_grades, matched, judged, hold_out)


@contextmanager
def _board_of(cards: bytes) -> Iterator[tuple[Town, dict[str, Post]]]:
    """A board of its own with these cards, whose posts come by their ids in the file; afterwards it is gone."""
    with tempfile.TemporaryDirectory(prefix="buuv-quality-") as path:
        folder = Path(path)
        config = replace(support.settings(), data_dir=folder, database_url=f"sqlite:///{folder}/buuv.sqlite3")
        app = click.get_current_context().find_root().obj(config)
        with app.app_context():
            database.begin_as(writer=True)
            try:
                schema.upgrade()
                municipality = config.municipalities[0]
                loading.load_facts(municipality)
                town = support.places_of(municipality)
                importing.load(card_files.read(cards, town), town)
                db.session.flush()
                yield town, {str(post.external_id): post for post in db.session.scalars(select(Post))}
            finally:
                db.session.remove()
                support.dispose(app)


def _read(folder: Path) -> Judged:
    searches = {query["id"]: query for query in _json(folder / "queries.json")}
    return Judged(
        (folder / "posts.json").read_bytes(),
        {key: query["text"] for key, query in searches.items()},
        {key: query["type"] for key, query in searches.items()},
        _json(folder / "qrels.json"),
        _json(folder / "match_qrels.json"),
    )


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refusal(f"Het bestand {path} is niet te lezen: {error.strerror}.") from None
    except ValueError:
        raise Refusal(f"Het bestand {path} is geen JSON in UTF-8.") from None


def _print_types(searched: Mapping[str, Measure], types: Mapping[str, str]) -> None:
    _print("zoeken", searched.values())
    _print("  moeilijk", [one for key, one in searched.items() if types[key] != EASY])
    for kind in dict.fromkeys(types.values()):
        _print(f"  {kind}", [one for key, one in searched.items() if types[key] == kind])


def _print_apart(name: str, grades: Grades, measures: Mapping[str, Measure], judged: Judged, hold_out: int) -> None:
    """Searches with the same answers are about one need; every so many needs stand apart."""
    needs = sorted({_answers(one) for one in judged.search_grades.values()}, key=sorted)
    apart = needs[::hold_out]
    is_apart = {key: any(_answers(grades[key]) <= need for need in apart) for key in grades}
    _print(f"{name}, apart", [measures[key] for key in grades if is_apart[key]])
    _print(f"{name}, rest", [measures[key] for key in grades if not is_apart[key]])


def _answers(grades: Mapping[str, int]) -> frozenset[str]:
    return frozenset(key for key, grade in grades.items() if grade == BEST_GRADE)


def _print(name: str, measures: Iterator[Measure] | Any) -> None:
    rows = list(measures)
    ndcg, recall, mrr = measuring.mean(rows)
    click.echo(f"{name:20} n={len(rows):4}  nDCG@10 {ndcg:.3f}  Recall@20 {recall:.3f}  MRR {mrr:.3f}")
