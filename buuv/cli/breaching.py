"""The command `breach`: who is hit by a leak, until when it can be told, and drafts of what to write (R-P09)."""

import json
import os
import sys
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask

from buuv.cli import archive, support
from buuv.core import clock
from buuv.core.clock import TOWN_ZONE
from buuv.core.errors import Refusal
from buuv.core.translation import LANGUAGES, speaking
from buuv.moderation import audit
from buuv.policy import OPERATOR, Action
from buuv.privacy import breach as leaks
from buuv.privacy.breach import Leak
from buuv.settings import Municipality

_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"]
_HOW = {leaks.OWN: "eigen gegevens", leaks.READ_ALONG: "was mee te lezen"}

Find = Callable[[Municipality, Flask], Leak]


@click.group()
def breach() -> None:
    """Zoek wie geraakt is door een lek. Drukt nummers van accounts af; mailadressen alleen met --mail-list."""


def _answer(find: Callable[..., Find]) -> Callable[..., None]:
    """Gives a command the options that all have, and answers with what it finds."""

    @support.municipality_option
    @click.option("--json", "as_json", is_flag=True, help="Druk alles af als JSON.")
    @click.option(
        "--known-at",
        type=click.DateTime(_FORMATS),
        help="Wanneer u het lek ontdekte, zoals 2026-11-22T14:30. Zonder: nu. Vanaf dan lopen de 72 uur.",
    )
    @click.option(
        "--mail-list",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Schrijf de mailadressen in een nieuw bestand, alleen leesbaar voor u.",
    )
    @click.option("--drafts", type=click.Path(path_type=Path, file_okay=False), help="Schrijf brieven in deze map.")
    @wraps(find)
    def command(
        *args: Any,
        municipality: str | None,
        as_json: bool,
        known_at: datetime | None,
        mail_list: Path | None,
        drafts: Path | None,
        **more: Any,
    ) -> None:
        town = support.chosen_town(municipality)
        moment = known_at.replace(tzinfo=TOWN_ZONE) if known_at else clock.now()
        if mail_list and mail_list.exists():
            raise Refusal(f"{mail_list} is er al. Kies een nieuw bestand.")
        question = find(*args, **more)
        letters: dict[str, str] = {}
        with support.command_app() as app:
            leak = question(town, app)
            support.ensure_operator(Action.BREACH_LOOK, of=leak.what)
            if mail_list:
                # Addresses leave the database: that is a line of its own in the log.
                audit.note(OPERATOR, "breach_mail_list", f"town:{town.code}", origin=audit.COMMAND)
            if drafts:
                letters = _letters(app, town, leak, moment)
        _show(leak, moment, as_json=as_json)
        if mail_list:
            _write_addresses(mail_list, leak)
        if drafts:
            _write_letters(drafts, letters)

    made: Callable[..., None] = command
    return made


@breach.command("session")
@click.argument("session")
@_answer
def of_session(session: str) -> Find:
    """SESSION is het nummer van de sessie. Met - leest dit het koekje van de invoer, want dat is geheim."""
    words = sys.stdin.readline().strip() if session == "-" else session

    def find(town: Municipality, app: Flask) -> Leak:
        found = leaks.find_session(_token_in(app, words), town.code)
        if found is None:
            raise Refusal("Deze sessie is er niet (meer). Sessies blijven 90 dagen bewaard.")
        return leaks.of_session(found, town.code)

    return find


@breach.command("table")
@click.argument("table")
@_answer
def of_table(table: str) -> Find:
    """TABLE is de naam van een tabel in de database, zoals message."""

    def find(town: Municipality, app: Flask) -> Leak:
        try:
            return leaks.of_table(table, town.code)
        except KeyError:
            raise Refusal(f"{table} is geen tabel met gegevens van mensen. Wel: {', '.join(leaks.tables())}.") from None

    return find


@breach.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True), required=False)
@click.option("--made-at", type=click.DateTime(_FORMATS), help="Wanneer de kopie gemaakt is, als u hem niet meer hebt.")
@_answer
def of_backup(file: Path | None, made_at: datetime | None) -> Find:
    """FILE is de reservekopie die gelekt is."""
    if (file is None) == (made_at is None):
        raise click.UsageError("Geef de reservekopie, of --made-at.")

    def find(town: Municipality, app: Flask) -> Leak:
        try:
            moment = archive.made_at(file) if file else (made_at or clock.now()).replace(tzinfo=TOWN_ZONE)
        except (OSError, EOFError, ValueError) as error:
            raise Refusal(f"{file} is geen reservekopie van buuv: {error}") from None
        return leaks.of_backup(moment.astimezone(clock.now().tzinfo), town.code)

    return find


