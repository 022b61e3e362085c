"""Commands as an operator types them, on a data folder of their own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from buuv.__main__ import buuv
from buuv.core import tokens
from tests import databases

Command = Callable[..., Result]


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty place for a data folder, which every command finds by BUUV_DATA_DIR."""
    monkeypatch.setenv("BUUV_DATA_DIR", str(tmp_path / "data"))
    yield tmp_path / "data"
    tokens.use_key(databases.KEY)


@pytest.fixture
def command(data_dir: Path) -> Command:
    """Types a command: `command("posts", "import", path)`."""

    def type_command(*words: object, given: bytes | None = None) -> Result:
        result = CliRunner().invoke(buuv, [str(word) for word in words], input=given)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return type_command


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `buuv init` leaves behind on SQLite; it is the same each time, so tests begin with a copy."""
    folder = tmp_path_factory.mktemp("initialised") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BUUV_DATA_DIR", str(folder))
        assert CliRunner().invoke(buuv, ["init"]).exit_code == 0
    tokens.use_key(databases.KEY)
    return folder


@pytest.fixture
def ready(command: Command, data_dir: Path, initialised: Path) -> Command:
    """The same after `buuv init`, on SQLite."""
    shutil.copytree(initialised, data_dir)
    return command


@pytest.fixture
def ready_on_both(
    engine: str, command: Command, data_dir: Path, initialised: Path, monkeypatch: pytest.MonkeyPatch
) -> Command:
    """The same once on SQLite and once on PostgreSQL."""
    monkeypatch.setenv("BUUV_DATABASE_URL", databases.new_address(engine, "cli"))
    if engine == "sqlite":
        shutil.copytree(initialised, data_dir)
        # What is not yet in the file itself lies beside it.
        for ending in ("", "-wal"):
            if (path := initialised / f"buuv.sqlite3{ending}").exists():
                shutil.copy(path, databases.folder() / f"cli.sqlite3{ending}")
    else:
        assert command("init").exit_code == 0
    return command


@pytest.fixture
def two_towns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Zaanstad and a second live town, Waterdam."""
    folder = tmp_path / "towns"
    folder.mkdir()
    ours = databases.settings_module.CONFIG / "municipalities" / "zaanstad.toml"
    written = ours.read_text(encoding="utf-8")
    (folder / "zaanstad.toml").write_text(written, encoding="utf-8")
    (folder / "waterdam.toml").write_text(
        written.replace('"Zaanstad"', '"Waterdam"').replace("GM0479", "GM9998"), encoding="utf-8"
    )
    monkeypatch.setenv("BUUV_MUNICIPALITIES_DIR", str(folder))
