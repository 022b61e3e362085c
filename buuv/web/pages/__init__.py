"""One module of pages for each feature."""

from flask import Flask

from buuv.web.pages import (
    agreement_changes,
    agreements,
    blocking,
    board,
    cards,
    conversations,
    decisions,
    desk,
    figures,
    finishing,
    fitting,
    following,
    front,
    helping,
    installing,
    leaving,
    making,
    map,
    mine,
    own_cards,
    passkeys,
    publishing,
    reporting,
    resting,
    safety,
    searches,
    searching,
    second_lock,
    signing_in,
    staff,
    thanking,
    towns,
)

MODULES = (
    front,
    board,
    map,
    following,
    cards,
    fitting,
    making,
    publishing,
    own_cards,
    signing_in,
    mine,
    conversations,
    agreements,
    agreement_changes,
    staff,
    towns,
    blocking,
    figures,
    finishing,
    helping,
    installing,
    leaving,
    passkeys,
    resting,
    safety,
    searches,
    searching,
    second_lock,
    thanking,
    reporting,
    desk,
    decisions,
)


def register_pages(app: Flask) -> None:
    """Adds the pages of every feature."""
    for module in MODULES:
        app.register_blueprint(module.pages)