@breach.command("accounts")
@click.argument("file", type=click.File(encoding="utf-8"))
@_answer
def of_accounts(file: Any) -> Find:
    """FILE is de lijst die gelekt is: op elke regel een mailadres of een nummer van een account. - is de invoer."""
    lines = file.read().splitlines()
    return lambda town, app: leaks.of_list(lines, town.code)


def _token_in(app: Flask, words: str) -> str:
    """The token in a sign-in cookie; words that are no cookie stay as they are."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    # Unsafe is enough: the token in it is looked up, and a new key must not make an old leak unfindable.
    _, content = serializer.loads_unsafe(words.removeprefix("session=")) if serializer else (False, None)
    token = content.get("_user_id") if isinstance(content, dict) else None
    return str(token or words)


def _show(leak: Leak, known_at: datetime, *, as_json: bool) -> None:
    deadline = known_at + leaks.TELL_WITHIN
    if as_json:
        accounts = [
            {"account": one.account, "role": one.role, "how": one.how, "has_address": bool(one.email)}
            for one in leak.hits
        ]
        facts = {"what": leak.what, "known_at": known_at.isoformat(), "deadline": deadline.isoformat()}
        click.echo(json.dumps(facts | {"accounts": accounts, "others": len(leak.others), "gone": leak.gone}, indent=1))
    else:
        for one in leak.hits:
            click.echo(
                f"account:{one.account}\t{one.role}\t{_HOW[one.how]}\t{'' if one.email else 'is vertrokken'}".rstrip()
            )
    click.echo(f"Geraakt: {len(leak.hits)} accounts ({leak.what}).", err=True)
    if leak.others:
        click.echo(f"En {len(leak.others)} mailadressen zonder account.", err=True)
    if leak.gone:
        click.echo(f"En {leak.gone} mensen die sindsdien zijn vertrokken; hun adres is gewist.", err=True)
    click.echo(_time_left(deadline), err=True)


def _time_left(deadline: datetime) -> str:
    local, left = deadline.astimezone(TOWN_ZONE), deadline - clock.now()
    until = f"Meld het aan de Autoriteit Persoonsgegevens voor {local:%d-%m-%Y %H:%M}"
    if left.total_seconds() <= 0:
        return f"{until}. Die tijd is voorbij: meld het nu, met de reden waarom het later is."
    hours, minutes = divmod(int(left.total_seconds() // 60), 60)
    return f"{until}: nog {hours} uur en {minutes} minuten van de 72."


def _letters(app: Flask, town: Municipality, leak: Leak, known_at: datetime) -> dict[str, str]:
    facts = {
        "town": town,
        "home": support.settings().url_for_town(town.code),
        "contents": leak.contents,
        "what": leak.what,
        "known_at": known_at,
        "deadline": known_at + leaks.TELL_WITHIN,
        "number": len(leak.hits),
        "others": len(leak.others),
        "gone": leak.gone,
    }
    made = {}
    for language in LANGUAGES:
        with speaking(language):
            for name in ("people", "authority"):
                made[f"{name}.{language}.txt"] = app.jinja_env.get_template(f"breach/{name}.txt").render(facts)
    return made


def _write_letters(folder: Path, letters: dict[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, words in letters.items():
            (folder / name).write_text(words.strip() + "\n", encoding="utf-8")
    except OSError as error:
        raise Refusal(f"In {folder} is niet te schrijven: {error}") from None
    click.echo(f"Brieven in {folder}: vul aan wat tussen haken staat.", err=True)


def _write_addresses(path: Path, leak: Leak) -> None:
    people = {one.email: one.language for one in leak.hits if one.email} | dict(leak.others)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.writelines(f"{address}\t{language}\n" for address, language in sorted(people.items()))
    except OSError as error:
        raise Refusal(f"{path} is niet te schrijven: {error}") from None
    click.echo(f"{len(people)} mailadressen in {path}. Gooi dat bestand weg als de mails weg zijn.", err=True)
