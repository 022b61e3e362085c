"""Limits as pages use them: by account, or by the network a request comes from."""

import ipaddress

from flask import current_app, request

from buuv.core import tokens
from buuv.core.limits import Limits


def limits() -> Limits:
    """The limits of this application."""
    found: Limits = current_app.extensions["buuv.limits"]
    return found


def network() -> str:
    """Where a request comes from: an IPv4 address, or the /64 that an IPv6 customer has."""
    address = request.remote_addr or "?"
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False).network_address)
    return address


def hit(name: str, key: str | int | None = None) -> None:
    """Counts one act of this account or, without a key, of this network; raises TooMany."""
    limits().hit(name, _digest(key))


def left(name: str, key: str | int) -> int | None:
    """How often this may still be done; None when limits are off."""
    return limits().left(name, _digest(key))


def used(name: str, key: str | int) -> int | None:
    """How often this was done already; None when limits are off."""
    return limits().used(name, _digest(key))


def _digest(key: str | int | None) -> str:
    """The counters lie outside the database, so they hold digests and no addresses."""
    return tokens.digest(str(key) if key is not None else network())[:32]
