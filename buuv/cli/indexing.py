"""The command `index`: whether search knows every open card, and making its index again."""

import json
import sys
from typing import Any

import click
from sqlalchemy import func, select

from buuv import tending
from buuv.cli import support
from buuv.cli.misses import misses
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.policy import Action
from buuv.posts.models import OPEN, Post
from buuv.search import index as search_index
from buuv.search import upkeep

# The words by which a finding is named, for people and in JSON.
WRONG = {"missing": "ontbreekt", "extra": "te veel", "outdated": "verouderd"}


@click.group()
def index() -> None:
    """De zoekindex nakijken en opnieuw maken; en wat mensen vergeefs zochten."""


@index.command()
@click.option("--json", "as_json", is_flag=True, help="Druk één JSON-object af.")
def verify(*, as_json: bool) -> None:
    """Kijk na of de index elk open kaartje kent zoals de woorden van nu het lezen, en geen ander."""
    with support.command_app():
        is_sound = search_index.engine().is_sound()
    found: dict[str, list[str]] = {name: [] for name in WRONG}
    with support.command_app(writer=False):
        amount = _count_open()
        if is_sound:
            _compare(found, amount)
    if as_json:
        click.echo(json.dumps({"sound": is_sound, "open": amount, **found}))
    else:
        if not is_sound:
            click.echo("index stuk of verdwenen")
        for name, ids in found.items():
            for number in ids:
                click.echo(f"{number} {WRONG[name]}")
    if not is_sound or any(found.values()):
        raise Refusal("De zoekindex klopt niet. Herstel hem met: buuv index rebuild")
    click.echo(f"De zoekindex klopt: {amount} open kaartjes.", err=True)


@index.command()
def rebuild() -> None:
    """Maak de index opnieuw, in kleine stappen; wie zoekt merkt er niets van. Na een onderbreking gaat het verder."""
    with support.command_app() as app:
        support.ensure_operator(Action.INDEX_REBUILD, of="index")
        if not search_index.engine().is_sound():
            search_index.engine().make_anew()
            upkeep.begin()
            click.echo("De index was stuk en is leeg begonnen.", err=True)
        elif upkeep.is_finished():
            upkeep.begin()
        amount = _count_open()
    mended = 0
    with app.app_context(), _bar(amount) as bar:
        while step := tending.read_again():
            bar.update(step.read)
            mended += step.mended
    support.dispose(app)
    click.echo(f"De zoekindex is opnieuw gemaakt: {amount} open kaartjes, {mended} hersteld.", err=True)


def _bar(amount: int) -> Any:
    """How far it is, for who looks on; a log would hold only its label."""
    return click.progressbar(length=amount, label="Kaartjes", file=sys.stderr, hidden=not sys.stderr.isatty())


def _count_open() -> int:
    return db.session.scalar(select(func.count()).select_from(Post).where(Post.state == OPEN)) or 0


def _compare(found: dict[str, list[str]], amount: int) -> None:
    with _bar(amount) as bar:
        for stretch, wrong in upkeep.differences():
            bar.update(len(stretch.entries))
            numbers = [*wrong.missing, *wrong.extra, *wrong.outdated]
            named = dict(db.session.execute(select(Post.id, Post.public_id).where(Post.id.in_(numbers))).all())
            for name, ids in wrong._asdict().items():
                # A card that was wiped has no public id left.
                found[name] += (named.get(number, f"nr. {number}") for number in ids)


index.add_command(misses)
