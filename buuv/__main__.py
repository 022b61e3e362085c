"""The command `buuv`: finds the subcommand's module when it is asked for, and says what is wrong with settings."""

import importlib
from typing import Any

import click

from buuv.core.errors import Refusal
from buuv.settings import Settings, SettingsError

# name: (module in buuv.cli, its line in the list). Here, so that `buuv --help` loads none of the modules.
COMMANDS = {
    "init": ("setting_up", "Maak de map en de database klaar; vult geen gemeente."),
    "check": ("setting_up", "Kijk na of alles in orde is."),
    "run": ("running", "Start de website en de postbode, tot Ctrl+C."),
    "worker": ("working", "Verstuur mail en ruim op, tot Ctrl+C."),
    "demo": ("demo", "Vul een gemeente met verzonnen kaartjes en mensen."),
    "places": ("places", "Plaatsen: gemeenten, wijken en buurten."),
    "posts": ("posts", "Kaartjes uit en naar een bestand."),
    "search": ("searching", "Zoek kaartjes zoals het bord dat doet."),
    "quality": ("quality", "Meet zoeken en passen met beoordeelde kaartjes."),
    "match": ("matching", "Zoek het aanbod bij een vraag, of de vragen bij een aanbod."),
    "index": ("indexing", "De zoekindex, en wat mensen vergeefs zochten."),
    "guard": ("guarding", "Kijk na wat teksten over iemand verraden."),
    "account": ("accounts", "Moderatoren uitnodigen; het tweede slot van een account."),
    "audit": ("auditing", "Kijk na of het logboek nog heel is."),
    "transparency": ("transparency", "Schrijf een jaar van moderatie op: pagina, cijfers en besluiten."),
    "breach": ("breaching", "Wie is geraakt door een lek, en wat nu te doen is."),
    "backup": ("backup", "Bewaar database en sleutel in één bestand."),
    "restore": ("backup", "Zet terug wat `backup` bewaarde."),
}


class Commands(click.Group):
    """A group whose commands are loaded one at a time, when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Loads the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"buuv.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list from the table, without loading anything."""
        with formatter.section("Opdrachten"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; a refusal and wrong settings are sentences on stderr and exit 1."""
        try:
            return super().invoke(ctx)
        except (Refusal, SettingsError) as error:
            click.echo(str(error), err=True)
            ctx.exit(1)


def _make_app(config: Settings) -> Any:
    from buuv.app import create_app

    return create_app(config)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def buuv(ctx: click.Context) -> None:
    """Het prikbord voor hulp tussen buren: opdrachten voor wie buuv beheert."""
    # Commands stand below the application that is assembled here, so it is handed down to them.
    ctx.obj = _make_app


def main() -> None:
    """What `.venv/bin/buuv` and `python -m buuv` call."""
    buuv(prog_name="buuv")


if __name__ == "__main__":
    main()
