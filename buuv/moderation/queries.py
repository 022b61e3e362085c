"""Finding cases, decisions and objections: for the desk of one town, and for whom they concern."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from buuv.core.database import db
from buuv.core.errors import NotFound
from buuv.moderation.case_models import Case, Report
from buuv.moderation.decision_models import CLOSE, Decision, Objection

QUEUE_MOST, RECENT_MOST, MINE_MOST, EARLIER_MOST = 100, 50, 100, 5
# A case with its thing, but never the words of a message: those are only in sealed copies.
_WHOLE = (
    joinedload(Case.account, innerjoin=True),
    joinedload(Case.taken_by),
    joinedload(Case.post),
    joinedload(Case.thanks),
    selectinload(Case.reports),
    selectinload(Case.signals),
)
_WITH_CASE = (joinedload(Decision.case, innerjoin=True).options(*_WHOLE),)


def queue(municipality_code: str) -> Sequence[Case]:
    """The open cases of a town: urgent ones, then what is due first, then the heaviest."""
    wanted = select(Case).where(Case.municipality_code == municipality_code, Case.closed_at.is_(None))
    order = (Case.is_urgent.desc(), Case.due_at.is_(None), Case.due_at, Case.weight.desc(), Case.id)
    return db.session.scalars(wanted.options(*_WHOLE).order_by(*order).limit(QUEUE_MOST)).all()


def to_confirm(municipality_code: str) -> Sequence[Decision]:
    """The closings that wait for a second moderator."""
    wanted = select(Decision).where(
        Decision.municipality_code == municipality_code,
        Decision.measure == CLOSE,
        Decision.confirmed_at.is_(None),
        Decision.ended_at.is_(None),
    )
    return db.session.scalars(wanted.options(*_WITH_CASE).order_by(Decision.id).limit(QUEUE_MOST)).all()


def open_objections(municipality_code: str) -> Sequence[Objection]:
    """The objections that wait for an answer, the first due first."""
    wanted = select(Objection).join(Objection.decision)
    wanted = wanted.where(Decision.municipality_code == municipality_code, Objection.decided_at.is_(None))
    wanted = wanted.options(joinedload(Objection.decision, innerjoin=True).options(*_WITH_CASE))
    return db.session.scalars(wanted.order_by(Objection.due_at, Objection.id).limit(QUEUE_MOST)).all()


def recent(municipality_code: str) -> Sequence[Decision]:
    """The last decisions of a town, the newest first."""
    wanted = select(Decision).where(Decision.municipality_code == municipality_code).options(*_WITH_CASE)
    return db.session.scalars(wanted.order_by(Decision.id.desc()).limit(RECENT_MOST)).all()


def get_case(municipality_code: str, public_id: str) -> Case:
    """A case of this town; NotFound otherwise."""
    wanted = select(Case).where(Case.municipality_code == municipality_code, Case.public_id == public_id)
    found: Case | None = db.session.scalar(wanted.options(*_WHOLE))
    if found is None:
        raise NotFound
    return found


def get_decision(municipality_code: str, public_id: str) -> Decision:
    """A decision of this town with its case; NotFound otherwise."""
    wanted = select(Decision).where(Decision.municipality_code == municipality_code, Decision.public_id == public_id)
    found: Decision | None = db.session.scalar(wanted.options(*_WITH_CASE))
    if found is None:
        raise NotFound
    return found


def get_objection(municipality_code: str, public_id: str) -> Objection:
    """An objection in this town with its decision; NotFound otherwise."""
    wanted = select(Objection).join(Objection.decision)
    wanted = wanted.where(Decision.municipality_code == municipality_code, Objection.public_id == public_id)
    wanted = wanted.options(joinedload(Objection.decision, innerjoin=True).options(*_WITH_CASE))
    found: Objection | None = db.session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def decisions_in(case: Case) -> Sequence[Decision]:
    """What was decided about a case, oldest first."""
    wanted = select(Decision).where(Decision.case_id == case.id).order_by(Decision.id.desc()).limit(RECENT_MOST)
    return db.session.scalars(wanted).all()[::-1]


def earlier_about(account_id: int, *, but: Case) -> Sequence[Decision]:
    """The last decisions about the same person, so that a measure is in proportion."""
    wanted = select(Decision).where(
        Decision.account_id == account_id, Decision.case_id != but.id, Decision.measure != "none"
    )
    wanted = wanted.options(joinedload(Decision.case, innerjoin=True)).order_by(Decision.id.desc())
    return db.session.scalars(wanted.limit(EARLIER_MOST)).all()


def decisions_for(account_id: int) -> Sequence[Decision]:
    """The decisions about somebody that took effect, the newest first; not that something may stay."""
    wanted = select(Decision).where(Decision.account_id == account_id, Decision.measure != "none")
    found = db.session.scalars(
        wanted.options(joinedload(Decision.case, innerjoin=True)).order_by(Decision.id.desc()).limit(MINE_MOST)
    )
    return [one for one in found if not one.waits and one.ended_why != "not_confirmed"]


def reports_for(account_id: int) -> Sequence[Report]:
    """What somebody reported, the newest first."""
    wanted = select(Report).where(Report.account_id == account_id).options(joinedload(Report.case, innerjoin=True))
    return db.session.scalars(wanted.order_by(Report.id.desc()).limit(MINE_MOST)).all()


def objections_to(decisions: Sequence[Decision]) -> dict[int, Objection]:
    """The objections of whom these decisions are about, by decision."""
    wanted = select(Objection).where(
        Objection.decision_id.in_([one.id for one in decisions]), Objection.report_id.is_(None)
    )
    return {one.decision_id: one for one in db.session.scalars(wanted)} if decisions else {}
