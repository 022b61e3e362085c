"""Opening sealed copies of messages: with a reason, in the log, and told to both who talked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from buuv.accounts.models import Account
from buuv.conversations.models import Conversation, Message
from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.text import one_line
from buuv.core.translation import gettext as _
from buuv.moderation import audit, deciding, reporting
from buuv.moderation.case_models import Case, Look, LookNotice, Report, SealedMessage
from buuv.notices.telling import tell

REASON_MAX, LOOKS_MOST = 200, 100
# How long one opening lasts; afterwards a reason is asked again.
LASTS = timedelta(minutes=30)
# Who is not told with the decision is told after this, whatever happens.
LATEST = timedelta(days=30)


@dataclass(frozen=True)
class Copy:
    """One message as its reporter showed it; people are told apart, and not named."""

    body: str
    sent_at: datetime
    is_reported: bool
    is_of_subject: bool


def count_copies(case: Case) -> int:
    """How many sealed messages there are in a case."""
    return len(_copies(case))


def find_open(case: Case, *, by: Account) -> Look | None:
    """The look of this moderator that is still going on."""
    wanted = select(Look).where(
        Look.case_id == case.id, Look.moderator_id == by.id, Look.looked_at > clock.now() - LASTS
    )
    return db.session.scalar(wanted.order_by(Look.id.desc()).limit(1))


def look(case: Case, reason: str, *, by: Account) -> Look:
    """Notes that this moderator opens the copies, and why; Refusal without a reason or without copies."""
    reason = one_line(reason)
    if not reason:
        raise Refusal(_("Schrijf op waarom u deze berichten wilt lezen."), field="reason")
    if len(reason) > REASON_MAX:
        raise Refusal(_("Maak uw reden korter: hooguit %(most)s tekens.", most=REASON_MAX), field="reason")
    case = deciding.lock_case(case.id)
    amount = count_copies(case)
    if not amount:
        raise Refusal(_("Bij deze zaak zijn geen berichten meegestuurd."))
    row = Look(case_id=case.id, moderator_id=by.id, reason=reason, amount=amount)
    db.session.add(row)
    db.session.flush()
    reporters = {one.account_id for one in case.reports if one.account_id}
    for account_id in _people(case) | reporters:
        is_reporter = account_id in reporters
        shown_from = clock.now() if is_reporter else clock.now() + LATEST
        db.session.add(LookNotice(look_id=row.id, account_id=account_id, shown_from=shown_from))
    audit.note(f"account:{by.id}", "copies_open", f"look:{row.id}", origin=audit.WEB)
    return row


def copies_in(look_: Look, case: Case) -> list[Copy]:
    """The messages of a look that goes on, each once, oldest first."""
    found = {copy.message_id or -copy.id: copy for copy in _copies(case)}
    in_order = sorted(found.values(), key=lambda copy: (copy.sent_at, copy.id))
    return [
        Copy(reporting.unsealed(one), one.sent_at, one.is_reported, one.author_id == case.account_id)
        for one in in_order[: look_.amount]
    ]


def looks_for(account_id: int) -> Sequence[LookNotice]:
    """Who looked at what of this person, the newest first; what safety keeps back appears on its day."""
    wanted = (
        select(LookNotice)
        .join(LookNotice.look)
        .where(LookNotice.account_id == account_id, LookNotice.shown_from <= clock.now())
        .options(contains_eager(LookNotice.look))
    )
    return db.session.scalars(wanted.order_by(Look.id.desc()).limit(LOOKS_MOST)).all()


def tell_due(most: int) -> int:
    """Mails whoever may know now that a moderator read messages of theirs; the worker calls this."""
    wanted = select(LookNotice).where(LookNotice.told_at.is_(None), LookNotice.shown_from <= clock.now())
    found = db.session.scalars(wanted.limit(most).with_for_update(skip_locked=True)).all()
    for notice in found:
        notice.told_at = clock.now()
        account = db.session.get_one(Account, notice.account_id)
        if not account.has_left:
            tell(account, "look_told")
    return len(found)


def _copies(case: Case) -> Sequence[SealedMessage]:
    wanted = select(SealedMessage).join(Report, Report.id == SealedMessage.report_id).where(Report.case_id == case.id)
    return db.session.scalars(wanted.order_by(SealedMessage.id)).all()


def _people(case: Case) -> set[int]:
    """The two of the conversation, also when one of them wrote none of the copies."""
    people = {copy.author_id for copy in _copies(case)}
    pair = select(Conversation.owner_id, Conversation.helper_id).join(
        Message, Message.conversation_id == Conversation.id
    )
    return people.union(*db.session.execute(pair.where(Message.id == case.message_id)).all())
