"""Copies of a PostgreSQL database by its own tools, pg_dump and pg_restore."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url
from sqlalchemy.exc import OperationalError

from buuv.core.errors import Refusal
from buuv.settings import Settings


class Dump:
    """One file in pg_dump's own format, loaded in one transaction."""

    NAME = "buuv.pgdump"

    def save(self, config: Settings, copy: Path) -> None:
        """Writes a consistent copy while others go on writing; Refusal when pg_dump does not succeed."""
        _run(config, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")
        self.verify(config, copy)

    def verify(self, config: Settings, copy: Path) -> str:
        """The migration that a copy is at; Refusal when it is damaged."""
        migration = ""
        # Reading everything, and not only its list, finds a file that was cut off.
        with _started(config, "pg_restore", "--file=-", str(copy)) as process:
            is_next = False
            for line in process.stdout or ():
                migration = line.decode().strip() if is_next else migration
                is_next = line.startswith(b"COPY public.alembic_version ")
        if process.returncode != 0 or not migration:
            raise Refusal("De kopie is geen hele database van buuv.")
        return migration

    def is_empty(self, config: Settings) -> bool:
        """Whether nothing would be lost: the database has no table."""
        engine = create_engine(config.database_url)
        try:
            return not inspect(engine).get_table_names()
        except OperationalError:
            raise Refusal("De database is niet te bereiken. Kijk na wat BUUV_DATABASE_URL zegt.") from None
        finally:
            engine.dispose()

    def load(self, config: Settings, copy: Path, *, replace: bool) -> None:
        """Puts a verified copy in place in one transaction; what it replaces goes in the same one."""
        clean = ("--clean", "--if-exists") if replace else ()
        _run(
            config,
            "pg_restore",
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            *clean,
            str(copy),
        )


def _run(config: Settings, tool: str, *words: str) -> None:
    with _started(config, tool, f"--dbname={_address(config)}", *words) as process:
        _, said = process.communicate()
    if process.returncode != 0:
        raise Refusal(f"{tool} lukte niet: {said.decode(errors='replace').strip()}")


def _address(config: Settings) -> str:
    """Without the password: other users of this machine can read the words of a command."""
    return make_url(config.database_url).set(drivername="postgresql", password=None).render_as_string()


def _started(config: Settings, tool: str, *words: str) -> subprocess.Popen[bytes]:
    program = shutil.which(tool)
    if program is None:
        raise Refusal(f"Daarvoor is {tool} nodig. Installeer het: sudo apt install postgresql-client")
    password = make_url(config.database_url).password
    environ = os.environ | ({"PGPASSWORD": password} if password else {})
    # Its complaints are read when it writes to the database; when it only reads, its exit says enough.
    complaints = subprocess.DEVNULL if "--file=-" in words else subprocess.PIPE
    return subprocess.Popen([program, *words], env=environ, stdout=subprocess.PIPE, stderr=complaints)  # noqa: S603 (a known program)


ENGINE = Dump()
