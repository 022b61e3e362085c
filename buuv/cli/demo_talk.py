"""The conversations of a demo town: neighbours who answered some of the newest requests."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from buuv.cli import bulk
from buuv.cli.demo_people import People, Person
from buuv.cli.demo_texts import Texts
from buuv.conversations.models import Conversation, Message
from buuv.core.database import db

# How many of the newest requests are looked at.
REQUESTS = 1_000
# One request in six got a reply, as many as fit on a few pages.
ONE_IN, MOST, LONGEST = 6, 60, 4


@dataclass(frozen=True, slots=True)
class Placed:
    """An open request that somebody may have answered."""

    id: int
    owner: Person
    category: str
    placed_at: datetime


def talk(
    requests: list[Placed],
    people: People,
    *,
    texts: Texts,
    ids: Iterator[str],
    until: datetime,
    rng: random.Random,
) -> int:
    """Has neighbours answer some requests, Riet's surely, a third by the volunteer; gives how many."""
    riets = [request for request in requests if request.owner == people.resident]
    others = [request for request in requests if request.owner != people.resident]
    amount = min(MOST, len(requests) // ONE_IN)
    chosen = riets + rng.sample(others, max(0, min(amount - len(riets), len(others))))
    conversations: list[dict[str, Any]] = []
    messages: list[dict[str, Any]] = []
    for turn, number in enumerate(bulk.numbers(Conversation, len(chosen))):
        request = chosen[turn]
        candidates = [person for person in rng.sample(people.others, 2) if person != request.owner]
        helper = people.volunteer if turn % 3 == 0 else candidates[0]
        said = _messages(number, request, helper, texts=texts, until=until, rng=rng)
        messages += said
        conversations.append(_conversation(number, request, helper, said, next(ids), is_read=turn % 2 == 1))
    if chosen:
        for row, number in zip(messages, bulk.numbers(Message, len(messages)), strict=True):
            row["id"] = number
        db.session.execute(insert(Conversation), conversations)
        db.session.execute(insert(Message), messages)
    return len(chosen)


def _messages(
    conversation: int, request: Placed, helper: Person, *, texts: Texts, until: datetime, rng: random.Random
) -> list[dict[str, Any]]:
    """Turn by turn, spread over the time since the card was placed."""
    words = texts.talk(request.category, rng.randint(1, LONGEST), rng)
    passed = sorted(rng.random() for _ in words)
    return [
        {
            "conversation_id": conversation,
            "author_id": (helper, request.owner)[turn % 2].id,
            "body": body,
            "sent_at": request.placed_at + (until - request.placed_at) * share,
        }
        for turn, (body, share) in enumerate(zip(words, passed, strict=True))
    ]


def _conversation(
    number: int,
    request: Placed,
    helper: Person,
    said: list[dict[str, Any]],
    public_id: str,
    *,
    is_read: bool,
) -> dict[str, Any]:
    is_to_owner = said[-1]["author_id"] == helper.id
    return {
        "id": number,
        "public_id": public_id,
        "post_id": request.id,
        "owner_id": request.owner.id,
        "helper_id": helper.id,
        "started_at": said[0]["sent_at"],
        "last_message_at": said[-1]["sent_at"],
        "owner_unread": int(is_to_owner and not is_read),
        "helper_unread": int(not is_to_owner and not is_read),
    }
