"""To be written."""

from flask import Blueprint

pages = Blueprint("signing_in", __name__)
