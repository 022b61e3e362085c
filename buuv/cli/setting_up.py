"""The commands `init` and `check`: making an installation ready, and seeing whether it still is."""

import click

from buuv.cli import checking, support
from buuv.core import database
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.places import loading
from buuv.settings import Settings


@click.command()
def init() -> None:
    """Maak de map en de database klaar en laad de buurten. Nog eens uitvoeren kan altijd."""
    make_ready()
    click.echo("Klaar: de database en de buurten zijn er.", err=True)


def make_ready() -> None:
    """Brings database and places to where this program wants them; a town's board stays as it is."""
    app = support.make_app()
    with app.app_context():
        database.begin_as(writer=True)
        try:
            _migrate()
            for town in support.settings().municipalities:
                loading.load_facts(town)
            db.session.commit()
        finally:
            db.session.remove()
            support.dispose(app)


def _migrate() -> None:
    present, newest = support.present_migration(), support.newest_migration()
    db.session.rollback()
    if present == newest:
        return
    if present is not None and present > newest:
        raise Refusal(f"De database is van een nieuwere buuv ({present}). Zet eerst die versie neer.")
    # Alembic takes half a second to load, and most starts do not need it.
    from buuv.core import schema

    schema.upgrade()


@click.command()
def check() -> None:
    """Noem alles wat niet in orde is; exit 1 als er iets is."""
    config = support.settings()
    wrong = checking.around_the_program(config)
    # Making the application would make the folder and the key that were just looked for.
    if config.data_dir.is_dir():
        wrong += _look_inside(config)
    wrong += checking.in_the_settings(config) + checking.in_the_towns(config)
    for sentence in checking.soon_in_the_towns(config):
        click.echo(f"Let op: {sentence}", err=True)
    for sentence in wrong:
        click.echo(sentence)
    if wrong:
        raise SystemExit(1)
    click.echo("Alles in orde.")


def _look_inside(config: Settings) -> list[str]:
    app = support.make_app()
    with app.app_context(), database.reading():
        try:
            return checking.in_the_database(config)
        finally:
            db.session.remove()
            support.dispose(app)
