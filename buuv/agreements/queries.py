"""Agreements as the two people of a conversation see them; nobody else gets an answer here."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, inspect, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from buuv.accounts import blocking
from buuv.agreements.models import (
    Agreement,
    AgreementConfirmation,
    FitAnswer,
    OccurrenceCancellation,
    SteppingBack,
)
from buuv.agreements.series import Occurrence, Series, next_occurrence
from buuv.conversations.models import Conversation
from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import NotFound
from buuv.posts.models import Post

LIST_AT_MOST = 100
# What one conversation shows; more than that two neighbours cannot have waiting.
HERE_AT_MOST = 10
# Long enough to hear of it and to agree on something new.
CANCELLED_SHOWN = timedelta(days=14)
CANCELLED_MOST = 5

_people = (
    contains_eager(Agreement.conversation).options(
        joinedload(Conversation.post, innerjoin=True),
        joinedload(Conversation.owner, innerjoin=True),
        joinedload(Conversation.helper, innerjoin=True),
    ),
)


# What two people agreed who do not see each other any more is on no page and in no list.
_seen: ColumnElement[bool] = blocking.none_between(Conversation.owner_id, Conversation.helper_id)


def _of(account_id: int) -> ColumnElement[bool]:
    return and_(or_(Conversation.owner_id == account_id, Conversation.helper_id == account_id), _seen)


def get_for(account_id: int, public_id: str, *, lock: bool = False) -> Agreement:
    """The agreement when this person is one of the two, its conversation locked for who will change it; else NotFound.

    Everything that changes an agreement waits for its conversation, so that two changes at one moment
    come after each other.
    """
    wanted = select(Agreement).join(Agreement.conversation).where(Agreement.public_id == public_id, _of(account_id))
    found: Agreement | None = db.session.scalar(wanted.options(*_people))
    if found is None:
        raise NotFound
    if lock:
        wait_for(found.conversation)
        read_again(found)
    return found


def find_conversation_number(public_id: str) -> str | None:
    """The public id of the conversation that an agreement belongs to, for whoever may see no more than its end."""
    wanted = select(Conversation.public_id).join(Agreement, Agreement.conversation_id == Conversation.id)
    return db.session.scalar(wanted.where(Agreement.public_id == public_id))


def wait_for(conversation: Conversation) -> None:
    """Waits for whoever changes something in this conversation, and reads anew whether it goes on."""
    # The pair, the card, the conversation: everybody takes them in this order, or two could wait for each other.
    blocking.take_turns(conversation.owner_id, conversation.helper_id)
    db.session.execute(select(Post.id).where(Post.id == conversation.post_id).with_for_update())
    db.session.execute(select(Conversation.id).where(Conversation.id == conversation.id).with_for_update())
    db.session.refresh(conversation, ["ended_at", "ended_by_id"])


def read_again(agreement: Agreement) -> None:
    """Reads the columns of an agreement anew, once its conversation is ours."""
    db.session.refresh(agreement, [column.key for column in inspect(Agreement).column_attrs])


def find_by_id(agreement_id: int | None) -> Agreement | None:
    """The agreement with this number, of which its conversation is known already."""
    return db.session.get(Agreement, agreement_id) if agreement_id else None


def find_submission(account_id: int, submission: str | None) -> Agreement | None:
    """What this person proposed by this very form, if it came in before."""
    if not submission:
        return None
    wanted = select(Agreement).where(Agreement.proposed_by_id == account_id, Agreement.submission == submission)
    return db.session.scalar(wanted)


def live_in(conversation_id: int) -> Sequence[Agreement]:
    """What waits or is in force in one conversation, the oldest first."""
    wanted = select(Agreement).where(Agreement.conversation_id == conversation_id, Agreement.ended_at.is_(None))
    return db.session.scalars(wanted.order_by(Agreement.id).limit(LIST_AT_MOST)).all()


def coming_in(conversation: Conversation) -> Sequence[Agreement]:
    """What is agreed or proposed in one conversation and not over, the next day first; at most HERE_AT_MOST."""
    wanted = select(Agreement).where(
        Agreement.conversation_id == conversation.id, Agreement.ended_at.is_(None), Agreement.next_on.is_not(None)
    )
    return db.session.scalars(wanted.order_by(Agreement.next_on, Agreement.id).limit(HERE_AT_MOST)).all()


def find_coming_between(one_id: int, other_id: int) -> Agreement | None:
    """What these two agreed, or else proposed, and is not over: what ends when one of them blocks the other."""
    wanted = select(Agreement).join(Agreement.conversation)
    wanted = wanted.where(
        Conversation.owner_id.in_((one_id, other_id)),
        Conversation.helper_id.in_((one_id, other_id)),
        Agreement.ended_at.is_(None),
        Agreement.next_on.is_not(None),
    )
    return db.session.scalar(wanted.order_by(Agreement.is_confirmed.desc(), Agreement.id).limit(1))


def coming_for(account_id: int, *, most: int = LIST_AT_MOST) -> Sequence[Agreement]:
    """What this person agreed with a neighbour and is not over, the next day first; at most `most`."""
    wanted = _live_for(account_id).where(Agreement.is_confirmed)
    return db.session.scalars(wanted.order_by(Agreement.next_on, Agreement.id).limit(most)).all()


def times_for(account_id: int, *, most: int = LIST_AT_MOST) -> list[tuple[Agreement, Occurrence]]:
    """The same with the moment of each, the first moment first."""
    agreed = coming_for(account_id, most=most)
    planned, now = series_of_all(agreed), clock.now()
    coming = [(one, next_occurrence(planned[one.id], now)) for one in agreed]
    return sorted(((one, time) for one, time in coming if time), key=lambda pair: pair[1].starts_at)


def proposals_for(account_id: int) -> Sequence[Agreement]:
    """What still waits for one of the two, the newest first; at most LIST_AT_MOST."""
    wanted = _live_for(account_id).where(~Agreement.is_confirmed)
    return db.session.scalars(wanted.order_by(Agreement.id.desc()).limit(LIST_AT_MOST)).all()


# Asked on every page of who is signed in.
_WAITING = (
    select(func.count())
    .select_from(Agreement)
    .join(Agreement.conversation)
    .where(
        or_(Conversation.owner_id == bindparam("me"), Conversation.helper_id == bindparam("me")),
        _seen,
        Agreement.ended_at.is_(None),
        Agreement.next_on.is_not(None),
        Agreement.proposed_by_id != bindparam("me"),
        ~Agreement.is_confirmed,
    )
)


def count_waiting_for(account_id: int) -> int:
    """How many proposals wait for the yes or no of this person."""
    return int(db.session.scalar(_WAITING, {"me": account_id}) or 0)


def _live_for(account_id: int) -> Select[Agreement]:
    wanted = select(Agreement).join(Agreement.conversation)
    return wanted.where(_of(account_id), Agreement.ended_at.is_(None), Agreement.next_on.is_not(None)).options(*_people)


def cancelled_days(agreements: Iterable[Agreement]) -> dict[int, set[date]]:
    """The days of each agreement that do not take place."""
    found: dict[int, set[date]] = {one.id: set() for one in agreements}
    if found:
        wanted = select(OccurrenceCancellation.agreement_id, OccurrenceCancellation.occurs_on)
        for number, day in db.session.execute(wanted.where(OccurrenceCancellation.agreement_id.in_(found))):
            found[number].add(day)
    return found


def days_off(agreements: Iterable[Agreement]) -> dict[int, list[date]]:
    """The coming days of each agreement that do not take place, the first first."""
    found = cancelled_days(agreements)
    return {number: sorted(day for day in days if day >= clock.today()) for number, days in found.items()}


def series_of(agreement: Agreement) -> Series:
    """The days of one agreement, without those that were cancelled."""
    return series_of_all([agreement])[agreement.id]


def series_of_all(agreements: Sequence[Agreement]) -> dict[int, Series]:
    """The days of several agreements, in one query."""
    without = cancelled_days(agreements)
    return {
        one.id: Series(one.begins_on, one.wall_time, one.minutes, one.rrule, one.last_on, frozenset(without[one.id]))
        for one in agreements
    }


def confirmations_of(agreement: Agreement) -> dict[int, AgreementConfirmation]:
    """Who said yes, by account id."""
    wanted = select(AgreementConfirmation).where(AgreementConfirmation.agreement_id == agreement.id)
    return {row.account_id: row for row in db.session.scalars(wanted)}


def has_said_yes(conversation: Conversation, account_id: int) -> bool:
    """Whether this person ever proposed or confirmed something in this conversation."""
    wanted = select(AgreementConfirmation.agreement_id).join(Agreement)
    said = wanted.where(Agreement.conversation_id == conversation.id, AgreementConfirmation.account_id == account_id)
    return db.session.scalar(said.limit(1)) is not None


def cancellations_of(agreement: Agreement) -> Sequence[OccurrenceCancellation]:
    """The coming days that do not take place, in order; at most LIST_AT_MOST."""
    wanted = select(OccurrenceCancellation).where(
        OccurrenceCancellation.agreement_id == agreement.id, OccurrenceCancellation.occurs_on >= clock.today()
    )
    return db.session.scalars(wanted.order_by(OccurrenceCancellation.occurs_on).limit(LIST_AT_MOST)).all()


def find_successor(agreement: Agreement) -> Agreement | None:
    """The newest that takes or took the place of this one, when nobody withdrew it."""
    is_fit = or_(Agreement.ended_at.is_(None), Agreement.is_confirmed)
    wanted = select(Agreement).where(Agreement.replaces_id == agreement.id, is_fit)
    return db.session.scalar(wanted.order_by(Agreement.id.desc()).limit(1))


def others_who_answered(conversation: Conversation) -> Sequence[Conversation]:
    """The other conversations about the same card that go on, the latest message first; at most LIST_AT_MOST."""
    wanted = select(Conversation).where(
        Conversation.post_id == conversation.post_id,
        Conversation.id != conversation.id,
        Conversation.ended_at.is_(None),
        _seen,
    )
    wanted = wanted.order_by(Conversation.last_message_at.desc(), Conversation.id.desc()).limit(LIST_AT_MOST)
    people = (joinedload(Conversation.post), joinedload(Conversation.owner), joinedload(Conversation.helper))
    return db.session.scalars(wanted.options(*people)).all()


def stand_ins_for(agreement: Agreement) -> Sequence[Agreement]:
    """Whom the owner asked to stand in, with their conversations; at most HERE_AT_MOST."""
    wanted = select(Agreement).join(Agreement.conversation).where(Agreement.stands_in_for_id == agreement.id, _seen)
    return db.session.scalars(wanted.order_by(Agreement.id.desc()).limit(HERE_AT_MOST).options(*_people)).all()


def find_question(agreement: Agreement, account_id: int) -> FitAnswer | None:
    """The newest question whether it still suits, when this person has not answered it."""
    wanted = select(FitAnswer).where(FitAnswer.agreement_id == agreement.id, FitAnswer.account_id == account_id)
    newest = db.session.scalar(wanted.order_by(FitAnswer.asked_on.desc()).limit(1))
    return newest if newest and newest.answer is None else None


def cancelled_in(conversation: Conversation) -> SteppingBack | None:
    """Who called off something agreed in this conversation last, with the agreement; for CANCELLED_SHOWN."""
    wanted = _called_off().where(Agreement.conversation_id == conversation.id)
    return db.session.scalar(wanted.limit(1).options(contains_eager(SteppingBack.agreement)))


def cancelled_for(account_id: int) -> Sequence[SteppingBack]:
    """What this person and a neighbour agreed and one of them called off, the newest first; at most CANCELLED_MOST."""
    wanted = _called_off().join(Agreement.conversation).where(_of(account_id)).limit(CANCELLED_MOST)
    conversation = contains_eager(SteppingBack.agreement).contains_eager(Agreement.conversation)
    people = (joinedload(Conversation.owner, innerjoin=True), joinedload(Conversation.helper, innerjoin=True))
    return db.session.scalars(wanted.options(conversation.options(*people))).all()


def _called_off() -> Select[SteppingBack]:
    wanted = select(SteppingBack).join(SteppingBack.agreement)
    since = clock.now() - CANCELLED_SHOWN
    # A last time of a series is a decent end, and no day of it is off.
    is_off = (SteppingBack.stepped_back_at > since, SteppingBack.last_on.is_(None), Agreement.is_confirmed)
    return wanted.where(*is_off, Agreement.ended_at.is_not(None)).order_by(SteppingBack.id.desc())


def last_stepping_back(agreement: Agreement) -> SteppingBack | None:
    """Who stepped back last, and why."""
    wanted = select(SteppingBack).where(SteppingBack.agreement_id == agreement.id)
    return db.session.scalar(wanted.order_by(SteppingBack.id.desc()).limit(1))
