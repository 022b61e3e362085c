"""Rows of the desk for tests, put straight into their tables: many cases at any moment of the past."""

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from buuv.accounts.models import MODERATOR, Account
from buuv.core import clock
from buuv.core.database import db
from buuv.moderation import grounds
from buuv.moderation.case_models import CARD, MESSAGE, PROFILE, THANKS, Case, Look, Report, SealedMessage, Signal
from buuv.moderation.decision_models import (
    CLOSE,
    HIDE,
    MEASURES,
    NONE,
    PAUSE,
    REJECTED,
    SUSPEND,
    UPHELD,
    Decision,
    Objection,
)
from tests.builders import TOWN, a_post, an_account


def a_case(*, kind: str = CARD, account: Account | None = None, at: datetime | None = None, **more: Any) -> Case:
    """An open case about a thing of somebody; a new card unless the thing is given."""
    at = at or clock.now()
    if kind == CARD and "post_id" not in more:
        post = a_post(author=account)
        more["post_id"], account = post.id, post.author
    if kind == CARD:
        forget_first_look(more["post_id"])
    account = account or an_account()
    case = Case(kind=kind, account_id=account.id, opened_at=at, due_at=at + timedelta(days=3), **_in_town(more))
    db.session.add(case)
    db.session.flush()
    return case


def a_report(case: Case, *, at: datetime | None = None, **more: Any) -> Report:
    """What somebody without an account says of it, unless an `account_id` says who."""
    report = Report(case_id=case.id, received_at=at or case.opened_at, **({"ground": "insult"} | more))
    db.session.add(report)
    db.session.flush()
    return report


def a_decision(
    case: Case, *, measure: str = HIDE, at: datetime | None = None, by: Account | None, **more: Any
) -> Decision:
    """A decision with its reasons; `by=None` is the program."""
    at = at or clock.now()
    if measure != NONE:
        more = {"ground": "insult", "facts": "Er staat een scheldwoord."} | more
    if measure in (PAUSE, SUSPEND):
        more = {"until": at + timedelta(days=14)} | more
    decision = Decision(
        municipality_code=case.municipality_code,
        case_id=case.id,
        account_id=case.account_id,
        measure=measure,
        is_automated=by is None,
        decided_by_id=by.id if by else None,
        decider_number=by.id if by else 0,
        decided_at=at,
        **more,
    )
    db.session.add(decision)
    db.session.flush()
    return decision


def an_objection(decision: Decision, *, at: datetime | None = None, **more: Any) -> Objection:
    """Whom the decision is about does not agree."""
    at = at or clock.now()
    who = {"account_id": decision.account_id} if "report_id" not in more else {}
    objection = Objection(
        decision_id=decision.id,
        decider_number=decision.decider_number,
        words="Ik ben het er niet mee eens.",
        made_at=at,
        due_at=at + timedelta(days=14),
        **who,
        **more,
    )
    db.session.add(objection)
    db.session.flush()
    return objection


def a_look(report: Report, *, by: Account, at: datetime | None = None) -> Look:
    """A moderator read the message that was sent along."""
    copy = SealedMessage(
        report_id=report.id, author_id=by.id, is_reported=True, sealed="verzegeld", sent_at=report.received_at
    )
    look = Look(case_id=report.case_id, moderator_id=by.id, reason="Is dit een dreiging?", amount=1)
    look.looked_at = at or clock.now()
    db.session.add_all((copy, look))
    db.session.flush()
    return look


def many_cases(seed: int, *, amount: int, begin: datetime, end: datetime, town: str = TOWN) -> None:
    """Random cases between two moments: of every kind, reported or not, decided, confirmed, objected to, looked at."""
    rng = random.Random(seed)
    people = [an_account(municipality_code=town) for _ in range(6)]
    moderators = [an_account(role=MODERATOR, municipality_code=town) for _ in range(3)]
    keys = list(grounds.all_grounds())
    for _ in range(amount):
        at = begin + (end - begin) * rng.random()
        kind = rng.choices((CARD, MESSAGE, PROFILE, THANKS), weights=(9, 4, 2, 1))[0]
        case = Case(
            municipality_code=town,
            kind=kind,
            account_id=rng.choice(people).id,
            opened_at=at,
            closed_at=at + timedelta(hours=60),
        )
        db.session.add(case)
        db.session.flush()
        reports = [
            a_report(
                case,
                at=at + timedelta(hours=rng.randrange(40)),
                ground=rng.choice(keys),
                settled_at=at + timedelta(hours=40, minutes=rng.randrange(4000)) if rng.random() < 0.8 else None,
            )
            for _ in range(rng.choice((0, 1, 1, 1, 2, 4)))
        ]
        for _ in range(rng.choice((0, 1, 1, 2))):
            _decide(rng, case, moderators, keys, at)
        if reports and kind == MESSAGE:
            a_look(reports[0], by=moderators[0], at=at)
    db.session.flush()


def _decide(rng: random.Random, case: Case, moderators: list[Account], keys: list[str], at: datetime) -> None:
    by, second, third = rng.sample(moderators, 3)
    measure = rng.choice(MEASURES)
    is_automated = measure == HIDE and rng.random() < 0.5
    more: dict[str, Any] = {"ground": rng.choice(keys)} if measure != NONE else {}
    if measure == CLOSE and rng.random() < 0.6:
        more |= {"confirmed_by_id": second.id, "confirmed_at": at + timedelta(days=rng.randrange(40))}
    decision = a_decision(case, measure=measure, at=at, by=None if is_automated else by, **more)
    if rng.random() < 0.4:
        outcome = rng.choice((None, UPHELD, REJECTED))
        answer = {"outcome": outcome, "decided_at": at + timedelta(days=9), "decided_by_id": third.id, "reasons": "Ja."}
        an_objection(decision, at=at + timedelta(days=rng.randrange(60)), **(answer if outcome else {}))


def _in_town(more: dict[str, Any]) -> dict[str, Any]:
    return {"municipality_code": TOWN} | more


def forget_first_look(post_id: int) -> None:
    """Every first card waits to be seen; here it was seen already."""
    waiting = select(Case.id).where(Case.post_id == post_id, Case.closed_at.is_(None))
    for model, which in ((Signal, Signal.case_id.in_(waiting)), (Case, Case.id.in_(waiting))):
        db.session.execute(delete(model).where(which), execution_options={"synchronize_session": "fetch"})
