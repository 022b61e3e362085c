"""What every command needs: the application, one transaction, the town that is meant, and the operator's rights."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import click
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from buuv import settings as settings_module
from buuv.core import database
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.moderation import audit
from buuv.places import queries as places
from buuv.places.queries import Town
from buuv.policy import OPERATOR, Action, Actor, may
from buuv.settings import ROOT, Municipality, Settings

municipality_option = click.option(
    "--municipality", metavar="CODE", help="De gemeente, zoals GM0479; nodig als er meer dan één is."
)


def settings() -> Settings:
    """The settings of this command, read once; SettingsError with every mistake."""
    context = click.get_current_context()
    if "buuv.settings" not in context.meta:
        context.meta["buuv.settings"] = settings_module.load()
    found: Settings = context.meta["buuv.settings"]
    return found


def make_app() -> Flask:
    """The application for this command, by the function that `buuv.__main__` handed down."""
    config = settings()
    try:
        app: Flask = click.get_current_context().find_root().obj(config)
    except (OSError, sqlite3.Error) as error:
        raise Refusal(f"In de map {config.data_dir} kan buuv niet werken: {error}") from None
    return app


@contextmanager
def command_app(*, writer: bool = True) -> Iterator[Flask]:
    """An application and one transaction: kept at the end, undone by any error.

    A Refusal becomes a sentence on stderr and exit 1, in `buuv.__main__`, as everywhere in a command.
    """
    app = make_app()
    with app.app_context():
        database.begin_as(writer=writer)
        try:
            _ensure_ready()
            yield app
            db.session.commit()
        finally:
            # What was not committed is undone here.
            db.session.remove()
            database.begin_as(writer=True)
            dispose(app)


def dispose(app: Flask) -> None:
    """Closes this application's connections; a command leaves none behind."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def _ensure_ready() -> None:
    present = present_migration()
    # A newer database is fine: during an upgrade the old program goes on for a while.
    if present is None or present < newest_migration():
        raise Refusal("De database is nog niet klaar voor deze versie. Voer eerst uit: buuv init")


@cache
def newest_migration() -> str:
    """The name of the last migration by its file name, without loading Alembic."""
    return max(path.stem for path in (ROOT / "migrations" / "versions").glob("[0-9]*.py"))


def present_migration() -> str | None:
    """The migration that the database is at, None when it has none; Refusal when it cannot be reached."""
    try:
        connection = db.session.connection()
    except OperationalError:
        raise Refusal("De database is niet te bereiken. Kijk na wat BUUV_DATABASE_URL zegt.") from None
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def ensure_operator(action: Action, *, of: str | None = None) -> None:
    """Refuses what policy.py does not let the operator do; logs what changes something, by what it is done to."""
    if not may(Actor(OPERATOR), action):
        raise Refusal("Dit mag de beheerder niet.")
    if of:
        audit.note(OPERATOR, action.name.lower(), of, origin=audit.COMMAND)


def chosen_town(code: str | None) -> Municipality:
    """The live town with this code, or the only one there is; wrong words (exit 2) otherwise."""
    live = settings().municipalities
    known = ", ".join(f"{town.code} ({town.name})" for town in live)
    if code is None:
        if len(live) == 1:
            return live[0]
        raise click.UsageError(f"Er zijn meer gemeenten. Kies er één met --municipality: {known}.")
    for town in live:
        if town.code == code.upper():
            return town
    raise click.UsageError(f"{code} is hier geen gemeente. Wel: {known}.")


def places_of(municipality: Municipality) -> Town:
    """The town's wijken and buurten; Refusal when they were never loaded."""
    try:
        return places.get_town(municipality.code)
    except KeyError:
        raise Refusal(f"De buurten van {municipality.name} ontbreken. Voer eerst uit: buuv init") from None
