"""Objecting to a decision, and the answer of another moderator than the one who decided."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from buuv.accounts import queries as accounts
from buuv.accounts.models import Account
from buuv.core import clock
from buuv.core.database import db, one_at_a_time
from buuv.core.errors import Refusal
from buuv.core.text import paragraphs
from buuv.core.translation import gettext as _
from buuv.moderation import audit, deadlines, duty, enforcing, reporting
from buuv.moderation.case_models import Case, Report
from buuv.moderation.decision_models import BY_OBJECTION, NONE, REJECTED, UPHELD, Decision, Objection
from buuv.moderation.measures import OBJECT_WITHIN
from buuv.notices.telling import tell

WORDS_MAX, REASONS_MAX = 2000, 2000


def may_object(decision: Decision) -> bool:
    """Whether there is still time: six months from when the decision took effect."""
    return not decision.waits and decision.effective_at > clock.now() - OBJECT_WITHIN


def find_of(decision: Decision, report: Report | None = None) -> Objection | None:
    """The objection of whom the decision is about, or of one reporter."""
    whose = Objection.report_id.is_(None) if report is None else Objection.report_id == report.id
    return db.session.scalar(select(Objection).where(Objection.decision_id == decision.id, whose))


def make(decision: Decision, words: str, *, by: Account | None, report: Report | None = None) -> Objection:
    """Takes an objection in and tells the other moderators; Refusal when it is too late, empty or a second one."""
    words = paragraphs(words)
    if not words:
        raise Refusal(_("Schrijf waarom u het er niet mee eens bent."), field="words")
    if len(words) > WORDS_MAX:
        raise Refusal(_("Maak uw uitleg korter: hooguit %(most)s tekens.", most=WORDS_MAX), field="words")
    if not may_object(decision):
        raise Refusal(_("Bezwaar maken kan tot zes maanden na het besluit. Die tijd is voorbij."))
    one_at_a_time(f"objection {decision.id}")
    if find_of(decision, report):
        raise Refusal(_("U hebt al bezwaar gemaakt. U krijgt bericht zodra er een antwoord is."))
    objection = Objection(
        decision_id=decision.id,
        decider_number=decision.decider_number,
        account_id=by.id if by else None,
        report_id=report.id if report else None,
        words=words,
        due_at=deadlines.objection_due(clock.now()),
    )
    objection.decision = decision
    db.session.add(objection)
    db.session.flush()
    if by:
        tell(by, "objection_received", decision=decision.public_id)
    duty.tell_all(
        decision.municipality_code, "objection_to_answer", but=decision.decider_number, objection=objection.public_id
    )
    who = f"account:{by.id}" if by else f"report:{objection.report_id}"
    audit.note(who, "objection_make", f"objection:{objection.id}", origin=audit.WEB)
    return objection


def answer(objection: Objection, *, is_upheld: bool, reasons: str, by: Account) -> None:
    """Answers with reasons; upheld, everything is put back as it was, or a reporter's case is looked at anew."""
    reasons = paragraphs(reasons)
    if not reasons:
        raise Refusal(_("Schrijf op waarom. Wie bezwaar maakte, leest dit."), field="reasons")
    if len(reasons) > REASONS_MAX:
        raise Refusal(_("Maak de uitleg korter: hooguit %(most)s tekens.", most=REASONS_MAX), field="reasons")
    decision = objection.decision
    accounts.hold(decision.account_id)
    _reread(objection)
    if not objection.is_open:
        raise Refusal(_("Dit bezwaar is al beantwoord."))
    if by.id in (objection.decider_number, objection.account_id):
        raise Refusal(_("Een andere moderator beantwoordt dit bezwaar."))
    objection.decided_by_id, objection.decided_at = by.id, clock.now()
    objection.outcome, objection.reasons = UPHELD if is_upheld else REJECTED, reasons
    db.session.flush()
    if is_upheld:
        _put_right(objection)
    _tell_answer(objection)
    audit.note(f"account:{by.id}", f"objection_{objection.outcome}", f"objection:{objection.id}", origin=audit.WEB)


def _put_right(objection: Objection) -> None:
    decision = objection.decision
    if objection.report_id is None:
        enforcing.lift(decision, BY_OBJECTION)
        return
    case = db.session.get_one(Case, decision.case_id)
    if decision.measure == NONE:
        reporting.signal(reporting.again(case), "objection", weight=case.weight, is_due=True)


def _tell_answer(objection: Objection) -> None:
    if objection.report_id is not None:
        report = db.session.get_one(Report, objection.report_id)
        town = objection.decision.municipality_code
        reporting.tell_reporter(report, "report_objection_answered", municipality_code=town)
    elif objection.account_id:
        account = db.session.get_one(Account, objection.account_id)
        tell(account, "objection_answered", decision=objection.decision.public_id)


def _reread(objection: Objection) -> None:
    wanted = select(Objection).where(Objection.id == objection.id).with_for_update(of=Objection)
    wanted = wanted.options(
        joinedload(Objection.decision).joinedload(Decision.case).options(selectinload(Case.reports))
    )
    db.session.scalars(wanted.execution_options(populate_existing=True)).one()
