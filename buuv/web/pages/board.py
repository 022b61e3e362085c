"""To be written."""

from flask import Blueprint

pages = Blueprint("board", __name__)
