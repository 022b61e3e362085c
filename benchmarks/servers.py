"""Starting and stopping what is measured: gunicorn under buuv's own settings, on a free loopback port."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import towns

HOST = "127.0.0.1"
START_MOST = 60.0


@dataclass(frozen=True)
class Server:
    """A gunicorn that answers."""

    name: str
    port: int
    pid: int
    data_dir: Path
    log: Path
    seconds_to_first_answer: float
    # The process of the database server that works for it, if that is not within.
    database_pid: int | None = None

    def connect(self) -> http.client.HTTPConnection:
        """A new connection to it, kept open between requests."""
        return http.client.HTTPConnection(HOST, self.port, timeout=60)

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """One page by its own connection: status, headers in lower case, body."""
        connection = self.connect()
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        body = response.read()
        connection.close()
        return response.status, found, body


@contextmanager
def serving(
    name: str, data_dir: Path, *, app: str = "", database_url: str = "", database_pid: int | None = None
) -> Iterator[Server]:
    """Runs gunicorn for the block: buuv itself, or another app ("module:name") under the same settings."""
    port = _free_port()
    log = data_dir / f"{name}.log"
    command = [sys.executable, "-m", "gunicorn", "--config", str(towns.ROOT / "config" / "gunicorn.py")]
    more = {"BUUV_DATABASE_URL": database_url} if database_url else {}
    environ = towns.environ(data_dir, **more, BUUV_PORT=str(port), BUUV_WORKERS="2", BUUV_THREADS="8")
    begun = time.monotonic()
    with log.open("wb") as file:
        process = subprocess.Popen(
            command + ([app] if app else []), cwd=towns.ROOT, env=environ, stdout=file, stderr=file
        )
    try:
        _wait_for_answer(process, port, log)
        yield Server(name, port, process.pid, data_dir, log, time.monotonic() - begun, database_pid)
    finally:
        end(process)


@contextmanager
def working(data_dir: Path) -> Iterator[int]:
    """Runs `buuv worker` on a data folder for the block; gives its process id."""
    with (data_dir / "worker.log").open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "buuv", "worker"],
            cwd=towns.ROOT,
            env=towns.environ(data_dir),
            stdout=file,
            stderr=file,
        )
    try:
        yield process.pid
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends one of our own processes and waits for it."""
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def workers_of(pid: int) -> list[int]:
    """The processes that a master started."""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(number) for number in file.read().split()]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for_answer(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_MOST
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        try:
            connection.request("GET", "/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.01)
        finally:
            connection.close()
    words = log.read_text(errors="replace")[-2000:]
    raise SystemExit(f"{log.stem} does not answer on port {port} (pid {process.pid} of {os.getpid()}):\n{words}")
