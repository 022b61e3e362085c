"""What becomes of a choice when two neighbours stop: it is done, or the place is open again."""

from collections.abc import Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from buuv.accounts import blocking
from buuv.accounts.models import Account
from buuv.agreements import queries
from buuv.agreements.models import Agreement
from buuv.agreements.outcomes import Outcome
from buuv.conversations import helping
from buuv.conversations.models import Conversation, Helping
from buuv.core.database import db
from buuv.posts import ending
from buuv.posts import queries as posts
from buuv.posts.models import Post


def is_done(conversation: Conversation) -> bool:
    """Whether the owner of the card said that the one time they agreed took place, and nothing more is to come.

    The word of the owner alone counts: it is their card that would stay off the board.
    """
    said = exists().where(
        Outcome.agreement_id == Agreement.id,
        Outcome.account_id == conversation.owner_id,
        Outcome.did_happen.is_(True),
    )
    wanted = select(Agreement.id).where(Agreement.conversation_id == conversation.id, Agreement.rrule.is_(None), said)
    done = set(db.session.scalars(wanted.limit(queries.LIST_AT_MOST)))
    live = queries.live_in(conversation.id)
    return bool(done) and not any(one.is_confirmed and one.next_on and one.id not in done for one in live)


def end_choice(conversation: Conversation, *, by: Account) -> None:
    """Who stops talking does not come either, so the place is open again; who came already leaves none open."""
    if not is_done(conversation):
        helping.release(conversation, by=by)
        return
    post = posts.lock(conversation.post_id)
    if post.is_request and post.people_wanted == 1:
        ending.solve(post)
    # On a card for several who came keeps the place: nobody else is wanted for it.
    if not post.is_request or post.people_wanted == 1:
        helping.complete(conversation)


def find_choice_between(one_id: int, other_id: int) -> Conversation | None:
    """Where one of these two chose the other and it is not done: what ends, with a mail, when one blocks the other."""
    pair = (one_id, other_id)
    wanted = (
        select(Conversation)
        .join(Helping, Helping.conversation_id == Conversation.id)
        .where(Conversation.owner_id.in_(pair), Conversation.helper_id.in_(pair), Helping.ended_at.is_(None))
        .join(Conversation.post)
        .where(Conversation.ended_at.is_(None), Post.ended_at.is_(None))
        .options(contains_eager(Conversation.post))
        .order_by(Conversation.id)
        .limit(queries.HERE_AT_MOST)
    )
    return next((one for one in db.session.scalars(wanted) if not is_done(one)), None)


def chosen_without_agreement(helper_id: int, *, most: int) -> Sequence[Conversation]:
    """Where this neighbour was chosen and nothing is agreed or proposed yet, the newest choice first."""
    planned = exists().where(
        Agreement.conversation_id == Conversation.id, or_(Agreement.ended_at.is_(None), Agreement.is_confirmed)
    )
    seen = blocking.none_between(Conversation.owner_id, Conversation.helper_id)
    wanted = (
        select(Conversation)
        .join(Helping, Helping.conversation_id == Conversation.id)
        .join(Conversation.post)
        .where(Conversation.helper_id == helper_id, Conversation.ended_at.is_(None), Helping.ended_at.is_(None))
        .where(Post.ended_at.is_(None), ~planned, seen)
        .options(contains_eager(Conversation.post), joinedload(Conversation.owner, innerjoin=True))
        .options(joinedload(Conversation.helper, innerjoin=True))
        .order_by(Helping.chosen_at.desc(), Conversation.id.desc())
        .limit(most)
    )
    return db.session.scalars(wanted).all()
