"""Two people who do not see each other any more: who wanted that, and the one answer that everything obeys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from buuv.accounts.models import Account, Block
from buuv.core import events
from buuv.core.database import db, one_at_a_time
from buuv.core.errors import NotFound, Refusal
from buuv.core.translation import gettext as _

BLOCKS_AT_MOST = 200


@dataclass(frozen=True)
class PersonBlocked:
    """Somebody does not want to see this person any more; whatever runs between the two ends."""

    person: Account
    by: Account


def block(person: Account, *, by: Account, card: str | None = None) -> Block:
    """Hides the two from each other; `card` is the public id of the card it was about. Twice is once."""
    if person.id == by.id:
        raise Refusal(_("U kunt uzelf niet blokkeren."))
    take_turns(person.id, by.id)
    row: Block | None = db.session.scalar(select(Block).where(Block.account_id == by.id, Block.blocked_id == person.id))
    if row is None:
        row = Block(account_id=by.id, blocked_id=person.id, card=card)
        db.session.add(row)
        db.session.flush()
        events.record(PersonBlocked(person, by))
    return row


def unblock(row: Block) -> None:
    """Lets the two see each other again; what was stopped stays stopped."""
    db.session.delete(row)


_BOTH_WAYS = union_all(
    select(Block.blocked_id).where(Block.account_id == bindparam("me")),
    select(Block.account_id).where(Block.blocked_id == bindparam("me")),
)


def hidden_from(account_id: int) -> frozenset[int]:
    """Whom this person does not see, and who does not see this person: the same people."""
    return frozenset(db.session.scalars(_BOTH_WAYS, {"me": account_id}))


def hiding_from(account_id: int) -> Any:
    """Who blocked this person without being blocked back, as a query to use within another."""
    blocked = select(Block.blocked_id).where(Block.account_id == account_id)
    return select(Block.account_id).where(Block.blocked_id == account_id, Block.account_id.not_in(blocked))


def none_between(one: InstrumentedAttribute[int], other: InstrumentedAttribute[int]) -> Any:
    """The same answer as a condition on two columns of account ids, for queries about pairs of people."""
    return ~exists().where(
        or_(
            (Block.account_id == one) & (Block.blocked_id == other),
            (Block.account_id == other) & (Block.blocked_id == one),
        )
    )


def is_between(one_id: int, other_id: int) -> bool:
    """Whether one of the two blocked the other; ask after `take_turns`, or it may be over before one acts on it."""
    pair = (one_id, other_id)
    wanted = select(exists().where(Block.account_id.in_(pair), Block.blocked_id.in_(pair)))
    return bool(db.session.scalar(wanted))


def take_turns(one_id: int, other_id: int) -> None:
    """Waits until no other transaction blocks or sends between these two, so that nothing arrives after a block.

    Taken before a lock on what the two share, never after it.
    """
    first, second = sorted((one_id, other_id))
    one_at_a_time(f"pair {first} {second}")


def take_all_turns(pairs: Iterable[tuple[int, int]]) -> None:
    """The same for several pairs, in one order for everybody, so that nobody waits in a circle."""
    for first, second in sorted({(min(pair), max(pair)) for pair in pairs}):
        take_turns(first, second)


def blocks_by(account_id: int) -> Sequence[Block]:
    """Whom this person blocked, the newest first; at most BLOCKS_AT_MOST."""
    wanted = select(Block).where(Block.account_id == account_id).order_by(Block.id.desc())
    return db.session.scalars(wanted.options(joinedload(Block.blocked, innerjoin=True)).limit(BLOCKS_AT_MOST)).all()


def get_block_by(account_id: int, public_id: str) -> Block:
    """One of this person's own blocks; NotFound otherwise."""
    row: Block | None = db.session.scalar(
        select(Block).where(Block.account_id == account_id, Block.public_id == public_id)
    )
    if row is None:
        raise NotFound
    return row
