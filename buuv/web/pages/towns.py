"""What every town shows: the house rules and whom to reach."""

from datetime import date

from flask import Blueprint, render_template, request

from buuv.accounts.registration import HOUSE_RULES_VERSION
from buuv.core.tokens import PUBLIC_ID
from buuv.web.support.access import public

pages = Blueprint("towns", __name__)


@pages.get("/contact")
@public
def contact():
    """Whom to reach, also when something on a card or in a conversation is not right."""
    about = request.args.get("kaartje", "")
    return render_template(
        "towns/contact.html",
        about=about if PUBLIC_ID.fullmatch(about) else "",
        is_conversation=request.args.get("gesprek") == "ja",
    )


@pages.get("/huisregels")
@public
def house_rules():
    """What we agree on, with the date of this version."""
    return render_template("towns/house_rules.html", version=date.fromisoformat(HOUSE_RULES_VERSION))


@pages.get("/robots.txt")
@public
def robots():
    """Asks search engines to stay away: the board is for neighbours."""
    return "User-agent: *\nDisallow: /\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
