"""The command `run`: starts the web server and the worker, and ends them together."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing

import click

from buuv.cli import demo as demo_command
from buuv.cli import demo_people, setting_up, support
from buuv.cli.parent import Parent
from buuv.core.errors import Refusal
from buuv.settings import ROOT, Settings

POLL = 0.3
# A page that is not there after this many seconds never comes.
START_MOST = 60
# gunicorn gives its requests 8 seconds (config/gunicorn.py); then nothing is left to wait for.
END_MOST = 12


@click.command()
@click.option("--demo", is_flag=True, help="Vul de gemeente eerst met een proef, als zij leeg is.")
def run(*, demo: bool) -> None:
    """Start de website en de postbode; Ctrl+C stopt allebei."""
    begun = time.monotonic()
    config = support.settings()
    _ensure_free_port(config)
    setting_up.make_ready()
    if demo:
        town = config.municipality(config.default_municipality)
        with support.command_app():
            demo_command.fill(town, posts=demo_command.POSTS, are_open=demo_command.POSTS, seed=1, if_empty=True)
    raise SystemExit(Supervisor(config, has_demo=demo, begun=begun).run())


def _ensure_free_port(config: Settings) -> None:
    family = socket.AF_INET6 if ":" in config.bind else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        # As gunicorn does, or connections that just ended would keep the port for a minute.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.bind, config.port))
        except OSError as error:
            raise Refusal(
                f"Poort {config.port} op {config.bind} is niet vrij ({error.strerror})."
                f" Kies een andere: PORT={config.port + 1} make run"
            ) from None


class Supervisor:
    """Two children that live and die together."""

    def __init__(self, config: Settings, *, has_demo: bool, begun: float) -> None:
        self._config, self._has_demo, self._begun = config, has_demo, begun
        self._told_to_stop = False
        self._children: list[subprocess.Popen[bytes]] = []
        self._parent = Parent()

    def run(self) -> int:
        """Runs until somebody says stop (0) or a child dies (1)."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        # Whoever started this with nohup wants it to go on.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._stop)
        try:
            self._start()
            is_up = False
            while not self._told_to_stop and not self._parent.is_gone():
                if any(child.poll() is not None for child in self._children):
                    click.echo("Een onderdeel van buuv is gestopt; daarom stopt alles.", err=True)
                    return 1
                if is_up:
                    time.sleep(POLL)
                    continue
                is_up = self._answers()
                if is_up:
                    self._welcome()
                elif time.monotonic() > self._begun + START_MOST:
                    click.echo(f"De voorpagina is er na {START_MOST} seconden nog niet.", err=True)
                    return 1
            return 0
        finally:
            self._end()

    def _stop(self, number: int, frame: object) -> None:
        self._told_to_stop = True

    def _start(self) -> None:
        # The children begin in another folder, so that a path is given in full.
        environ = os.environ | {"BUUV_DATA_DIR": str(self._config.data_dir), "PYTHONUNBUFFERED": "1"}
        if environ.get("BUUV_CONFIG"):
            environ["BUUV_CONFIG"] = os.path.abspath(environ["BUUV_CONFIG"])
        for module in (["gunicorn", "--config", str(ROOT / "config" / "gunicorn.py")], ["buuv", "worker"]):
            self._children.append(
                subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, env=environ)  # noqa: S603 (fixed words)
            )

    def _answers(self) -> bool:
        """Whether the front page is there; waits a moment when it is not."""
        try:
            with socket.create_connection((self._host(), self._config.port), timeout=5) as connection:
                request = f"GET / HTTP/1.0\r\nHost: 127.0.0.1:{self._config.port}\r\n\r\n"
                connection.sendall(request.encode())
                if connection.recv(12).endswith(b" 200"):
                    return True
        except OSError:
            pass
        time.sleep(0.05)
        return False

    def _host(self) -> str:
        """Where this machine finds the server; "every address" is no address to call."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._config.bind, self._config.bind)  # noqa: S104

    def _welcome(self) -> None:
        config = self._config
        seconds = f"{time.monotonic() - self._begun:.1f}".replace(".", ",")
        host = f"[{self._host()}]" if ":" in self._host() else self._host()
        lines = [f"buuv draait op http://{host}:{config.port} (na {seconds} seconden). Stoppen: Ctrl+C."]
        if config.mail_carrier == "file":
            lines.append(f'Mail komt in {config.data_dir / "mail"} en hier als regel: "Mail aan …".')
        if self._has_demo:
            lines.append("Inloggen kan als (de code verschijnt hier):")
            lines += [f"  {f'{local}@{demo_people.DOMAIN}':<26}{what}" for local, _, _, what in demo_people.NAMED]
            lines.append("Makelaar en moderator hebben ook een tweede slot. De code daarvan geeft:")
            # Another command finds the same town only when it is told where that lies.
            told = os.environ.get("BUUV_DATA_DIR")
            where = f"BUUV_DATA_DIR={shlex.quote(str(config.data_dir))} " if told else ""
            lines.append(f"  {where}.venv/bin/buuv account code moderator1@{demo_people.DOMAIN}")
        click.echo("\n".join(lines))

    def _end(self) -> None:
        """Ends both children and waits for them, so that none is left behind."""
        for child in self._children:
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + END_MOST
        for child in self._children:
            try:
                child.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
