"""To be written."""

from flask import Blueprint

pages = Blueprint("making", __name__)
