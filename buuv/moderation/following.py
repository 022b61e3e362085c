"""What the desk wants to see without a report: somebody's first card, and what became of a question to change."""

from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select

from buuv.core import clock
from buuv.core.database import db
from buuv.moderation import enforcing, reporting
from buuv.moderation.case_models import Case, Report, Signal
from buuv.moderation.decision_models import ASK, Decision
from buuv.posts.models import Post

FIRST_CARD, CHANGED, UNCHANGED = "first_card", "changed", "unchanged"
# A new card that nobody looked at in two weeks has been read by the neighbours.
SEEN_WITHIN = timedelta(days=14)
BY_CHANGE = "changed"
# What only shows itself and asks for no decision.
_QUIET = (FIRST_CARD, CHANGED)


def see_first_card(post: Post) -> None:
    """Shows somebody's very first card at the desk, while it hangs on the board as any other (T-08)."""
    others = select(Post.id).where(Post.author_id == post.author_id, Post.id != post.id).limit(1)
    if db.session.scalar(others) is None:
        reporting.signal(reporting.card(post), FIRST_CARD)


def see_change(post: Post) -> None:
    """Shows a card that its author changed because we asked that."""
    decision: Decision | None = db.session.scalar(_asked(post.id).limit(1))
    if decision:
        enforcing.lift(decision, BY_CHANGE)
        reporting.signal(reporting.card(post), CHANGED)


def see_unchanged(decision: Decision, case: Case) -> None:
    """Time to change is over, and nothing changed: somebody must decide again."""
    if decision.measure == ASK:
        reporting.signal(reporting.again(case), UNCHANGED, weight=case.weight, is_due=True)


def close_seen(most: int) -> int:
    """Closes what only showed itself and was not opened; the worker calls this."""
    quiet = exists(select(Signal.id).where(Signal.case_id == Case.id, Signal.key.in_(_QUIET)))
    more = exists(select(Signal.id).where(Signal.case_id == Case.id, Signal.key.not_in(_QUIET)))
    reported = exists(select(Report.id).where(Report.case_id == Case.id))
    wanted = select(Case).where(Case.closed_at.is_(None), Case.due_at.is_(None), quiet, ~more, ~reported)
    wanted = wanted.where(Case.opened_at <= clock.now() - SEEN_WITHIN).order_by(Case.id).limit(most)
    found = db.session.scalars(wanted.with_for_update(skip_locked=True)).all()
    for case in found:
        case.closed_at = clock.now()
    return len(found)


def _asked(post_id: int) -> Any:
    wanted = select(Decision).join(Case, Case.id == Decision.case_id)
    return wanted.where(Case.post_id == post_id, Decision.measure == ASK, Decision.ended_at.is_(None))
