"""Every table has a term, a purpose and a ground; one without them is named."""

from buuv.core.database import Base
from buuv.privacy import retention, schedule


def incomplete(tables):
    return [
        f"table {line.table} has no term, purpose or ground: see privacy/retention.py and config/register.toml"
        for line in schedule.lines(tables)
        if not line.is_complete
    ]


def test_every_table_has_a_term_a_purpose_and_a_ground():
    wrong = incomplete(Base.metadata.tables)
    assert not wrong, "\n".join(wrong)


def test_a_table_without_a_term_is_named():
    (sentence,) = incomplete([*Base.metadata.tables, "novelty"])
    assert sentence.startswith("table novelty has no term")


def test_a_table_that_loses_its_term_is_named(monkeypatch):
    kept = [term for term in retention.terms() if term.table.name != "look"]
    monkeypatch.setattr(retention, "terms", lambda: tuple(kept))
    assert [sentence.split()[1] for sentence in incomplete(Base.metadata.tables)] == ["look"]


def test_the_terms_of_the_desk_are_as_promised():
    found = {line.table: line for line in schedule.lines(Base.metadata.tables)}
    assert found["moderation_case"].days == (730,)
    assert found["look"].days == (730,)
    assert found["sealed_message"].days == (0, 183, 365)
    assert {found[name].goes_with for name in ("report", "decision")} == {"moderation_case"}
