"""Answering a card, writing on, reading, sharing details, and stopping."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from buuv.accounts.models import Account
from buuv.conversations import queries
from buuv.conversations.models import ContactShare, Conversation, Message
from buuv.core import clock, events, tokens
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.text import one_line, paragraphs
from buuv.core.translation import gettext as _
from buuv.posts.models import Post

BODY_MAX = 2000
LINE_MAX = 200


@dataclass(frozen=True)
class MessageSent:
    """Somebody wrote; `is_first` when it opens the conversation."""

    conversation: Conversation
    message: Message
    is_first: bool


@dataclass(frozen=True)
class DetailsShared:
    """One of the two showed the other how to reach them."""

    conversation: Conversation
    by: Account


@dataclass(frozen=True)
class ConversationStopped:
    """One of the two ended the conversation."""

    conversation: Conversation
    by: Account


def check_body(body: str) -> str:
    """The cleaned text of a message; refuses an empty or very long one."""
    body = paragraphs(body)
    if not body:
        raise Refusal(_("Schrijf een bericht."), field="body")
    if len(body) > BODY_MAX:
        raise Refusal(_("Maak uw bericht korter: hooguit %(most)s tekens.", most=BODY_MAX), field="body")
    return body


def answer(post: Post, body: str, *, by: Account, submission: str | None = None) -> Conversation:
    """Opens the conversation about this card with a first message, or writes on in the one there is."""
    body = check_body(body)
    existing = queries.find_by_post(post.id, by.id)
    if existing:
        write(existing, body, by=by, submission=submission)
        return existing
    if post.is_taken:
        raise Refusal(_("Er zijn al genoeg buren gevonden voor dit kaartje. Fijn dat u wilde reageren."))
    if not post.is_open:
        raise Refusal(_("Dit kaartje hangt niet meer op het bord. U kunt er niet meer op reageren."))
    if post.author_id == by.id:
        raise Refusal(_("Dit is uw eigen kaartje."))
    if not post.takes_replies:
        raise Refusal(_("Dit kaartje komt van een ander prikbord. Reageren kan nog niet."))
    conversation = Conversation(public_id=tokens.public_id(), post_id=post.id, owner_id=post.author_id, helper_id=by.id)
    conversation.post, conversation.owner, conversation.helper = post, post.author, by
    try:
        with db.session.begin_nested():
            db.session.add(conversation)
    except IntegrityError:
        # The same person answered in another tab a moment ago: then this is a second message.
        return answer(post, body, by=by, submission=submission)
    _add(conversation, body, by=by, submission=submission, is_first=True)
    return conversation


def write(conversation: Conversation, body: str, *, by: Account, submission: str | None = None) -> None:
    """Adds a message; the same submission twice is one message."""
    body = check_body(body)
    if conversation.ended_at:
        raise Refusal(_("Dit gesprek is gestopt. U kunt geen bericht meer sturen."))
    _add(conversation, body, by=by, submission=submission, is_first=False)


def _add(conversation: Conversation, body: str, *, by: Account, submission: str | None, is_first: bool) -> None:
    message = Message(
        conversation_id=conversation.id,
        author_id=by.id,
        body=body,
        submission=submission[:40] if submission else None,
    )
    try:
        with db.session.begin_nested():
            db.session.add(message)
    except IntegrityError:
        return
    conversation.last_message_at = message.sent_at
    # Added to in the database itself, so that two messages at one moment both count.
    if by.id == conversation.owner_id:
        conversation.helper_unread = Conversation.helper_unread + 1
        conversation.owner_unread = 0
    else:
        conversation.owner_unread = Conversation.owner_unread + 1
        conversation.helper_unread = 0
    db.session.flush()
    events.record(MessageSent(conversation, message, is_first))


def mark_read(conversation: Conversation, *, by: Account) -> None:
    """The messages to this person so far are read; nobody else can see that."""
    if by.id == conversation.owner_id:
        conversation.owner_unread = 0
    else:
        conversation.helper_unread = 0


def stop(conversation: Conversation, *, by: Account) -> None:
    """Ends the conversation for both; either may, without a reason, and both can still read it."""
    if conversation.ended_at is None:
        conversation.ended_at, conversation.ended_by_id = clock.now(), by.id
        events.record(ConversationStopped(conversation, by))


def share_details(conversation: Conversation, *, by: Account, email: bool, line: str) -> None:
    """Shows the other one's e-mail address, a line of one's own, or both; sharing again replaces it."""
    line = one_line(line)
    if conversation.ended_at:
        raise Refusal(_("Dit gesprek is gestopt. U kunt niets meer delen."))
    if not email and not line:
        raise Refusal(_("Kies wat u wilt delen."), field="line")
    if len(line) > LINE_MAX:
        raise Refusal(_("Maak de regel korter: hooguit %(most)s tekens.", most=LINE_MAX), field="line")
    share = db.session.get(ContactShare, (conversation.id, by.id))
    if share is None:
        share = ContactShare(conversation_id=conversation.id, account_id=by.id)
        db.session.add(share)
    share.email, share.line, share.shared_at = (by.email if email else None), line or None, clock.now()
    events.record(DetailsShared(conversation, by))


def take_back_details(conversation: Conversation, *, by: Account) -> None:
    """Hides one's details again; what the other already read or wrote down cannot be taken back."""
    share = db.session.get(ContactShare, (conversation.id, by.id))
    if share:
        db.session.delete(share)
