"""The command `index`: the search index."""

import click

from buuv.cli.misses import misses


@click.group()
def index() -> None:
    """De zoekindex, en wat mensen vergeefs zochten."""


index.add_command(misses)
