"""Whoever leaves first lets go of everybody: cards come down, conversations stop, and the others are told."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from buuv.accounts import blocking
from buuv.accounts.models import Account
from buuv.conversations import helping, messaging, queries
from buuv.conversations.models import Conversation
from buuv.core.database import db
from buuv.posts import ending, visibility
from buuv.posts.models import Post


def part_from_all(account: Account) -> None:
    """Takes this person's cards down and stops their conversations, with what was to come and who was chosen."""
    posts, conversations = _lock(account.id)
    open_ones = defaultdict(list)
    for conversation in conversations:
        if conversation.ended_at is None:
            open_ones[conversation.post_id].append(conversation)
    for post in visibility.in_tally_order(posts):
        was_alive = post.is_alive
        if post.author_id == account.id:
            ending.withdraw(post)
        for conversation in open_ones[post.id]:
            messaging.stop(conversation, by=account)
            if was_alive and conversation.owner_id == account.id:
                helping.end(conversation, by=account)
    db.session.flush()


def _lock(account_id: int) -> tuple[Sequence[Post], Sequence[Conversation]]:
    """The pairs, the cards, then the conversations, as everywhere: also closed cards, so that nobody answers now."""
    is_mine = or_(Conversation.owner_id == account_id, Conversation.helper_id == account_id)
    pairs = db.session.execute(select(Conversation.owner_id, Conversation.helper_id).where(is_mine)).all()
    blocking.take_all_turns((owner_id, helper_id) for owner_id, helper_id in pairs)
    about = select(Conversation.post_id).where(is_mine)
    cards = select(Post).where(or_(Post.author_id == account_id, Post.id.in_(about))).order_by(Post.id)
    cards = cards.options(joinedload(Post.author, innerjoin=True)).execution_options(populate_existing=True)
    posts = db.session.scalars(cards.with_for_update(of=Post)).all()
    # Read after the cards: whoever answered one of them a moment ago is done by now.
    wanted = select(Conversation).where(is_mine).order_by(Conversation.id).options(*queries.WHOLE)
    locked = wanted.with_for_update(of=Conversation).execution_options(populate_existing=True)
    return posts, db.session.scalars(locked).all()
