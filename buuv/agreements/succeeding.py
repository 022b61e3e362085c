"""How often it worked out, by wijk: never about a person, and never a number so small that one could guess who."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import distinct, func, select

from buuv.agreements.models import Agreement
from buuv.agreements.outcomes import Outcome
from buuv.conversations.models import Conversation
from buuv.core import clock
from buuv.core.database import db
from buuv.core.memory import Memory
from buuv.posts.models import DONE, Post
from buuv.posts.rules import OFFER, REQUEST

# Under five, neighbours could tell who it was.
SHOWN_FROM = 5
LOOKING_BACK = timedelta(days=365)
KEPT_SECONDS = 300

_kept: Memory[tuple[tuple[str, int], ...]] = Memory(seconds=KEPT_SECONDS, most=100)


def succeeded(municipality_code: str) -> tuple[tuple[str, int], ...]:
    """How many things worked out in each wijk in a year, the most first; kept for KEPT_SECONDS.

    A request that its owner called done counts once; of offers, each agreement that took place.
    """
    return _kept.get(municipality_code, lambda: _count(municipality_code))


def _count(municipality_code: str) -> tuple[tuple[str, int], ...]:
    since = clock.now() - LOOKING_BACK
    here = (Post.municipality_code == municipality_code, Post.district_code.is_not(None))
    done = (
        select(Post.district_code, func.count())
        .where(*here, Post.state == DONE, Post.kind == REQUEST, Post.ended_at > since)
        .group_by(Post.district_code)
    )
    happened = (
        select(Post.district_code, func.count(distinct(Outcome.agreement_id)))
        .select_from(Outcome)
        .join(Agreement, Agreement.id == Outcome.agreement_id)
        .join(Conversation, Conversation.id == Agreement.conversation_id)
        .join(Post, Post.id == Conversation.post_id)
        .where(*here, Outcome.did_happen.is_(True), Post.kind == OFFER, Outcome.asked_at > since)
        .group_by(Post.district_code)
    )
    total: Counter[str] = Counter()
    for statement in (done, happened):
        for district, amount in db.session.execute(statement):
            total[district or municipality_code] += amount
    return tuple((district, amount) for district, amount in total.most_common() if amount >= SHOWN_FROM)
