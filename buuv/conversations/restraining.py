"""What keeps a neighbour from being pressed: wait for an answer, and no leaflets."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import exists, func, or_, select

from buuv.accounts.models import Account
from buuv.conversations import rules
from buuv.conversations.models import ContactShare, Conversation, Helping, Message
from buuv.core import clock
from buuv.core.database import db, one_at_a_time
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _


def must_wait(conversation: Conversation, writers: Iterable[int], account_id: int) -> bool:
    """Whether this person opened the conversation, said enough, and is not answered yet; `writers` of its messages."""
    written = list(writers)
    is_unanswered = account_id == conversation.helper_id and conversation.owner_id not in written
    return is_unanswered and len(written) >= rules.UNANSWERED_AT_MOST


def is_answered(
    conversation: Conversation, account_id: int, *, writers: Iterable[int], is_chosen: bool, sharers: Iterable[int]
) -> bool:
    """What `check_answered` asks, of a conversation whose messages, choice and shared details are known."""
    owner_id = conversation.owner_id
    return account_id == owner_id or is_chosen or owner_id in writers or owner_id in sharers


def waiting_words(name: str | None) -> str:
    """Why somebody cannot write now, in a sentence."""
    if name:
        return _("%(name)s heeft nog niet geantwoord. U kunt weer schrijven zodra dat gebeurd is.", name=name)
    return _("Uw buur heeft nog niet geantwoord. U kunt weer schrijven zodra dat gebeurd is.")


def check_turn(conversation: Conversation, body: str, *, by: Account) -> None:
    """Refuses one more message to somebody who has not answered yet, and a leaflet as the second one."""
    if by.id != conversation.helper_id:
        return
    counted = select(Message.author_id, func.count()).where(Message.conversation_id == conversation.id)
    by_writer = {row[0]: row[1] for row in db.session.execute(counted.group_by(Message.author_id))}
    if conversation.owner_id in by_writer:
        return
    if by_writer.get(by.id, 0) >= rules.UNANSWERED_AT_MOST:
        raise Refusal(waiting_words(conversation.owner.public_name), field="body")
    check_same_words(body, to=conversation.owner_id, by=by)


def check_answered(conversation: Conversation, *, by: Account) -> None:
    """Refuses whatever else carries words to an owner who gave no sign yet: no message, no choice, no details."""
    if by.id == conversation.owner_id:
        return
    wrote = exists().where(Message.conversation_id == conversation.id, Message.author_id == conversation.owner_id)
    chose = exists().where(Helping.conversation_id == conversation.id)
    shared = exists().where(
        ContactShare.conversation_id == conversation.id, ContactShare.account_id == conversation.owner_id
    )
    if not db.session.scalar(select(or_(wrote, chose, shared))):
        raise Refusal(waiting_words(conversation.owner.public_name))


def check_same_words(body: str, *, to: int, by: Account) -> None:
    """Refuses words for a new acquaintance that already went to SAME_WORDS_TO other people."""
    # One at a time for each writer, or ten sent at one moment would each be the fifth.
    one_at_a_time(f"words {by.id}")
    written = written_to_others(by.id, but=to, within=rules.SAME_WORDS_WITHIN, most=rules.SAME_WORDS_AMONG)
    same = {owner for owner, words in written if _letters(words) == _letters(body)}
    if len(same) >= rules.SAME_WORDS_TO:
        sentence = _("Dit bericht ging al naar %(most)s buren. Schrijf iets dat bij dit kaartje past.", most=len(same))
        raise Refusal(sentence, field="body")


def written_to_others(account_id: int, *, but: int, within: timedelta, most: int) -> list[tuple[int, str]]:
    """To whom this person wrote on their cards lately and what, the newest first; for the program to compare."""
    wanted = (
        select(Conversation.owner_id, Message.body)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.author_id == account_id, Conversation.helper_id == account_id, Conversation.owner_id != but)
        .where(Message.sent_at > clock.now() - within)
        .order_by(Message.id.desc())
        .limit(most)
    )
    return [(row[0], row[1]) for row in db.session.execute(wanted)]


def _letters(words: str) -> str:
    """The words without what is easily varied: capitals, spaces and signs."""
    return "".join(letter for letter in words.casefold() if letter.isalnum())
