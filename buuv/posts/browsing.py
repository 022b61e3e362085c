"""The board as a list: which open cards are shown, newest first, and the next page."""

import itertools
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select, union_all

from buuv.accounts.models import Account
from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts import rules
from buuv.posts.models import OPEN, Post
from buuv.posts.wishes import Wish, conditions, parameters, spot_of

EXCERPT = 180
# What a list is ordered by; the page "Zo werkt buuv" says it in words.
ORDER = ("newest",)


class Hit(NamedTuple):
    """One card as a list shows it; the excerpt of what was searched is the whole text, to begin where it matters."""

    id: int
    public_id: str
    kind: str
    category: str
    title: str
    excerpt: str
    timing: str
    day: date | None
    rrule: str | None
    part: str | None
    place_code: str | None
    placed_at: datetime


_COLUMNS = (
    Post.id,
    Post.public_id,
    Post.kind,
    Post.category,
    Post.title,
    func.substr(Post.body, 1, EXCERPT + 1).label("excerpt"),
    Post.timing,
    Post.day,
    Post.rrule,
    Post.part,
    Post.place_code,
    Post.placed_at,
)
_statements: dict[tuple[Any, ...], Any] = {}


def _statement(wish: Wish, column: str, branches: int, *, after: bool) -> Any:
    """The select for this shape of list, built once; one branch for each place keeps every index useful."""
    key = (wish.shape, column, branches, after)
    if key not in _statements:
        parts: list[Select[Any]] = []
        # The kinds lie apart in every index; who wants both gets the newest of each, or all would be sorted.
        kinds = (None,) if wish.kind else (rules.REQUEST, rules.OFFER)
        for number, kind in itertools.product(range(branches), kinds):
            part = select(*_COLUMNS).where(*conditions(wish, column, number))
            if kind:
                part = part.where(Post.kind == kind)
            if after:
                cursor = select(Post.id).where(Post.public_id == bindparam("after")).scalar_subquery()
                part = part.where(Post.id < cursor)
            parts.append(part.order_by(Post.id.desc()).limit(bindparam("amount")))
        if len(parts) == 1:
            _statements[key] = parts[0]
        else:
            together = union_all(*(select(part.subquery()) for part in parts)).subquery()
            _statements[key] = select(together).order_by(together.c.id.desc()).limit(bindparam("amount"))
    return _statements[key]


def page_of(wish: Wish, town: Town, *, after: str | None = None, size: int = rules.PAGE_SIZE) -> tuple[list[Hit], bool]:
    """One page of cards, newest first, and whether there are more; `after` is the last card's public id."""
    spot = spot_of(wish, town)
    values = parameters(wish, spot, town) | {"amount": size + 1}
    if after:
        values["after"] = after
    statement = _statement(wish, spot.column, max(1, len(spot.places)), after=bool(after))
    rows = [Hit._make(row) for row in db.session.connection().execute(statement, values)]
    return rows[:size], len(rows) > size


_WHOLE = [Post.body.label("excerpt") if column.name == "excerpt" else column for column in _COLUMNS]
_BY_ID = select(*_WHOLE).where(Post.id.in_(bindparam("ids", expanding=True)))


def newest_id() -> int:
    """The inner number of the newest card of all; 0 when there is none."""
    return db.session.scalar(select(func.max(Post.id))) or 0


def id_of(public_id: str) -> int | None:
    """The inner number of a card, for paging."""
    return db.session.scalar(select(Post.id).where(Post.public_id == public_id))


def hits_by_id(ids: list[int]) -> list[Hit]:
    """The cards with these ids, in that order, with their whole text."""
    rows = db.session.connection().execute(_BY_ID, {"ids": ids}) if ids else ()
    found = {row.id: Hit._make(row) for row in rows}
    return [found[number] for number in ids if number in found]


class Hung(NamedTuple):
    """A card that hangs on the board now, with what decides to whom it may be suggested."""

    hit: Hit
    author_id: int
    reach: int
    is_import: bool

    @property
    def neighbour(self) -> tuple[str, int]:
        """What tells its neighbour from others; an import has one account for many people."""
        return ("card", self.hit.id) if self.is_import else ("account", self.author_id)


_HANGING = (
    select(*_COLUMNS, Post.author_id, Post.reach, Account.is_import)
    .join(Account, Account.id == Post.author_id)
    .where(Post.id.in_(bindparam("ids", expanding=True)), Post.state == OPEN)
)


def hanging(ids: Collection[int]) -> dict[int, Hung]:
    """Those of these cards that still hang on the board, by id."""
    if not ids:
        return {}
    rows = db.session.connection().execute(_HANGING, {"ids": sorted(ids)})
    return {row[0]: Hung(Hit._make(row[: len(_COLUMNS)]), *row[len(_COLUMNS) :]) for row in rows}
