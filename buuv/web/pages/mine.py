"""To be written."""

from flask import Blueprint

pages = Blueprint("mine", __name__)
