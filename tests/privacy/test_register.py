"""The register names every column of the database, with purpose, ground and term, and the page shows it all."""

import pytest
from sqlalchemy import inspect

from buuv.core.database import Base, db
from buuv.privacy import register, retention
from buuv.search.fields import Fields
from buuv.search.postgresql_table import SHELVES
from tests.client import words_of

# Made by the program's tools, not by its models: Alembic's mark, and what FTS5 keeps of its own.
NOT_OURS = ("alembic_version", "post_index_")


def in_the_database():
    found = {name: inspect(db.engine).get_columns(name) for name in inspect(db.engine).get_table_names()}
    return {
        table: frozenset(column["name"] for column in columns)
        for table, columns in found.items()
        if not table.startswith(NOT_OURS)
    }


def in_the_models():
    return {table.name: frozenset(table.columns.keys()) for table in Base.metadata.sorted_tables}


def test_every_column_is_listed(database):
    missing = register.unlisted(in_the_database()) + register.unlisted(in_the_models())
    assert not missing, "put these in a group of config/register.toml:\n" + "\n".join(dict.fromkeys(missing))


def test_every_listed_column_is_there():
    # Each database has a part of the index of words.
    index = {"post_index": frozenset({*Fields._fields, *SHELVES, "post_id", "words", "tokens", "places"})}
    assert register.vanished(in_the_models() | index) == []


def test_every_column_is_listed_once():
    assert register.doubled() == []


def test_a_column_that_nobody_listed_is_named_as_a_line_to_paste():
    present = {"account": frozenset({"email", "gender"}), "pet": frozenset({"id", "name"})}
    assert register.unlisted(present) == ['columns.account = ["gender"]', 'columns.pet = ["id", "name"]']


def test_a_listed_column_that_vanished_is_named():
    gone = {table: names - {"email"} for table, names in in_the_models().items()}
    assert "account.email" in register.vanished(gone)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ground": "curious"}, "ground is een van"),
        ({"term": ""}, "term ontbreekt"),
        ({"seen_en": None}, "seen_en ontbreekt"),
        ({"note": "x"}, "note hoort hier niet"),
        ({"columns": {}}, "columns ontbreekt"),
    ],
)
def test_a_group_without_purpose_ground_or_term_is_refused(change, words):
    group = {f"{word}{end}": "x" for word in register.WORDS for end in ("", "_en")}
    with pytest.raises(ValueError, match=words):
        register._group(1, group | {"ground": "task", "columns": {"a": ["b"]}} | change)


# How a term of so many days is said; a block without anything left to hide goes when one of the two leaves.
IN_WORDS = {
    0: ("Gaat een van u weg", "one of you leaves"),
    1: ("een dag", "a day"),
    7: ("7 dagen", "7 days"),
    30: ("30 dagen", "30 days"),
    90: ("90 dagen", "90 days"),
    183: ("6 maanden", "6 months"),
    365: ("12 maanden", "12 months"),
    730: ("24 maanden", "24 months"),
}
UNTIL_LEAVING = ("weggaat", "leave")


def words_of_terms():
    """What the register must say of each table, by what the worker does with it: in Dutch and in English."""
    said = {}
    for term in retention.terms():
        said.setdefault(term.table.name, set()).add(IN_WORDS[term.kept.days])
    for name in retention.GO_WITH:
        parent = name
        while parent in retention.GO_WITH:
            parent = retention.GO_WITH[parent]
        said.setdefault(name, set()).update([UNTIL_LEAVING] if parent == "account" else said[parent])
    return said


@pytest.mark.parametrize("table", words_of_terms())
def test_the_register_says_the_terms_that_the_worker_keeps(table):
    group = next(one for one in register.groups() if table in one.columns)
    for words in words_of_terms()[table]:
        for language, sentence in zip(("nl", "en"), words, strict=True):
            assert sentence.lower() in group.say("term", language).lower(), (group.words["name"], sentence)


def test_what_we_never_ask_has_no_column():
    names = {name for names in in_the_models().values() for name in names}
    assert not names & {"bsn", "birth_date", "gender", "street", "house_number", "address_line", "surname", "last_name"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_shows_every_group_and_every_column(client, language):
    page = client.get("/privacy" if language == "nl" else "/en/privacy")
    rows = {words_of(row.find("th")): words_of(row) for row in page.one("tbody").iter("tr")}
    headings = [words_of(heading) for heading in page.all("h3")]
    assert list(rows) == [group.say("name", language) for group in register.groups()]
    assert headings == [group.say("name", language) for group in register.groups() if group.is_personal]
    for group in register.groups():
        row = rows[group.say("name", language)]
        assert group.say("purpose", language) in row
        for table, names in group.columns.items():
            assert f"{table}: {', '.join(names)}" in row
        for what in ("holds", "purpose", "term", "seen") if group.is_personal else ():
            assert group.say(what, language) in page.text
