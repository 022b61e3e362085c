"""What this feature keeps of people: the mails that are on their way or were sent lately."""

from typing import Any

from sqlalchemy import and_, or_, select

from buuv.accounts.models import AddressChange
from buuv.core.holding import LANGUAGE_NAMES, Held, Person, goes
from buuv.core.outbox import OutgoingMail
from buuv.core.translation import lazy as _l
from buuv.notices import kinds


def _to(person: Person) -> Any:
    """Mails to their addresses, and about their own changes of address to whatever they typed there."""
    town = OutgoingMail.municipality_code == person.municipality_code
    changes = select(AddressChange.number).where(AddressChange.account_id == person.id).scalar_subquery()
    is_about = OutgoingMail.facts["attempt"].as_string().in_(changes)
    return and_(town, or_(OutgoingMail.address.in_(person.addresses), is_about))


HELD = (
    Held(
        model=OutgoingMail,
        title=_l("Mails aan u"),
        whose=_to,
        shows={
            "kind": _l("Waarover"),
            "address": _l("E-mailadres"),
            "language": _l("Taal"),
            "created_at": _l("Gemaakt"),
            "sent_at": _l("Verstuurd"),
            "failed_at": _l("Niet gelukt"),
        },
        words={"kind": {**kinds.BY_CHOICE, **kinds.ALWAYS}, "language": LANGUAGE_NAMES},
        keeps_back={
            "id": "an internal number",
            "message_id": "the mail's own number",
            "municipality_code": "the town, which the file names once",
            "facts": "numbers of what the mail was about, some of which open it",
            "urgency": "how the worker orders its work",
            "due_at": "how the worker orders its work",
            "tries": "how the worker orders its work",
            "failure": "what the mail server answered",
        },
        on_leaving=goes,
    ),
)
