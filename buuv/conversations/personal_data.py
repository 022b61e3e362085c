"""What this feature keeps of people: their conversations, what they wrote and what they showed the other one."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from buuv.conversations.models import ContactShare, Conversation, Helping, Message
from buuv.conversations.queries import WHOLE
from buuv.core.holding import Held, Person, goes, stays
from buuv.core.translation import lazy as _l

_NUMBER = "an internal number"


def mine(person: Person) -> Any:
    """This person's conversations, as a condition."""
    return or_(Conversation.owner_id == person.id, Conversation.helper_id == person.id)


def ids_of_mine(person: Person) -> Any:
    """Their numbers, as a query to use within another."""
    return select(Conversation.id).where(mine(person)).scalar_subquery()


def name_of_other(conversation: Conversation, person: Person) -> str | None:
    """The name that the other one shows; after a block it is on no page, and so not here."""
    other = conversation.other_than(person.id)
    return None if other.id in person.hidden else other.shown_name


def _conversation(found: Conversation, person: Person) -> dict[str, Any]:
    """A conversation with the name that the other one shows, and no more of them."""
    is_owner = found.owner_id == person.id
    return {
        "public_id": found.public_id,
        "card": found.post.public_id,
        "own_card": is_owner,
        "other_name": name_of_other(found, person),
        "started_at": found.started_at,
        "last_message_at": found.last_message_at,
        "unread": found.unread_for(person.id),
        "ended_at": found.ended_at,
        "ended_by_you": found.ended_by_id == person.id if found.ended_by_id else None,
    }


def _message(found: Message, person: Person) -> dict[str, Any]:
    """One's own words in full; of the other one's message only that it was there (R-P05)."""
    is_own = found.author_id == person.id
    return {
        "conversation": found.conversation.public_id,
        "from_you": is_own,
        "sent_at": found.sent_at,
        "body": found.body if is_own else None,
    }


def _share(found: ContactShare, person: Person) -> dict[str, Any]:
    return {
        "conversation": found.conversation.public_id,
        "email": found.email,
        "line": found.line,
        "shared_at": found.shared_at,
    }


def _helping(found: Helping, person: Person) -> dict[str, Any]:
    is_owner = found.conversation.owner_id == person.id
    return {
        "conversation": found.conversation.public_id,
        "chosen_by_you": is_owner,
        "chosen_at": found.chosen_at,
        "ended_at": found.ended_at,
    }


HELD = (
    Held(
        model=Conversation,
        title=_l("Uw gesprekken"),
        whose=mine,
        options=WHOLE,
        row=_conversation,
        shows={
            "public_id": _l("Kenmerk"),
            "card": _l("Kaartje"),
            "own_card": _l("Over uw eigen kaartje"),
            "other_name": _l("Met"),
            "started_at": _l("Begonnen"),
            "last_message_at": _l("Laatste bericht"),
            "unread": _l("Nog te lezen"),
            "ended_at": _l("Gestopt"),
            "ended_by_you": _l("Door u gestopt"),
        },
        keeps_back={
            "id": _NUMBER,
            "post_id": _NUMBER,
            "owner_id": _NUMBER,
            "helper_id": _NUMBER,
            "owner_unread": "shown as unread when it is yours",
            "helper_unread": "shown as unread when it is yours",
            "ended_by_id": _NUMBER,
        },
        on_leaving=stays("stopped before, with all that hangs on it (privacy/parting.py)"),
    ),
    Held(
        model=Message,
        title=_l("Uw berichten"),
        whose=lambda person: Message.conversation_id.in_(ids_of_mine(person)),
        row=_message,
        options=(joinedload(Message.conversation, innerjoin=True),),
        shows={
            "conversation": _l("Gesprek"),
            "from_you": _l("Van u"),
            "sent_at": _l("Verstuurd"),
            "body": _l("Wat u schreef"),
        },
        keeps_back={
            "id": _NUMBER,
            "conversation_id": _NUMBER,
            "author_id": _NUMBER,
            "submission": "the number of a form",
            "hidden_by_id": "shown as the decision about it",
        },
        on_leaving=stays("what was said to others is theirs to read, for its term, without a name (R-P06)"),
    ),
    Held(
        model=Helping,
        title=_l("Wie voor een kaartje is gekozen"),
        whose=lambda person: Helping.conversation_id.in_(ids_of_mine(person)),
        row=_helping,
        options=(joinedload(Helping.conversation, innerjoin=True),),
        shows={
            "conversation": _l("Gesprek"),
            "chosen_by_you": _l("Door u gekozen"),
            "chosen_at": _l("Gekozen"),
            "ended_at": _l("Voorbij"),
        },
        keeps_back={"conversation_id": _NUMBER, "chosen_by_id": _NUMBER, "ended_by_id": _NUMBER},
        on_leaving=stays("numbers and moments, which go with the conversation"),
    ),
    Held(
        model=ContactShare,
        title=_l("Gegevens die u deelde"),
        whose=lambda person: ContactShare.account_id == person.id,
        row=_share,
        options=(joinedload(ContactShare.conversation, innerjoin=True),),
        shows={
            "conversation": _l("Gesprek"),
            "email": _l("E-mailadres"),
            "line": _l("Regel"),
            "shared_at": _l("Gedeeld"),
        },
        keeps_back={"conversation_id": _NUMBER, "account_id": _NUMBER},
        on_leaving=goes,
    ),
)
