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
        _run(config, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}", to_database=True)
        self.verify(config, copy)

    def verify(self, config: Settings, copy: Path) -> str:
        """The migration that a copy is at; Refusal when it is damaged."""
        # Reading everything, and not only its list, finds a file that was cut off.
        script = _run(config, "pg_restore", "--file=-", str(copy))
        lines = iter(script.splitlines())
        for line in lines:
            if line.startswith("COPY public.alembic_version "):
                return next(lines, "")
        raise Refusal("De kopie is geen database van buuv.")

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
            to_database=True,
        )


def _run(config: Settings, tool: str, *words: str, to_database: bool = False) -> str:
    program = shutil.which(tool)
    if program is None:
        raise Refusal(f"Daarvoor is {tool} nodig. Installeer het: sudo apt install postgresql-client")
    url = make_url(config.database_url).set(drivername="postgresql")
    # Other users of this machine can read the words of a command, but not its environment.
    environ = os.environ | ({"PGPASSWORD": url.password} if url.password else {})
    target = [f"--dbname={url.set(password=None).render_as_string()}"] if to_database else []
    done = subprocess.run([program, *target, *words], env=environ, capture_output=True, text=True, check=False)  # noqa: S603 (a known program)
    if done.returncode != 0:
        raise Refusal(f"{tool} lukte niet: {done.stderr.strip()}")
    return done.stdout


ENGINE = Dump()
