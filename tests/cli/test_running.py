"""`buuv run`: website and worker together."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    """A port that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        number: int = server.getsockname()[1]
    monkeypatch.setenv("PORT", str(number))
    return number


def first_status(port: int, seconds: float = 30) -> int | None:
    """The first answer of the front page."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                return error.code
        time.sleep(0.05)
    return None


def is_free(port: int) -> bool:
    """Whether nobody listens any more."""
    with closing(socket.socket()) as one:
        return one.connect_ex(("127.0.0.1", port)) != 0


def ends(process: subprocess.Popen[str], number: signal.Signals) -> int:
    """Sends a signal and gives the exit code."""
    process.send_signal(number)
    return process.wait(timeout=20)


def test_run_says_where_it_is_and_ends_everything_on_sigterm(data_dir: Path, port: int, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, "-m", "buuv", "run", "--demo"], stdout=out, stderr=out, text=True)
    try:
        assert first_status(port) == 200
        until = time.monotonic() + 10
        while "moderator2@example.org" not in log.read_text() and time.monotonic() < until:
            time.sleep(0.05)
        assert ends(process, signal.SIGTERM) == 0
    finally:
        process.kill()
    said = log.read_text()
    for words in (f"http://127.0.0.1:{port}", "bewoner@example.org", "moderator2@example.org", str(data_dir / "mail")):
        assert words in said
    assert f"BUUV_DATA_DIR={data_dir} .venv/bin/buuv account code" in said
    assert "Kaartjes\n" not in said
    assert is_free(port)


def test_a_busy_port_is_one_sentence(command: Command, data_dir: Path, port: int) -> None:
    with closing(socket.create_server(("127.0.0.1", port))):
        result = command("run")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"Poort {port}" in result.stderr
    assert result.stderr.count("\n") == 1
    assert not data_dir.exists()


def test_make_alone_interrupted_ends_everything(data_dir: Path, port: int, tmp_path: Path) -> None:
    makefile = tmp_path / "Makefile"
    makefile.write_text(f"run:\n\t@exec {sys.executable} -m buuv run\n")
    # A group of its own, so that only make itself gets the signal.
    process = subprocess.Popen(["make", "-f", str(makefile), "run"], start_new_session=True, text=True)
    try:
        assert first_status(port) == 200
        ends(process, signal.SIGINT)
    finally:
        process.kill()
    assert is_free(port)
