"""All cards of one person leave the board together and come back together."""

from sqlalchemy import ColumnElement, select

from buuv.core import clock
from buuv.core.database import db
from buuv.posts import consenting, ending, visibility
from buuv.posts.models import OPEN, PAUSED, Post


def rest(account_id: int) -> None:
    """Takes everything of this person off the board, requests too; whoever looks sees what a withdrawn card shows."""
    # Paused ones are held too: one that somebody hangs back at this moment rests as well.
    for post in _held(Post.author_id == account_id, Post.state.in_((OPEN, PAUSED))):
        if post.is_open:
            with visibility.in_step(post):
                post.state, post.rested_at = PAUSED, clock.now()


def wake(account_id: int) -> None:
    """Hangs back what left by `rest`, and not what its owner had laid to rest apart."""
    for post in _held(Post.author_id == account_id, Post.state == PAUSED, Post.rested_at.is_not(None)):
        # One that waits for other words goes on resting, until its owner looks at it again.
        if consenting.is_handled(post):
            ending.resume(post)


def _held(*which: ColumnElement[bool]) -> list[Post]:
    """These cards as they are now, locked by their id, in the order of the counts that they change."""
    wanted = select(Post).where(*which).order_by(Post.id).with_for_update()
    return visibility.in_tally_order(db.session.scalars(wanted.execution_options(populate_existing=True)))
