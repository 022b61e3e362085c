"""The index on PostgreSQL: a table of tokens under a GIN index, which stand on shelves (see `shelves`)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError

from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts.models import Post
from buuv.posts.wishes import Wish
from buuv.search import shelves
from buuv.search.fields import Ask, Fields, tokens_of
from buuv.search.postgresql_table import ALL, FAULTS, GIN, INDEX, IS_SOUND, NAMES, SHELVES, TABLE, WORDS
from buuv.search.whereabouts import Whereabouts

_INSERT = f"INSERT INTO post_index (post_id, {', '.join(ALL)}) VALUES (:id, :{', :'.join(ALL)})"  # noqa: S608
_REPLACE = f" ON CONFLICT (post_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in ALL)}"
_INSERTING, _REPLACING = text(_INSERT), text(_INSERT + _REPLACE)
_DELETING = text("DELETE FROM post_index WHERE post_id = :id")
_KEPT = select(INDEX).where(INDEX.c.post_id.between(bindparam("first"), bindparam("last")))
_CARDS = (
    select(
        INDEX.c.post_id,
        *(INDEX.c[name] for name in NAMES),
        Post.category,
        Post.place_code,
        Post.district_code,
        Post.placed_at,
    )
    .join(Post, Post.id == INDEX.c.post_id)
    .where(INDEX.c.post_id == func.any(bindparam("ids", type_=ARRAY(BigInteger))))
)


class Row(NamedTuple):
    """A card as the index keeps it: its fields, all tokens of them, and the shelves on which they stand."""

    fields: Fields
    tokens: str
    town: str | None
    newest: str | None
    district: str | None
    place: str | None


class Gin:
    """GIN inside the application's own transaction; the tokens are ours, not PostgreSQL's."""

    def add(self, rows: Sequence[tuple[int, Fields, Whereabouts]]) -> None:
        """Makes cards findable by these fields, replacing what they were found by before."""
        db.session.execute(_REPLACING, [_values(*row) for row in rows])

    def add_new(self, rows: Sequence[tuple[int, Fields, Whereabouts]]) -> None:
        """Makes cards findable that are not yet so."""
        db.session.execute(_INSERTING, [_values(*row) for row in rows])

    @contextmanager
    def in_bulk(self) -> Iterator[None]:
        """Into an empty table the rows go first and the index is made at once, which takes a third of the time."""
        connection = db.session.connection()
        is_empty = not db.session.scalar(text("SELECT EXISTS (SELECT FROM post_index)"))
        if is_empty:
            connection.exec_driver_sql("DROP INDEX ix_post_index_words")
        yield
        if is_empty:
            connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '256MB'")
            connection.exec_driver_sql(GIN)

    def remove(self, post_ids: Sequence[int]) -> None:
        """Makes cards unfindable."""
        db.session.execute(_DELETING, [{"id": number} for number in post_ids])

    def forget_deleted(self) -> None:
        """Nothing to do: VACUUM takes deleted rows out of table and index alike."""

    def numbers(self, asks: Sequence[tuple[Ask, int]], wish: Wish, town: Town) -> list[list[int]]:
        """The ids of the newest open cards under the filters that answer to each, so many as it says at most."""
        return shelves.numbers(asks, wish, town)

    def cards(self, post_ids: Sequence[int]) -> Sequence[Sequence[Any]]:
        """The columns of a Candidate for each of these cards, in any order."""
        return db.session.connection().execute(_CARDS, {"ids": list(post_ids)}).all()

    def kept(self, first: int, last: int) -> dict[int, Row]:
        """What the index holds of the cards with these ids and those between."""
        rows = db.session.execute(_KEPT, {"first": first, "last": last})
        return {row[0]: Row(Fields._make(row[1 : len(NAMES) + 1]), *row[len(NAMES) + 1 :]) for row in rows}

    def is_at_fault(self, error: DBAPIError) -> bool:
        """Whether the table, its index or its function is missing, of another shape, or broken."""
        return getattr(error.orig, "sqlstate", None) in FAULTS

    def is_sound(self) -> bool:
        """Whether table, index and function are there and may be used."""
        return bool(db.session.scalar(text(IS_SOUND)))

    def make_anew(self) -> None:
        """Makes an empty table with its index."""
        for step in ("DROP TABLE IF EXISTS post_index", WORDS, TABLE, GIN):
            db.session.connection().exec_driver_sql(step)

    def wanted(self, post_id: int, fields: Fields, where: Whereabouts) -> Row:
        """What the index should hold of a card."""
        return Row(fields, tokens_of(fields), *shelves.names_of(post_id, where))


def _values(post_id: int, fields: Fields, where: Whereabouts) -> dict[str, Any]:
    names = dict(zip(SHELVES, shelves.names_of(post_id, where), strict=True))
    return {"id": post_id, **fields._asdict(), "tokens": tokens_of(fields), **names}


ENGINE = Gin()
