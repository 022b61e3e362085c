"""What no feature above the ground floor keeps: words that wait, requests for data, and the list of who left."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, or_

from buuv.core.database import db
from buuv.core.drafts import FORM, OFFER, REPLY, REQUEST, Draft
from buuv.core.holding import Held, Person, goes, stays
from buuv.core.translation import lazy as _l
from buuv.places.queries import place_name
from buuv.posts import rules, wording
from buuv.posts.categories import category_name
from buuv.posts.personal_data import REACHES
from buuv.privacy.models import DataRequest, Erasure

_NUMBER = "an internal number"


PURPOSES = {
    REQUEST: _l("een vraag"),
    OFFER: _l("een aanbod"),
    REPLY: _l("een reactie"),
    FORM: _l("een formulier dat u nog eens kunt versturen"),
}
LABELS = {
    "title": _l("Waar het om gaat"),
    "body": _l("Wat u erbij schreef"),
    "category": _l("Soort hulp"),
    "when": _l("Wanneer"),
    "part": _l("Deel van de dag"),
    "place": _l("Buurt"),
    "reach": _l("Wie het mag zien"),
    "email": _l("E-mailadres"),
    "typed_email": _l("E-mailadres"),
    "post": _l("Kaartje"),
    "path": _l("Pagina"),
}
# Words that stand deeper: what the guard asks about, and the fields of another form.
DEEPER = ("typed", "fields")


def _when(choice: str) -> Any:
    """The choice in the list "when" in words: a day, or how often."""
    timing, day, rule = choice, None, None
    if choice.startswith("elke-"):
        timing, rule = rules.EVERY_WEEK, rules.weekly_rule(int(choice.removeprefix("elke-")))
    elif choice not in (rules.SOON, rules.CONSULT):
        timing, day = rules.DAY, date.fromisoformat(choice)
    return day or wording.when(timing, day, rule, None)


def _reach(number: str) -> Any:
    return REACHES[int(number)]


_VALUES: Mapping[str, Callable[[str], Any]] = {
    "category": category_name,
    "when": _when,
    "part": wording.part_of_day,
    "place": place_name,
    "reach": _reach,
}


def _in_words(words: dict[str, Any]) -> list[tuple[Any, Any]]:
    """What was typed, field by field; a field without a label is shown by its words alone."""
    found: list[tuple[Any, Any]] = []
    for name, value in words.items():
        if name in DEEPER:
            found += [(LABELS.get(key, ""), one) for key, one in (value or {}).items() if key != "submission" and one]
        elif value:
            found.append((LABELS.get(name, ""), _value(name, value)))
    return found


def _value(name: str, value: Any) -> Any:
    """A code in words; what was typed wrongly stands as it was typed."""
    try:
        return _VALUES[name](value) if name in _VALUES else value
    except (KeyError, ValueError):
        return value


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
        words={"purpose": PURPOSES, "words": _in_words},
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
        title=_l("Uw vertrek"),
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
