"""How long everything is kept, in one table of terms (R-P07), and how it goes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    delete,
    exists,
    func,
    inspect,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)

from buuv.accounts.lock_models import AuthenticatorApp, PasskeyChallenge
from buuv.accounts.models import (
    Account,
    AccountSession,
    AddressChange,
    Block,
    Invitation,
    Restriction,
    SignInAttempt,
)
from buuv.agreements import thanking
from buuv.agreements.models import Agreement
from buuv.agreements.outcomes import Thanks
from buuv.conversations.models import Conversation, Message
from buuv.core import clock, outbox
from buuv.core.database import Base, db, transaction
from buuv.core.drafts import KEPT as DRAFT_KEPT
from buuv.core.drafts import Draft
from buuv.core.outbox import OutgoingMail
from buuv.moderation import audit
from buuv.moderation.case_models import Case, Duty, Look, Report, SealedMessage
from buuv.moderation.decision_models import Decision, Objection
from buuv.moderation.measures import OBJECT_WITHIN
from buuv.moderation.models import AuditEntry
from buuv.notices.telling import tell
from buuv.posts.models import WITHDRAWN, Consent, Post
from buuv.privacy import erasure, legal_hold
from buuv.privacy.models import DataRequest, Erasure

BATCH = 100
# An account that nobody uses: warned after 11 and after 23 months, gone after 24.
IDLE_WARNINGS = (timedelta(days=335), timedelta(days=700))
IDLE = timedelta(days=730)
# Reports, decisions and looks; and objections to them.
DESK, OBJECTION = timedelta(days=730), OBJECT_WITHIN


@dataclass(frozen=True)
class Term:
    """Rows of a table, how long they are kept since which moment, and what then happens (they go)."""

    model: Any
    kept: timedelta
    since: Any
    only: ColumnElement[bool] = field(default_factory=true)
    act: Callable[["Term", datetime], int] | None = None

    @property
    def table(self) -> Table:
        """The table itself."""
        found: Table = inspect(self.model).local_table
        return found

    def is_over(self, moment: datetime) -> ColumnElement[bool]:
        """Which rows are past their term at a moment."""
        return and_(self.since <= moment - self.kept, self.only)

    def enforce(self, moment: datetime) -> int:
        """Lets go of what is past its term; gives the number of rows."""
        return (self.act or _delete)(self, moment)


def _delete(term: Term, moment: datetime) -> int:
    """Deletes the rows, in batches of their own, with everything that hangs on them."""
    return sum(_in_batches(term, moment, lambda numbers: remove(term.table, term.table.c.id.in_(numbers))))


def _in_batches(term: Term, moment: datetime, act: Callable[[list[int]], None]) -> Iterator[int]:
    wanted = select(term.table.c.id).where(term.is_over(moment)).order_by(term.table.c.id).limit(BATCH)
    number = BATCH
    while number == BATCH:
        with transaction():
            # Rows that somebody changes now come a minute later.
            numbers = list(db.session.scalars(wanted.with_for_update(skip_locked=True)))
            if numbers:
                act(numbers)
        number = len(numbers)
        yield number


def remove(table: Table, which: ColumnElement[bool]) -> None:
    """Deletes rows after the rows of other tables that hang on them; a reference that may be empty is emptied.

    Driven by the schema, so that a table that comes later is not forgotten.
    """
    for other, columns, targets in _references_to(table):
        # A reference of several columns means one row by all of them together.
        hanging = tuple_(*columns).in_(select(*targets).where(which)) if len(columns) > 1 else None
        if hanging is None:
            hanging = columns[0].in_(select(targets[0]).where(which))
        empty = {column: None for column in columns if column.nullable}
        if empty:
            db.session.execute(update(other).where(hanging).values(empty), execution_options=_BY_ITSELF)
        else:
            remove(other, hanging)
    db.session.execute(delete(table).where(which), execution_options=_BY_ITSELF)


_BY_ITSELF = {"synchronize_session": False}


def _references_to(table: Table) -> Iterator[tuple[Table, list[Any], list[Any]]]:
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_key_constraints:
            columns = [element.parent for element in key.elements]
            # A row can point to one of its own table too, such as an agreement to the one that it stands in for.
            if key.referred_table is table and (other is not table or any(column.nullable for column in columns)):
                yield other, columns, [element.column for element in key.elements]


def is_unreferenced(model: Any) -> ColumnElement[bool]:
    """Rows that no other row points to."""
    table: Table = inspect(model).local_table
    found = list(_references_to(table))
    return and_(
        true(),
        *(
            ~exists(select(literal(1)).where(*(one == other for one, other in zip(columns, targets, strict=True))))
            for _, columns, targets in found
        ),
    )


def _blank_words(term: Term, moment: datetime) -> int:
    """The card stays as a number in the figures, without words."""

    def blank(numbers: list[int]) -> None:
        words = {"title": "", "body": "", "external_id": None}
        db.session.execute(update(Post).where(Post.id.in_(numbers)).values(words))
        # A yes to words that are gone proves nothing.
        db.session.execute(delete(Consent).where(Consent.post_id.in_(numbers)))

    return sum(_in_batches(term, moment, blank))


def _take_off_front(term: Term, moment: datetime) -> int:
    """The two keep the words as long as their conversation; everybody else has read them long enough."""

    def take_off(numbers: list[int]) -> None:
        db.session.execute(update(Thanks).where(Thanks.id.in_(numbers)).values(may_be_shown=False))
        thanking.forget_front()

    return sum(_in_batches(term, moment, take_off))


def _cut_log(term: Term, moment: datetime) -> int:
    """The log is a chain, so it is cut from the front, behind a checkpoint."""
    with transaction():
        return audit.cut()


def _let_leave(term: Term, moment: datetime) -> int:
    """Each account in a transaction of its own, as if its owner left."""
    numbers = db.session.scalars(select(Account.id).where(term.is_over(moment)).limit(BATCH)).all()
    db.session.remove()
    for number in numbers:
        with transaction():
            account = db.session.get(Account, number)
            if account:
                erasure.leave(account, idle=True)
    return len(numbers)


_SEEN = func.coalesce(Account.seen_at, Account.created_at)
_LEFT = select(Account.id).where(Account.left_at.is_not(None))
_IS_HERE = and_(~Account.is_import, Account.left_at.is_(None))


def _nothing_agreed_since(moment: datetime) -> ColumnElement[bool]:
    """Conversations in which nothing is to come, and the last time that was agreed is past this moment."""
    day = clock.day_of(moment)
    is_later = or_(Agreement.next_on.is_not(None), Agreement.begins_on > day, Agreement.last_on > day)
    is_live = and_(Agreement.ended_at.is_(None), is_later)
    goes_on = or_(is_live, Agreement.reminded_on > day, Agreement.ended_at > moment)
    return ~exists(select(literal(1)).where(Agreement.conversation_id == Conversation.id, goes_on))


def _binds_nobody() -> ColumnElement[bool]:
    """Cases of which no decision keeps anything or anybody out any more, and no objection is open."""
    decisions = select(Decision.id).where(Decision.case_id == Case.id)
    out_of_sight = (Post.hidden_by_id, Message.hidden_by_id, Thanks.removed_by_id, Account.name_hidden_by_id)
    is_shut = and_(
        Restriction.decision_id.in_(decisions),
        Restriction.ended_at.is_(None),
        or_(Restriction.until.is_(None), Restriction.until > clock.now()),
        Restriction.account_id.in_(select(Account.id).where(Account.left_at.is_(None))),
    )
    # An objection that nobody answered in two years binds nobody any more either.
    is_open = and_(
        Objection.decision_id.in_(decisions), Objection.decided_at.is_(None), Objection.made_at > clock.now() - DESK
    )
    return ~or_(
        *(exists(select(literal(1)).where(column.in_(decisions))) for column in out_of_sight),
        exists(select(literal(1)).where(is_shut)),
        exists(select(literal(1)).where(is_open)),
    )


def _hidden_since() -> Any:
    """Since when the decision holds that keeps a card out of sight."""
    since = select(func.coalesce(Decision.confirmed_at, Decision.decided_at)).where(Decision.id == Post.hidden_by_id)
    return since.scalar_subquery()


def _is_objected() -> ColumnElement[bool]:
    """Whether an objection to the decision that hides a card waits for its answer."""
    waits = and_(Objection.decision_id == Post.hidden_by_id, Objection.decided_at.is_(None))
    return exists(select(literal(1)).where(waits))


def _end_hidden(term: Term, moment: datetime) -> int:
    """Nobody can object any more, so the card does not come back: it ends, and its words go."""

    def end(numbers: list[int]) -> None:
        words = {"title": "", "body": "", "external_id": None}
        not_hidden = {"hidden_by_id": None, "hidden_at": None, "hidden_from": None}
        values = {"state": WITHDRAWN, "ended_at": moment, **words, **not_hidden}
        db.session.execute(update(Post).where(Post.id.in_(numbers)).values(values), execution_options=_BY_ITSELF)

    return sum(_in_batches(term, moment, end))


def _left_at() -> Any:
    """When the writer of a sealed copy left."""
    return select(Account.left_at).where(Account.id == SealedMessage.author_id).scalar_subquery()


def _forget_address(term: Term, moment: datetime) -> int:
    """The report stays for the figures; who made it without an account cannot be reached by it any more."""

    def forget(numbers: list[int]) -> None:
        db.session.execute(
            update(Report).where(Report.id.in_(numbers)).values(email=None), execution_options=_BY_ITSELF
        )

    return sum(_in_batches(term, moment, forget))


def _settled() -> Any:
    """When the case of a sealed copy was closed, or opened while nobody decided."""
    case = select(func.coalesce(Case.closed_at, Case.opened_at)).join(Report, Report.case_id == Case.id)
    return case.where(Report.id == SealedMessage.report_id).scalar_subquery()


def _is_settled() -> ColumnElement[bool]:
    """Sealed copies of which the case is closed."""
    of_it = select(literal(1)).select_from(Case).join(Report, Report.case_id == Case.id)
    return exists(of_it.where(Report.id == SealedMessage.report_id, Case.closed_at.is_not(None)))


def _hides_nothing() -> ColumnElement[bool]:
    """Blocks of which one of the two left, and no conversation of theirs is there any more."""
    gone = select(Account.id).where(Account.left_at.is_not(None))
    pair = (Block.account_id, Block.blocked_id)
    talk = exists(select(literal(1)).where(Conversation.owner_id.in_(pair), Conversation.helper_id.in_(pair)))
    return and_(or_(*(one.in_(gone) for one in pair)), ~talk)


def terms(*, idle_days: int = 30) -> tuple[Term, ...]:
    """Every term; `idle_days` is how long a resident stays signed in without use."""
    day = timedelta(days=1)
    return (
        # A code works ten minutes; a day is enough to look into trouble.
        Term(SignInAttempt, day, SignInAttempt.created_at),
        # An unused session bears no mark of its end: it goes 90 days after its last use, or later if it lives on.
        Term(AccountSession, max(90, idle_days) * day, func.coalesce(AccountSession.ended_at, AccountSession.seen_on)),
        # An old address can take the account back for 72 hours; a month is enough to look into trouble.
        Term(AddressChange, 30 * day, func.coalesce(AddressChange.changed_at, AddressChange.created_at)),
        Term(Invitation, 7 * day, Invitation.created_at),
        Term(Draft, DRAFT_KEPT, Draft.touched_at),
        Term(DataRequest, 30 * day, DataRequest.created_at),
        Term(OutgoingMail, 7 * day, OutgoingMail.sent_at),
        # The operator sees a failed mail for a month; then its address goes too.
        Term(OutgoingMail, 30 * day, OutgoingMail.failed_at),
        # Who left wants no address kept for a mail server that does not answer.
        Term(OutgoingMail, day, OutgoingMail.created_at, only=OutgoingMail.kind == outbox.FAREWELL),
        # Half a year: time enough to hang the card again; two years: the figures of this year and the last.
        Term(Post, 183 * day, Post.ended_at, only=Post.title != "", act=_blank_words),
        # As long as the words themselves would be kept.
        Term(Consent, 183 * day, Consent.ended_at),
        # Two who meet each week may write nothing for a year, so the last day that was agreed counts too.
        Term(
            Conversation,
            365 * day,
            Conversation.last_message_at,
            only=_nothing_agreed_since(clock.now() - 365 * day),
        ),
        Term(Thanks, 365 * day, Thanks.given_at, only=Thanks.may_be_shown.is_(True), act=_take_off_front),
        # The riddle of a passkey works ten minutes; an app that never showed a right code was never a lock.
        Term(PasskeyChallenge, day, PasskeyChallenge.created_at),
        Term(AuthenticatorApp, day, AuthenticatorApp.created_at, only=AuthenticatorApp.confirmed_at.is_(None)),
        Term(Account, IDLE, _SEEN, only=_IS_HERE, act=_let_leave),
        # After those who left by themselves just now.
        Term(Block, 0 * day, Block.blocked_at, only=_hides_nothing()),
        # As long as decisions and objections can be about what it tells.
        Term(AuditEntry, audit.TERM, AuditEntry.done_at, act=_cut_log),
        # Who wrote a card that is out of sight can object for six months; an objection waits for its answer.
        Term(
            Post,
            OBJECTION,
            _hidden_since(),
            only=and_(Post.hidden_by_id.is_not(None), ~_is_objected()),
            act=_end_hidden,
        ),
        # A decision can be objected to for six months, and the figures look back two years.
        # What nobody decided in two years is not decided any more.
        Term(Case, DESK, func.coalesce(Case.closed_at, Case.opened_at), only=_binds_nobody()),
        # What a moderator looked at can be checked as long as the log of it.
        Term(Look, DESK, Look.looked_at),
        Term(Report, OBJECTION, Report.settled_at, only=Report.email.is_not(None), act=_forget_address),
        # Long enough for an objection on the last day, and its answer.
        Term(SealedMessage, 365 * day, _settled()),
        # Whoever left wants no copies kept beyond the decision that they are for.
        Term(SealedMessage, 0 * day, _settled(), only=and_(SealedMessage.author_id.in_(_LEFT), _is_settled())),
        # And not for ever when nobody decides: the day that the page of leaving names (R-P06).
        Term(SealedMessage, legal_hold.AT_MOST, _left_at()),
        Term(Duty, 365 * day, Duty.made_at, only=Duty.ends_on < clock.today()),
        # After the cases that point to them.
        Term(Post, 730 * day, Post.ended_at, only=is_unreferenced(Post)),
        # The empty row of who left, once nothing of others points to it.
        Term(Account, 730 * day, Account.left_at, only=is_unreferenced(Account)),
        # Longer than any backup is kept.
        Term(Erasure, 730 * day, Erasure.erased_at),
    )


# Rows that go together with the row they hang on.
GO_WITH = {
    "acceptance": "account",
    "agreement": "conversation",
    "agreement_confirmation": "agreement",
    "contact_share": "conversation",
    "decision": "moderation_case",
    "fit_answer": "agreement",
    "helping": "conversation",
    "look_notice": "look",
    "message": "conversation",
    "moderation_signal": "moderation_case",
    "objection": "decision",
    "occurrence_cancellation": "agreement",
    "outcome": "agreement",
    "passkey": "account",
    "recovery_code": "account",
    "report": "moderation_case",
    "rest": "account",
    "restriction": "decision",
    "saved_search": "account",
    "sealed_message": "report",
    "stepping_back": "agreement",
    "unease": "outcome",
}

# Tables without people in them.
WITHOUT_TERM = {
    "audit_checkpoint": "up to which row the log was cut: numbers only",
    "index_build": "how far the index was made anew: numbers only",
    "place": "public facts of the CBS about wijken and buurten",
    "place_adjacency": "which buurten lie side by side",
    "place_boundary": "public borders of the CBS",
    "postcode": "public facts about postcodes",
    "post_tally": "how many open cards there are of each sort: numbers only",
}


def enforce(*, idle_days: int) -> int:
    """Lets go of everything that is past its term; gives the number of rows."""
    return sum(term.enforce(clock.now()) for term in terms(idle_days=idle_days))


def warn_idle() -> int:
    """Tells who has not been here for long that the account will go; one warning at each of the two moments."""
    return sum(_warn(number, after) for number, after in reversed(list(enumerate(IDLE_WARNINGS, start=1))))


def _warn(number: int, after: timedelta) -> int:
    is_due = (_IS_HERE, clock.now() - after >= _SEEN, Account.idle_warnings < number, Account.email.is_not(None))
    with transaction():
        wanted = select(Account).where(*is_due).order_by(Account.id).limit(BATCH)
        found = db.session.scalars(wanted.with_for_update(skip_locked=True)).all()
        for account in found:
            account.idle_warnings = number
            until = clock.day_of((account.seen_at or account.created_at) + IDLE).isoformat()
            tell(account, "idle_warning", until=until)
    return len(found)
