"""The command `audit`: whether the log of what was done still is what was written."""

import click

from buuv.cli import support
from buuv.core.errors import Refusal
from buuv.moderation import audit as log
from buuv.moderation import verifying


@click.group()
def audit() -> None:
    """Kijk na of het logboek nog heel is."""


@audit.command()
def verify() -> None:
    """Reken elke regel van het logboek na; druk af wat gewijzigd, verwijderd, verplaatst of afgebroken is."""
    with support.command_app(writer=False):
        breaks = verifying.verify(support.settings().data_dir / log.HEAD_NAME)
        head = log.find_head()
    for one in breaks:
        click.echo(str(one))
    if breaks:
        raise Refusal("Het logboek is niet meer wat er geschreven is.")
    click.echo(f"Het logboek is heel, tot en met regel {head.number}.", err=True)
