"""The index on PostgreSQL: a table of tokens under a GIN index.

GIN gives every card that holds a token and cannot stop at the newest. So a card's tokens stand there on shelves:
the town, some thousand ids of the town in a row, its wijk and its place. Who looks for the newest cards with a common
word takes them from the newest shelves, and who looks in a buurt reads that buurt's; never a list of the whole town.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam, column, literal_column, select, table, text, true

from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts.models import Post
from buuv.posts.wishes import Spot, Wish, condition_for, parameters, spot_of
from buuv.search.fields import Ask, Fields, tokens_of
from buuv.search.whereabouts import Whereabouts

# A shelf of the town holds 2^12 ids in a row, and one of a place 2^17: a town has many places.
TOWN_SHELF, PLACE_SHELF = 12, 17
# So many of the newest shelves are read first, and so many when these are nearly enough; then all.
FIRST, NEXT, ALL = 2, 16, 2**40

_NAMES = Fields._fields
_SHELVES = ("town", "newest", "district", "place")
_ALL = (*_NAMES, "tokens", *_SHELVES)
_INSERT = f"INSERT INTO post_index (post_id, {', '.join(_ALL)}) VALUES (:id, :{', :'.join(_ALL)})"  # noqa: S608
_REPLACE = f" ON CONFLICT (post_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _ALL)}"
_index = table("post_index", column("post_id", BigInteger), *map(column, _ALL))

# The sign in a question where the name of a shelf comes; no token holds it.
_HERE = "#"
_FOUND = f"""
    SELECT post_index.post_id FROM asked
    JOIN post_index ON post_index_words(tokens, {", ".join(_SHELVES)}) @@ asked.question
"""  # noqa: S608 (constants only)
# OFFSET 0 and MATERIALIZED: how few cards a question finds is beyond the planner, who would read the board instead.
_ON_SHELVES = f"""
    WITH asked AS MATERIALIZED (
        SELECT CAST(replace(:words, '{_HERE}', name || '.' || shelf) AS tsquery) AS question
        FROM (SELECT max(post_id) >> :size AS newest, min(post_id) >> :size AS oldest FROM post_index) AS ids,
        unnest(CAST(:names AS text[])) AS name,
        generate_series(newest - :first, greatest(newest - :last, oldest), -1) AS shelf
    ) {_FOUND}
"""  # noqa: S608 (constants only)
_IN_TOWN = f"""
    WITH asked AS MATERIALIZED (
        SELECT CAST(replace(:words, '{_HERE}', name) AS tsquery) AS question
        FROM unnest(CAST(:names AS text[])) AS name
    ) {_FOUND}
