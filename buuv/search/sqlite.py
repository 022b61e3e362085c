"""The index on SQLite: an FTS5 table whose row ids are the cards' ids.

FTS5 gives the newest cards that hold a token one by one, so a common word in the whole town costs no more than what
is shown. In a buurt it would pass by nearly all of them; so a card's places are tokens too, and a search in a buurt
goes along the cards that hang there.
"""

import json
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

from sqlalchemy import bindparam, column, literal_column, select, table, text, union_all
from sqlalchemy.exc import DBAPIError

from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts.models import Post
from buuv.posts.wishes import Spot, Wish, condition_for, parameters, spot_of
from buuv.search.fields import Ask, Fields
from buuv.search.whereabouts import Whereabouts

_NAMES = Fields._fields
_ALL = (*_NAMES, "places")
_INSERT = text(
    f"INSERT INTO post_index (rowid, {', '.join(_ALL)}) VALUES (:id, :{', :'.join(_ALL)})"  # noqa: S608 (constants)
)
_DELETE = text("DELETE FROM post_index WHERE rowid = :id")
_index = table("post_index", column("rowid"), *map(column, _ALL))
_KEPT = select(_index).where(_index.c.rowid.between(bindparam("first"), bindparam("last")))
_PLACE = "p:"
# What FTS5 keeps beside its table (https://sqlite.org/fts5.html, 9), and the table as the migrations made it.
_PARTS = ("data", "idx", "content", "docsize", "config")
_MADE = (
    f"CREATE VIRTUAL TABLE post_index USING fts5({', '.join(_NAMES[:-1])}, shares UNINDEXED, places,"
    " tokenize = \"unicode61 remove_diacritics 0 tokenchars '\\:_'\")"
)
_SHAPE = re.compile("no such (table|column)|has no column|vtable constructor failed")


class Row(NamedTuple):
    """A card as the index keeps it: its fields and the codes of its places, marked as such."""

    fields: Fields
    places: str


class Fts5:
    """FTS5 inside the application's own file and transaction."""

    def add(self, rows: Sequence[tuple[int, Fields, Whereabouts]]) -> None:
        """Makes cards findable by these fields, replacing what they were found by before."""
        self.remove([number for number, *_ in rows])
        self.add_new(rows)

    def add_new(self, rows: Sequence[tuple[int, Fields, Whereabouts]]) -> None:
        """Makes cards findable that are not yet so."""
        values = [{"id": number, **fields._asdict(), "places": _places(where)} for number, fields, where in rows]
        db.session.execute(_INSERT, values)

    def in_bulk(self) -> AbstractContextManager[None]:
        """FTS5 needs no preparation for very many cards."""
        return nullcontext()

    def remove(self, post_ids: Sequence[int]) -> None:
        """Makes cards unfindable."""
        db.session.execute(_DELETE, [{"id": number} for number in post_ids])

    def forget_deleted(self) -> None:
        """Merges the index into one segment: until then it marks a deleted card's stems, and keeps them."""
        db.session.execute(text("INSERT INTO post_index (post_index) VALUES ('optimize')"))

    def numbers(self, asks: Sequence[tuple[Ask, int]], wish: Wish, town: Town) -> list[list[int]]:
        """The ids of the newest open cards under the filters that answer to each, so many as it says at most."""
        spot = spot_of(wish, town)
        values = parameters(wish, spot, town)
        for number, (ask, most) in enumerate(asks):
            values |= {f"words{number}": _written(ask, spot), f"most{number}": most}
        found: list[list[int]] = [[] for _ in asks]
        for number, post_id in db.session.connection().execute(_statement(wish, spot, len(asks)), values).all():
            found[number].append(post_id)
        return [sorted(ids, reverse=True) for ids in found]

    def cards(self, post_ids: Sequence[int]) -> Sequence[Sequence[Any]]:
        """The columns of a Candidate for each of these cards, in any order."""
        return db.session.connection().execute(_CARDS, {"ids": json.dumps(list(post_ids))}).all()

    def kept(self, first: int, last: int) -> dict[int, Row]:
        """What the index holds of the cards with these ids and those between."""
        rows = db.session.execute(_KEPT, {"first": first, "last": last})
        return {row[0]: Row(Fields._make(row[1:-1]), row[-1]) for row in rows}

    def is_at_fault(self, error: DBAPIError) -> bool:
        """Whether FTS5's tables are missing, of another shape, or broken; not whether others were in the way."""
        name = getattr(error.orig, "sqlite_errorname", "")
        return name.startswith("SQLITE_CORRUPT") or (name == "SQLITE_ERROR" and bool(_SHAPE.search(str(error.orig))))

    def is_sound(self) -> bool:
        """Whether FTS5 finds its index to be what its rows say."""
        try:
            db.session.execute(text("INSERT INTO post_index (post_index) VALUES ('integrity-check')"))
            db.session.execute(_KEPT, {"first": 0, "last": 0})
        except DBAPIError as error:
            if self.is_at_fault(error):
                return False
            raise
        return True

    def make_anew(self) -> None:
        """Makes an empty FTS5 table, also when FTS5 cannot read the old one any more."""
        connection = db.session.connection()
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql("DELETE FROM sqlite_master WHERE name = 'post_index'")
        connection.exec_driver_sql("PRAGMA writable_schema = RESET")
        for part in _PARTS:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS post_index_{part}")
        connection.exec_driver_sql(_MADE)

    def wanted(self, post_id: int, fields: Fields, where: Whereabouts) -> Row:
        """What the index should hold of a card."""
        return Row(fields, _places(where))


# FTS5 keeps what it indexed in an ordinary table, whose rows come in half the time when they are asked for by id.
_content = table("post_index_content", column("id"), *(column(f"c{number}") for number in range(len(_NAMES))))
_CARDS = (
    select(
        *_content.c,
        Post.category,
        Post.place_code,
        Post.district_code,
        Post.placed_at,
    )
    .join(Post, Post.id == _content.c.id)
    .where(_content.c.id.in_(text("SELECT value FROM json_each(:ids)")))
)
_statements: dict[tuple[Any, ...], Any] = {}


def _statement(wish: Wish, spot: Spot, asks: int) -> Any:
    """The select for so many questions under these filters, built once."""
    key = (wish.shape, spot.column, len(spot.places), asks)
    if key not in _statements:
        parts = []
        for number in range(asks):
            wanted = select(literal_column(str(number)).label("number"), _index.c.rowid)
            wanted = wanted.join(Post, Post.id == _index.c.rowid)
            wanted = wanted.where(text(f"post_index MATCH :words{number}"), condition_for(wish, spot))
            newest = wanted.order_by(_index.c.rowid.desc()).limit(bindparam(f"most{number}"))
            parts.append(select(newest.subquery()))
        _statements[key] = union_all(*parts)
    return _statements[key]


def _places(where: Whereabouts) -> str:
    return " ".join(f"{_PLACE}{code}" for code in (where.place, where.district) if code)


def _written(ask: Ask, spot: Spot) -> str:
    asked = (tuple(f"{_PLACE}{code}" for code, _ in spot.places), *ask.all_of)
    groups = " AND ".join(f"({' OR '.join(map(_token, group))})" for group in asked if group)
    return f"{groups} NOT ({' OR '.join(map(_token, ask.none_of))})" if ask.none_of else groups


def _token(token: str) -> str:
    word = token.removesuffix("*").replace('"', '""')
    return f'"{word}" *' if token.endswith("*") else f'"{word}"'


ENGINE = Fts5()
