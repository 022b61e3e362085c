"""The people of a demo town: residents with addresses at example.org, and five whom everybody can sign in as."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from buuv.accounts import authenticator
from buuv.accounts.models import BROKER, MODERATOR, RESIDENT, Acceptance, Account
from buuv.cli import bulk
from buuv.core import text
from buuv.core.database import db
from buuv.places.queries import Area, Town
from buuv.towns import texts

DOMAIN = "example.org"
RESIDENTS = 120
# A bigger town has more people: one for each twenty cards, as BUUV Leiden has for each two.
CARDS_EACH = 20
NAMED = (
    ("bewoner", RESIDENT, "Riet", "bewoner, met een vraag en reacties"),
    ("vrijwilliger", RESIDENT, "Daan", "vrijwilliger, met aanbod en gesprekken"),
    ("makelaar", BROKER, "Samira", "sociaal makelaar"),
    ("moderator1", MODERATOR, None, "moderator"),
    ("moderator2", MODERATOR, None, "moderator"),
)
SHOW_THEIR_NAME = 0.85


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can place a card: account number and buurt."""

    id: int
    home: Area


@dataclass(frozen=True)
class People:
    """Everybody in the town who can place cards; the two whom visitors sign in as apart."""

    resident: Person
    volunteer: Person
    others: list[Person]


def settle(town: Town, names: list[str], *, posts: int, moment: datetime, rng: random.Random) -> People:
    """Puts the people in the database, more of them in some buurten than in others, and gives the residents."""
    homes = _homes(town, rng)
    rows = [_row(town, *named, home=next(homes)) for named in (person[:3] for person in NAMED)]
    for number in range(1, max(RESIDENTS, posts // CARDS_EACH) + 1):
        name = names[(number - 1) % len(names)]
        shown = name if rng.random() < SHOW_THEIR_NAME else None
        rows.append(_row(town, f"{text.slug(name)}-{number}", RESIDENT, shown, home=next(homes)))
    for row, number in zip(rows, bulk.numbers(Account, len(rows)), strict=True):
        joined = moment - timedelta(days=rng.uniform(60, 400))
        row |= {"id": number, "created_at": joined, "confirmed_16_at": joined}
    db.session.execute(insert(Account), rows)
    version = texts.present_version(town.code)
    db.session.execute(
        insert(Acceptance),
        [{"account_id": row["id"], "version": version, "accepted_at": row["created_at"]} for row in rows],
    )
    _lock(rows)
    people = [Person(row["id"], town.areas[row["place_code"]]) for row in rows]
    return People(people[0], people[1], people[len(NAMED) :])


def _lock(rows: list[dict[str, Any]]) -> None:
    """Gives the moderators and brokers a second lock, whose codes `buuv account code` prints."""
    staff = [row["id"] for row in rows if row["role"] != RESIDENT]
    for account in db.session.scalars(select(Account).where(Account.id.in_(staff))):
        authenticator.give_demo_app(account)


def _homes(town: Town, rng: random.Random) -> Iterator[Area]:
    """Buurten by lot; real ones differ a hundredfold in people, these tenfold and more."""
    buurten = town.neighbourhoods
    weights = [rng.lognormvariate(0, 0.9) for _ in buurten]
    while True:
        yield rng.choices(buurten, weights)[0]


def _row(town: Town, local: str, role: str, shown_name: str | None, *, home: Area) -> dict[str, Any]:
    return {
        "municipality_code": town.code,
        "email": f"{local}@{DOMAIN}",
        "role": role,
        "shown_name": shown_name,
        "place_code": home.code,
        "is_demo": True,
    }
