"""The index on SQLite: an FTS5 table whose row ids are the cards' ids."""

from collections.abc import Sequence

from sqlalchemy import bindparam, column, select, table, text

from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts.models import Post
from buuv.posts.wishes import Wish, condition_for, parameters, spot_of

_INSERT = text("INSERT INTO post_index (rowid, title, body) VALUES (:id, :title, :body)")
_index = table("post_index", column("rowid"), column("title"), column("body"))


class Fts5:
    """FTS5 inside the application's own file and transaction."""

    def add(self, post_id: int, title: str, body: str) -> None:
        """Makes a card findable by these stems, replacing what it was found by before."""
        self.remove(post_id)
        self.add_new([(post_id, title, body)])

    def add_new(self, rows: Sequence[tuple[int, str, str]]) -> None:
        """Makes many cards findable that are not yet so: id, title and body stems."""
        db.session.execute(_INSERT, [{"id": row[0], "title": row[1], "body": row[2]} for row in rows])

    def remove(self, post_id: int) -> None:
        """Makes a card unfindable."""
        db.session.execute(text("DELETE FROM post_index WHERE rowid = :id"), {"id": post_id})

    def forget_deleted(self) -> None:
        """Merges the index into one segment: until then it marks a deleted card's stems, and keeps them."""
        db.session.execute(text("INSERT INTO post_index (post_index) VALUES ('optimize')"))

    def candidates(
        self, stems: list[str], wish: Wish, town: Town, *, all_words: bool, most: int
    ) -> list[tuple[int, str, str]]:
        """The newest open cards under the filters that have any (or all) of the stems."""
        spot = spot_of(wish, town)
        wanted = (
            select(_index.c.rowid, _index.c.title, _index.c.body)
            .join(Post, Post.id == _index.c.rowid)
            .where(text("post_index MATCH :words"), condition_for(wish, spot))
            .order_by(_index.c.rowid.desc())
            .limit(bindparam("most"))
        )
        quoted = ['"' + stem.replace('"', '""') + '"' for stem in stems]
        words = (" AND " if all_words else " OR ").join(quoted)
        values = parameters(wish, spot, town) | {"words": words, "most": most}
        return [(row[0], row[1], row[2]) for row in db.session.connection().execute(wanted, values)]


ENGINE = Fts5()
