"""To be written."""

from flask import Blueprint

pages = Blueprint("own_cards", __name__)
