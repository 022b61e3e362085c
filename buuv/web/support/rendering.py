"""What templates may call: words, dates, addresses and pictures, each cheap enough for a list."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, request
from jinja2 import StrictUndefined, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from buuv.accounts import resting
from buuv.accounts.models import Rest
from buuv.agreements import queries as agreements
from buuv.agreements import wording as agreement_wording
from buuv.conversations import queries as conversations
from buuv.core import clock, translation
from buuv.core.text import slug
from buuv.policy import RESIDENT_ROLE
from buuv.posts import wording
from buuv.posts.browsing import EXCERPT
from buuv.posts.categories import all_categories
from buuv.posts.rules import REQUEST
from buuv.web.support.access import actor
from buuv.web.support.towns import areas, town

STATIC = Path(__file__).resolve().parents[2] / "static"


@cache
def static_url(name: str) -> str:
    """The address of a static file with its content's hash, so that browsers keep it for a year."""
    stem, _, ending = name.rpartition(".")
    mark = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{stem}.{mark}.{ending}"


@cache
def icon(name: str) -> Markup:
    """A decorative picture beside a word; the shapes live in one file."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
        static_url("icons.svg"), name
    )


def address(path: str) -> str:
    """A path of this site in the reader's language."""
    return "/en" + path if translation.language() == "en" else path


@cache
def _category_slug(key: str) -> str:
    return slug(key)


@cache
def _place_slug(name: str) -> str:
    return slug(name)


def card_path(public_id: str, category: str, place_name: str) -> str:
    """A card's address: its id, its category and its buurt, never its words."""
    return address(f"/kaartje/{public_id}-{_category_slug(category)}-{_place_slug(place_name)}")


def post_path(post: Any) -> str:
    """The address of a card."""
    return card_path(post.public_id, post.category, areas().name_of(post.place_code))


def placed_in_words(moment: Any) -> str:
    """When a card was placed: today, yesterday, or the day."""
    day = clock.day_of(moment)
    age = (clock.today() - day).days
    if age <= 0:
        return translation.gettext("vandaag geplaatst")
    if age == 1:
        return translation.gettext("gisteren geplaatst")
    return translation.gettext("geplaatst op %(day)s", day=translation.day_and_month(day, weekday=False))


def query(path: str, pairs: Iterable[tuple[str, Any]]) -> str:
    """A path with its filters; empty ones are left out."""
    kept = [(key, value) for key, value in pairs if value]
    return address(path) + ("?" + urlencode(kept) if kept else "")


def waits_for_me() -> int:
    """How many messages to read and proposals to answer wait for this person; asked once a page."""
    if "waiting" not in g:
        one = actor()
        g.waiting = _count_waiting(one.person.id) if one.role == RESIDENT_ROLE else 0
    count: int = g.waiting
    return count


def _count_waiting(account_id: int) -> int:
    return conversations.count_unread(account_id) + agreements.count_waiting_for(account_id)


def own_rest() -> Rest | None:
    """The rest that who reads this page takes now; nobody else may see it."""
    if "rest" not in g:
        g.rest = resting.find(actor().person.id) if actor().role == RESIDENT_ROLE else None
    found: Rest | None = g.rest
    return found


def other_language_path() -> str:
    """The address that switches this page to the other language and remembers it."""
    other = "nl" if translation.language() == "en" else "en"
    here = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return f"/taal/{other}?" + urlencode({"naar": here})


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs; nothing in it becomes a link or markup."""
    blocks = [block for block in text.split("\n\n") if block.strip()]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in block.split("\n"))) for block in blocks
    )


def excerpt(text: str, most: int = EXCERPT) -> str:
    """The beginning of a text on one line, cut between words."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def person_name(account: Any) -> str:
    """The name that neighbours see."""
    if account.has_left:
        return translation.gettext("verwijderde gebruiker")
    return account.public_name or translation.gettext("een buurtbewoner")


def this_person(account: Any) -> str:
    """The name within a sentence; "een buurtbewoner" could be anybody there."""
    if account.has_left:
        return translation.gettext("verwijderde gebruiker")
    return account.public_name or translation.gettext("deze buur")


@pass_eval_context
def _translated(context: EvalContext, message: str, **values: Any) -> str:
    """A sentence in a template: our words are safe, what is filled in is escaped.

    Jinja's own extension does the same at three times the cost, and a page has dozens of sentences.
    """
    text = translation.gettext(message)
    return (Markup(text) if context.autoescape else text) % values if values else _safe(text, context)  # noqa: S704


@pass_eval_context
def _translated_number(context: EvalContext, singular: str, plural: str, num: int) -> str:
    return _safe(translation.ngettext(singular, plural, num), context)


def _safe(text: str, context: EvalContext) -> str:
    return Markup(text) if context.autoescape else text  # noqa: S704 (our own words)


def in_words(value: Any) -> str:
    """A value of somebody's own data as people read it, with the year."""
    if isinstance(value, datetime):
        return translation.moment_with_year(value)
    if isinstance(value, date):
        return translation.day_with_year(value)
    if isinstance(value, bool):
        return translation.gettext("ja") if value else translation.gettext("nee")
    if isinstance(value, list):
        return "\n".join(f"{label}: {in_words(one)}" if label else in_words(one) for label, one in value)
    return str(value)


def card_title(post: Any) -> str:
    """The sentence on a card, for as long as it is kept."""
    return post.title or translation.gettext("een gewist kaartje")


def time_left(span: timedelta) -> str:
    """How long there still is, in whole days, hours or minutes."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes >= 48 * 60:
        return translation.gettext("nog %(amount)s dagen", amount=minutes // (24 * 60))
    if minutes >= 60:
        return translation.gettext("nog %(amount)s uur", amount=minutes // 60)
    return translation.ngettext("nog %(num)s minuut", "nog %(num)s minuten", minutes)


def at_start(words: str) -> str:
    """A name at the start of a sentence or standing alone."""
    return words[:1].upper() + words[1:]


def in_middle(words: Any) -> str:
    """A heading as it stands in the middle of a sentence."""
    text = str(words)
    return text[:1].lower() + text[1:]


def init_app(app: Flask) -> None:
    """Gives the templates their words; an unknown name in a template is an error, not a blank."""
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
        _=_translated,
        ngettext=_translated_number,
        actor=actor,
        address=address,
        agreement_wording=agreement_wording,
        all_categories=all_categories,
        areas=areas,
        card_path=card_path,
        icon=icon,
        language=translation.language,
        own_rest=own_rest,
        other_language_path=other_language_path,
        post_path=post_path,
        query=query,
        REQUEST=REQUEST,
        RESIDENT=RESIDENT_ROLE,
        static=static_url,
        town=town,
        waits_for_me=waits_for_me,
        wording=wording,
    )
    env.filters.update(
        at_start=at_start,
        card_title=card_title,
        day=translation.day_and_month,
        excerpt=excerpt,
        in_middle=in_middle,
        in_words=in_words,
        left=time_left,
        moment=translation.moment_in_words,
        paragraphs=paragraphs,
        person_name=person_name,
        placed=placed_in_words,
        this_person=this_person,
    )
