"""Where passkeys of this town work: at its own address, the one that its mails point to."""

from urllib.parse import urlsplit

from flask import request

from buuv.accounts.passkeys import Site
from buuv.web.support.towns import settings, town

DEFAULT_PORTS = {"http": 80, "https": 443}


def site() -> Site:
    """The town's address as a browser names it; on this machine localhost, for a passkey needs a name."""
    parts = urlsplit(settings().url_for_town(town().code))
    host = "localhost" if parts.hostname == "127.0.0.1" else parts.hostname or ""
    port = f":{parts.port}" if parts.port and parts.port != DEFAULT_PORTS.get(parts.scheme) else ""
    return Site(origin=f"{parts.scheme}://{host}{port}", name=f"buuv {town().name}")


def work_here() -> bool:
    """Whether this request came to that address; on another one the browser would refuse."""
    return (urlsplit(f"//{request.host}").hostname or "") == site().rp_id
