"""The command `demo`: a town full of made-up cards, for trying out and for measuring."""

import sys

import click

from buuv.cli import demo_town, support
from buuv.core import clock
from buuv.core.errors import Refusal
from buuv.policy import Action
from buuv.settings import Municipality

POSTS = 300


@click.command()
@click.option("--posts", type=click.IntRange(0), default=POSTS, show_default=True, help="Hoeveel kaartjes.")
@click.option("--open", "are_open", type=click.IntRange(0), help="Hoeveel daarvan open zijn; anders alle.")
@click.option("--seed", default=1, show_default=True, help="Een ander getal geeft een andere gemeente.")
@click.option("--if-empty", is_flag=True, help="Doe niets als de gemeente al gevuld is.")
@support.municipality_option
def demo(posts: int, are_open: int | None, seed: int, if_empty: bool, municipality: str | None) -> None:
    """Vul een lege gemeente met verzonnen kaartjes, mensen en gesprekken."""
    if are_open is not None and are_open > posts:
        raise click.UsageError("--open kan niet meer zijn dan --posts.")
    town = support.chosen_town(municipality)
    with support.command_app():
        fill(town, posts=posts, are_open=posts if are_open is None else are_open, seed=seed, if_empty=if_empty)


def fill(town: Municipality, *, posts: int, are_open: int, seed: int, if_empty: bool) -> None:
    """Fills the town inside the command's transaction; a filled one is refused, or left alone with `if_empty`."""
    support.ensure_operator(Action.POSTS_IMPORT)
    areas = support.places_of(town)
    if demo_town.is_filled(town.code):
        if if_empty:
            return
        raise Refusal(f"{town.name} is al gevuld. Een proefgemeente begint met een lege database.")
    # In a log file a bar is no more than its label on a line of its own.
    with click.progressbar(length=posts, label="Kaartjes", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        conversations = demo_town.fill(
            areas, posts=posts, are_open=are_open, seed=seed, today=clock.today(), progress=bar.update
        )
    click.echo(f"{town.name}: {posts} kaartjes en {conversations} gesprekken.", err=True)
