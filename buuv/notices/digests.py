"""Mails about what others do: the first at once, what follows within a quarter of an hour together in one more."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from buuv.accounts.models import Account
from buuv.core import clock
from buuv.core.database import db, one_at_a_time
from buuv.core.outbox import OutgoingMail
from buuv.notices.telling import tell

# One mail in so long, whatever happens (T-15): a full letter box is a nuisance, and a weapon.
QUIET = timedelta(minutes=15)

FIRST_REPLY, NEW_MESSAGE, SEVERAL, BUSY = "first_reply", "new_message", "new_messages", "busy_day"
KINDS = (FIRST_REPLY, NEW_MESSAGE, SEVERAL, BUSY)
CHOSEN, RELEASED = "helper_chosen", "helper_released"
PROPOSED = ("agreement_proposed", "agreement_change_proposed")
# What somebody can do again and again to one neighbour: of each of these kinds at most one mail in QUIET.
# That something agreed is off is not among them.
SELDOM = (CHOSEN, RELEASED, *PROPOSED, "agreement_declined", "details_shared")
# What the latest one makes untrue while it still waits for its turn.
_OPPOSITE = {CHOSEN: RELEASED, RELEASED: CHOSEN}
# What is taken back with the messages when somebody is blocked.
_FORGOTTEN = (*KINDS, CHOSEN, *PROPOSED, "details_shared")

_WAITS = (OutgoingMail.tries == 0, OutgoingMail.sent_at.is_(None), OutgoingMail.failed_at.is_(None))


def tell_of(account: Account, event: str, *, conversation: str, kind: str) -> None:
    """Tells somebody about a message in a conversation about a card of this kind; at most one mail in QUIET."""
    one_at_a_time(f"digest {account.id}")
    last = _last(account)
    if last and last.sent_at is None:
        if conversation in _conversations(last):
            return  # the mail that is on its way leads to this message too
        if last.tries == 0 and _make_several(last, [*_conversations(last), conversation]):
            return
    _tell(account, event, last, conversation=conversation, kind=kind)


def tell_busy(account: Account) -> None:
    """Tells somebody, in the mail that waits or in one more, that no new people can write until tomorrow."""
    one_at_a_time(f"digest {account.id}")
    last = _last(account)
    if last and last.sent_at is None and last.tries == 0 and _make_several(last, _conversations(last), into=BUSY):
        return
    _tell(account, BUSY, last, conversations=[])


def tell_seldom(account: Account, event: str, /, *, conversation: str, **facts: Any) -> None:
    """Tells somebody one of SELDOM; what still waits about the same conversation makes way for the latest.

    Whoever tells holds the conversation, so of one neighbour these come after each other.
    """
    due_at = clock.now()
    last = _last(account, event)
    if last:
        due_at = max(due_at, (last.sent_at or last.due_at) + QUIET)
    for mail in db.session.scalars(_mails_to(account, event, _OPPOSITE.get(event, event)).where(*_WAITS)).all():
        if mail.facts.get("conversation") != conversation:
            continue
        if mail.kind == event and _withdraw(mail):
            due_at = mail.due_at
        elif mail.kind != event and mail.due_at > clock.now():
            _withdraw(mail)
    told = tell(account, event, conversation=conversation, **facts)
    if told:
        told.due_at = due_at


def _withdraw(mail: OutgoingMail) -> bool:
    """Takes a mail back; False when somebody just took it in hand."""
    gone = delete(OutgoingMail).where(OutgoingMail.id == mail.id, *_WAITS)
    return bool(db.session.execute(gone, execution_options={"synchronize_session": "fetch"}).rowcount)  # type: ignore[attr-defined]


def forget(account: Account, conversation: str) -> None:
    """Takes a conversation out of the mails about it that are still to go, and the mail when that was all."""
    wanted = _mails_to(account, *_FORGOTTEN).where(OutgoingMail.sent_at.is_(None), OutgoingMail.failed_at.is_(None))
    for mail in db.session.scalars(wanted.with_for_update()):
        left = [one for one in _conversations(mail) if one != conversation]
        if left == _conversations(mail):
            continue
        if left or mail.kind == BUSY:
            mail.facts = {"conversations": left}
        else:
            db.session.delete(mail)


def _tell(account: Account, event: str, last: OutgoingMail | None, **facts: Any) -> None:
    mail = tell(account, event, **facts)
    if mail and last:
        # A mail that goes later counts from then, one that went from when it went.
        mail.due_at = max(clock.now(), (last.sent_at or last.due_at) + QUIET)


def _make_several(mail: OutgoingMail, conversations: list[str], *, into: str = SEVERAL) -> bool:
    """Lets a mail that nobody took in hand yet be about all of these; False when somebody just did."""
    kind = BUSY if mail.kind == BUSY else into
    still_waits = (OutgoingMail.id == mail.id, OutgoingMail.tries == 0, OutgoingMail.sent_at.is_(None))
    changed = update(OutgoingMail).where(*still_waits).values(kind=kind, facts={"conversations": conversations})
    return bool(db.session.execute(changed, execution_options={"synchronize_session": "fetch"}).rowcount)  # type: ignore[attr-defined]


def _mails_to(account: Account, *kinds: str) -> Any:
    return select(OutgoingMail).where(
        OutgoingMail.address == account.email,
        OutgoingMail.municipality_code == account.municipality_code,
        OutgoingMail.kind.in_(kinds or KINDS),
    )


def _last(account: Account, *kinds: str) -> OutgoingMail | None:
    wanted = (
        _mails_to(account, *kinds).where(OutgoingMail.failed_at.is_(None)).order_by(OutgoingMail.id.desc()).limit(1)
    )
    found: OutgoingMail | None = db.session.scalar(wanted.execution_options(populate_existing=True))
    return found


def _conversations(mail: OutgoingMail) -> list[str]:
    one = mail.facts.get("conversation")
    return [one] if one else list(mail.facts.get("conversations", ()))
