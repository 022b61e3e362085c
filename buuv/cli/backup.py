"""The commands `backup` and `restore`: database and key together in one file, made while buuv runs."""

from pathlib import Path

import click

from buuv.cli import archive, copying_postgresql, copying_sqlite, support
from buuv.core.errors import Refusal
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
    if config.secret_key:
        click.echo("De sleutel staat in uw instellingen (secret_key); bewaar die zelf.", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Vervang een database waar al iets in staat.")
def restore(file: Path, *, replace: bool) -> None:
    """Zet terug wat `backup` in FILE bewaarde; eerst wordt alles nagekeken."""
    config = support.settings()
    engine = _engine(config)
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
    click.echo("Teruggezet. Voer nu uit: buuv init. Start buuv daarna opnieuw.", err=True)


def _engine(config: Settings) -> archive.Engine:
    return copying_sqlite.ENGINE if config.is_sqlite else copying_postgresql.ENGINE
