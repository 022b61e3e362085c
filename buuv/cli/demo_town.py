"""Makes a demo town: people, cards and conversations, in bulk and in the caller's one transaction."""

import random
from collections import deque
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import delete, exists, func, insert, or_, select, text

from buuv.accounts.models import Account
from buuv.cli import bulk, demo_endings, demo_people, demo_talk, demo_texts, demo_time
from buuv.cli.demo_people import DOMAIN, People, Person
from buuv.cli.demo_talk import Placed
from buuv.cli.demo_time import Slot
from buuv.core import tokens
from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts import rules
from buuv.posts.models import OPEN, Post, PostTally
from buuv.search import index
from buuv.search.whereabouts import Whereabouts

CHUNK = 5_000
# Which of the newest cards are Riet's and the volunteer's, so that both find something under "mijn".
RIETS, VOLUNTEERS = (2, 9, 31), (1, 6, 14, 40)


def is_filled(town_code: str) -> bool:
    """Whether the town has cards already, or people at the addresses of a demo."""
    cards = exists().where(Post.municipality_code == town_code)
    people = exists().where(Account.municipality_code == town_code, Account.email.like(f"%@{DOMAIN}"))
    return bool(db.session.scalar(select(or_(cards, people))))


def fill(
    town: Town,
    *,
    posts: int,
    are_open: int,
    seed: int,
    today: date,
    progress: Callable[[int], Any] = lambda amount: None,
) -> int:
    """Fills an empty town and gives the number of conversations; the same seed and day make the same town."""
    rng = random.Random(f"{seed} {town.code} {today}")
    texts = demo_texts.read()
    midnight = demo_time.midnight(today)
    people = demo_people.settle(town, texts.names, posts=posts, moment=midnight, rng=rng)
    slots = demo_time.slots(texts, posts=posts, are_open=are_open, today=today, rng=rng)
    ids = _public_ids(rng)
    authors = _authors(slots, people, rng)
    requests: deque[Placed] = deque(maxlen=demo_talk.REQUESTS)
    with index.engine().in_bulk():
        for start in range(0, posts, CHUNK):
            chunk = slots[start : start + CHUNK]
            rows = [_row(town, slot, next(authors), next(ids), today, rng) for slot in chunk]
            for number, row in zip(bulk.numbers(Post, len(rows)), rows, strict=True):
                author = row.pop("author")
                row |= {"id": number, "author_id": author.id}
                if row["state"] == OPEN and row["kind"] == rules.REQUEST:
                    requests.append(Placed(number, author, row["category"], row["placed_at"]))
            db.session.execute(insert(Post), rows)
            index.add_new(_indexed(row) for row in rows if row["state"] == OPEN)
            progress(len(rows))
    _count(town.code)
    if posts >= demo_endings.FROM_POSTS:
        demo_endings.end_well(people, town.code, ids=ids, midnight=midnight, rng=rng)
    return demo_talk.talk(list(requests), people, texts=texts, ids=ids, until=midnight, rng=rng)


def _public_ids(rng: random.Random) -> Iterator[str]:
    """Ids like those of `tokens.public_id`, but drawn with the town's seed and each once."""
    drawn: set[int] = set()
    while True:
        number = rng.getrandbits(50)
        if number not in drawn:
            drawn.add(number)
            yield "".join(tokens.ALPHABET[number >> shift & 31] for shift in range(45, -1, -5))


def _authors(slots: list[Slot], people: People, rng: random.Random) -> Iterator[Person]:
    """Who placed each card: some of the newest are Riet's and the volunteer's, the others by lot."""
    chosen: dict[int, Person] = {}
    for kind, ranks, person in (
        (rules.REQUEST, RIETS, people.resident),
        (rules.OFFER, VOLUNTEERS, people.volunteer),
    ):
        mine = [n for n in range(len(slots) - 1, -1, -1) if slots[n].variant.text.kind == kind][:50]
        chosen |= {mine[rank]: person for rank in ranks if rank < len(mine)}
    for number in range(len(slots)):
        yield chosen.get(number) or rng.choice(people.others)


def _row(town: Town, slot: Slot, author: Person, public_id: str, today: date, rng: random.Random) -> dict[str, Any]:
    words = slot.variant.text
    is_weekly = words.when == rules.EVERY_WEEK and words.weekday is not None
    return {
        "public_id": public_id,
        "municipality_code": town.code,
        "author": author,
        "kind": words.kind,
        "category": words.category,
        "title": words.title,
        "body": slot.variant.body,
        "timing": words.when,
        "day": slot.day(today),
        "rrule": rules.weekly_rule(words.weekday or 0) if is_weekly else None,
        "part": words.part,
        "place_code": author.home.code,
        "district_code": author.home.parent_code,
        # All of the town sees them, so that the lists show every card that was asked for.
        "reach": rules.MUNICIPALITY,
        "state": slot.state,
        "placed_at": slot.placed_at,
        "expires_at": slot.expires_at,
        "ended_at": slot.ended_at,
    }


def _indexed(row: dict[str, Any]) -> index.Card:
    where = Whereabouts(row["municipality_code"], row["place_code"], row["district_code"])
    return index.Card(row["id"], row["title"], row["body"], row["category"], where)


def _count(town_code: str) -> None:
    """Counts the open cards of each sort, as `posts.visibility` does one by one."""
    place = func.coalesce(Post.place_code, Post.municipality_code)
    sort = (Post.municipality_code, Post.kind, place, Post.category, Post.timing, Post.reach)
    counted = select(*sort, func.count()).where(Post.municipality_code == town_code, Post.state == OPEN)
    names = ["municipality_code", "kind", "place_code", "category", "timing", "reach", "amount"]
    db.session.execute(delete(PostTally).where(PostTally.municipality_code == town_code))
    db.session.execute(insert(PostTally).from_select(names, counted.group_by(*sort)))
    if db.engine.dialect.name == "postgresql":
        # Without figures about so many new rows its first plans are poor.
        db.session.execute(text("ANALYZE post, post_index, account"))
