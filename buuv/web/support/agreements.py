"""Finding an agreement by the id in an address, for one of the two whose it is."""

from flask import request

from buuv.agreements import queries
from buuv.agreements.models import Agreement
from buuv.core.errors import NotFound
from buuv.core.tokens import PUBLIC_ID
from buuv.policy import Action
from buuv.web.support.access import actor, ensure


def get_agreement(public_id: str, action: Action) -> Agreement:
    """The agreement, held still for who will change it; NotFound for everybody who may not do this."""
    if not PUBLIC_ID.fullmatch(public_id):
        raise NotFound
    found = queries.get_for(actor().person.id, public_id, lock=request.method == "POST")
    ensure(action, found)
    return found
