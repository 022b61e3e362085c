"""Taking a card out of sight by a decision of a moderator, and hanging it back as it was."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select

from buuv.accounts import resting
from buuv.core import clock
from buuv.core.database import db
from buuv.posts import visibility
from buuv.posts.models import HIDDEN, OPEN, PAUSED, Post


def hide(post: Post, *, decision_id: int) -> None:
    """Takes a card out of sight; its words stay as they are and its term stands still. Twice changes nothing."""
    if not post.is_hidden:
        with visibility.in_step(post):
            post.hidden_from, post.hidden_at, post.hidden_by_id = post.state, clock.now(), decision_id
            post.state = HIDDEN


def hand_over(post: Post, *, decision_id: int) -> None:
    """Another decision keeps the card out of sight now."""
    if post.is_hidden:
        post.hidden_by_id = decision_id


def show(post: Post) -> None:
    """Puts the card back as it was, with as much of its term as was left."""
    if post.hidden_at is None or post.hidden_from is None:
        return
    with visibility.in_step(post):
        _give_time_back(post, since=post.hidden_at)
        post.state = post.hidden_from
        post.hidden_by_id = post.hidden_at = post.hidden_from = None
        _follow_rest(post)


def _give_time_back(post: Post, *, since: datetime) -> None:
    if post.hidden_from in (OPEN, PAUSED):
        post.expires_at += clock.now() - since


def _follow_rest(post: Post) -> None:
    """Its owner may have taken a rest, or come back from one, while the card was out of sight."""
    rests = resting.find(post.author_id) is not None
    if post.state == OPEN and rests:
        post.state, post.rested_at = PAUSED, clock.now()
    elif post.state == PAUSED and post.rested_at and not rests:
        post.state, post.rested_at = OPEN, None


def lock(*which: ColumnElement[bool]) -> Sequence[Post]:
    """These cards as they are now, locked by their id, in the order of the counts that they change."""
    wanted = select(Post).where(*which).order_by(Post.id).with_for_update()
    return visibility.in_tally_order(db.session.scalars(wanted.execution_options(populate_existing=True)))
