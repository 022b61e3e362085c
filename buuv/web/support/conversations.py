"""Finding a conversation by the id in an address, for one of the two; who was blocked is led to its end."""

from flask import abort, redirect, request, url_for

from buuv.conversations import closed, messaging, queries
from buuv.conversations.models import Conversation
from buuv.core.errors import NotFound
from buuv.core.tokens import PUBLIC_ID
from buuv.policy import Action
from buuv.web.support.access import actor, ensure


def get_conversation(public_id: str, action: Action, *, lock: bool = False, going_on: bool = False) -> Conversation:
    """The conversation, held still with `lock`, and then read by acting; NotFound for everybody who may not do this.

    Who was blocked and looks is led to the conversation's page, and with `going_on` so is everybody once it stopped:
    an address under it says no more than the page itself.
    """
    if not PUBLIC_ID.fullmatch(public_id):
        raise NotFound
    try:
        found = queries.get_for(actor().person.id, public_id, lock=lock)
    except NotFound:
        if request.method == "GET" and closed.is_for(actor().person.id, public_id):
            lead_to(public_id)
        raise
    if going_on and found.ended_at and request.method == "GET":
        lead_to(public_id)
    ensure(action, found)
    if lock:
        read_by_acting(found)
    return found


def read_by_acting(conversation: Conversation) -> None:
    """After a button in it, nothing in the conversation is new any more for the one who pressed it."""
    if request.method == "POST":
        messaging.mark_read(conversation, by=actor().person)


def lead_to(public_id: str) -> None:
    """Answers this request with the way to the conversation's page."""
    abort(redirect(url_for("conversations.conversation", public_id=public_id), 303))
