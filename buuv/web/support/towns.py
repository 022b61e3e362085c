"""Which town a request is for, told by its host name; an unknown host gets no answer."""

from flask import Flask, abort, current_app, g, request

from buuv.places import queries as places
from buuv.places.queries import Town
from buuv.settings import Municipality, Settings


def settings() -> Settings:
    """The settings of this application."""
    found: Settings = current_app.extensions["buuv.settings"]
    return found


def town() -> Municipality:
    """The municipality of this request."""
    found: Municipality = g.municipality
    return found


def areas() -> Town:
    """The wijken and buurten of this request's town."""
    return places.get_town(town().code)


def _hosts(config: Settings) -> dict[str, Municipality]:
    hosts = {}
    for municipality in config.municipalities:
        hosts[f"{municipality.slug}.localhost"] = municipality
        hosts.update(dict.fromkeys(municipality.hosts, municipality))
    default = config.municipality(config.default_municipality)
    hosts.update(dict.fromkeys(("127.0.0.1", "localhost", "[::1]"), default))
    return hosts


def init_app(app: Flask) -> None:
    """Finds the town before anything else happens."""
    hosts = _hosts(app.extensions["buuv.settings"])

    @app.before_request
    def choose_town() -> None:
        host = request.environ.get("HTTP_HOST", "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        municipality = hosts.get(name.lower())
        if municipality is None:
            abort(400)
        g.municipality = municipality
        if "\x00" in request.path:
            abort(404)  # no address of ours has one, and PostgreSQL refuses to look for it
