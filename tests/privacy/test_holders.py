"""Whoever keeps anything of people is in privacy/holders.py: the schema itself is asked."""

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table

from buuv.accounts.models import Account
from buuv.accounts.personal_data import STAYS_OF_ACCOUNT, person_of
from buuv.core.database import Base
from buuv.privacy import erasure, retention
from buuv.privacy.holders import HOLDERS
from buuv.privacy.models import Erasure
from tests.privacy.people import a_whole_person

# Columns that name a person without a foreign key.
NAMING = ("account_id", "email", "address", "phone")
# Tables that hang on a card or a conversation without being about a person.
NOT_PERSONAL: dict[str, str] = {}


def names_people(table: Table, personal: set[str]) -> bool:
    """Whether a table points to people, directly, by an address, or by a row that belongs to somebody."""
    has_name = any(name == part or name.endswith(f"_{part}") for name in columns_of(table) for part in NAMING)
    return has_name or any(key.column.table.name in personal for key in table.foreign_keys)


def columns_of(table: Table) -> set[str]:
    return {column.name for column in table.columns}


def personal_tables(metadata: MetaData) -> set[str]:
    """Every table that is about people, found by walking the schema until nothing is added."""
    found = {"account"}
    while True:
        more = {table.name for table in metadata.tables.values() if names_people(table, found)} - set(NOT_PERSONAL)
        if more <= found:
            return found
        found |= more


def forgotten(metadata: MetaData, holders=HOLDERS) -> list[str]:
    """What a table that no holder knows still needs."""
    known = {held.table.name for held in holders}
    return [
        f"table {name} refers to people and nobody in privacy/holders.py holds it: add a Held for it to HELD in its"
        f" feature's personal_data.py (which rows are whose, what their owner gets, what leaving does),"
        f" and that HELD to HOLDERS"
        for name in sorted(personal_tables(metadata) - known)
    ]


def test_every_table_that_refers_to_people_has_a_holder():
    wrong = forgotten(Base.metadata)
    assert not wrong, "\n".join(wrong)


def test_no_table_is_held_twice():
    names = [held.table.name for held in HOLDERS]
    assert sorted(names) == sorted(set(names))


def test_every_column_is_shown_to_its_owner_or_kept_back_for_a_reason():
    wrong = []
    for held in HOLDERS:
        shown = set() if held.row else set(held.shows)
        named = shown | set(held.keeps_back)
        wrong += [
            f"{held.table.name}.{name}: show it to its owner in `shows`, or say why not in `keeps_back`"
            for name in columns_of(held.table) - named - set(held.shows)
        ]
        wrong += [f"{held.table.name} has no column {name}" for name in named - columns_of(held.table)]
    assert not wrong, "\n".join(sorted(wrong))


@pytest.mark.parametrize(
    "columns",
    [
        (Column("who", ForeignKey("account.id")),),
        (Column("told_email", String(10)),),
        (Column("about", ForeignKey("message.id")),),
        (Column("account_id", Integer),),
    ],
    ids=["a person", "an address", "a message", "a number"],
)
def test_a_new_table_without_a_holder_is_named_with_what_to_do(columns):
    metadata = MetaData()
    for table in Base.metadata.sorted_tables:
        table.to_metadata(metadata)
    Table("novelty", metadata, Column("id", Integer, primary_key=True), *columns)
    (sentence,) = forgotten(metadata)
    assert "novelty" in sentence and "personal_data.py" in sentence


def test_every_table_has_a_term_or_a_reason_to_be_kept():
    kept = {term.table.name for term in retention.terms()} | set(retention.GO_WITH) | set(retention.WITHOUT_TERM)
    wrong = [
        f"table {name} has no term: add a Term to privacy/retention.py, or say with which row it goes (GO_WITH)"
        f" or why it is kept (WITHOUT_TERM)"
        for name in sorted(set(Base.metadata.tables) - kept)
    ]
    assert not wrong, "\n".join(wrong)
    assert kept <= set(Base.metadata.tables)


def test_what_goes_with_another_row_hangs_on_it():
    for name, parent in retention.GO_WITH.items():
        assert parent in {key.column.table.name for key in Base.metadata.tables[name].foreign_keys}, name


def test_the_whole_person_has_a_row_in_every_table(database):
    person = person_of(a_whole_person().account)
    empty = [held.table.name for held in HOLDERS if held.model is not Erasure and not held.rows_for(person)]
    assert not empty, f"give the person in tests/privacy/people.py a row in {', '.join(empty)}"


def test_an_account_that_left_is_empty_in_every_column_that_may_be(database):
    account = a_whole_person().account
    erasure.leave(account)
    values = {name: getattr(account, name) for name in columns_of(Account.__table__)}
    left = {name for name, value in values.items() if value and name not in STAYS_OF_ACCOUNT}
    assert left == {"language", "left_at"}, f"empty these in accounts/personal_data.py: {left}"
