"""To be written."""

from flask import Blueprint

pages = Blueprint("staff", __name__)
