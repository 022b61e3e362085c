"""The commands `backup` and `restore`: database and key together in one file, made while buuv runs.

Who leaves after a backup was made is still in it. So the list of who left, numbers only, lies beside the
backups, and a restore forgets them again.
"""

from pathlib import Path

import click

from buuv.cli import archive, copying_postgresql, copying_sqlite, support
from buuv.core import schema
from buuv.core.clock import TOWN_ZONE
from buuv.core.database import transaction
from buuv.core.errors import Refusal
from buuv.privacy import erasure, wiping
from buuv.settings import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Bewaar database en sleutel in FILE (tar.gz), alleen leesbaar voor wie dit uitvoert."""
    config = support.settings()
    engine = _engine(config)
    with archive.work_folder(beside=file) as folder:
        engine.save(config, folder / engine.NAME)
        contents = {engine.NAME: folder / engine.NAME}
        key = config.data_dir / archive.KEY
        if key.is_file():
            contents[archive.KEY] = key
        archive.write(file, contents, folder)
    click.echo(f"Bewaard in {file}.", err=True)
    own, beside = config.data_dir / erasure.LIST_NAME, file.absolute().with_name(erasure.LIST_NAME)
    if own.is_file() and own != beside:
        erasure.add_to_list(beside, _read(own))
        click.echo(f"Wie vertrok, staat in {beside}. Bewaar die lijst bij de kopieën.", err=True)
    if config.secret_key:
        click.echo("De sleutel staat in uw instellingen (secret_key); bewaar die zelf.", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Vervang een database waar al iets in staat.")
@click.option(
    "--erasures",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="De lijst van wie vertrok (erasures.jsonl). Zonder: de lijst in de datamap en die naast FILE.",
)
def restore(file: Path, *, replace: bool, erasures: Path | None) -> None:
    """Zet terug wat `backup` in FILE bewaarde; eerst wordt alles nagekeken. Wie vertrok, wordt opnieuw gewist."""
    config = support.settings()
    engine = _engine(config)
    lines = _known_erasures(config, file, erasures)
    config.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with archive.work_folder(beside=config.data_dir / archive.KEY) as folder:
        found = archive.read(file, folder)
        if engine.NAME not in found:
            raise Refusal(f"{file} is geen reservekopie van dit soort database.")
        migration = engine.verify(config, found[engine.NAME])
        if migration > support.newest_migration():
            raise Refusal(f"{file} is van een nieuwere buuv ({migration}). Zet eerst die versie neer.")
        if not replace and not engine.is_empty(config):
            raise Refusal("Er staat al iets in de database. Met --replace wordt dat vervangen.")
        engine.load(config, found[engine.NAME], replace=replace)
        if archive.KEY in found:
            archive.put_key(found[archive.KEY], config.data_dir / archive.KEY)
    if lines is None:
        made_at = archive.made_at(file).astimezone(TOWN_ZONE)
        click.echo(
            f"Er is geen lijst van wie vertrok. Wie na {made_at:%d-%m-%Y %H:%M} vertrok, staat er nu weer in."
            " Hebt u de lijst nog? Geef hem mee met --erasures.",
            err=True,
        )
    else:
        _forget_again(config, lines)
    click.echo("Teruggezet. Voer nu uit: buuv init. Start buuv daarna opnieuw.", err=True)


def _known_erasures(config: Settings, file: Path, given: Path | None) -> list[erasure.Gone] | None:
    """Who left, from the list that was given or else from every list at hand; None without any."""
    at_hand = [config.data_dir / erasure.LIST_NAME, file.absolute().with_name(erasure.LIST_NAME)]
    lists = [given] if given else [path for path in dict.fromkeys(at_hand) if path.is_file()]
    return [line for path in lists for line in _read(path)] if lists else None


def _read(path: Path) -> list[erasure.Gone]:
    try:
        return erasure.read_list(path)
    except ValueError as error:
        raise Refusal(f"{error}.") from None


def _forget_again(config: Settings, lines: list[erasure.Gone]) -> None:
    app = support.make_app()
    with app.app_context():
        try:
            # A backup can be older than the columns by which people leave.
            schema.upgrade()
            with transaction():
                number = erasure.replay(lines)
            erasure.add_to_list(config.data_dir / erasure.LIST_NAME, lines)
            wiping.clean_up(config.data_dir)
        finally:
            support.dispose(app)
    newest = max((line.at for line in lines), default=None)
    until = f" De lijst loopt tot {newest.astimezone(TOWN_ZONE):%d-%m-%Y %H:%M}." if newest else ""
    click.echo(f"Opnieuw gewist: {number} die na deze kopie vertrokken.{until}", err=True)


def _engine(config: Settings) -> archive.Engine:
    return copying_sqlite.ENGINE if config.is_sqlite else copying_postgresql.ENGINE
