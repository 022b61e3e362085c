"""How a town moderates, in words and in figures: for everybody to read (DSA 14, 15 and 24)."""

from flask import Blueprint, render_template

from buuv.core.translation import language
from buuv.moderation import figure_words, figures
from buuv.towns import texts
from buuv.web.support.access import public
from buuv.web.support.towns import town

pages = Blueprint("figures", __name__)


@pages.get("/zo-modereren-wij")
@public
def how_we_moderate():
    """The rules, who decides, how to object, and what was reported and decided in the last half-years."""
    code = town().code
    found, counted_at = figures.shown(code)
    return render_template(
        "moderation/how_we_moderate.html",
        text=texts.page(code, "zo-modereren-wij", language()),
        addition=texts.addition(code, "zo-modereren-wij", language()),
        half_years=[(one.period, figure_words.chapters(one)) for one in found],
        counted_at=counted_at,
    )
