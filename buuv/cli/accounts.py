"""The command `account`: people who moderate or mediate are invited by the operator."""

import click

from buuv.accounts import registration
from buuv.accounts.models import BROKER, MODERATOR
from buuv.cli import support
from buuv.core import text
from buuv.policy import Action


@click.group()
def account() -> None:
    """Moderatoren en sociaal makelaars uitnodigen."""


@account.command()
@click.argument("address")
@click.option("--role", type=click.Choice([MODERATOR, BROKER]), required=True, help="Wat dit adres wordt.")
@support.municipality_option
def invite(address: str, role: str, municipality: str | None) -> None:
    """Druk de link af waarmee ADDRESS moderator of sociaal makelaar wordt."""
    town = support.chosen_town(municipality)
    email = text.mail_address(address)
    if not text.looks_like_mail(email):
        raise click.BadParameter(f"{address} is geen e-mailadres.", param_hint="ADDRESS")
    with support.command_app():
        support.ensure_operator(Action.ACCOUNT_INVITE)
        token = registration.invite(municipality_code=town.code, email=email, role=role)
    hours = int(registration.INVITATION_LIFE.total_seconds() // 3600)
    click.echo(f"De link werkt {hours} uur en één keer. Geef hem alleen aan {email}.", err=True)
    click.echo(f"{support.settings().url_for_town(town.code)}/uitnodiging/{token}")
