"""The command `account`: inviting who moderates or mediates, and helping who lost the second lock."""

import csv
import io
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict

import click

from buuv.accounts import authenticator, queries, registration, second_lock, signing_in
from buuv.accounts import roles as held
from buuv.accounts.models import BROKER, MODERATOR, Account
from buuv.cli import support
from buuv.core import clock, text
from buuv.core.errors import Refusal
from buuv.policy import Action
from buuv.settings import Municipality

log = logging.getLogger("buuv.accounts")


@click.group()
def account() -> None:
    """Moderatoren en sociaal makelaars uitnodigen, en helpen als iemand zijn tweede slot kwijt is."""


def _read_address(address: str) -> str:
    email = text.mail_address(address)
    if not text.looks_like_mail(email):
        raise click.BadParameter(f"{address} is geen e-mailadres.", param_hint="ADDRESS")
    return email


def _get_account(town: Municipality, email: str) -> Account:
    account = queries.find_by_email(town.code, email)
    if account is None:
        raise Refusal(f"{email} heeft geen account in {town.name}.")
    return account


@account.command()
@click.argument("address")
@click.option("--role", type=click.Choice([MODERATOR, BROKER]), required=True, help="Wat dit adres wordt.")
@support.municipality_option
def invite(address: str, role: str, municipality: str | None) -> None:
    """Druk de link af waarmee ADDRESS moderator of sociaal makelaar wordt."""
    town = support.chosen_town(municipality)
    email = _read_address(address)
    with support.command_app():
        support.ensure_operator(Action.ACCOUNT_INVITE, of=f"town:{town.code}")
        token = registration.invite(municipality_code=town.code, email=email, role=role)
    hours = int(registration.INVITATION_LIFE.total_seconds() // 3600)
    click.echo(f"De link werkt {hours} uur en één keer. Geef hem alleen aan {email}.", err=True)
    click.echo(f"{support.settings().url_for_town(town.code)}/uitnodiging/{token}")


@account.command()
@click.argument("address")
@support.municipality_option
def code(address: str, municipality: str | None) -> None:
    """Druk de code af die het tweede slot van het proefaccount ADDRESS nu opent."""
    town = support.chosen_town(municipality)
    email = _read_address(address)
    with support.command_app(writer=False):
        support.ensure_operator(Action.DEMO_CODE_READ)
        found = authenticator.code_for_demo(_get_account(town, email))
    click.echo(found)


@account.command("reset-factor")
@click.argument("address")
@support.municipality_option
def reset_factor(address: str, municipality: str | None) -> None:
    """Haal alle sloten van het account ADDRESS, voor wie telefoon en herstelcodes kwijt is."""
    town = support.chosen_town(municipality)
    email = _read_address(address)
    with support.command_app():
        account = _get_account(town, email)
        support.ensure_operator(Action.LOCK_RESET, of=f"account:{account.id}")
        gone = second_lock.reset(account)
        signing_in.end_other_sessions(account)
        number = account.id
    # The number and not the address: a log holds no personal data (R-P13).
    log.warning("account %s: de beheerder haalde het tweede slot weg", number)
    app = "1 app" if gone.app else "geen app"
    click.echo(f"Weggehaald bij {email}: {app}, {len(gone.passkeys)} passkeys, {gone.codes_left} herstelcodes.")
    click.echo("Dit account is overal uitgelogd en krijgt er een mail over.")
    if account.is_staff:
        click.echo("Na het inloggen met de mail kiest deze persoon eerst een nieuw tweede slot.")


ROLES_HEADER = ("account", "adres", "rol", "sinds", "laatst gebruikt", "tweede slot")


@account.command()
@click.option("--csv", "as_csv", is_flag=True, help="Druk de lijst af als CSV.")
@click.option("--json", "as_json", is_flag=True, help="Druk de lijst af als JSON.")
@support.municipality_option
def roles(as_csv: bool, as_json: bool, municipality: str | None) -> None:
    """Druk af wie moderator of sociaal makelaar is: sinds wanneer, wanneer gebruikt, en met of zonder tweede slot."""
    if as_csv and as_json:
        raise click.UsageError("Kies --csv of --json.")
    town = support.chosen_town(municipality)
    with support.command_app():
        support.ensure_operator(Action.ROLES_LIST, of=f"town:{town.code}")
        found = held.in_town(town.code)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], default=lambda moment: moment.isoformat(), indent=1))
    elif as_csv:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([ROLES_HEADER, *map(_row, found)])
        click.echo(out.getvalue(), nl=False)
    else:
        _print_table([ROLES_HEADER, *map(_row, found)])
    without = sum(not one.has_second_lock for one in found)
    click.echo(f"{len(found)} accounts met een rol in {town.name}; {without} zonder tweede slot.", err=True)


def _row(one: held.Held) -> tuple[str, ...]:
    since, used = clock.day_of(one.since).isoformat(), one.used_on.isoformat() if one.used_on else "nooit"
    return (f"account:{one.account}", one.email or "", one.role, since, used, "ja" if one.has_second_lock else "nee")


def _print_table(lines: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        click.echo("  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip())
