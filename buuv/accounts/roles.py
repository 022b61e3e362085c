"""Who may do more than a resident, for the review of rights (R-S19, BIO2 5.18.02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from buuv.accounts.models import STAFF, Account
from buuv.core.database import db


@dataclass(frozen=True)
class Held:
    """One account with a role: since when, when it was last used, and whether its second lock is there."""

    account: int
    email: str | None
    role: str
    since: datetime
    used_on: date | None
    has_second_lock: bool


def in_town(municipality_code: str) -> Sequence[Held]:
    """Every moderator and broker of a town, moderators first.

    An account gets its role when it is made and never another one, so the role is as old as the account.
    """
    wanted = select(Account).where(
        Account.municipality_code == municipality_code, Account.role.in_(STAFF), Account.left_at.is_(None)
    )
    found = db.session.scalars(wanted.order_by(Account.role.desc(), Account.id))
    return [_held(account) for account in found]


def _held(account: Account) -> Held:
    used_on = account.seen_at.date() if account.seen_at else None
    has_lock = account.second_lock_at is not None
    return Held(account.id, account.email, account.role, account.created_at, used_on, has_lock)
