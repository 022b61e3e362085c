"""Finding an agreement by the id in an address, for one of the two whose it is."""

from flask import request

from buuv.agreements import queries
from buuv.agreements.models import Agreement
from buuv.conversations import closed
from buuv.core.errors import NotFound
from buuv.core.tokens import PUBLIC_ID
from buuv.policy import Action
from buuv.web.support.access import actor, ensure
from buuv.web.support.conversations import lead_to, read_by_acting


def get_agreement(public_id: str, action: Action, *, lock: bool = True) -> Agreement:
    """The agreement, held still for who will change it (unless not `lock`); NotFound for who may not do this."""
    if not PUBLIC_ID.fullmatch(public_id):
        raise NotFound
    try:
        found = queries.get_for(actor().person.id, public_id, lock=lock and request.method == "POST")
    except NotFound:
        _lead_to_the_end(public_id)
        raise
    ensure(action, found)
    read_by_acting(found.conversation)
    return found


def _lead_to_the_end(public_id: str) -> None:
    """Who was blocked finds the agreement's conversation stopped, as after every stop; others find nothing."""
    number = queries.find_conversation_number(public_id)
    if number and closed.is_for(actor().person.id, number):
        lead_to(number)
