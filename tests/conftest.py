"""Fixtures for every test: both databases, an application, a browser that inspects, and no other host."""

import ipaddress
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import hypothesis
import pytest
from flask import Flask

from buuv.core import database as core_database
from buuv.core import translation
from buuv.core.database import db
from buuv.core.limits import Limits
from buuv.core.memory import Memory
from buuv.places import queries as places
from tests import databases
from tests.browser import MISSING, browser, browser_page, live_server, plain_page, running_server
from tests.client import InspectingClient

# The fixtures that need a real browser are here by their names.
__all__ = ("browser", "browser_page", "live_server", "plain_page", "running_server")


class OtherHost(AssertionError):
    """A test tried to reach another machine."""


def _guard(host: Any) -> None:
    """Lets only this machine through."""
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        is_here = ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        is_here = name == "localhost" or name.endswith(".localhost")
    if not is_here:
        raise OtherHost(f"no test may reach another host, and this one asked for {name}")


def _only_this_machine() -> None:
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    getaddrinfo = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            _guard(address[0])
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family != socket.AF_UNIX:
            _guard(address[0])
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
        _guard(host)
        return getaddrinfo(host, *rest, **named)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = guarded_getaddrinfo


def pytest_configure(config: pytest.Config) -> None:
    """Before the first test: nothing of the operator's environment, and no other host."""
    for name in [name for name in os.environ if name == "PORT" or name.startswith("BUUV_")]:
        if name != "BUUV_REQUIRE_BROWSER":
            del os.environ[name]
    # The same examples every time, and nothing written beside the tests.
    hypothesis.settings.register_profile("buuv", derandomize=True, database=None, deadline=None)
    hypothesis.settings.load_profile("buuv")
    _only_this_machine()
    if not hasattr(config, "workerinput"):
        databases.begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """After the last test nothing is left running or lying about."""
    if not hasattr(config, "workerinput"):
        databases.end_run()


def _memories() -> list[Memory[Any]]:
    """Every answer that a module of the program keeps for a while."""
    loaded = [module for name, module in sys.modules.items() if name.startswith("buuv.")]
    return [thing for module in loaded for thing in vars(module).values() if isinstance(thing, Memory)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses a browser's fixture is a browser test."""
    for item in items:
        if "running_server" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says once why browser tests did not run."""
    if any(MISSING in str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())):
        terminalreporter.write_line(MISSING)


@pytest.fixture(autouse=True)
def _fresh_process() -> None:
    """What a process remembers between requests does not go from one test to the next."""
    translation.speak("nl")
    core_database.begin_as(writer=True)
    for memory in _memories():
        memory.forget()


@pytest.fixture(params=databases.ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The kind of database: every test that needs one runs once on each."""
    kind: str = request.param
    return kind


@pytest.fixture
def app(engine: str) -> Iterator[Flask]:
    """The application on an empty, migrated database that has the places of Zaanstad; limits are off."""
    app = databases.app_on(engine)
    config = app.extensions["buuv.settings"]
    shutil.rmtree(config.data_dir / "mail", ignore_errors=True)
    with app.app_context():
        databases.empty(app)
        places.get_town("GM0479")
    yield app
    app.extensions["buuv.limits"].storage.reset()


@pytest.fixture
def database(app: Flask) -> Iterator[Flask]:
    """The same with the application's context around the test, so that its session can be used."""
    with app.app_context():
        yield app
        db.session.rollback()


@pytest.fixture
def no_places(database: Flask) -> Flask:
    """The same without any place."""
    databases.remove_places()
    return database


@pytest.fixture
def client(database: Flask) -> InspectingClient:
    """A visitor's browser that inspects every page it gets; `client.another()` is one more."""
    return InspectingClient(database)


@pytest.fixture
def limits_on(app: Flask) -> Iterator[Limits]:
    """The limits of config/default.toml, as in production."""
    config, off = app.extensions["buuv.settings"], app.extensions["buuv.limits"]
    app.extensions["buuv.settings"] = replace(config, limits="on")
    app.extensions["buuv.limits"] = on = Limits(config.limit, off.storage, on=True)
    yield on
    app.extensions.update({"buuv.settings": config, "buuv.limits": off})
