"""Who is on duty at the desk, and who is mailed when something comes in."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from buuv.accounts.models import MODERATOR, Account
from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.outbox import OutgoingMail
from buuv.core.translation import gettext as _
from buuv.moderation.case_models import Case, Duty
from buuv.notices.telling import tell

MODERATORS_MOST, PLANNED_MOST = 50, 20
# What is not urgent is worth one mail in this time: the desk is made for ten minutes a day.
QUIET = timedelta(hours=20)


def moderators_of(municipality_code: str) -> Sequence[Account]:
    """The moderators of a town; a moderator sees the names of the others, to hand the desk over."""
    wanted = select(Account).where(
        Account.municipality_code == municipality_code, Account.role == MODERATOR, Account.left_at.is_(None)
    )
    return db.session.scalars(wanted.order_by(Account.id).limit(MODERATORS_MOST)).all()


def on_duty(municipality_code: str, day: date | None = None) -> Account | None:
    """Who is on duty on a day (today): by what was planned last."""
    day = day or clock.today()
    wanted = select(Duty).where(
        Duty.municipality_code == municipality_code,
        Duty.begins_on <= day,
        or_(Duty.ends_on.is_(None), Duty.ends_on >= day),
    )
    wanted = wanted.join(Duty.account).where(Account.left_at.is_(None), Account.role == MODERATOR)
    found = db.session.scalar(wanted.options(joinedload(Duty.account)).order_by(Duty.id.desc()).limit(1))
    return found.account if found else None


def planned(municipality_code: str) -> Sequence[Duty]:
    """What is planned from today on, the latest plan first."""
    wanted = select(Duty).where(
        Duty.municipality_code == municipality_code, or_(Duty.ends_on.is_(None), Duty.ends_on >= clock.today())
    )
    wanted = wanted.options(joinedload(Duty.account)).order_by(Duty.id.desc())
    return db.session.scalars(wanted.limit(PLANNED_MOST)).all()


def plan(account_id: int, begins_on: date, ends_on: date | None, *, by: Account) -> Duty:
    """Puts a moderator on duty from a day, until a day or until further notice; handing over is doing so today."""
    known = {one.id: one for one in moderators_of(by.municipality_code)}
    if account_id not in known:
        raise Refusal(_("Kies een moderator."), field="moderator")
    if begins_on < clock.today():
        raise Refusal(_("Kies vandaag of een latere dag."), field="begins_on")
    if ends_on and ends_on < begins_on:
        raise Refusal(_("De laatste dag ligt voor de eerste."), field="ends_on")
    row = Duty(
        municipality_code=by.municipality_code,
        account_id=account_id,
        begins_on=begins_on,
        ends_on=ends_on,
        made_by_id=by.id,
    )
    row.account = known[account_id]
    db.session.add(row)
    if account_id != by.id:
        until = {"until": ends_on.isoformat()} if ends_on else {}
        tell(row.account, "duty_planned", begins=begins_on.isoformat(), **until)
    return row


def tell_of(case: Case) -> None:
    """Mails who is on duty, or every moderator when nobody is: urgent at once, the rest once a working day."""
    kind = "desk_urgent" if case.is_urgent else "desk_new"
    for account in _mailed(case.municipality_code):
        if account.id == case.account_id or (not case.is_urgent and _was_told(account)):
            continue
        told = tell(account, kind, case=case.public_id)
        if told and case.is_urgent:
            told.urgency = 0


def tell_all(municipality_code: str, kind: str, /, *, but: int, **facts: str) -> None:
    """Mails every moderator of a town but one."""
    for account in moderators_of(municipality_code):
        if account.id != but:
            tell(account, kind, **facts)


def _mailed(municipality_code: str) -> Sequence[Account]:
    found = on_duty(municipality_code)
    return [found] if found else moderators_of(municipality_code)


def _was_told(account: Account) -> bool:
    wanted = select(OutgoingMail.id).where(
        OutgoingMail.address == account.email,
        OutgoingMail.municipality_code == account.municipality_code,
        OutgoingMail.kind == "desk_new",
        OutgoingMail.created_at > clock.now() - QUIET,
    )
    return db.session.scalar(wanted.limit(1)) is not None
