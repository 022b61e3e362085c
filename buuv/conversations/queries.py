"""Conversations as their two participants see them; nobody else gets an answer here."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select
from sqlalchemy.orm import joinedload

from buuv.accounts import blocking
from buuv.conversations.models import ContactShare, Conversation, Helping, Message
from buuv.core.database import db
from buuv.core.errors import NotFound
from buuv.posts.models import Post
from buuv.posts.rules import REQUEST

LIST_AT_MOST = 100
MESSAGES_AT_MOST = 200

# A conversation with its card and both people, in one question.
WHOLE = (
    joinedload(Conversation.post, innerjoin=True),
    joinedload(Conversation.owner, innerjoin=True),
    joinedload(Conversation.helper, innerjoin=True),
)
# A conversation with somebody whom one does not see any more is on no page and in no list.
_seen = blocking.none_between(Conversation.owner_id, Conversation.helper_id)


def get_for(account_id: int, public_id: str, *, lock: bool = False) -> Conversation:
    """The conversation when this person is one of the two, locked for who will change it; NotFound otherwise."""
    is_mine = or_(Conversation.owner_id == account_id, Conversation.helper_id == account_id)
    wanted = select(Conversation).where(Conversation.public_id == public_id, is_mine, _seen)
    if lock:
        _take_turns(Conversation.public_id == public_id, is_mine)
        wanted = wanted.with_for_update(of=Conversation).execution_options(populate_existing=True)
    conversation: Conversation | None = db.session.scalar(wanted.options(*WHOLE))
    if conversation is None:
        raise NotFound
    return conversation


def _take_turns(*which: ColumnElement[bool]) -> None:
    """Waits for whoever changes something here: the pair, then the card; the conversation comes last.

    Everybody takes them in this order, or two could wait for each other.
    """
    keys = select(Conversation.owner_id, Conversation.helper_id, Conversation.post_id).where(*which)
    for one_id, other_id, post_id in db.session.execute(keys).all():
        blocking.take_turns(one_id, other_id)
        db.session.execute(select(Post.id).where(Post.id == post_id).with_for_update())


def find_by_post(post_id: int, helper_id: int) -> Conversation | None:
    """The conversation that this helper has about a card."""
    wanted = select(Conversation).where(Conversation.post_id == post_id, Conversation.helper_id == helper_id, _seen)
    return db.session.scalar(wanted.options(*WHOLE))


def conversations_for(account_id: int, *, most: int = LIST_AT_MOST) -> Sequence[Conversation]:
    """A person's conversations, the latest message first; at most LIST_AT_MOST."""
    wanted = (
        select(Conversation)
        .where(or_(Conversation.owner_id == account_id, Conversation.helper_id == account_id), _seen)
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(most)
    )
    return db.session.scalars(wanted.options(*WHOLE)).all()


def replies_to(post_id: int) -> Sequence[Conversation]:
    """All conversations about one card, the latest message first; at most LIST_AT_MOST."""
    wanted = select(Conversation).where(Conversation.post_id == post_id, _seen)
    wanted = wanted.order_by(Conversation.last_message_at.desc(), Conversation.id.desc()).limit(LIST_AT_MOST)
    return db.session.scalars(wanted.options(*WHOLE)).all()


def reply_counts(post_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """For each of one's own cards with replies: how many neighbours answered, and how many messages are new."""
    wanted = select(Conversation.post_id, func.count(), func.sum(Conversation.owner_unread))
    wanted = wanted.where(Conversation.post_id.in_(post_ids), _seen).group_by(Conversation.post_id)
    return {row[0]: (int(row[1]), int(row[2])) for row in db.session.execute(wanted)}


def helpings_of(post_id: int) -> dict[int, Helping]:
    """Who was chosen for a card, by conversation id; also those of whom it is over."""
    wanted = select(Helping).join(Conversation, Conversation.id == Helping.conversation_id)
    return {row.conversation_id: row for row in db.session.scalars(wanted.where(Conversation.post_id == post_id))}


def find_helping(conversation: Conversation) -> Helping | None:
    """Whether and when this neighbour was chosen."""
    return db.session.get(Helping, conversation.id)


def count_chosen(post_id: int) -> int:
    """How many neighbours are chosen for a card now."""
    wanted = select(func.count()).select_from(Helping).join(Conversation, Conversation.id == Helping.conversation_id)
    return int(db.session.scalar(wanted.where(Conversation.post_id == post_id, Helping.ended_at.is_(None))) or 0)


def last_messages(conversations: Sequence[Conversation]) -> dict[int, Message]:
    """The newest message of each of these conversations, by conversation id."""
    newest = select(func.max(Message.id)).where(Message.conversation_id.in_([one.id for one in conversations]))
    wanted = select(Message).where(Message.id.in_(newest.group_by(Message.conversation_id).scalar_subquery()))
    return {message.conversation_id: message for message in db.session.scalars(wanted)}


def messages_of(conversation: Conversation) -> list[Message]:
    """The last MESSAGES_AT_MOST messages, oldest first."""
    wanted = select(Message).where(Message.conversation_id == conversation.id)
    newest = db.session.scalars(wanted.order_by(Message.id.desc()).limit(MESSAGES_AT_MOST)).all()
    return list(reversed(newest))


def shares_of(conversation: Conversation) -> dict[int, ContactShare]:
    """What each of the two shared, by account id."""
    wanted = select(ContactShare).where(ContactShare.conversation_id == conversation.id)
    return {share.account_id: share for share in db.session.scalars(wanted)}


_me: Any = bindparam("me")
_UNREAD = select(
    func.coalesce(
        func.sum(case((Conversation.owner_id == _me, Conversation.owner_unread), else_=Conversation.helper_unread)), 0
    )
).where(or_(Conversation.owner_id == _me, Conversation.helper_id == _me))


def count_unread(account_id: int) -> int:
    """How many messages this person has not marked as read."""
    return int(db.session.scalar(_UNREAD, {"me": account_id}) or 0)


def helped_requests(account_id: int, *, most: int) -> Sequence[Post]:
    """The requests that this person was chosen for, the latest first; not those that one of the two called off."""
    wanted = (
        select(Post)
        .join(Conversation, Conversation.post_id == Post.id)
        .join(Helping, Helping.conversation_id == Conversation.id)
        .where(Conversation.helper_id == account_id, Post.kind == REQUEST, Helping.ended_by_id.is_(None), _seen)
    )
    return db.session.scalars(wanted.order_by(Helping.chosen_at.desc(), Post.id.desc()).limit(most)).all()


def answered(account_id: int, post_ids: Iterable[int]) -> set[int]:
    """Those of these cards that this person already wrote to the owner about."""
    wanted = select(Conversation.post_id).where(
        Conversation.helper_id == account_id, Conversation.post_id.in_(sorted(post_ids))
    )
    return set(db.session.scalars(wanted))
