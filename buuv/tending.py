"""What time does: cards run out or are warned about, and rows past their term go."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from flask import Flask
from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import joinedload

from buuv.accounts.models import AccountSession, AddressChange, Invitation, SignInAttempt
from buuv.agreements import finishing, reminding
from buuv.core import clock, drafts
from buuv.core.database import db, transaction
from buuv.core.outbox import OutgoingMail
from buuv.notices.telling import tell
from buuv.posts import ending, rules
from buuv.posts.models import OPEN, PAUSED, Post

BATCH = 100

log = logging.getLogger("buuv.worker")


def tend(app: Flask) -> None:
    """What happens each minute: cards run out or are warned about, and rows past their term go."""
    counts = {
        "verlopen": _in_batches(_expire),
        "vergeven en verlopen": _in_batches(_expire_taken),
        "gewaarschuwd": _in_batches(_warn),
        "afspraken bijgewerkt": _in_batches(lambda: reminding.roll_over(BATCH)),
        "herinnerd": _in_batches(lambda: reminding.remind(BATCH)),
        "gevraagd of het past": _in_batches(lambda: reminding.ask_fit(BATCH)),
        "gevraagd hoe het ging": _in_batches(lambda: finishing.ask(BATCH)),
        "gevraagd bij een reeks": _in_batches(lambda: finishing.ask_with_fit(BATCH)),
        "opgeruimd": _sweep(app),
    }
    if any(counts.values()):
        log.info("kaartjes en rijen: %s", ", ".join(f"{number} {what}" for what, number in counts.items()))


def _in_batches(job: Callable[[], int]) -> int:
    done = 0
    while True:
        with transaction():
            number = job()
        done += number
        if number < BATCH:
            return done


def _batch(*wanted: ColumnElement[bool], state: str = OPEN) -> Sequence[Post]:
    """The next cards of this sort, with their authors; those that somebody changes now come later."""
    found = select(Post).where(Post.state == state, *wanted).options(joinedload(Post.author, innerjoin=True))
    found = found.order_by(Post.expires_at, Post.id).limit(BATCH)
    return db.session.scalars(found.with_for_update(of=Post, skip_locked=True)).all()


def _expire() -> int:
    posts = _batch(Post.expires_at <= clock.now())
    for post in posts:
        ending.expire(post)
    return len(posts)


def _expire_taken() -> int:
    """A card for which everybody is found has its term too; otherwise it would wait for ever."""
    posts = _batch(Post.expires_at <= clock.now(), Post.taken_at.is_not(None), state=PAUSED)
    for post in posts:
        ending.expire(post)
    return len(posts)


def _warn() -> int:
    is_near = Post.expires_at.between(clock.now(), clock.now() + rules.WARN_BEFORE)
    posts = _batch(is_near, Post.warned_at.is_(None))
    for post in posts:
        post.warned_at = clock.now()
        until = clock.day_of(post.expires_at).isoformat()
        tell(post.author, "card_expiring", post=post.public_id, kind=post.kind, until=until)
    return len(posts)


def _sweep(app: Flask) -> int:
    """Removes what was kept long enough; gives the number of rows."""
    days = {number: clock.now() - timedelta(days=number) for number in (1, 7, 30)}
    # An idle session bears no mark of its end: it goes 90 days after its last use, or later if it lives on.
    idle = clock.now() - timedelta(days=max(90, app.extensions["buuv.settings"].resident_idle_days))
    changed_at = func.coalesce(AddressChange.changed_at, AddressChange.created_at)
    outdated = (
        delete(SignInAttempt).where(SignInAttempt.created_at < days[1]),
        delete(AccountSession).where(or_(AccountSession.ended_at < idle, AccountSession.seen_on < idle)),
        delete(OutgoingMail).where(OutgoingMail.sent_at < days[7]),
        # The operator sees a failed mail for a month; then its address goes too.
        delete(OutgoingMail).where(OutgoingMail.failed_at < days[30]),
        delete(AddressChange).where(changed_at < days[30]),
        delete(Invitation).where(Invitation.created_at < days[7]),
    )
    with transaction():
        gone = drafts.sweep() + sum(db.session.execute(rows).rowcount for rows in outdated)  # type: ignore[attr-defined]
    app.extensions["buuv.limits"].storage.sweep()
    return gone
