"""All cards of one person leave the board together and come back together."""

from sqlalchemy import select

from buuv.core import clock
from buuv.core.database import db
from buuv.posts import ending, visibility
from buuv.posts.models import OPEN, PAUSED, Post


def rest(account_id: int) -> None:
    """Takes everything of this person off the board, requests too; whoever looks sees what a withdrawn card shows."""
    wanted = select(Post).where(Post.author_id == account_id, Post.state == OPEN).order_by(Post.id)
    for post in db.session.scalars(wanted.with_for_update()).all():
        with visibility.in_step(post):
            post.state, post.rested_at = PAUSED, clock.now()


def wake(account_id: int) -> None:
    """Hangs back what left by `rest`, and not what its owner had laid to rest apart."""
    rested = select(Post).where(Post.author_id == account_id, Post.state == PAUSED, Post.rested_at.is_not(None))
    for post in db.session.scalars(rested.order_by(Post.id).with_for_update()).all():
        ending.resume(post)
