"""What this feature keeps of people: their cards."""

from typing import Any

from sqlalchemy import update

from buuv.core import clock
from buuv.core.database import db
from buuv.core.holding import Held, Person
from buuv.core.translation import lazy as _l
from buuv.places.queries import place_name
from buuv.posts import rules, wording
from buuv.posts.categories import category_name
from buuv.posts.models import DONE, EXPIRED, OPEN, PAUSED, WITHDRAWN, Post

# A card without its words: its sort, wijk and moments stay, for the figures of the board.
BLANK: dict[str, Any] = {
    "title": "",
    "body": "",
    "timing": rules.CONSULT,
    "day": None,
    "rrule": None,
    "part": None,
    "place_code": None,
    "external_id": None,
}


STATES = {
    OPEN: _l("op het bord"),
    PAUSED: _l("even van het bord"),
    DONE: _l("gedaan"),
    WITHDRAWN: _l("weggehaald"),
    EXPIRED: _l("de tijd was voorbij"),
}
# As the form says them, without the name of the town.
REACHES = {
    rules.NEIGHBOURHOOD: _l("Alleen mijn buurt"),
    rules.NEARBY: _l("Mijn buurt en de buurten ernaast"),
    rules.DISTRICT: _l("Mijn wijk"),
    rules.MUNICIPALITY: _l("De hele gemeente"),
}


def _every(rule: str) -> str:
    """A weekly rule in words."""
    return wording.every(rules.weekday_of(rule))


def _blank(held: Held, person: Person) -> None:
    """Without words; privacy/parting.py took the cards off the board and out of the index before."""
    db.session.execute(update(Post).where(Post.author_id == person.id).values(**BLANK, changed_at=clock.now()))


HELD = (
    Held(
        model=Post,
        title=_l("Uw kaartjes"),
        whose=lambda person: Post.author_id == person.id,
        shows={
            "public_id": _l("Kenmerk"),
            "kind": _l("Vraag of aanbod"),
            "category": _l("Soort hulp"),
            "title": _l("Waar het om gaat"),
            "body": _l("Wat u erbij schreef"),
            "timing": _l("Wanneer"),
            "day": _l("Dag"),
            "rrule": _l("Vaste dag"),
            "part": _l("Deel van de dag"),
            "place_code": _l("Buurt"),
            "district_code": _l("Wijk"),
            "reach": _l("Wie het mag zien"),
            "state": _l("Stand"),
            "placed_at": _l("Geplaatst"),
            "changed_at": _l("Veranderd"),
            "expires_at": _l("Op het bord tot"),
            "warned_at": _l("Gewaarschuwd"),
            "ended_at": _l("Van het bord"),
            "rested_at": _l("Rust sinds"),
            "people_wanted": _l("Zoveel buren gezocht"),
            "taken_at": _l("Genoeg buren gevonden"),
            "hidden_at": _l("Uit het zicht sinds"),
            "released_at": _l("Vrijgegeven door de beheerder"),
        },
        words={
            "kind": wording.kind_name,
            "category": category_name,
            "timing": wording.timing_name,
            "rrule": _every,
            "part": wording.part_of_day,
            "reach": REACHES,
            "state": STATES,
            "place_code": place_name,
            "district_code": place_name,
        },
        keeps_back={
            "id": "an internal number",
            "municipality_code": "the town, which the file names once",
            "author_id": "an internal number",
            "external_id": "the operator's own number",
            "hidden_by_id": "shown as the decision about it",
            "hidden_from": "how it hung before a decision, which its state says again afterwards",
        },
        on_leaving=_blank,
    ),
)
