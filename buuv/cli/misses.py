"""The command `index misses`: what people searched for in vain, for whoever extends the word files."""

import click

from buuv.cli import support
from buuv.search import misses as kept


@click.command()
def misses() -> None:
    """Druk elk woord af dat de laatste 30 dagen drie keer of vaker niets vond, met hoe vaak."""
    for word, number in kept.counted(support.settings().data_dir):
        click.echo(f"{word}\t{number}".encode())
