"""buuv on a phone's home screen: the manifest, the worker that says when there is no connection, and that page."""

import hashlib
import json
from functools import cache

from flask import Blueprint, Response, render_template

from buuv.core.translation import FOLDER as CATALOGUES
from buuv.core.translation import gettext as _
from buuv.core.translation import language
from buuv.web.support.access import public
from buuv.web.support.rendering import STATIC, address, static_url
from buuv.web.support.towns import town

pages = Blueprint("installing", __name__)

# The paper of static/buuv.css, by day.
PAPER = "#fbf6ec"
ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-maskable-512.png", 512, "maskable"))
# All that the page without a connection needs; the typeface is asked for by the name that the style sheet uses.
KEPT = ("buuv.css", "buuv.js", "logo.svg")
FONT = "/static/hyperlegible.woff2"
OFFLINE = ("/zonder-verbinding", "/en/zonder-verbinding")


@pages.get("/manifest.webmanifest")
@public
def manifest():
    """What a phone needs to put this town's buuv on its home screen."""
    icons = [
        {"src": static_url(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in ICONS
    ]
    facts = {
        "id": address("/"),
        "name": f"buuv {town().name}",
        "short_name": "buuv",
        "description": _("Buren vragen elkaar om hulp en bieden hulp aan."),
        "lang": language(),
        "dir": "ltr",
        "start_url": address("/"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }
    return Response(json.dumps(facts, ensure_ascii=False), mimetype="application/manifest+json")


@pages.get("/sw.js")
@public
def worker():
    """The service worker; a browser fetches it again when what it keeps has changed."""
    files = [*map(static_url, KEPT), FONT]
    script = render_template("installing/sw.js", mark=_mark(), files=files, pages=OFFLINE)
    return Response(script, mimetype="text/javascript")


@cache
def _mark() -> str:
    """Another one as soon as the kept page would look otherwise."""
    templates = STATIC.parent / "templates"
    parts = (templates / "layouts", templates / "installing", CATALOGUES)
    sources = [path.read_bytes() for folder in parts for path in sorted(folder.iterdir()) if path.is_file()]
    return hashlib.sha256(b"".join(sources)).hexdigest()[:12]


@pages.get("/zonder-verbinding")
@public
def offline():
    """What somebody sees who has no connection."""
    return render_template("installing/offline.html")
