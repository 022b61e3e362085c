"""The command `posts`: cards from a file and to a file."""

import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from buuv.cli import support
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.policy import Action
from buuv.posts import card_files, importing
from buuv.posts.models import OPEN, Post

CHUNK = 1_000


@click.group()
def posts() -> None:
    """Kaartjes uit en naar een bestand."""


@posts.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@support.municipality_option
def import_posts(file: Path, municipality: str | None) -> None:
    """Hang de kaartjes uit FILE op het bord: JSON Lines of één JSON-lijst. Nog eens uitvoeren kan altijd."""
    town = support.chosen_town(municipality)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Refusal(f"Het bestand {file} is niet te lezen: {error.strerror}.") from None
    with support.command_app():
        support.ensure_operator(Action.POSTS_IMPORT, of=f"town:{town.code}")
        areas = support.places_of(town)
        cards = card_files.read(content, areas)
        counts = importing.load(cards, areas)
    click.echo(
        f"{town.name}: {counts.added} nieuw, {counts.changed} gewijzigd, {counts.unchanged} gelijk gebleven."
        " Vrijgegeven door de beheerder.",
        err=True,
    )
    for label, amount in card_files.count_labels(cards).items():
        click.echo(f"Privacywacht: {label} in {amount} van de {len(cards)} kaartjes.", err=True)


@posts.command("export")
@support.municipality_option
def export_posts(municipality: str | None) -> None:
    """Druk alle open kaartjes af als JSON Lines, zonder namen en adressen van mensen."""
    town = support.chosen_town(municipality)
    wanted = (
        select(Post.external_id, Post.public_id, Post.kind, Post.category, Post.title, Post.body, Post.place_code)
        .where(Post.municipality_code == town.code, Post.state == OPEN)
        .order_by(Post.id)
        .execution_options(yield_per=CHUNK)
    )
    with support.command_app(writer=False):
        for rows in db.session.execute(wanted).partitions(CHUNK):
            lines = "".join(json.dumps(_fields(row), ensure_ascii=False) + "\n" for row in rows)
            # As bytes: the file is UTF-8 whatever the operator's terminal is.
            click.echo(lines.encode(), nl=False)


def _fields(row: Any) -> dict[str, str]:
    card = {
        "id": row.external_id or row.public_id,
        "kind": row.kind,
        "category": row.category,
        "title": row.title,
        "body": row.body,
    }
    return card | ({"place": row.place_code} if row.place_code else {})
