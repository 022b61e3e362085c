"""Conversations as they are left for who was blocked: one's own words and an end, nothing of the other one.

It looks as it does when a neighbour has left, so the page does not say which of the two happened.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from buuv.accounts import blocking
from buuv.accounts.models import Block
from buuv.conversations.models import Conversation, Message
from buuv.conversations.queries import LIST_AT_MOST, MESSAGES_AT_MOST
from buuv.core.database import db
from buuv.core.errors import NotFound


def get_for(account_id: int, public_id: str) -> Conversation:
    """One such conversation of this person, with its card but without its people; NotFound otherwise."""
    found: Conversation | None = db.session.scalar(_closed_for(account_id).where(Conversation.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def is_for(account_id: int, public_id: str) -> bool:
    """Whether this person was left with no more than the end of this conversation."""
    return db.session.scalar(_closed_for(account_id).where(Conversation.public_id == public_id)) is not None


def was_hidden_by(account_id: int, public_id: str) -> bool:
    """Whether this person talked there with somebody and then did not want to see them any more."""
    others = select(Block.blocked_id).where(Block.account_id == account_id)
    as_owner = (Conversation.owner_id == account_id) & Conversation.helper_id.in_(others)
    as_helper = (Conversation.helper_id == account_id) & Conversation.owner_id.in_(others)
    wanted = select(Conversation.id).where(Conversation.public_id == public_id, or_(as_owner, as_helper))
    return db.session.scalar(wanted) is not None


def conversations_for(account_id: int) -> Sequence[Conversation]:
    """All of them, the latest message first; at most LIST_AT_MOST."""
    wanted = _closed_for(account_id).order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
    return db.session.scalars(wanted.limit(LIST_AT_MOST)).all()


def own_messages(conversation: Conversation, account_id: int) -> Sequence[Message]:
    """What this person wrote there, oldest first; the last MESSAGES_AT_MOST."""
    wanted = select(Message).where(Message.conversation_id == conversation.id, Message.author_id == account_id)
    return db.session.scalars(wanted.order_by(Message.id.desc()).limit(MESSAGES_AT_MOST)).all()[::-1]


def _closed_for(account_id: int) -> Any:
    others = blocking.hiding_from(account_id)
    as_owner = (Conversation.owner_id == account_id) & Conversation.helper_id.in_(others)
    as_helper = (Conversation.helper_id == account_id) & Conversation.owner_id.in_(others)
    return select(Conversation).where(or_(as_owner, as_helper)).options(joinedload(Conversation.post, innerjoin=True))
