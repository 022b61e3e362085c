"""One module of pages for each feature."""

from flask import Flask

from buuv.web.pages import (
    agreement_changes,
    agreements,
    board,
    cards,
    conversations,
    finishing,
    front,
    helping,
    making,
    mine,
    own_cards,
    publishing,
    signing_in,
    staff,
    thanking,
    towns,
)

MODULES = (
    front,
    board,
    cards,
    making,
    publishing,
    own_cards,
    signing_in,
    mine,
    conversations,
    helping,
    finishing,
    thanking,
    agreements,
    agreement_changes,
    staff,
    towns,
)


def register_pages(app: Flask) -> None:
    """Adds the pages of every feature."""
    for module in MODULES:
        app.register_blueprint(module.pages)
