"""The command `places`: official borders into the database."""

import sys
from pathlib import Path

import click

from buuv.cli.support import command_app, ensure_operator
from buuv.places import loading
from buuv.places.models import DISTRICT, MUNICIPALITY, NEIGHBOURHOOD
from buuv.places.register import Tally
from buuv.policy import Action

LEVEL_NAMES = {MUNICIPALITY: "Gemeenten", DISTRICT: "Wijken", NEIGHBOURHOOD: "Buurten"}
STEPS = 1000


@click.group()
def places() -> None:
    """Plaatsen: gemeenten, wijken en buurten."""


@places.command("import")
@click.argument("file", type=click.Path(path_type=Path))
def import_places(file: Path) -> None:
    """Laad de grenzen uit een GeoJSON-bestand van het CBS; wat daarin ontbreekt, vervalt."""
    bar = click.progressbar(length=STEPS, label="Laden", file=sys.stderr)
    with command_app(), bar:
        ensure_operator(Action.PLACES_IMPORT, of="places")
        counts = loading.import_file(file, progress=lambda done: bar.update(int(done * STEPS) - bar.pos))
    for level, tally in counts.levels.items():
        if tally != Tally():
            click.echo(f"{LEVEL_NAMES[level]}: {_in_words(tally)}.")


def _in_words(tally: Tally) -> str:
    return f"{tally.added} nieuw, {tally.changed} gewijzigd, {tally.unchanged} gelijk gebleven, {tally.ended} vervallen"
