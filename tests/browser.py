"""A real browser on a real server: Debian's Chromium, gunicorn, and mail that leaves as files."""

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from os import environ
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from buuv import worker
from buuv.app import create_app
from buuv.core.database import db
from buuv.settings import ROOT
from tests import databases

MISSING = "no Chromium on this machine, so the browser tests are skipped (apt-get install chromium)"
# As in ../shared/judges/_common.py; the last one keeps every other host out of reach.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
START_SECONDS = 20


class LiveServer:
    """gunicorn with the real application on a SQLite file of its own; `app` is the same data from here."""

    def __init__(self, data_dir: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url, self.data_dir = f"http://127.0.0.1:{self.port}", data_dir
        address = databases.new_address("sqlite", "live")
        self.app = create_app(databases.settings_for(address, data_dir, BUUV_PORT=str(self.port)))
        databases.prepare(self.app)
        variables = databases.variables(address, data_dir) | {"BUUV_PORT": str(self.port)}
        command = (sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{self.port}")
        self._log = (data_dir / "gunicorn.log").open("wb")
        self._process = subprocess.Popen(
            (*command, "--threads", "4"),
            cwd=ROOT,
            env=dict(environ) | variables,
            stdout=self._log,
            stderr=self._log,
        )
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            try:
                urllib.request.urlopen(self.url, timeout=5).close()
            except urllib.error.HTTPError as error:
                error.close()
            except OSError:
                time.sleep(0.05)
                continue
            return
        log = (self.data_dir / "gunicorn.log").read_text(encoding="utf-8", errors="replace")
        self.stop()
        raise RuntimeError(f"gunicorn does not answer:\n{log[-2000:]}")

    def stop(self) -> None:
        """Ends the server and everything that it began."""
        self._process.terminate()
        self._process.wait(10)
        self._log.close()

    def empty(self) -> None:
        """An empty board and an empty letter box; only the counts beside the filters may be half a minute old."""
        shutil.rmtree(self.data_dir / "mail", ignore_errors=True)
        with self.app.app_context():
            databases.empty(self.app)

    @contextmanager
    def arrange(self) -> Iterator[Flask]:
        """Room for builders: what they make is on the server when the block ends."""
        with self.app.app_context():
            yield self.app
            db.session.commit()

    def mails_to(self, address: str) -> list[Any]:
        """The mails to an address after the worker sent all that was due, oldest first."""
        worker.run(self.app, once=True)
        files = sorted((self.data_dir / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]
        return [mail for mail in mails if address in str(mail["To"])]

    def read_code(self, address: str) -> str:
        """The code in the newest mail to an address."""
        for mail in reversed(self.mails_to(address)):
            found = re.search(r"(?<!\d)\d{3} ?\d{3}(?!\d)", mail.get_body(("plain",)).get_content())
            if found:
                return found[0].replace(" ", "")
        raise AssertionError(f"no mail to {address} holds a code")


def chromium() -> str:
    """The path of Chromium; without one the test is skipped, or fails when BUUV_REQUIRE_BROWSER is 1."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None and environ.get("BUUV_REQUIRE_BROWSER") == "1":
        pytest.fail("BUUV_REQUIRE_BROWSER is 1 and there is no Chromium on this machine", pytrace=False)
    if path is None:
        pytest.skip(MISSING)
    return path


@pytest.fixture(scope="session")
def running_server() -> Iterator[LiveServer]:
    """One server for all browser tests of a worker."""
    chromium()
    data_dir = databases.folder() / "live"
    data_dir.mkdir()
    server = LiveServer(data_dir)
    yield server
    server.stop()


@pytest.fixture
def live_server(running_server: LiveServer) -> LiveServer:
    """The server with an empty board."""
    running_server.empty()
    return running_server


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    path = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@contextmanager
def a_page(browser: Any, server: LiveServer, **options: Any) -> Iterator[Any]:
    """A window of a new visitor; fails at its end when a script broke or another host was asked."""
    context = browser.new_context(base_url=server.url, locale="nl-NL", **options)
    context.set_default_timeout(10_000)
    wrong: list[str] = []
    context.on("weberror", lambda error: wrong.append(f"script: {error.error}"))
    context.on("request", lambda asked: wrong.extend(_elsewhere(asked.url, server)))
    context.on("console", lambda line: wrong.extend([f"console: {line.text}"] * (line.type == "error")))
    yield context.new_page()
    context.close()
    assert not wrong, "\n".join(wrong)


def press(page: Any, words: str) -> None:
    """Presses the button with these words, and waits for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()


def follow(page: Any, words: str) -> None:
    """Follows the first link with these words, and waits for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("link", name=words).first.click()


def _elsewhere(url: str, server: LiveServer) -> list[str]:
    return [] if url.startswith((server.url, "data:", "about:")) else [f"asks {url}"]


@pytest.fixture
def browser_page(browser: Any, live_server: LiveServer) -> Iterator[Any]:
    """A visitor's window."""
    with a_page(browser, live_server) as page:
        yield page


@pytest.fixture
def plain_page(browser: Any, live_server: LiveServer) -> Iterator[Any]:
    """The same with JavaScript off."""
    with a_page(browser, live_server, java_script_enabled=False) as page:
        yield page
