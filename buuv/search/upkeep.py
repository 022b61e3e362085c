"""Keeping the index what the cards and the words are: a rebuild in small steps while the old one serves."""

from sqlalchemy import func, select

from buuv.core import clock
from buuv.core.database import db
from buuv.language import version
from buuv.posts.models import OPEN, Post
from buuv.search import index
from buuv.search.models import IndexBuild

BATCH = 200
_ONLY = 1


def tend() -> int:
    """One step of a rebuild in this transaction; gives the number of cards that were read again.

    A step and how far it came are kept together, so that a rebuild goes on where it was killed.
    """
    build = _current()
    if build.finished_at:
        return 0
    wanted = select(Post).where(Post.state == OPEN, Post.id <= build.next_id).order_by(Post.id.desc()).limit(BATCH)
    posts = db.session.scalars(wanted.with_for_update(key_share=True)).all()
    for post in posts:
        index.add(post)
    if len(posts) < BATCH:
        build.next_id, build.finished_at = 0, clock.now()
    else:
        build.next_id = posts[-1].id - 1
    return len(posts)


def begin() -> None:
    """Lets the next steps read every open card again."""
    build = db.session.get(IndexBuild, _ONLY) or _new()
    _start(build)


def is_finished() -> bool:
    """Whether every open card was read with today's words."""
    build = db.session.get(IndexBuild, _ONLY)
    return build is not None and build.version == version.current() and build.finished_at is not None


def _current() -> IndexBuild:
    build = db.session.get(IndexBuild, _ONLY, with_for_update=True) or _new()
    if build.version != version.current():
        _start(build)
    return build


def _new() -> IndexBuild:
    build = IndexBuild(id=_ONLY, version="", next_id=0)
    db.session.add(build)
    return build


def _start(build: IndexBuild) -> None:
    build.version, build.finished_at = version.current(), None
    build.next_id = db.session.scalar(select(func.max(Post.id))) or 0
