"""Answering a card, writing on, reading, sharing details, and stopping."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from buuv.accounts import blocking, restricting
from buuv.accounts.models import Account
from buuv.conversations import queries, restraining
from buuv.conversations.models import ContactShare, Conversation, Message
from buuv.core import clock, events, tokens
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.text import one_line, paragraphs
from buuv.core.translation import gettext as _
from buuv.notices import digests
from buuv.posts import visibility
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
    restricting.ensure_may_write(by.id)
    existing = queries.find_by_post(post.id, by.id)
    if existing:
        write(existing, body, by=by, submission=submission)
        return existing
    blocking.take_turns(post.author_id, by.id)
    # Who was blocked hears what everybody hears about a card that left the board.
    is_blocked = blocking.is_between(post.author_id, by.id)
    if post.is_taken and not is_blocked:
        raise Refusal(_("Er zijn al genoeg buren gevonden voor dit kaartje. Fijn dat u wilde reageren."))
    if not post.is_open or is_blocked:
        raise Refusal(_("Dit kaartje hangt niet meer op het bord. U kunt er niet meer op reageren."))
    if post.author_id == by.id:
        raise Refusal(_("Dit is uw eigen kaartje."))
    if not post.takes_replies:
        raise Refusal(_("Dit kaartje komt van een ander prikbord. Reageren kan nog niet."))
    restraining.check_same_words(body, to=post.author_id, by=by)
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
    restricting.ensure_may_write(by.id)
    _check_goes_on(conversation, _("Dit gesprek is gestopt. U kunt geen bericht meer sturen."))
    if restricting.is_shut_out(conversation.other_id(by.id)):
        raise Refusal(_("Deze buur kan nu niet antwoorden via buuv. Probeer het later nog eens."))
    if not _is_repeated(by, submission):
        restraining.check_turn(conversation, body, by=by)
    _add(conversation, body, by=by, submission=submission, is_first=False)


def _check_goes_on(conversation: Conversation, sentence: str) -> None:
    """Refuses what comes after the end; a block is an end like any other."""
    blocking.take_turns(conversation.owner_id, conversation.helper_id)
    if conversation.ended_at or blocking.is_between(conversation.owner_id, conversation.helper_id):
        raise Refusal(sentence)


def _is_repeated(by: Account, submission: str | None) -> bool:
    if not submission:
        return False
    wanted = select(Message.id).where(Message.author_id == by.id, Message.submission == submission[:40])
    return db.session.scalar(wanted) is not None


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


def part(one: Account, other: Account, *, by: Account) -> None:
    """Ends whatever these two talk about, as anybody may, with nothing left unread and no mail on its way."""
    wanted = (
        select(Conversation)
        .where(
            or_(
                (Conversation.owner_id == one.id) & (Conversation.helper_id == other.id),
                (Conversation.owner_id == other.id) & (Conversation.helper_id == one.id),
            )
        )
        .order_by(Conversation.id)
    )
    # The cards before the conversations, as everywhere (decision 50).
    cards = select(Post.id).where(Post.id.in_(wanted.with_only_columns(Conversation.post_id).order_by(None)))
    db.session.execute(cards.order_by(Post.id).with_for_update())
    conversations = db.session.scalars(wanted.options(*queries.WHOLE).with_for_update(of=Conversation)).all()
    about = {conversation.post_id: conversation.post for conversation in conversations}
    for post in visibility.in_tally_order(about.values()):
        for conversation in conversations:
            if conversation.post_id == post.id:
                stop(conversation, by=by)
                conversation.owner_unread = conversation.helper_unread = 0
    # The mails come after the counts, those of the first account first: others wait in this order too.
    for person in sorted((one, other), key=lambda person: person.id):
        for conversation in conversations:
            digests.forget(person, conversation.public_id)


def share_details(conversation: Conversation, *, by: Account, email: bool, line: str) -> None:
    """Shows the other one's e-mail address, a line of one's own, or both; sharing again replaces it."""
    line = one_line(line)
    restricting.ensure_may_write(by.id)
    _check_goes_on(conversation, _("Dit gesprek is gestopt. U kunt niets meer delen."))
    if not email and not line:
        raise Refusal(_("Kies wat u wilt delen."), field="line")
    if len(line) > LINE_MAX:
        raise Refusal(_("Maak de regel korter: hooguit %(most)s tekens.", most=LINE_MAX), field="line")
    restraining.check_answered(conversation, by=by)
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
