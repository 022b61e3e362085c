"""Reading the shelves of the index on PostgreSQL: the questions of a search, from the newest shelf on.

GIN gives every card that holds a token and cannot stop at the newest. So a card's tokens stand there behind the names
of shelves. Who looks for the newest cards with a common word takes them from the newest shelves of the town, and who
looks in a buurt reads that buurt's; never a list of the whole town.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Integer,
    Text,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts.models import Post
from buuv.posts.wishes import Spot, Wish, condition_for, parameters, spot_of
from buuv.search.fields import Ask
from buuv.search.postgresql_table import INDEX, SHELVES
from buuv.search.whereabouts import Whereabouts

# A shelf of the town holds 2^12 ids in a row, and one of a place 2^15: a town has many places.
TOWN_SHELF, PLACE_SHELF = 12, 15
# So many of the newest shelves are read first and so many next, where that may be enough; then all.
FIRST, NEXT, ALL = 2, 16, 2**40
FIRST_IN_PLACE, NEXT_IN_PLACE = 2, 8


# The sign in a question where the name of a shelf comes; no token holds it.
_HERE = "#"
# Asked as JSON: of an array the planner would count the elements, and plan each search anew.
_ON_SHELVES = f"""
    SELECT number, CAST(replace(words, '{_HERE}', name || '.' || shelf) AS tsquery) AS question
    FROM jsonb_to_recordset(CAST(:asks AS jsonb)) AS ask (number int, words text),
    jsonb_array_elements_text(CAST(:names AS jsonb)) AS name,
    (SELECT max(post_id) >> :size AS newest, min(post_id) >> :size AS oldest FROM post_index) AS ids,
    generate_series(newest - :first, greatest(newest - :last, oldest), -1) AS shelf
"""  # noqa: S608 (constants only)
_IN_TOWN = f"""
    SELECT number, CAST(replace(words, '{_HERE}', name) AS tsquery) AS question
    FROM jsonb_to_recordset(CAST(:asks AS jsonb)) AS ask (number int, words text),
    jsonb_array_elements_text(CAST(:names AS jsonb)) AS name
