"""The file that `backup` makes: a tar.gz with a copy of the database and the key, written whole or not at all."""

import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from buuv.core.errors import Refusal
from buuv.settings import Settings

KEY = "secret.key"
NAMES = ("buuv.sqlite3", "buuv.pgdump", KEY)


class Engine(Protocol):
    """What each database must be able to do for a backup."""

    NAME: str

    def save(self, config: Settings, copy: Path) -> None:
        """Writes a consistent copy while others go on writing; Refusal when it is not sound."""

    def verify(self, config: Settings, copy: Path) -> str:
        """The migration that a copy is at; Refusal when it is damaged."""

    def is_empty(self, config: Settings) -> bool:
        """Whether nothing would be lost."""

    def load(self, config: Settings, copy: Path, *, replace: bool) -> None:
        """Puts a verified copy in place, as a whole or not at all."""


@contextmanager
def work_folder(*, beside: Path) -> Iterator[Path]:
    """A folder of one's own on the same disk, so that a finished file can be moved into place at once."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=".buuv-", dir=beside.absolute().parent))
    except OSError as error:
        raise Refusal(f"In {beside.absolute().parent} is niet te schrijven: {error.strerror}.") from None
    try:
        yield folder
    except OSError as error:
        raise Refusal(f"Dat lukte niet: {error}") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write(file: Path, contents: dict[str, Path], folder: Path) -> None:
    """Writes the archive beside its place and moves it there when it is on the disk."""
    part = folder / "part"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        with tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as tar:
            for name, path in contents.items():
                tar.add(path, arcname=name, recursive=False, filter=_without_names)
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


def _without_names(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nobody needs to know who made the backup."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def read(file: Path, folder: Path) -> dict[str, Path]:
    """The known files of an archive, unpacked; Refusal when it is no backup or cut off."""
    found: dict[str, Path] = {}
    try:
        with tarfile.open(file, mode="r:gz") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.name in NAMES and member.isfile() else None
                if content is None:
                    continue
                path = folder / member.name
                with path.open("wb") as out:
                    shutil.copyfileobj(content, out)
                found[member.name] = path
    except FileNotFoundError:
        raise Refusal(f"Het bestand {file} is er niet.") from None
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        raise Refusal(f"{file} is geen hele reservekopie: {error}.") from None
    return found


def made_at(file: Path) -> datetime:
    """When the copy in an archive was made."""
    with tarfile.open(file, mode="r:gz") as tar:
        return datetime.fromtimestamp(max(member.mtime for member in tar), UTC)


def put_key(copy: Path, place: Path) -> None:
    """Puts the key in place at once, readable by its owner only."""
    copy.chmod(0o600)
    copy.replace(place)
