"""Keeping the index what the cards and the words are: a rebuild in small steps while the old one serves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from buuv.core import clock
from buuv.core.database import db, one_at_a_time
from buuv.language import version
from buuv.posts.models import OPEN, Post
from buuv.search import index
from buuv.search.index import Card, Entry
from buuv.search.models import IndexBuild
from buuv.search.whereabouts import Whereabouts

# Writing so many cards keeps other writers waiting for some hundredths of a second.
BATCH = 200
_ONLY = 1
# A rebuild begins above every card.
_ABOVE_ALL = 2**62

_COLUMNS = (
    Post.id,
    Post.title,
    Post.body,
    Post.category,
    Post.municipality_code,
    Post.place_code,
    Post.district_code,
)
_READ = (
    select(*_COLUMNS)
    .where(Post.state == OPEN, Post.id <= bindparam("last"))
    .order_by(Post.id.desc())
    .limit(bindparam("most"))
)
# By their ids, as everybody locks several cards: so nobody waits in a circle.
_HOLD = (
    select(*_COLUMNS)
    .where(Post.state == OPEN, Post.id.between(bindparam("first"), bindparam("last")))
    .order_by(Post.id)
    .with_for_update(key_share=True)
)


class Stretch(NamedTuple):
    """Some cards of a rebuild with what the index should hold of each, and the first and last id they stand for."""

    first: int
    last: int
    entries: Mapping[Card, Entry]


class Difference(NamedTuple):
    """The ids of cards that the index lacks, has although they do not hang, or has as other words gave them."""

    missing: Sequence[int]
    extra: Sequence[int]
    outdated: Sequence[int]

    @property
    def amount(self) -> int:
        """How many cards are not as they should be."""
        return len(self.missing) + len(self.extra) + len(self.outdated)


def read() -> Stretch | None:
    """The next cards of a rebuild, read and analysed before anybody has to wait; None when there is none to make."""
    build = db.session.get(IndexBuild, _ONLY)
    if build is None or build.version != version.current():
        return _stretch(_ABOVE_ALL)
    return None if build.finished_at else _stretch(build.next_id)


def write(stretch: Stretch) -> Difference:
    """Brings the index to what was read, and keeps how far it came: a rebuild goes on where it was killed.

    The old rows serve until then. A card that somebody changed meanwhile is analysed again. Gives what was mended.
    """
    build = _held()
    if build.version != version.current():
        _start(build)
    held = map(_card, db.session.execute(_HOLD, {"first": stretch.first, "last": stretch.last}))
    entries = [stretch.entries.get(card) or index.entry_of(card) for card in held]
    found = _mend(stretch, entries)
    # Otherwise another process wrote this stretch before, or began anew.
    if build.next_id == stretch.last:
        build.next_id = stretch.first - 1
        build.finished_at = None if build.next_id else clock.now()
    return found


def begin() -> None:
    """Lets the next steps read every open card again."""
    _start(_held())


def is_finished() -> bool:
    """Whether every open card was read with today's words."""
    build = db.session.get(IndexBuild, _ONLY)
    return build is not None and build.version == version.current() and build.finished_at is not None


def differences() -> Iterator[tuple[Stretch, Difference]]:
    """What is wrong with the index, a stretch of cards after the other, the newest first; changes nothing."""
    last = _ABOVE_ALL
    while last:
        stretch = _stretch(last)
        yield stretch, _difference(stretch, stretch.entries.values())
        last = stretch.first - 1


def _stretch(last: int) -> Stretch:
    rows = db.session.execute(_READ, {"last": last, "most": BATCH}).all()
    # The last stretch goes down to the first id, for cards that the index has and the board has not.
    first = rows[-1].id if len(rows) == BATCH else 1
    return Stretch(first, last, {(card := _card(row)): index.entry_of(card) for row in rows})


def _mend(stretch: Stretch, entries: Sequence[Entry]) -> Difference:
    found, by_id = _difference(stretch, entries), {entry[0]: entry for entry in entries}
    engine = index.engine()
    if found.extra:
        engine.remove(found.extra)
    if found.outdated:
        engine.add([by_id[number] for number in found.outdated])
    if found.missing:
        engine.add_new([by_id[number] for number in found.missing])
    return found


def _difference(stretch: Stretch, entries: Iterable[Entry]) -> Difference:
    engine = index.engine()
    kept = engine.kept(stretch.first, stretch.last)
    wanted = {entry[0]: engine.wanted(*entry) for entry in entries}
    return Difference(
        [number for number in wanted if number not in kept],
        [number for number in kept if number not in wanted],
        [number for number, row in wanted.items() if number in kept and kept[number] != row],
    )


def _card(row: Any) -> Card:
    number, title, body, category, *where = row
    return Card(number, title, body, category, Whereabouts(*where))


def _held() -> IndexBuild:
    """The one row, for whoever writes it now; made when there was none."""
    one_at_a_time("index_build")
    build = db.session.get(IndexBuild, _ONLY, with_for_update=True)
    if build is None:
        build = IndexBuild(id=_ONLY, version="", next_id=0)
        db.session.add(build)
    return build


def _start(build: IndexBuild) -> None:
    build.version, build.next_id, build.finished_at = version.current(), _ABOVE_ALL, None
