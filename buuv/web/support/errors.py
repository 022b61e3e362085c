"""Errors as pages in plain words; what a rule refuses is a sentence that the visitor may read."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from buuv.core.database import db
from buuv.core.errors import Gone, NotFound, Refusal, TooMany
from buuv.policy import VISITOR, Actor
from buuv.web.support import kept

KNOWN = (400, 401, 403, 404, 405, 410, 413, 429, 500, 503)


def page(status: int, *, sentence: str = "", retry_after: int = 0) -> Response:
    """The error page for a status; a bare one when not even the town is known."""
    db.session.rollback()
    if status >= 500:
        # The page about a broken database must not ask the database who reads it.
        g.actor = Actor(VISITOR)
    if "municipality" not in g:
        return Response(
            "Dit adres is geen buuv. / This address is not buuv.\n",
            status,
            content_type="text/plain; charset=utf-8",
        )
    shown = status if status in KNOWN else (400 if status < 500 else 500)
    body = render_template(
        "errors/page.html", status=shown, sentence=sentence, minutes=-(-retry_after // 60), path=request.path
    )
    response = Response(body, status)
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _http_error(error: HTTPException) -> Any:
    if error.code and error.code < 400:
        return error
    response = page(error.code or 500)
    if error.code == 405:
        response.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ["GET"])
    return response


def _forged_or_late(error: CSRFError) -> Response:
    db.session.rollback()
    if kept.is_from_here() and "municipality" in g and request.form:
        return kept.show_again()
    return page(400)


def _database_busy(error: OperationalError) -> Response:
    current_app.logger.error("database: %s", type(error.orig).__name__)
    return page(503, retry_after=10)


def _database_refused(error: SQLAlchemyError) -> Response:
    # PostgreSQL names the values of a row in its message; a log must not hold them (R-P13).
    current_app.logger.error("database: %s", type(error).__name__)
    return page(500)


def _unexpected(error: Exception) -> Response:
    current_app.logger.error("unexpected", exc_info=error)
    return page(500)


# What goes wrong, and its page; the nearest kind counts.
PAGES: dict[type[Exception], Callable[[Any], Any]] = {
    HTTPException: _http_error,
    CSRFError: _forged_or_late,
    NotFound: lambda error: page(404),
    Gone: lambda error: page(410),
    Refusal: lambda error: page(403, sentence=error.sentence),
    TooMany: lambda error: page(429, retry_after=error.retry_after),
    OperationalError: _database_busy,
    SQLAlchemyError: _database_refused,
    Exception: _unexpected,
}


def init_app(app: Flask) -> None:
    """Gives every error its page."""
    for kind, answer in PAGES.items():
        app.register_error_handler(kind, answer)
