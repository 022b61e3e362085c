"""What the tests about the code look at."""

import pytest
from flask import Flask

from tests import databases


@pytest.fixture(scope="session")
def web_app() -> Flask:
    """The application with all its endpoints and templates; its database does not matter here."""
    return databases.app_on("sqlite")
