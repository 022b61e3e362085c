"""The command `worker`: the loop that sends mail and lets cards run out."""

import logging
import sys

import click

from buuv import worker as loop
from buuv.cli.support import command_app


@click.command("worker")
@click.option("--once", is_flag=True, help="Doe alleen wat nu moet gebeuren en stop dan.")
def worker(*, once: bool) -> None:
    """Verstuur mails en laat kaartjes verlopen, tot iemand dit programma stopt."""
    log = logging.getLogger("buuv.worker")
    log.setLevel(logging.INFO)
    to_stderr = logging.StreamHandler(sys.stderr)
    to_stderr.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.addHandler(to_stderr)
    # Only looks whether the database is ready; the loop has short transactions of its own.
    with command_app(writer=False) as app:
        pass
    loop.run(app, once=once)
