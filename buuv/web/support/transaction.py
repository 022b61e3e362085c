"""One request, one transaction: an unsafe method with a status below 400 keeps, everything else undoes."""

from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from buuv.core import database
from buuv.core.database import db

SAFE = ("GET", "HEAD", "OPTIONS")


def undo() -> None:
    """Lets this request keep nothing, although its answer is a page as usual."""
    g.undone = True


def init_app(app: Flask) -> None:
    """Begins and ends the transaction around every view."""

    @app.before_request
    def begin() -> None:
        database.begin_as(writer=request.method not in SAFE)

    @app.after_request
    def finish(response: Response) -> Response:
        if request.method not in SAFE and response.status_code < 400 and "undone" not in g:
            try:
                db.session.commit()
            except SQLAlchemyError as error:
                # Locked for too long or the disk is full: the same page as when a query says so.
                return app.make_response(app.handle_user_exception(error))
        else:
            db.session.rollback()
        return response
