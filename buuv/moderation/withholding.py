"""An automatic hold: neighbours who do not know each other reported a card, so it waits out of sight for a person.

Reports do no more than weigh, however many (T-16). A hold takes enough independent reporters with older accounts,
lasts hours, is told to the author as what it is, and comes once: whatever a person or the program decided about
these words, reports do not hold them again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import combinations
from typing import Any, NamedTuple

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from buuv.accounts import queries as accounts
from buuv.accounts.models import RESIDENT, Account, Block
from buuv.agreements.models import Agreement
from buuv.conversations.models import Conversation, Helping
from buuv.core import clock
from buuv.core.database import db
from buuv.core.translation import gettext as _
from buuv.core.translation import speaking
from buuv.guard import thresholds
from buuv.moderation import deciding, duty, grounds, reporting, unfounded
from buuv.moderation.case_models import CARD, Case, Report
from buuv.moderation.decision_models import Decision
from buuv.posts.models import OPEN, Post

HELD = "held"
# More open cases with so many reports a town does not have, and more reporters say nothing new.
CASES_MOST, REPORTERS_MOST = 100, 30


class Reporter(NamedTuple):
    """Who reported, and why."""

    account_id: int
    ground: str


def hold_due() -> int:
    """Holds the first card that enough independent neighbours reported; gives how many. The worker calls this.

    One each time, since holding the authors of two could wait in a circle.
    """
    for case_id, account_id in db.session.execute(_waiting()).all():
        if independent(_reporters(case_id)):
            # Whatever its author or a moderator does at this moment is done first.
            return int(accounts.hold(account_id) and _hold(deciding.lock_case(case_id)))
    return 0


def _hold(case: Case) -> bool:
    found = independent(_reporters(case.id))
    # Asked again, now that nobody else changes it.
    is_waiting = db.session.execute(_waiting().where(Case.id == case.id)).first()
    if not found or not is_waiting:
        return False
    hours = thresholds.figures()["hold_hours"]
    author = db.session.get_one(Account, case.account_id)
    with speaking(author.language):
        facts = _(
            "%(number)s buren die elkaar niet kennen, meldden dit kaartje. Daarom haalde het programma het uit het"
            " zicht. Een moderator kijkt er nog naar. Gebeurt dat niet binnen %(hours)s uur, dan hangt het vanzelf"
            " terug.",
            number=len(found),
            hours=hours,
        )
    decision = deciding.hold_automatically(case, ground=_ground(found), facts=facts, hours=hours)
    case = reporting.signal(reporting.again(case), HELD, weight=thresholds.weight(HELD), is_due=True)
    if decision.until and case.due_at:
        case.due_at = min(case.due_at, decision.until)
    duty.tell_of(case)
    return True


def independent(reporters: Sequence[Reporter]) -> Sequence[Reporter]:
    """Enough reporters of whom no two are linked; empty when there are not.

    Linked: they agreed on something, one chose the other as a helper, or one blocked the other. Networks are not
    kept anywhere, so they cannot be compared.
    """
    linked = _linked([one.account_id for one in reporters])
    number: int = thresholds.figures()["hold_reporters"]
    for group in combinations(reporters, number):
        if not any(frozenset((a.account_id, b.account_id)) in linked for a, b in combinations(group, 2)):
            return group
    return ()


def _waiting() -> Any:
    """The open cases about a card on the board with enough old reporters, and nothing decided about its words."""
    earlier = aliased(Case)
    is_decided = exists(
        select(Decision.id)
        .join(earlier, earlier.id == Decision.case_id)
        .where(earlier.account_id == Case.account_id, earlier.post_id == Case.post_id)
        .where(Decision.decided_at >= _written_at())
    )
    wanted = select(Case.id, Case.account_id).join(Post, Post.id == Case.post_id)
    wanted = wanted.join(Report, Report.case_id == Case.id).join(Account, Account.id == Report.account_id)
    wanted = wanted.where(Case.closed_at.is_(None), Case.kind == CARD, Post.state == OPEN, ~is_decided)
    wanted = wanted.where(Report.received_at >= _written_at(), *_is_old())
    enough = func.count() >= thresholds.figures()["hold_reporters"]
    return wanted.group_by(Case.id, Case.account_id).having(enough).order_by(Case.id).limit(CASES_MOST)


def _written_at() -> Any:
    """Since when the words of a card are what they are."""
    return func.coalesce(Post.changed_at, Post.placed_at)


def _is_old() -> tuple[Any, ...]:
    """Residents who are here, confirmed their address, and came long ago."""
    days = thresholds.figures()["hold_account_days"]
    return (
        Account.role == RESIDENT,
        Account.left_at.is_(None),
        Account.is_import.is_(False),
        Account.confirmed_16_at.is_not(None),
        Account.created_at < clock.now() - timedelta(days=days),
    )


def _reporters(case_id: int) -> list[Reporter]:
    """Whose reports count: old accounts when they reported, without a row of reports that had no ground."""
    days = timedelta(days=thresholds.figures()["hold_account_days"])
    wanted: Any = select(Report.account_id, Report.ground, Report.received_at, Account.created_at)
    wanted = wanted.join(Account, Account.id == Report.account_id)
    wanted = wanted.join(Case, Case.id == Report.case_id).join(Post, Post.id == Case.post_id)
    wanted = wanted.where(Report.case_id == case_id, Report.received_at >= _written_at(), *_is_old())
    rows = db.session.execute(wanted.order_by(Report.id).limit(REPORTERS_MOST)).all()
    found = [Reporter(row.account_id, row.ground) for row in rows if row.received_at - row.created_at >= days]
    without = unfounded.count({one.account_id for one in found})
    return [one for one in found if not unfounded.is_often(without.get(one.account_id, 0))]


def _linked(account_ids: Sequence[int]) -> set[frozenset[int]]:
    """The pairs among these people who have to do with each other."""
    agreed = exists().where(Agreement.conversation_id == Conversation.id)
    chosen = exists().where(Helping.conversation_id == Conversation.id)
    talks = select(Conversation.owner_id, Conversation.helper_id).where(
        Conversation.owner_id.in_(account_ids), Conversation.helper_id.in_(account_ids), or_(agreed, chosen)
    )
    blocks = select(Block.account_id, Block.blocked_id).where(
        Block.account_id.in_(account_ids), Block.blocked_id.in_(account_ids)
    )
    return {frozenset((row[0], row[1])) for wanted in (talks, blocks) for row in db.session.execute(wanted)}


def _ground(reporters: Iterable[Reporter]) -> str:
    """What most of them say it is; the heaviest of these."""
    named = Counter(one.ground for one in reporters)
    return max(named, key=lambda key: (named[key], grounds.all_grounds()[key].weight))
