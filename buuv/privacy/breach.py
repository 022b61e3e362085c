"""Who is hit when something leaks (R-P09, AVG 33 and 34): by session, table, backup or list of accounts.

Better somebody too many than too few: a table hits everybody whom its rows point to, through other rows if need be.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Table, and_, cast, exists, func, literal, or_, select, true, union

from buuv.accounts.models import MODERATOR, Account, AccountSession
from buuv.conversations.models import Conversation
from buuv.core import tokens
from buuv.core.database import Base, db
from buuv.moderation.case_models import Case
from buuv.moderation.models import AuditEntry
from buuv.privacy.models import Erasure
from buuv.privacy.register import Group, groups

# Within so long after it is known, the supervisor must hear of it (AVG 33).
TELL_WITHIN = timedelta(hours=72)
# A leaked session shows its owner's data, and what others wrote or shared with them.
OWN, READ_ALONG = "own", "read_along"
# Address columns: whose they are is said by the account that has the address.
_ADDRESSES = ("email", "address", "old_email", "new_email")
# The index of words is no model; what is in it, is on a card.
_SAME_AS = {"post_index": "post"}
_AT_ONCE = 500


@dataclass(frozen=True)
class Hit:
    """One account that is hit; without an address there is nobody left to tell."""

    account: int
    role: str
    language: str
    email: str | None
    how: str = OWN


@dataclass(frozen=True)
class Leak:
    """What leaked, whom it hits, and what was in it."""

    what: str
    hits: tuple[Hit, ...]
    # Addresses in it of people who have no account, with their language.
    others: tuple[tuple[str, str], ...] = ()
    # People who were in it and have left since.
    gone: int = 0
    contents: tuple[Group, ...] = ()


def tables() -> list[str]:
    """The tables that can be named: those whose rows point to people."""
    found = {
        table.name
        for table in Base.metadata.sorted_tables
        if next(_owners(table, true(), frozenset()), None) is not None
    }
    return sorted(found | {AuditEntry.__tablename__, *_SAME_AS})


def of_table(name: str, municipality_code: str) -> Leak:
    """Everybody of a town in the rows of one table; KeyError when there is no such table of people."""
    if name not in tables():
        raise KeyError(name)
    table = Base.metadata.tables[_SAME_AS.get(name, name)]
    numbers = set(_numbers_in_log()) if table is AuditEntry.__table__ else _people_in(table)
    contents = tuple(group for group in groups() if name in group.columns)
    return Leak(
        f"table:{name}", _hits(numbers, municipality_code), _without_account(table, municipality_code), 0, contents
    )


def of_session(session: AccountSession, municipality_code: str) -> Leak:
    """Whose session it is, and whose words it shows: neighbours they talk with, for a moderator those in cases."""
    owner = db.session.get_one(Account, session.account_id)
    talks = select(Conversation.owner_id, Conversation.helper_id).where(
        or_(Conversation.owner_id == owner.id, Conversation.helper_id == owner.id)
    )
    others = {number for pair in db.session.execute(talks) for number in pair}
    if owner.role == MODERATOR:
        cases = select(Case.account_id).where(Case.municipality_code == owner.municipality_code)
        others |= set(db.session.scalars(cases.distinct()))
    hits = _hits({owner.id}, municipality_code) + _hits(others - {owner.id}, municipality_code, how=READ_ALONG)
    return Leak(f"session:{session.public_id}", hits, contents=_personal())


def of_backup(made_at: datetime, municipality_code: str) -> Leak:
    """Everybody of a town who had an account when a backup was made; who left since is only counted."""
    was_there = and_(Account.created_at <= made_at, Account.municipality_code == municipality_code)
    present = select(Account.id).where(was_there, Account.left_at.is_(None), ~Account.is_import)
    gone = select(func.count(Erasure.account_id.distinct())).where(
        Erasure.municipality_code == municipality_code,
        Erasure.erased_at > made_at,
        ~exists().where(Account.id == Erasure.account_id, Account.created_at > made_at),
    )
    return Leak(
        f"backup:{made_at:%Y-%m-%dT%H:%MZ}",
        _hits(set(db.session.scalars(present)), municipality_code),
        gone=db.session.scalar(gone) or 0,
        contents=_personal(),
    )


def of_list(lines: Collection[str], municipality_code: str) -> Leak:
    """Whoever of a list of addresses or account numbers is here."""
    words = {line.strip().casefold().removeprefix("account:") for line in lines} - {""}
    numbers = {int(word) for word in words if word.isascii() and word.isdigit()}
    addresses = {word for word in words if "@" in word}
    found: set[int] = set()
    for some in _in_parts(addresses):
        is_one = and_(func.lower(Account.email).in_(some), Account.municipality_code == municipality_code)
        found |= set(db.session.scalars(select(Account.id).where(is_one)))
    contents = tuple(group for group in groups() if "account" in group.columns)
    return Leak("accounts", _hits(found | numbers, municipality_code), contents=contents)


def find_session(words: str, municipality_code: str) -> AccountSession | None:
    """The session with this public id or this token, ended ones included."""
    is_one = or_(AccountSession.public_id == words, AccountSession.token_digest == tokens.digest(words))
    wanted = select(AccountSession).join(Account, Account.id == AccountSession.account_id)
    found: AccountSession | None = db.session.scalar(
        wanted.where(is_one, Account.municipality_code == municipality_code)
    )
    return found


def _personal() -> tuple[Group, ...]:
    return tuple(group for group in groups() if group.is_personal and group.columns)


def _hits(numbers: Collection[int], municipality_code: str, *, how: str = OWN) -> tuple[Hit, ...]:
    found: list[Hit] = []
    for some in _in_parts(numbers):
        wanted = select(Account).where(Account.id.in_(some), Account.municipality_code == municipality_code)
        wanted = wanted.where(~Account.is_import)
        found += [Hit(one.id, one.role, one.language, one.email, how) for one in db.session.scalars(wanted)]
    return tuple(sorted(found, key=lambda hit: hit.account))


def _in_parts(things: Collection[Any]) -> Iterator[list[Any]]:
    kept = sorted(things)
    return (kept[begin : begin + _AT_ONCE] for begin in range(0, len(kept), _AT_ONCE))


def _people_in(table: Table) -> set[int]:
    found = list(_owners(table, true(), frozenset({table.name})))
    return {number for number in db.session.scalars(union(*found)) if number} if found else set()


def _owners(table: Table, which: ColumnElement[bool], seen: frozenset[str]) -> Iterator[Select[Any]]:
    """Questions that together give the numbers of everybody whom these rows point to."""
    if table.name == "account":
        yield select(table.c.id).where(which)
        return
    for column in _direct(table):
        yield select(column).where(which)
    for name in _ADDRESSES:
        if name in table.c and "municipality_code" in table.c:
            has_it = and_(Account.email == table.c[name], Account.municipality_code == table.c.municipality_code)
            yield select(Account.id).join(table, has_it).where(which)
    for column, target in _further(table):
        if target.table.name not in seen:
            is_meant = target.in_(select(column).where(which))
            yield from _owners(target.table, is_meant, seen | {target.table.name})


@cache
def _direct(table: Table) -> tuple[Any, ...]:
    """The columns that hold the number of an account, with or without a foreign key."""
    keys = {key.parent for key in table.foreign_keys if key.column.table.name == "account"}
    return tuple(column for column in table.columns if column in keys or column.name == "account_id")


@cache
def _further(table: Table) -> tuple[tuple[Any, Any], ...]:
    """References of one column to other rows of people; not those that say by which decision something is hidden."""
    return tuple(
        (next(iter(key.columns)), key.elements[0].column)
        for key in table.foreign_key_constraints
        if len(key.columns) == 1 and not key.use_alter and key.referred_table.name not in ("account", "place")
    )


def _numbers_in_log() -> Iterator[int]:
    """The log names accounts in words: account:12."""
    for column in (AuditEntry.actor, AuditEntry.object):
        found = select(cast(func.substr(column, len("account:") + 1), String)).where(column.like("account:%"))
        yield from (int(word) for word in db.session.scalars(found.distinct()) if word.isdigit())


def _without_account(table: Table, municipality_code: str) -> tuple[tuple[str, str], ...]:
    """Addresses in a table that no account of the town has."""
    found: dict[str, str] = {}
    for name in _ADDRESSES:
        if name not in table.c or table.name == "account":
            continue
        is_known = exists().where(Account.email == table.c[name], Account.municipality_code == municipality_code)
        language = table.c.language if "language" in table.c else literal("nl")
        wanted = select(table.c[name], language).where(
            table.c[name].is_not(None), ~is_known, _in_town(table, municipality_code)
        )
        found |= {row[0]: row[1] for row in db.session.execute(wanted)}
    return tuple(sorted(found.items()))


def _in_town(table: Table, municipality_code: str) -> ColumnElement[bool]:
    if "municipality_code" in table.c:
        return table.c.municipality_code == municipality_code
    if "case_id" in table.c:
        return table.c.case_id.in_(select(Case.id).where(Case.municipality_code == municipality_code))
    return table.c.account_id.in_(select(Account.id).where(Account.municipality_code == municipality_code))
