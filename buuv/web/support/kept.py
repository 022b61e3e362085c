"""A form that arrives after its session ended is kept, shown again, and sent with one tap."""

from typing import Any

from flask import Response, redirect, render_template, request, session, url_for

from buuv.core import drafts
from buuv.web.support.counting import hit
from buuv.web.support.towns import town

KEPT_CHARACTERS = 20_000


def is_from_here() -> bool:
    """Whether the browser says that one of our own pages sent this form.

    Only then may it be shown again: words that another site sent must not look like the visitor's own.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return origin.rstrip("/") == request.host_url.rstrip("/") or origin.startswith(request.host_url)


def _fields() -> dict[str, str]:
    fields = {k: v for k, v in request.form.items() if k not in ("csrf_token", "code")}
    size = sum(len(name) + len(value) for name, value in fields.items())
    return fields if size <= KEPT_CHARACTERS else {}


def keep_form() -> Any:
    """Keeps the form of a visitor who must sign in first and leads there."""
    if not is_from_here() or not _fields():
        return redirect(url_for("signing_in.address"), 303)
    hit("draft_network")
    path = request.script_root + request.path
    _, token = drafts.start(town().code, drafts.FORM, path=path, fields=_fields())
    session["draft"] = token
    return redirect(url_for("signing_in.address", concept=token), 303)


def show_again() -> Response:
    """The page that shows a form whose protection token had run out, ready to be sent again."""
    path = request.script_root + request.path
    page = render_template("errors/kept.html", path=path, fields=_fields())
    return Response(page, 400)
