"""The index on PostgreSQL: a table with a tsvector of stems under a GIN index."""

from collections.abc import Sequence

from sqlalchemy import bindparam, column, select, table, text

from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts.models import Post
from buuv.posts.wishes import Wish, condition_for, parameters, spot_of

_WORDS = "array_to_tsvector(array_remove(string_to_array(:title || ' ' || :body, ' '), ''))"
_INSERT = (
    "INSERT INTO post_index (post_id, title, body, words)"  # noqa: S608 (constants only)
    f" VALUES (:id, :title, :body, {_WORDS})"
)
_REPLACE = " ON CONFLICT (post_id) DO UPDATE SET title = excluded.title, body = excluded.body, words = excluded.words"
_index = table("post_index", column("post_id"), column("title"), column("body"), column("words"))


class Gin:
    """tsvector + GIN inside the application's own transaction; the stems are ours, not PostgreSQL's."""

    def add(self, post_id: int, title: str, body: str) -> None:
        """Makes a card findable by these stems, replacing what it was found by before."""
        row = {"id": post_id, "title": title, "body": body}
        db.session.execute(text(_INSERT + _REPLACE), row)

    def add_new(self, rows: Sequence[tuple[int, str, str]]) -> None:
        """Makes many cards findable that are not yet so: id, title and body stems."""
        db.session.execute(text(_INSERT), [{"id": row[0], "title": row[1], "body": row[2]} for row in rows])

    def remove(self, post_id: int) -> None:
        """Makes a card unfindable."""
        db.session.execute(text("DELETE FROM post_index WHERE post_id = :id"), {"id": post_id})

    def forget_deleted(self) -> None:
        """Nothing to do: VACUUM takes deleted rows out of table and index alike."""

    def candidates(
        self, stems: list[str], wish: Wish, town: Town, *, all_words: bool, most: int
    ) -> list[tuple[int, str, str]]:
        """The newest open cards under the filters that have any (or all) of the stems."""
        spot = spot_of(wish, town)
        wanted = (
            select(_index.c.post_id, _index.c.title, _index.c.body)
            .join(Post, Post.id == _index.c.post_id)
            .where(text("post_index.words @@ CAST(:words AS tsquery)"), condition_for(wish, spot))
            .order_by(_index.c.post_id.desc())
            .limit(bindparam("most"))
        )
        quoted = ["'" + stem.replace("\\", "").replace("'", "''") + "'" for stem in stems]
        words = (" & " if all_words else " | ").join(quoted)
        values = parameters(wish, spot, town) | {"words": words, "most": most}
        return [(row[0], row[1], row[2]) for row in db.session.connection().execute(wanted, values)]


ENGINE = Gin()
