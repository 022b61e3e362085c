"""What somebody may not do for a while because a moderator decided so: the rows, and the one answer to it."""

from datetime import datetime

from sqlalchemy import bindparam, or_, select

from buuv.accounts.models import Account, Restriction
from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.translation import day_and_month
from buuv.core.translation import gettext as _

PAUSE, SUSPEND, CLOSE = "pause_writing", "suspend", "close"
# Who may not come in, beside not writing.
OUTSIDE = (SUSPEND, CLOSE)

_IN_FORCE = (
    Restriction.ended_at.is_(None),
    or_(Restriction.until.is_(None), Restriction.until > bindparam("moment")),
)
# Within a query about an account: whether that account is outside, at a bound moment.
SHUT_OUT = (
    select(Restriction.decision_id)
    .where(Restriction.account_id == Account.id, Restriction.kind.in_(OUTSIDE), *_IN_FORCE)
    .exists()
)
_OF_ONE = select(Restriction).where(Restriction.account_id == bindparam("account"), *_IN_FORCE)


def find(account_id: int) -> Restriction | None:
    """What holds for somebody now: being outside before not writing, and what lasts longest first."""
    found = db.session.scalars(_OF_ONE, {"account": account_id, "moment": clock.now()}).all()
    far = datetime.max.replace(tzinfo=clock.TOWN_ZONE)
    return max(found, key=lambda one: (one.kind in OUTSIDE, one.until or far), default=None)


def is_shut_out(account_id: int) -> bool:
    """Whether somebody cannot come in now, so that nobody should wait for an answer."""
    found = find(account_id)
    return found is not None and found.kind in OUTSIDE


def ensure_may_write(account_id: int) -> None:
    """Refuses new words of somebody who may not write for a while, and says until when and where to read why."""
    found = find(account_id)
    if found is None:
        return
    if found.until is None:
        raise Refusal(_("U kunt niets schrijven. Op Mijn buuv leest u welk besluit dat is."))
    until = day_and_month(clock.day_of(found.until))
    raise Refusal(_("U kunt tot %(day)s niets schrijven. Op Mijn buuv leest u welk besluit dat is.", day=until))


def restrict(
    account_id: int, kind: str, *, decision_id: int, until: datetime | None, confirmed_by_id: int | None
) -> None:
    """Lets a decision take effect; the database refuses what the decision does not say."""
    row = Restriction(
        decision_id=decision_id, account_id=account_id, kind=kind, until=until, confirmed_by_id=confirmed_by_id
    )
    db.session.add(row)
    db.session.flush()


def lift(decision_id: int) -> None:
    """Ends what a decision restricted."""
    row = db.session.get(Restriction, decision_id)
    if row and row.ended_at is None:
        row.ended_at = clock.now()
