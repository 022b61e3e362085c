"""To be written."""

from flask import Blueprint

pages = Blueprint("front", __name__)
