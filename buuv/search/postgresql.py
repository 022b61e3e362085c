"""The index on PostgreSQL: a table with a tsvector of tokens under a GIN index."""

from collections.abc import Sequence

from sqlalchemy import bindparam, column, select, table, text

from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts.models import Post
from buuv.posts.wishes import Wish, condition_for, parameters, spot_of
from buuv.search.fields import Ask, Fields

_NAMES = Fields._fields
_FOUND_BY = " || ' ' || ".join(f":{name}" for name in _NAMES if name != "shares")
_INSERT = (
    f"INSERT INTO post_index (post_id, {', '.join(_NAMES)}, words)"  # noqa: S608 (constants only)
    f" VALUES (:id, :{', :'.join(_NAMES)}, array_to_tsvector(array_remove(string_to_array({_FOUND_BY}, ' '), '')))"
)
_REPLACE = (
    f" ON CONFLICT (post_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in (*_NAMES, 'words'))}"
)
_index = table("post_index", column("post_id"), column("words"), *map(column, _NAMES))


class Gin:
    """tsvector + GIN inside the application's own transaction; the tokens are ours, not PostgreSQL's."""

    def add(self, post_id: int, fields: Fields) -> None:
        """Makes a card findable by these fields, replacing what it was found by before."""
        db.session.execute(text(_INSERT + _REPLACE), {"id": post_id, **fields._asdict()})

    def add_new(self, rows: Sequence[tuple[int, Fields]]) -> None:
        """Makes many cards findable that are not yet so."""
        db.session.execute(text(_INSERT), [{"id": number, **fields._asdict()} for number, fields in rows])

    def remove(self, post_id: int) -> None:
        """Makes a card unfindable."""
        db.session.execute(text("DELETE FROM post_index WHERE post_id = :id"), {"id": post_id})

    def forget_deleted(self) -> None:
        """Nothing to do: VACUUM takes deleted rows out of table and index alike."""

    def candidates(self, ask: Ask, wish: Wish, town: Town, *, most: int) -> Sequence[tuple[object, ...]]:
        """The newest open cards under the filters that answer to this."""
        spot = spot_of(wish, town)
        wanted = (
            select(
                _index.c.post_id,
                *(_index.c[name] for name in _NAMES),
                Post.category,
                Post.place_code,
                Post.district_code,
                Post.placed_at,
            )
            .join(Post, Post.id == _index.c.post_id)
            .where(text("post_index.words @@ CAST(:words AS tsquery)"), condition_for(wish, spot))
            .order_by(_index.c.post_id.desc())
            .limit(bindparam("most"))
        )
        values = parameters(wish, spot, town) | {"words": _written(ask), "most": most}
        return [tuple(row) for row in db.session.connection().execute(wanted, values)]


def _written(ask: Ask) -> str:
    groups = [f"({' | '.join(map(_token, group))})" for group in ask.all_of]
    return " & ".join([*groups, *(f"!{_token(token)}" for token in ask.none_of)])


def _token(token: str) -> str:
    word = token.removesuffix("*").replace("\\", "").replace("'", "''")
    return f"'{word}':*" if token.endswith("*") else f"'{word}'"


ENGINE = Gin()
