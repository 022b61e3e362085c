"""How a feature says what it keeps of people: which rows are whose, what their owner gets, and what leaving does.

Each feature lists its tables in `personal_data.py` as `HELD`; `privacy/holders.py` puts the lists together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, inspect, select, update

from buuv.core.database import db
from buuv.core.translation import lazy as _l


@dataclass(frozen=True)
class Person:
    """Who asks for their data or leaves: a number, a town and the addresses that are proven to be theirs."""

    id: int
    municipality_code: str
    addresses: tuple[str, ...]
    # Whom this person and who this person does not see, after a block of either.
    hidden: frozenset[int] = frozenset()


# In the reader's language; the choice on a page names each in its own.
LANGUAGE_NAMES: Mapping[str, Any] = {"nl": _l("Nederlands"), "en": _l("Engels")}
Words = Mapping[Any, Any] | Callable[[Any], Any]


@dataclass(frozen=True)
class Held:
    """The rows of one table that belong to a person.

    `shows` are the columns that their owner gets, with a label for people; `keeps_back` the others, each with
    the reason. A row that needs more than its columns is made by `row`; then `shows` names its keys.
    `words` says in words what a column holds as a code: a table of them, or a function.
    """

    model: Any
    title: Any
    whose: Callable[[Person], ColumnElement[bool]]
    shows: Mapping[str, Any]
    on_leaving: Callable[["Held", Person], None]
    keeps_back: Mapping[str, str] = field(default_factory=dict)
    row: Callable[[Any, Person], dict[str, Any]] | None = None
    words: Mapping[str, Words] = field(default_factory=dict)
    # What a row needs beside its own columns, loaded with it.
    options: tuple[Any, ...] = ()

    @property
    def table(self) -> Table:
        """The table itself."""
        found: Table = inspect(self.model).local_table
        return found

    def rows_for(self, person: Person) -> list[dict[str, Any]]:
        """What this person gets of the table, oldest first."""
        wanted = select(self.model).where(self.whose(person)).order_by(*self.table.primary_key.columns)
        wanted = wanted.options(*self.options)
        make = self.row or self._columns
        return [make(found, person) for found in db.session.scalars(wanted).unique()]

    def _columns(self, found: Any, person: Person) -> dict[str, Any]:
        return {name: getattr(found, name) for name in self.shows}


def goes(held: Held, person: Person) -> None:
    """On leaving the rows are deleted."""
    _run(delete(held.model).where(held.whose(person)))


def is_blanked(**values: Any) -> Callable[[Held, Person], None]:
    """On leaving these columns get these values and the row stays."""

    def blank(held: Held, person: Person) -> None:
        _run(update(held.model).where(held.whose(person)).values(**values))

    return blank


def stays(why: str) -> Callable[[Held, Person], None]:
    """On leaving the rows stay as they are, for this reason."""
    if not why:
        raise ValueError("say why these rows stay")

    def leave(held: Held, person: Person) -> None:
        return None

    return leave


def _run(statement: Any) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})
