"""What every town shows: how it works, meeting safely, the rules, privacy, accessibility and whom to reach."""

from datetime import UTC, date, datetime, time

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from buuv.accounts import registration
from buuv.core import clock
from buuv.core.errors import NotFound
from buuv.core.tokens import PUBLIC_ID
from buuv.core.translation import language
from buuv.policy import Action
from buuv.posts import browsing
from buuv.privacy import register
from buuv.search import finding, matching
from buuv.towns import texts
from buuv.web.support.access import actor, allows, public
from buuv.web.support.towns import settings, town

pages = Blueprint("towns", __name__)

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


def _page(name: str):
    return texts.page(town().code, name, language())


def _addition(name: str):
    return texts.addition(town().code, name, language())


@pages.get("/zo-werkt-het")
@public
def how_it_works():
    """For who asks and who helps, what the municipality does not, and in which order cards are shown."""
    return render_template(
        "towns/how_it_works.html",
        text=_page("zo-werkt-het"),
        list_order=browsing.ORDER,
        search_order=finding.ORDER,
        fit_order=matching.ORDER,
    )


@pages.get("/veilig-afspreken")
@public
def safety():
    """What to think of before a first visit, and whom to call."""
    return render_template("towns/text.html", text=_page("veilig-afspreken"))


@pages.get("/contact")
@public
def contact():
    """Whom to reach, also when something on a card or in a conversation is not right."""
    about = request.args.get("kaartje", "")
    return render_template(
        "towns/contact.html",
        about=about if PUBLIC_ID.fullmatch(about) else "",
        is_conversation=request.args.get("gesprek") == "ja",
        addition=_addition("contact"),
    )


@pages.get("/huisregels")
@public
def house_rules():
    """What we agree on now."""
    return _house_rules(date.fromisoformat(texts.present_version(town().code)))


@pages.get("/huisregels/<version>")
@public
def old_house_rules(version: str):
    """The rules as they were, or will be, from one day."""
    days = {day.isoformat(): day for day in texts.versions(town().code)}
    if version not in days:
        raise NotFound
    return _house_rules(days[version], is_named=True)


def _house_rules(day: date, *, is_named: bool = False):
    text, addition = texts.house_rules(town().code, day, language())
    return render_template(
        "towns/house_rules.html",
        text=text,
        addition=addition,
        version=day,
        is_named=is_named,
        present=date.fromisoformat(texts.present_version(town().code)),
        versions=texts.versions(town().code),
    )


@pages.post("/huisregels/gezien")
@allows(Action.HOUSE_RULES_ACCEPT)
def accept_house_rules():
    """Somebody has seen what changed."""
    registration.accept_house_rules(actor().person)
    return redirect(url_for("mine.overview"), 303)


@pages.get("/privacy")
@public
def privacy():
    """What is kept of people, from the same list that the database is compared with."""
    return render_template(
        "towns/privacy.html",
        text=_page("privacy"),
        addition=_addition("privacy"),
        groups=register.groups(),
        cookie=current_app.config["SESSION_COOKIE_NAME"],
    )


@pages.get("/toegankelijkheid")
@public
def accessibility():
    """How far everybody can use the site, how that is tested, and where to say that something does not work."""
    return render_template("towns/accessibility.html", text=_page("toegankelijkheid"), facts=town().accessibility)


@pages.get("/kwetsbaarheid-melden")
@public
def disclosure():
    """How to tell us of a hole in our security."""
    return render_template(
        "towns/disclosure.html", text=_page("kwetsbaarheid-melden"), contact=town().security["contact"]
    )


@pages.get("/.well-known/security.txt")
@public
def security_txt():
    """The same for programs (RFC 9116); the file holds until the end of its last day."""
    base = settings().url_for_town(town().code) if town().url else request.host_url.rstrip("/")
    until = datetime.combine(town().security["expires_on"], time(23, 59, 59), clock.TOWN_ZONE).astimezone(UTC)
    lines = {
        "Contact": town().security["contact"],
        "Expires": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": "nl, en",
        "Canonical": f"{base}/.well-known/security.txt",
        "Policy": f"{base}/kwetsbaarheid-melden",
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items()), 200, PLAIN


@pages.get("/robots.txt")
@public
def robots():
    """Asks search engines to stay away: the board is for neighbours."""
    return "User-agent: *\nDisallow: /\n", 200, PLAIN
