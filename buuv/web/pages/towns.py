"""To be written."""

from flask import Blueprint

pages = Blueprint("towns", __name__)
