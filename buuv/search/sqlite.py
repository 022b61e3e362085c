"""The index on SQLite: an FTS5 table whose row ids are the cards' ids."""

from collections.abc import Sequence

from sqlalchemy import bindparam, column, select, table, text

from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts.models import Post
from buuv.posts.wishes import Wish, condition_for, parameters, spot_of
from buuv.search.fields import Ask, Fields

_NAMES = Fields._fields
_INSERT = text(
    f"INSERT INTO post_index (rowid, {', '.join(_NAMES)}) VALUES (:id, :{', :'.join(_NAMES)})"  # noqa: S608 (constants)
)
_index = table("post_index", column("rowid"), *map(column, _NAMES))


class Fts5:
    """FTS5 inside the application's own file and transaction."""

    def add(self, post_id: int, fields: Fields) -> None:
        """Makes a card findable by these fields, replacing what it was found by before."""
        self.remove(post_id)
        self.add_new([(post_id, fields)])

    def add_new(self, rows: Sequence[tuple[int, Fields]]) -> None:
        """Makes many cards findable that are not yet so."""
        db.session.execute(_INSERT, [{"id": number, **fields._asdict()} for number, fields in rows])

    def remove(self, post_id: int) -> None:
        """Makes a card unfindable."""
        db.session.execute(text("DELETE FROM post_index WHERE rowid = :id"), {"id": post_id})

    def forget_deleted(self) -> None:
        """Merges the index into one segment: until then it marks a deleted card's stems, and keeps them."""
        db.session.execute(text("INSERT INTO post_index (post_index) VALUES ('optimize')"))

    def candidates(self, ask: Ask, wish: Wish, town: Town, *, most: int) -> Sequence[tuple[object, ...]]:
        """The newest open cards under the filters that answer to this."""
        spot = spot_of(wish, town)
        wanted = (
            select(
                _index.c.rowid,
                *(_index.c[name] for name in _NAMES),
                Post.category,
                Post.place_code,
                Post.district_code,
                Post.placed_at,
            )
            .join(Post, Post.id == _index.c.rowid)
            .where(text("post_index MATCH :words"), condition_for(wish, spot))
            .order_by(_index.c.rowid.desc())
            .limit(bindparam("most"))
        )
        values = parameters(wish, spot, town) | {"words": _written(ask), "most": most}
        return [tuple(row) for row in db.session.connection().execute(wanted, values)]


def _written(ask: Ask) -> str:
    groups = " AND ".join(f"({' OR '.join(map(_token, group))})" for group in ask.all_of)
    return f"{groups} NOT ({' OR '.join(map(_token, ask.none_of))})" if ask.none_of else groups


def _token(token: str) -> str:
    word = token.removesuffix("*").replace('"', '""')
    return f'"{word}" *' if token.endswith("*") else f'"{word}"'


ENGINE = Fts5()
