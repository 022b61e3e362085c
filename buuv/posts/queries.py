"""Finding single cards and a person's own cards."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from buuv.core.database import db
from buuv.core.errors import NotFound
from buuv.posts.models import OPEN, PAUSED, Post

MINE_AT_MOST = 100
_ONE = (
    select(Post)
    .where(Post.public_id == bindparam("public_id"), Post.municipality_code == bindparam("town"))
    .options(joinedload(Post.author, innerjoin=True))
)


def get_post(municipality_code: str, public_id: str, *, lock: bool = False) -> Post:
    """The card with its author; NotFound when this town has none with this id."""
    wanted = _ONE
    if lock:
        # What was read before the lock may be old by now.
        wanted = wanted.with_for_update(of=Post, key_share=True).execution_options(populate_existing=True)
    post: Post | None = db.session.scalar(wanted, {"public_id": public_id, "town": municipality_code})
    if post is None:
        raise NotFound
    return post


def lock(post_id: int) -> Post:
    """The card with its author, as it is now; whoever else will change it waits for this transaction's end."""
    wanted = select(Post).where(Post.id == post_id).options(joinedload(Post.author, innerjoin=True))
    post: Post = db.session.scalars(wanted.with_for_update(of=Post).execution_options(populate_existing=True)).one()
    return post


def posts_for(account_id: int, *, most: int = MINE_AT_MOST) -> Sequence[Post]:
    """A person's own cards: those on the board first, then the newest; at most MINE_AT_MOST."""
    on_board = Post.state.in_((OPEN, PAUSED))
    wanted = select(Post).where(Post.author_id == account_id).order_by(on_board.desc(), Post.id.desc())
    return db.session.scalars(wanted.limit(most)).all()


def posts_by_public_id(municipality_code: str, public_ids: Sequence[str]) -> dict[str, Post]:
    """The cards of this town that have these public ids."""
    wanted = select(Post).where(Post.municipality_code == municipality_code, Post.public_id.in_(public_ids))
    return {post.public_id: post for post in db.session.scalars(wanted)} if public_ids else {}
