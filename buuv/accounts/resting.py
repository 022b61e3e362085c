"""Taking a rest and coming back; nobody but the person herself can tell (T-01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from buuv.accounts.models import Account, Rest
from buuv.core import clock, events
from buuv.core.database import db

# How long a rest can be chosen, in days; None is until one says so oneself.
LENGTHS: dict[str, int | None] = {"week": 7, "twee-weken": 14, "maand": 30, "open": None}


@dataclass(frozen=True)
class RestBegun:
    """Somebody takes a rest: what hangs of hers leaves the board."""

    account_id: int


@dataclass(frozen=True)
class RestEnded:
    """She is back, and so is what hung."""

    account_id: int


def begin(account: Account, length: str) -> Rest:
    """Begins a rest of one of LENGTHS from today, or changes how long the present one lasts."""
    days = LENGTHS[length]
    rest = find(account.id, lock=True)
    if rest is None:
        rest = Rest(account_id=account.id)
        db.session.add(rest)
    rest.ends_on = clock.today() + timedelta(days=days) if days else None
    db.session.flush()
    events.record(RestBegun(account.id))
    return rest


def end(account_id: int) -> bool:
    """Ends a rest; False when there was none."""
    rest = find(account_id, lock=True)
    if rest is None:
        return False
    db.session.delete(rest)
    db.session.flush()
    events.record(RestEnded(account_id))
    return True


def find(account_id: int, *, lock: bool = False) -> Rest | None:
    """The rest that this person takes now."""
    return db.session.get(Rest, account_id, with_for_update=lock, populate_existing=lock)


def over(today: date, *, most: int) -> Sequence[Account]:
    """People whose rest ends by this day, at most `most`; those whose rest somebody changes now come later."""
    wanted = select(Account).join(Rest, Rest.account_id == Account.id).where(Rest.ends_on <= today)
    return db.session.scalars(
        wanted.order_by(Rest.account_id).limit(most).with_for_update(of=Rest, skip_locked=True)
    ).all()