"""  # noqa: S608 (constants only)

_ZERO: Any = literal_column("0")  # OFFSET 0 keeps the planner from turning the order of a subquery round.
_IS_MET = f"post_index_words(tokens, {', '.join(SHELVES)}) @@ asking.question"


def names_of(post_id: int, where: Whereabouts) -> tuple[str | None, ...]:
    """The names of the shelves on which a card stands, in the order of SHELVES."""
    newest = f"{where.town}.{post_id >> TOWN_SHELF}"
    around = (f"{code}.{post_id >> PLACE_SHELF}" if code else None for code in (where.district, where.place))
    return (where.town, newest, *around)


def numbers(asks: Sequence[tuple[Ask, int]], wish: Wish, town: Town) -> list[list[int]]:
    """The ids of the newest open cards under the filters that answer to each, so many as it says at most."""
    spot = spot_of(wish, town)
    looking = _Looking(wish, spot, parameters(wish, spot, town), asks)
    if spot.places:
        names = [code for code, _ in spot.places]
        looking.on_shelves(names, PLACE_SHELF, first=0, last=FIRST_IN_PLACE - 1)
        looking.on_shelves(names, PLACE_SHELF, first=FIRST_IN_PLACE, last=NEXT_IN_PLACE - 1)
        looking.on_shelves(names, PLACE_SHELF, first=NEXT_IN_PLACE, last=ALL)
    else:
        looking.on_shelves([town.code], TOWN_SHELF, first=0, last=FIRST - 1)
        # Where these gave too little to expect enough from the next ones, there are few in the whole town.
        looking.on_shelves([town.code], TOWN_SHELF, first=FIRST, last=NEXT - 1, hopeful=NEXT // FIRST)
        looking.in_town(town.code)
    return looking.found


class _Looking:
    """The questions of one search, of which each step asks those again that did not find enough."""

    def __init__(self, wish: Wish, spot: Spot, values: dict[str, Any], asks: Sequence[tuple[Ask, int]]) -> None:
        self._wish, self._spot, self._values = wish, spot, values
        self._asks = [(_written(ask), most) for ask, most in asks]
        self.found: list[list[int]] = [[] for _ in asks]

    def on_shelves(self, names: Sequence[str], size: int, *, first: int, last: int, hopeful: int | None = None) -> None:
        """Adds what stands on these shelves, for questions that may find enough with so many times what they have."""
        lacking = {}
        for number, (_, most) in enumerate(self._asks):
            has = len(self.found[number])
            if has < most and (hopeful is None or most <= has * hopeful):
                lacking[number] = most - has
        for number, post_id in self._ask(lacking, names, size=size, first=first, last=last):
            self.found[number].append(post_id)

    def in_town(self, name: str) -> None:
        """Looks through the whole town for those that lack some."""
        lacking = {number: most for number, (_, most) in enumerate(self._asks) if len(self.found[number]) < most}
        for number in lacking:
            self.found[number] = []
        for number, post_id in self._ask(lacking, [name]):
            self.found[number].append(post_id)

    def _ask(self, lacking: dict[int, int], names: Sequence[str], **shelves: int) -> Sequence[Any]:
        if not lacking:
            return ()
        asks = [{"number": number, "words": self._asks[number][0], "most": most} for number, most in lacking.items()]
        values = self._values | shelves | {"asks": json.dumps(asks), "names": json.dumps(names)}
        statement = _statement(self._wish, self._spot, in_town=not shelves)
        return db.session.connection().execute(statement, values).all()


_statements: dict[tuple[Any, ...], Any] = {}


def _statement(wish: Wish, spot: Spot, *, in_town: bool) -> Any:
    """The select for this shape of search, built once.

    How few cards a question finds is beyond the planner, who would read the board instead. So it is told the order:
    the questions, what each finds, the newest of these first, and each on the board until there are enough.
    """
    asked = (bool(wish.kind), bool(wish.category), bool(wish.timing), bool(wish.hidden))
    key = (asked, spot.column, len(spot.places), in_town)
    if key not in _statements:
        questions = text(_IN_TOWN if in_town else _ON_SHELVES).columns(column("number", BigInteger), column("question"))
        asking = questions.cte("asking").prefix_with("MATERIALIZED")
        finding = select(asking.c.number, INDEX.c.post_id).join_from(asking, INDEX, text(_IS_MET))
        found = finding.cte("found").prefix_with("MATERIALIZED")
        each = func.jsonb_to_recordset(cast(bindparam("asks", type_=Text), JSONB))
        each_with_most = each.table_valued(column("number", Integer), column("most", Integer))
        enough = each_with_most.render_derived(name="enough", with_types=True)
        sorted_ones = select(found.c.post_id).where(found.c.number == enough.c.number).correlate(enough)
        newest = sorted_ones.order_by(found.c.post_id.desc()).offset(_ZERO).lateral("newest")
        seen = select(Post.id).where(Post.id == newest.c.post_id, condition_for(wish, spot)).offset(_ZERO)
        of_each = select(newest.c.post_id).join(seen.lateral("seen"), true()).order_by(newest.c.post_id.desc())
        hanging = of_each.limit(enough.c.most).lateral("hanging")
        whole = select(enough.c.number, hanging.c.post_id).join_from(enough, hanging, true())
        _statements[key] = whole.order_by(enough.c.number, hanging.c.post_id.desc())
    return _statements[key]


def _written(ask: Ask) -> str:
    groups = [f"({' | '.join(map(_token, group))})" for group in ask.all_of]
    return " & ".join([*groups, *(f"!{_token(token)}" for token in ask.none_of)])


def _token(token: str) -> str:
    word = token.removesuffix("*").replace("\\", "").replace("'", "''").replace(_HERE, "")
    return f"'{_HERE}@{word}'{':*' if token.endswith('*') else ''}"
