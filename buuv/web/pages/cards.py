"""To be written."""

from flask import Blueprint

pages = Blueprint("cards", __name__)
