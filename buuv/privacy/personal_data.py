"""What no feature above the ground floor keeps: words that wait, requests for data, and the list of who left."""

from typing import Any

from sqlalchemy import delete, or_

from buuv.core.database import db
from buuv.core.drafts import Draft
from buuv.core.holding import Held, Person, goes, stays
from buuv.core.translation import lazy as _l
from buuv.privacy.models import DataRequest, Erasure

_NUMBER = "an internal number"


def _draft(found: Draft, person: Person) -> dict[str, Any]:
    """Everything that was typed, but for the numbers by which the program goes on."""
    words = {key: value for key, value in found.words.items() if key not in ("attempt", "submission")}
    return {"purpose": found.purpose, "words": words, "result": found.result, "touched_at": found.touched_at}


def _forget_drafts(held: Held, person: Person) -> None:
    """Also those of who never signed in with it: an address that somebody typed says whose words they are."""
    typed = (Draft.words["email"], Draft.words["typed_email"], Draft.words[("fields", "email")])
    has_address = or_(*(place.as_string().in_(person.addresses) for place in typed))
    in_town = Draft.municipality_code == person.municipality_code
    whose = or_(Draft.account_id == person.id, in_town & has_address)
    db.session.execute(delete(Draft).where(whose), execution_options={"synchronize_session": False})


HELD = (
    Held(
        model=Draft,
        title=_l("Wat u begon en nog niet afmaakte"),
        # An address on a draft proves nothing, so only words that somebody signed in with are shown.
        whose=lambda person: Draft.account_id == person.id,
        row=_draft,
        shows={
            "purpose": _l("Wat het wordt"),
            "words": _l("Wat u typte"),
            "result": _l("Wat het werd"),
            "touched_at": _l("Laatst veranderd"),
        },
        keeps_back={
            "id": _NUMBER,
            "number": "a secret or its digest",
            "municipality_code": _NUMBER,
            "account_id": _NUMBER,
        },
        on_leaving=_forget_drafts,
    ),
    Held(
        model=DataRequest,
        title=_l("Keren dat u uw gegevens opvroeg"),
        whose=lambda person: DataRequest.account_id == person.id,
        shows={
            "created_at": _l("Gevraagd"),
            "tries": _l("Keer geprobeerd"),
            "ended_at": _l("Gebruikt of vervallen"),
        },
        keeps_back={"id": _NUMBER, "number": "a secret or its digest", "account_id": _NUMBER},
        on_leaving=goes,
    ),
    Held(
        model=Erasure,
        title=_l("Vertrokken"),
        whose=lambda person: Erasure.account_id == person.id,
        shows={"erased_at": _l("Gewist")},
        keeps_back={
            "id": _NUMBER,
            "account_id": _NUMBER,
            "municipality_code": _NUMBER,
            "wiped_at": "work of the worker",
        },
        on_leaving=stays("a number without a person; a backup that is put back needs it to forget again (F-26)"),
    ),
)
