"""What this feature keeps of people: their cards."""

from typing import Any

from sqlalchemy import update

from buuv.core import clock
from buuv.core.database import db
from buuv.core.holding import Held, Person
from buuv.core.translation import lazy as _l
from buuv.posts import rules
from buuv.posts.models import Post

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
            "reach": _l("Wie het mag zien (1 buurt, 2 ernaast, 3 wijk, 4 gemeente)"),
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
