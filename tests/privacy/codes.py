"""Which columns that an owner gets hold codes of the program, and every code that they can hold."""

import re
from datetime import date

from sqlalchemy import CheckConstraint

from buuv.agreements import rules as agreement_rules
from buuv.core import drafts
from buuv.core.translation import LANGUAGES
from buuv.notices import kinds
from buuv.posts import rules
from buuv.posts.categories import all_categories
from buuv.privacy.holders import HOLDERS

# A number that says something by its rank; every other number is a count or a size.
RANKS = {("post", "reach"): rules.REACHES}
# Every code that no CHECK names.
CODES = {
    ("account", "language"): LANGUAGES,
    ("outgoing_mail", "language"): LANGUAGES,
    ("outgoing_mail", "kind"): (*kinds.BY_CHOICE, *kinds.ALWAYS),
    ("saved_search", "category"): tuple(all_categories()),
    ("draft", "purpose"): (drafts.REQUEST, drafts.OFFER, drafts.REPLY, drafts.FORM),
    ("post", "category"): tuple(all_categories()),
    ("post", "rrule"): rules.WEEKLY_RULES,
    ("agreement", "rrule"): tuple(
        agreement_rules.rule_of(repeat, date(2026, 11, 24))
        for repeat in agreement_rules.REPEATS
        if repeat != agreement_rules.ONCE
    ),
    ("acceptance", "version"): ("2026-11-22",),
}
# What looks like a code by its length and is somebody's own words, a name or an address.
NO_CODES = {
    ("account", "shown_name"),
    ("account_session", "device"),
    ("agreement", "public_id"),
    ("block", "card"),
    ("conversation", "public_id"),
    ("draft", "result"),
    ("outcome", "public_id"),
    ("passkey", "name"),
    ("post", "public_id"),
}
_IN = re.compile(r"(\w+) IN \((.+)\)")


def allowed(table):
    """The codes that the schema allows, by column."""
    checks = [str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint)]
    return {found[1]: re.findall(r"'(\w+)'", found[2]) for check in checks if (found := _IN.fullmatch(check))}


def codes_of(held, name):
    """Every code that a column can hold; none when it holds no codes."""
    key = (held.table.name, name)
    return allowed(held.table).get(name) or CODES.get(key) or RANKS.get(key) or ()


SHOWN = [(held, name) for held in HOLDERS for name in held.shows]

# The codes that are words of a computer; a rank is a number among others.
WORDS_OF_CODE = {
    str(code) for held, name in SHOWN if (held.table.name, name) not in RANKS for code in codes_of(held, name)
}
