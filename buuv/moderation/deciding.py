"""Deciding about a case: the statement of reasons is made and sent in the transaction in which it takes effect."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload, selectinload

from buuv.accounts import queries as accounts
from buuv.accounts.models import Account
from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.text import one_line, paragraphs
from buuv.core.translation import gettext as _
from buuv.moderation import audit, duty, enforcing, following, grounds, noticing, reporting
from buuv.moderation.case_models import MESSAGE, Case, Look, LookNotice, Report
from buuv.moderation.decision_models import (
    ASK,
    BY_MODERATOR,
    BY_TIME,
    CLOSE,
    HIDE,
    NONE,
    NOT_CONFIRMED,
    Decision,
)
from buuv.moderation.measures import CHANGE_WITHIN, DAYS, FOR_DAYS, OF_KIND, OUT_OF_SIGHT
from buuv.notices.telling import tell

FACTS_MAX, LATER_WHY_MAX = 2000, 200
# The other of two in a conversation is told at most so many days later, and only with a reason.
LATER_MOST = 30
# Whoever took a case and did not decide within this time went home.
TAKEN_FOR = timedelta(minutes=30)


@dataclass(frozen=True)
class Verdict:
    """What a moderator decides: the measure, on which ground, the facts, and how long."""

    measure: str
    ground: str | None = None
    facts: str = ""
    days: int | None = None
    # Beside a measure about the person: the thing itself out of sight as well.
    also_hide: bool = False
    # Reports that were made against better knowledge count for who made them (DSA 23).
    is_unfounded: bool = False
    later_days: int = 0
    later_why: str = ""


def lock_case(case_id: int) -> Case:
    """The case as it is now, with its reports; whoever else decides about it waits."""
    wanted = select(Case).where(Case.id == case_id).options(selectinload(Case.reports), joinedload(Case.taken_by))
    case: Case = db.session.scalars(wanted.with_for_update(of=Case).execution_options(populate_existing=True)).one()
    return case


def take(case: Case, *, by: Account) -> None:
    """Takes a case in hand, or takes it over; everybody at the desk sees who has it."""
    case = lock_case(case.id)
    _ensure_open(case)
    case.taken_by_id, case.taken_at = by.id, clock.now()
    _note(by, "case_take", f"case:{case.id}")


def release(case: Case, *, by: Account) -> None:
    """Lays a case down again."""
    case = lock_case(case.id)
    if case.taken_by_id == by.id:
        case.taken_by_id = case.taken_at = None


def is_with_another(case: Case, account_id: int) -> bool:
    """Whether somebody else has this case in hand at this moment."""
    is_held = case.taken_at is not None and case.taken_at > clock.now() - TAKEN_FOR
    return is_held and case.taken_by_id != account_id


def decide(case: Case, verdict: Verdict, *, by: Account) -> Decision:
    """Makes the decision, carries it out and tells everybody whom it concerns; Refusal when it is not complete."""
    # Whatever its author does at this moment is done first.
    is_here = accounts.hold(case.account_id)
    case = lock_case(case.id)
    _ensure_open(case)
    if is_with_another(case, by.id):
        raise Refusal(_("Een ander is nu met deze zaak bezig. Neem de zaak eerst over."))
    if waiting_in(case):
        raise Refusal(_("Hier ligt al een besluit dat op bevestiging wacht."))
    if verdict.measure != NONE and not is_here:
        raise Refusal(_("Deze persoon is weg van buuv. Alles van deze persoon is al weg."))
    verdict = _checked(case, verdict)
    if verdict.also_hide and verdict.measure not in OUT_OF_SIGHT:
        _make(case, Verdict(HIDE, verdict.ground, verdict.facts), by=by)
    decision = _make(case, verdict, by=by)
    if decision.waits:
        duty.tell_all(case.municipality_code, "decision_to_confirm", but=by.id, case=case.public_id)
    else:
        _settle(case, verdict)
    return decision


def hold_automatically(case: Case, *, ground: str, facts: str, hours: int) -> Decision:
    """The program takes something out of sight for some hours, until a person looked; the author is told at once."""
    accounts.hold(case.account_id)
    case = lock_case(case.id)
    decision = Decision(
        municipality_code=case.municipality_code,
        case_id=case.id,
        account_id=case.account_id,
        measure=HIDE,
        ground=ground,
        facts=facts,
        is_automated=True,
        until=clock.now() + timedelta(hours=hours),
    )
    _carry_out(decision, case)
    audit.note("system", "case_hold", f"decision:{decision.id}", origin=audit.WORKER)
    return decision


def confirm(decision: Decision, *, by: Account) -> None:
    """The second moderator agrees: the account is closed now, and its owner is told."""
    accounts.hold(decision.account_id)
    case = lock_case(decision.case_id)
    _reread(decision)
    if not decision.waits:
        raise Refusal(_("Dit besluit wacht niet meer op bevestiging."))
    if decision.decider_number == by.id:
        raise Refusal(_("U nam dit besluit zelf. Een andere moderator bevestigt het."))
    decision.confirmed_by_id, decision.confirmed_at = by.id, clock.now()
    db.session.flush()
    enforcing.enforce(decision, case)
    _tell_author(decision)
    _settle(case, Verdict(CLOSE))
    _note(by, "decision_confirm", f"decision:{decision.id}")


def decline(decision: Decision, *, by: Account) -> None:
    """The second moderator does not agree: nothing happened, and the case waits for another decision."""
    case = lock_case(decision.case_id)
    _reread(decision)
    if not decision.waits:
        raise Refusal(_("Dit besluit wacht niet meer op bevestiging."))
    decision.ended_at, decision.ended_why = clock.now(), NOT_CONFIRMED
    case.taken_by_id = case.taken_at = None
    _note(by, "decision_decline", f"decision:{decision.id}")


def take_back(decision: Decision, *, by: Account) -> None:
    """A moderator ends a decision before its time, and its author is told."""
    accounts.hold(decision.account_id)
    _reread(decision)
    if decision.ended_at is None and not decision.waits:
        enforcing.lift(decision, BY_MODERATOR)
        tell(db.session.get_one(Account, decision.account_id), "decision_lifted", decision=decision.public_id)
        _note(by, "decision_lift", f"decision:{decision.id}")


def end_over(most: int) -> int:
    """Ends decisions whose time is over, and puts back what they took; the worker calls this.

    It holds whom they concern, so with more than one at a time it could wait in a circle.
    """
    wanted = select(Decision).where(Decision.ended_at.is_(None), Decision.until <= clock.now())
    found = db.session.scalars(wanted.order_by(Decision.id).limit(most)).all()
    for decision in found:
        accounts.hold(decision.account_id)
        _reread(decision)
        if decision.ended_at is None:
            enforcing.lift(decision, BY_TIME)
            following.see_unchanged(decision, db.session.get_one(Case, decision.case_id))
            if decision.is_automated:
                tell(db.session.get_one(Account, decision.account_id), "decision_lifted", decision=decision.public_id)
            audit.note("system", "decision_end", f"decision:{decision.id}", origin=audit.WORKER)
    return len(found)


def waiting_in(case: Case) -> Decision | None:
    """The decision about this case that a second moderator must confirm."""
    wanted = select(Decision).where(
        Decision.case_id == case.id,
        Decision.measure == CLOSE,
        Decision.confirmed_at.is_(None),
        Decision.ended_at.is_(None),
    )
    return db.session.scalar(wanted.options(joinedload(Decision.case).selectinload(Case.reports)))


def note_danger(case: Case, *, by: Account) -> None:
    """Notes that this moderator took the path for danger: called the police or Veilig Thuis, or saw no need."""
    case.danger_at = clock.now()
    _note(by, "danger_path", f"case:{case.id}")


def _checked(case: Case, verdict: Verdict) -> Verdict:
    if verdict.measure not in OF_KIND[case.kind]:
        raise Refusal(_("Kies wat u besluit."), field="measure")
    facts, why = paragraphs(verdict.facts), one_line(verdict.later_why)
    if len(facts) > FACTS_MAX:
        raise Refusal(_("Maak de uitleg korter: hooguit %(most)s tekens.", most=FACTS_MAX), field="facts")
    if verdict.measure != NONE:
        ground = grounds.find_ground(verdict.ground)
        if ground is None or ground.is_ended:
            raise Refusal(_("Kies de huisregel of het artikel van de wet."), field="ground")
        if not facts:
            raise Refusal(_("Schrijf op wat er niet klopt. De schrijver leest dit."), field="facts")
    if verdict.measure in FOR_DAYS and verdict.days not in DAYS:
        raise Refusal(_("Kies hoe lang."), field="days")
    if verdict.later_days and not (0 < verdict.later_days <= LATER_MOST and why and len(why) <= LATER_WHY_MAX):
        raise Refusal(_("Kies hooguit 30 dagen, en schrijf op waarom het later moet."), field="later_why")
    is_none = verdict.measure == NONE
    return Verdict(
        measure=verdict.measure,
        ground=None if is_none else verdict.ground,
        facts=facts,
        days=verdict.days if verdict.measure in FOR_DAYS else None,
        also_hide=verdict.also_hide and not is_none,
        is_unfounded=verdict.is_unfounded and is_none,
        later_days=verdict.later_days,
        later_why=why,
    )


def _make(case: Case, verdict: Verdict, *, by: Account) -> Decision:
    decision = Decision(
        municipality_code=case.municipality_code,
        case_id=case.id,
        account_id=case.account_id,
        measure=verdict.measure,
        ground=verdict.ground,
        facts=verdict.facts,
        is_automated=False,
        decided_by_id=by.id,
        decider_number=by.id,
        until=_until(verdict),
    )
    _carry_out(decision, case)
    _note(by, "case_decide", f"decision:{decision.id}")
    return decision


def _until(verdict: Verdict) -> datetime | None:
    if verdict.measure == ASK:
        return clock.now() + CHANGE_WITHIN
    return clock.now() + timedelta(days=verdict.days) if verdict.days else None


def _carry_out(decision: Decision, case: Case) -> None:
    """The statement first, then what it says, in one transaction."""
    decision.case = case
    db.session.add(decision)
    db.session.flush()
    if not decision.waits:
        _tell_author(decision)
        enforcing.enforce(decision, case)
    db.session.flush()


def _tell_author(decision: Decision) -> None:
    """The statement of reasons: its words wait on buuv, where also who is shut out can read them."""
    if decision.measure != NONE:
        author = db.session.get_one(Account, decision.account_id)
        tell(author, "decision_made", decision=decision.public_id, measure=decision.measure)


def _settle(case: Case, verdict: Verdict) -> None:
    """Closes the case, and tells every reporter that there is a decision."""
    moment = clock.now()
    case.closed_at = moment
    for report in case.reports:
        report.settled_at, report.is_unfounded = moment, verdict.is_unfounded
        reporting.tell_reporter(report, "report_decided", municipality_code=case.municipality_code)
    _end_holds(case, is_out_of_sight=verdict.also_hide or verdict.measure in OUT_OF_SIGHT)
    if verdict.is_unfounded:
        db.session.flush()
        noticing.see_unfounded({report.account_id for report in case.reports if report.account_id})
    if case.kind == MESSAGE:
        _tell_looks(case, verdict)


def _end_holds(case: Case, *, is_out_of_sight: bool) -> None:
    """A person decided, so what the program held comes back, or stays away by that decision."""
    wanted = select(Decision).where(Decision.case_id == case.id, Decision.is_automated, Decision.ended_at.is_(None))
    for hold in db.session.scalars(wanted.order_by(Decision.id)):
        enforcing.lift(hold, BY_MODERATOR)
        if not is_out_of_sight:
            tell(db.session.get_one(Account, hold.account_id), "decision_lifted", decision=hold.public_id)


def _tell_looks(case: Case, verdict: Verdict) -> None:
    """The two are told now what a moderator read; the other one later when safety asks that."""
    looks = select(Look.id).where(Look.case_id == case.id)
    reporters = select(Report.account_id).where(Report.case_id == case.id, Report.account_id.is_not(None))
    of_others = (LookNotice.look_id.in_(looks), LookNotice.account_id.not_in(reporters), LookNotice.told_at.is_(None))
    values = {"shown_from": clock.now() + timedelta(days=verdict.later_days), "later_why": verdict.later_why or None}
    by_itself = {"synchronize_session": False}
    db.session.execute(update(LookNotice).where(*of_others).values(values), execution_options=by_itself)


def _ensure_open(case: Case) -> None:
    if not case.is_open:
        raise Refusal(_("Over deze zaak is al besloten."))


def _reread(decision: Decision) -> None:
    wanted = select(Decision).where(Decision.id == decision.id).with_for_update()
    db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def _note(by: Account, action: str, thing: str) -> None:
    audit.note(f"account:{by.id}", action, thing, origin=audit.WEB)
