"""The tests of places bring their own, so they begin without any."""

import pytest
from flask import Flask

from tests import databases


@pytest.fixture
def database(database: Flask) -> Flask:
    """The empty, migrated database without any place."""
    databases.remove_places()
    return database
