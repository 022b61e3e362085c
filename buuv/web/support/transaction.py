"""One request, one transaction: an unsafe method with a status below 400 keeps, everything else undoes."""

from flask import Flask, Response, request

from buuv.core import database
from buuv.core.database import db

SAFE = ("GET", "HEAD", "OPTIONS")


def init_app(app: Flask) -> None:
    """Begins and ends the transaction around every view."""

    @app.before_request
    def begin() -> None:
        database.begin_as(writer=request.method not in SAFE)

    @app.after_request
    def finish(response: Response) -> Response:
        if request.method not in SAFE and response.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
        return response
