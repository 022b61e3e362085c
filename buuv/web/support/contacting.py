"""How many new people somebody may write to in a day, and how many may write to somebody."""

from buuv.accounts.models import Account
from buuv.core import clock
from buuv.core.errors import TooMany
from buuv.core.translation import gettext as _
from buuv.moderation import noticing
from buuv.notices import digests
from buuv.web.support.counting import hit, left, used
from buuv.web.support.rendering import this_person


class Full(TooMany):
    """No new contact today, in a sentence; the words that were typed stay in the form."""

    def __init__(self, sentence: str, retry_after: int) -> None:
        super().__init__(retry_after)
        self.sentence = sentence


def count(writer: Account, receiver: Account) -> None:
    """Counts a new contact for both; raises Full when either had enough, and then all that was done is undone."""
    if left("contact_received", receiver.id) == 0:
        # Looked at first: who meets a full letter box must not lose a contact of their own by it.
        _hit_received(receiver)
    is_new = (clock.now() - writer.created_at).days < 7
    limit = "contact_first_week" if is_new else "contact_later"
    try:
        hit(limit, writer.id)
    except TooMany as full:
        words = _(
            "U hebt vandaag al veel nieuwe buren geschreven. Probeer het morgen weer. Uw bericht staat hieronder."
        )
        raise Full(words, full.retry_after) from full
    _hit_received(receiver)
    if left("contact_received", receiver.id) == 0:
        digests.tell_busy(receiver)
    noticing.see_contacts(writer, used(limit, writer.id) or 0, is_new=is_new)


def _hit_received(receiver: Account) -> None:
    try:
        hit("contact_received", receiver.id)
    except TooMany as full:
        name = this_person(receiver)
        words = _(
            "%(name)s kreeg vandaag al veel reacties. Probeer het morgen weer. Uw bericht staat hieronder.",
            name=name[:1].upper() + name[1:],
        )
        raise Full(words, full.retry_after) from full
