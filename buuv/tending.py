"""What time does: cards run out or are warned about, and rows past their term go."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from buuv.accounts import resting
from buuv.agreements import finishing, reminding
from buuv.core import clock, mail
from buuv.core.database import db, transaction
from buuv.core.outbox import OutgoingMail
from buuv.moderation import deciding, following, looking, reviewing, withholding
from buuv.notices.telling import tell
from buuv.posts import ending, rules, visibility
from buuv.posts.models import OPEN, PAUSED, Post
from buuv.privacy import retention, wiping
from buuv.search import misses, upkeep

BATCH = 100

log = logging.getLogger("buuv.worker")


def tend(app: Flask) -> None:
    """What happens each minute: cards run out or are warned about, and rows past their term go."""
    counts = {
        "uitgerust": _in_batches(_wake, most=1),
        "verlopen": _in_batches(_expire),
        "vergeven en verlopen": _in_batches(_expire_taken),
        "gewaarschuwd": _in_batches(_warn) + _in_batches(retention.warn_idle),
        "afspraken bijgewerkt": _in_batches(lambda: reminding.roll_over(BATCH)),
        "herinnerd": _in_batches(lambda: reminding.remind(BATCH)),
        "gevraagd of het past": _in_batches(lambda: reminding.ask_fit(BATCH)),
        "gevraagd hoe het ging": _in_batches(lambda: finishing.ask(BATCH)),
        "gevraagd bij een reeks": _in_batches(lambda: finishing.ask_with_fit(BATCH)),
        "besluiten voorbij": _in_batches(lambda: deciding.end_over(1), most=1),
        "uit het zicht tot iemand kijkt": _in_batches(withholding.hold_due, most=1),
        "gezien": _in_batches(lambda: following.close_seen(BATCH)),
        "verteld wie meelas": _in_batches(lambda: looking.tell_due(BATCH)),
        "herinnerd aan rollen": _remind_of_roles(app),
        "opgeruimd": _sweep(app),
        "gewist": int(clean_up(app)),
    }
    if any(counts.values()):
        log.info("kaartjes en rijen: %s", ", ".join(f"{number} {what}" for what, number in counts.items()))


class Step(NamedTuple):
    """How many open cards were read again, and how many of them the index had wrong."""

    read: int
    mended: int


def read_again() -> Step | None:
    """Reads the next cards again with today's words and writes what differs; None when all are as they should be.

    A step of some hundredths of a second, so that whoever takes many can do other work in between.
    """
    with transaction(writer=False):
        stretch = upkeep.read()
    if stretch is None:
        return None
    with transaction():
        mended = upkeep.write(stretch).amount
    return Step(len(stretch.entries), mended)


def _in_batches(job: Callable[[], int], *, most: int | None = None) -> int:
    """Does a job, of `most` things each time and a transaction for each, until nothing is left; gives how many."""
    done = 0
    while True:
        with transaction():
            number = job()
        done += number
        if number < (most or BATCH):
            return done


def _batch(*wanted: ColumnElement[bool], state: str = OPEN) -> Sequence[Post]:
    """The next cards of this sort, with their authors; those that somebody changes now come later."""
    found = select(Post).where(Post.state == state, *wanted).options(joinedload(Post.author, innerjoin=True))
    found = found.order_by(Post.expires_at, Post.id).limit(BATCH)
    return visibility.in_tally_order(db.session.scalars(found.with_for_update(of=Post, skip_locked=True)))


def _wake() -> int:
    """Whose rest is over is told so, since their cards hang again; one person at a time, for each changes counts."""
    people = resting.over(clock.today(), most=1)
    for person in people:
        resting.end(person.id)
        tell(person, "rest_over")
    return len(people)


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


def _remind_of_roles(app: Flask) -> int:
    with transaction():
        return reviewing.remind(town.code for town in app.extensions["buuv.settings"].municipalities)


def _sweep(app: Flask) -> int:
    """Removes what was kept long enough; gives the number of rows."""
    config = app.extensions["buuv.settings"]
    gone = retention.enforce(idle_days=config.resident_idle_days)
    if config.mail_carrier == "file":
        _sweep_files(config.data_dir / "mail")
    app.extensions["buuv.limits"].storage.sweep()
    return gone + misses.forget(config.data_dir)


def _sweep_files(folder: Path) -> None:
    """A mail that was written to a file goes when its row went."""
    files = list(folder.glob("*.eml"))
    with transaction(writer=False):
        # By moment and number: SQLite gives the number of a row that went to a later one.
        kept = {mail.name_of(row) for row in db.session.execute(select(OutgoingMail.id, OutgoingMail.created_at))}
    for path in files:
        if path.stem not in kept:
            path.unlink(missing_ok=True)


def clean_up(app: Flask) -> bool:
    """What follows when somebody left, as soon as their last mail is gone; True when there was something to do."""
    return wiping.clean_up(app.extensions["buuv.settings"].data_dir)
