"""Choosing who it will be: as many neighbours as are wanted, never more, and a kind word for the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from buuv.accounts import blocking
from buuv.accounts.models import Account
from buuv.conversations import messaging, queries
from buuv.conversations.models import Conversation, Helping, Message
from buuv.core import clock, events, translation
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _
from buuv.core.translation import ngettext
from buuv.posts import ending, rules
from buuv.posts import queries as posts
from buuv.posts.models import Post


@dataclass(frozen=True)
class HelperChosen:
    """The owner of a card chose this neighbour."""

    conversation: Conversation


@dataclass(frozen=True)
class HelperLeft:
    """A chosen neighbour does not do it after all: `by` the owner, or the neighbour."""

    conversation: Conversation
    by: Account


def accept(conversation: Conversation, *, by: Account) -> None:
    """Chooses this neighbour; refuses more than are wanted, however many are chosen at the same moment."""
    post = _lock(conversation)
    helping = db.session.get(Helping, conversation.id, populate_existing=True)
    if helping and helping.is_current:
        return
    if conversation.ended_at:
        raise Refusal(_("Dit gesprek is gestopt. U kunt deze buur niet meer kiezen."))
    if not post.is_alive:
        raise Refusal(_("Dit kaartje hangt niet meer op het bord. Zet het eerst terug."))
    chosen = queries.count_chosen(post.id)
    if chosen >= post.people_wanted:
        raise Refusal(_full(chosen))
    if helping is None:
        helping = Helping(conversation_id=conversation.id)
        db.session.add(helping)
    helping.chosen_at, helping.chosen_by_id = clock.now(), by.id
    helping.ended_at = helping.ended_by_id = None
    db.session.flush()
    settle(post)
    events.record(HelperChosen(conversation))


def _full(chosen: int) -> str:
    return ngettext(
        "U hebt al %(num)s buur gekozen, zoveel als u zocht. Zoekt u er meer? Verander dan eerst het aantal.",
        "U hebt al %(num)s buren gekozen, zoveel als u zocht. Zoekt u er meer? Verander dan eerst het aantal.",
        chosen,
    )


def release(conversation: Conversation, *, by: Account) -> None:
    """Ends the choice, by the owner or by the neighbour who steps back; the place is open again.

    Once the card is off the board for good there is no place to open, and nobody needs to hear of it.
    """
    post = _lock(conversation)
    helping = db.session.get(Helping, conversation.id, populate_existing=True)
    if helping is None or not helping.is_current or not post.is_alive:
        return
    helping.ended_at, helping.ended_by_id = clock.now(), by.id
    db.session.flush()
    settle(post)
    events.record(HelperLeft(conversation, by))


def end(conversation: Conversation, *, by: Account) -> None:
    """The owner goes and the card with them: nobody is chosen any more, and the neighbour hears of it."""
    helping = db.session.get(Helping, conversation.id, populate_existing=True)
    if helping and helping.is_current:
        helping.ended_at, helping.ended_by_id = clock.now(), by.id
        db.session.flush()
        events.record(HelperLeft(conversation, by))


def complete(conversation: Conversation) -> None:
    """What this neighbour was chosen for is done, so an offer has its place again."""
    post = _lock(conversation)
    helping = db.session.get(Helping, conversation.id, populate_existing=True)
    if helping and helping.is_current:
        helping.ended_at = clock.now()
        db.session.flush()
        settle(post)


def want(post: Post, people: int) -> None:
    """Changes how many neighbours the owner looks for; never fewer than are chosen already."""
    post = posts.lock(post.id)
    if not 1 <= people <= rules.PEOPLE_MOST:
        raise Refusal(_("Kies een aantal van 1 tot en met %(most)s.", most=rules.PEOPLE_MOST), field="people")
    chosen = queries.count_chosen(post.id)
    if people < chosen:
        sentence = _("U hebt al %(chosen)s buren gekozen. Laat eerst iemand los.", chosen=chosen)
        raise Refusal(sentence, field="people")
    post.people_wanted = people
    settle(post)


def settle(post: Post) -> None:
    """Takes a full card off the board, and hangs back one on which somebody is wanted again."""
    if queries.count_chosen(post.id) >= post.people_wanted:
        ending.take(post)
    else:
        ending.free(post)


def may_close_others(post: Post, *, chosen: int) -> bool:
    """Whether the owner needs nobody more: enough are chosen, or the card is off the board for good."""
    return chosen >= post.people_wanted or not post.is_alive


def closing_words(kind: str, language: str) -> str:
    """The kind message to those who were not chosen, in their language."""
    with translation.speaking(language):
        if kind == rules.REQUEST:
            return _(
                "Dag! Bedankt voor uw reactie op mijn vraag. Wij zijn er al uit: ik heb hulp gevonden."
                " Heel fijn dat u wilde helpen. Misschien tot een volgende keer!"
            )
        return _(
            "Dag! Bedankt voor uw reactie op mijn aanbod. Wij zijn er al uit: ik heb nu geen plek meer."
            " Fijn dat u mij schreef. Misschien tot een volgende keer!"
        )


def close_others(post: Post, *, by: Account) -> int:
    """Thanks everybody who was not chosen and ends those conversations; gives how many. Twice is once."""
    helper_ids = db.session.scalars(select(Conversation.helper_id).where(Conversation.post_id == post.id)).all()
    blocking.take_all_turns((post.author_id, helper_id) for helper_id in helper_ids)
    post = posts.lock(post.id)
    if not may_close_others(post, chosen=queries.count_chosen(post.id)):
        raise Refusal(_("U zoekt nog iemand. Kies eerst wie het wordt, of maak het aantal kleiner."))
    # Who answered in between is thanked by a next tap: their turn was not taken.
    others = [one for one in _others(post) if one.helper_id in set(helper_ids)]
    # Each mail waits for its receiver's other mails, so everybody takes the receivers in one order.
    for conversation in sorted(others, key=lambda one: one.helper_id):
        words = closing_words(post.kind, conversation.helper.language)
        # The moment makes it another message when the neighbour was asked again in between.
        submission = f"{_closing(conversation)}-{conversation.last_message_at:%Y%m%d%H%M%S%f}"
        messaging.write(conversation, words, by=by, submission=submission)
        messaging.stop(conversation, by=by)
    return len(others)


def _closing(conversation: Conversation) -> str:
    return f"closing-{conversation.public_id}"


def may_ask_again(conversation: Conversation, last: Message | None, helping: Helping | None, *, chosen: int) -> bool:
    """Whether the owner can still ask this neighbour: thanked as one of the others, and a place is open again.

    Never when the neighbour stopped or stepped back; then the last word is not the owner's thanks.
    """
    post, owner_id = conversation.post, conversation.owner_id
    was_thanked = (
        conversation.ended_at is not None
        and conversation.ended_by_id == owner_id
        and last is not None
        and last.author_id == owner_id
        and (last.submission or "").startswith(_closing(conversation))
    )
    stepped_back = helping is not None and helping.ended_by_id == conversation.helper_id
    return was_thanked and not stepped_back and post.is_open and chosen < post.people_wanted


def ask_again(conversation: Conversation, body: str, *, by: Account, submission: str | None = None) -> None:
    """Opens the conversation again that the owner ended by thanking the others, with a message."""
    post = _lock(conversation)
    last = queries.last_messages([conversation]).get(conversation.id)
    helping = queries.find_helping(conversation)
    if not may_ask_again(conversation, last, helping, chosen=queries.count_chosen(post.id)):
        raise Refusal(_("U kunt deze buur nu niet vragen."))
    if conversation.helper.has_left:
        raise Refusal(_("Deze buur is weg van buuv."))
    conversation.ended_at = conversation.ended_by_id = None
    messaging.write(conversation, body, by=by, submission=submission)


def _others(post: Post) -> Sequence[Conversation]:
    """The open conversations about a card with neighbours who are not chosen, locked in one order."""
    chosen = select(Helping.conversation_id).where(Helping.ended_at.is_(None))
    wanted = (
        select(Conversation)
        .where(Conversation.post_id == post.id, Conversation.ended_at.is_(None), Conversation.id.not_in(chosen))
        .options(joinedload(Conversation.helper, innerjoin=True), joinedload(Conversation.owner, innerjoin=True))
        .options(joinedload(Conversation.post, innerjoin=True))
        .order_by(Conversation.id)
        .limit(queries.LIST_AT_MOST)
    )
    locked = wanted.with_for_update(of=Conversation).execution_options(populate_existing=True)
    return db.session.scalars(locked).all()


def _lock(conversation: Conversation) -> Post:
    """The card and the conversation as they are now. Always the card first, so that nobody waits for each other."""
    post = posts.lock(conversation.post_id)
    db.session.refresh(conversation, ["ended_at", "ended_by_id"], with_for_update={"of": Conversation})
    return post