"""  # noqa: S608 (constants only)


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

    def remove(self, post_ids: Sequence[int]) -> None:
        """Makes cards unfindable."""
        db.session.execute(_DELETING, [{"id": number} for number in post_ids])

    def forget_deleted(self) -> None:
        """Nothing to do: VACUUM takes deleted rows out of table and index alike."""

    def candidates(self, ask: Ask, wish: Wish, town: Town, *, most: int) -> Sequence[tuple[object, ...]]:
        """The newest open cards under the filters that answer to this."""
        spot = spot_of(wish, town)
        values = parameters(wish, spot, town) | {"words": _written(ask), "most": most}
        if spot.places:
            return _found_in_places(wish, spot, values, most)
        return _found_in_town(wish, spot, values | {"names": [town.code]}, most)

    def kept(self, first: int, last: int) -> dict[int, Row]:
        """What the index holds of the cards with these ids and those between."""
        rows = db.session.execute(_KEPT, {"first": first, "last": last})
        return {row[0]: Row(Fields._make(row[1 : len(_NAMES) + 1]), *row[len(_NAMES) + 1 :]) for row in rows}

    def wanted(self, post_id: int, fields: Fields, where: Whereabouts) -> Row:
        """What the index should hold of a card."""
        return Row(fields, tokens_of(fields), *_shelves(post_id, where))


_INSERTING, _REPLACING = text(_INSERT), text(_INSERT + _REPLACE)
_DELETING = text("DELETE FROM post_index WHERE post_id = :id")
_KEPT = select(_index).where(_index.c.post_id.between(bindparam("first"), bindparam("last")))


def _values(post_id: int, fields: Fields, where: Whereabouts) -> dict[str, Any]:
    shelves = dict(zip(_SHELVES, _shelves(post_id, where), strict=True))
    return {"id": post_id, **fields._asdict(), "tokens": tokens_of(fields), **shelves}


def _shelves(post_id: int, where: Whereabouts) -> tuple[str | None, ...]:
    """The names of the shelves on which a card stands; no search of the whole town may find what is not for all."""
    town = where.town if where.is_for_all else None
    newest = f"{where.town}.{post_id >> TOWN_SHELF}" if where.is_for_all else None
    around = (f"{code}.{post_id >> PLACE_SHELF}" if code else None for code in (where.district, where.place))
    return (town, newest, *around)


def _found_in_places(wish: Wish, spot: Spot, values: dict[str, Any], most: int) -> list[tuple[object, ...]]:
    looking = _statement(wish, spot)
    values |= {"names": [code for code, _ in spot.places], "size": PLACE_SHELF}
    found = _ask(looking, values | {"first": 0, "last": FIRST - 1})
    if len(found) < most:
        found += _ask(looking, values | {"first": FIRST, "last": ALL, "most": most - len(found)})
    return found


def _found_in_town(wish: Wish, spot: Spot, values: dict[str, Any], most: int) -> list[tuple[object, ...]]:
    shelves = values | {"size": TOWN_SHELF, "first": 0}
    found = _ask(_statement(wish, spot), shelves | {"last": FIRST - 1})
    if len(found) < most <= len(found) * NEXT // FIRST:
        found = _ask(_statement(wish, spot), shelves | {"last": NEXT - 1})
    if len(found) < most:
        found = _ask(_statement(wish, spot, in_town=True), values)
    return found


def _ask(statement: Any, values: dict[str, Any]) -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.session.connection().execute(statement, values)]


_statements: dict[tuple[Any, ...], Any] = {}


def _statement(wish: Wish, spot: Spot, *, in_town: bool = False) -> Any:
    """The select for this shape of question, built once: found cards, those under the filters, the newest of them."""
    asked = (bool(wish.kind), bool(wish.category), bool(wish.timing), bool(wish.hidden))
    key = (asked, spot.column, len(spot.places), in_town)
    if key not in _statements:
        found = text(_IN_TOWN if in_town else _ON_SHELVES).columns(column("post_id", BigInteger)).cte("found")
        found = found.prefix_with("MATERIALIZED")
        card = select(Post.category, Post.place_code, Post.district_code, Post.placed_at)
        card = card.where(Post.id == found.c.post_id, condition_for(wish, spot)).offset(literal_column("0"))
        hanging = card.correlate(found).lateral("card")
        both = select(found.c.post_id, hanging).select_from(found.join(hanging, true()))
        newest = both.order_by(found.c.post_id.desc()).limit(bindparam("most")).subquery("newest")
        fields = (_index.c[name] for name in _NAMES)
        others = (newest.c[name] for name in ("category", "place_code", "district_code", "placed_at"))
        whole = select(newest.c.post_id, *fields, *others).join(_index, _index.c.post_id == newest.c.post_id)
        _statements[key] = whole.order_by(newest.c.post_id.desc())
    return _statements[key]


def _written(ask: Ask) -> str:
    groups = [f"({' | '.join(map(_token, group))})" for group in ask.all_of]
    return " & ".join([*groups, *(f"!{_token(token)}" for token in ask.none_of)])


def _token(token: str) -> str:
    word = token.removesuffix("*").replace("\\", "").replace("'", "''").replace(_HERE, "")
    return f"'{_HERE}@{word}'{':*' if token.endswith('*') else ''}"


ENGINE = Gin()
