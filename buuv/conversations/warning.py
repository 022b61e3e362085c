"""A quiet line for whoever receives a message: about money words, and about a number in a first message.

Messages are private: nothing is kept, and the sender sees none of it. Only who gives a number away in a first
message is asked once whether they mean to.
"""

from collections.abc import Sequence
from functools import lru_cache

from buuv.conversations.models import Message
from buuv.guard import findings, safety

MONEY, CONTACT = "money", "contact"

# Further back a cry for help is answered, or the reader has seen where help is.
_LAST = 3

_MONEY_LABELS = frozenset(("money", "iban"))
_CONTACT_LABELS = frozenset(("phone", "email"))


def warnings_for(messages: Sequence[Message], reader_id: int, *, from_the_start: bool) -> dict[int, list[str]]:
    """What to say below each message, by its id; `from_the_start` when the first of them opened the conversation.

    Only messages of the other one count (T-02), and a telephone number or e-mail address only in the first
    message (T-04).
    """
    theirs = [message for message in messages if message.author_id != reader_id]
    opening = messages[0].id if messages and from_the_start else None
    return {message.id: said for message in theirs if (said := _said_of(message, is_opening=message.id == opening))}


def safety_lines(messages: Sequence[Message], reader_id: int) -> list[str]:
    """The lines of help that the reader's own last message calls for; nobody else sees them, and nothing is kept."""
    mine = next((message for message in reversed(messages) if message.author_id == reader_id), None)
    return safety.lines(mine.body) if mine else []


def lines_about_the_other(messages: Sequence[Message], reader_id: int) -> list[str]:
    """The lines of help for a reader who may worry about the other one, by what that one wrote last."""
    theirs = [one.body for one in messages if one.author_id != reader_id and not one.hidden_by_id]
    return safety.lines("\n".join(reversed(theirs[-_LAST:])))


def contact_in(body: str) -> str:
    """What a first message gives away before anybody was chosen (T-04): "phone", "email" or nothing."""
    found = {finding.label for finding in findings.find(body, only=_CONTACT_LABELS)}
    return next((label for label in ("phone", "email") if label in found), "")


def _said_of(message: Message, *, is_opening: bool) -> list[str]:
    return list(_said_in(message.id, message.body, is_opening))


# A message never changes, and a long conversation is read again and again.
@lru_cache(maxsize=5000)
def _said_in(number: int, body: str, is_opening: bool) -> tuple[str, ...]:
    wanted = _MONEY_LABELS | (_CONTACT_LABELS if is_opening else frozenset())
    found = {finding.label for finding in findings.find(body, only=wanted)}
    kinds = ((MONEY, _MONEY_LABELS), (CONTACT, _CONTACT_LABELS))
    return tuple(kind for kind, labels in kinds if not labels.isdisjoint(found))
