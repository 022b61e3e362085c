"""What follows from what: every event and who hears it, on one screen."""

from buuv.accounts import second_lock
from buuv.accounts.second_lock import LockChanged
from buuv.accounts.signing_in import NewDevice
from buuv.conversations.messaging import DetailsShared, MessageSent
from buuv.core import clock, events
from buuv.notices.telling import tell
from buuv.posts import tallying
from buuv.posts.placing import PostPlaced
from buuv.posts.visibility import PostAppeared, PostDisappeared
from buuv.search import index


def connect() -> None:
    """Lets the hearers hear; doing it twice changes nothing."""
    events.hear(PostAppeared, _make_findable)
    events.hear(PostDisappeared, _make_unfindable)
    events.hear(PostPlaced, _mail_placed)
    events.hear(MessageSent, _mail_message)
    events.hear(DetailsShared, _mail_details)
    events.hear(NewDevice, _mail_new_device)
    events.hear(LockChanged, _mail_lock)


def _make_findable(event: PostAppeared) -> None:
    tallying.forget_counts()
    index.add(event.post)


def _make_unfindable(event: PostDisappeared) -> None:
    tallying.forget_counts()
    index.remove(event.post)


def _mail_placed(event: PostPlaced) -> None:
    """Gives the owner the way back to the card."""
    post = event.post
    until = clock.day_of(post.expires_at).isoformat()
    tell(event.by, "card_placed", post=post.public_id, kind=post.kind, until=until)


def _mail_message(event: MessageSent) -> None:
    """Tells the other one that there is a message, never what it says (T-22)."""
    conversation = event.conversation
    tell(
        conversation.other_than(event.message.author_id),
        "first_reply" if event.is_first else "new_message",
        conversation=conversation.public_id,
        kind=conversation.post.kind,
    )


def _mail_details(event: DetailsShared) -> None:
    conversation = event.conversation
    tell(conversation.other_than(event.by.id), "details_shared", conversation=conversation.public_id)


def _mail_new_device(event: NewDevice) -> None:
    """Tells the owner of an account that somebody signed in where nobody did before (T-13)."""
    tell(event.account, "new_device", device=event.session.device)


def _mail_lock(event: LockChanged) -> None:
    """Tells the owner what happened to the second lock; new paper codes are on the screen already."""
    if event.what != second_lock.CODES_MADE:
        tell(event.account, "lock_changed", what=event.what)
