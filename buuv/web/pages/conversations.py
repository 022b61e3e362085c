"""To be written."""

from flask import Blueprint

pages = Blueprint("conversations", __name__)
