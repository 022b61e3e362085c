"""The readable page of one's own data: every code has words, in both languages."""

import pytest
from sqlalchemy import String

from buuv.core.translation import LANGUAGES, speaking
from tests.privacy.codes import NO_CODES, SHOWN, codes_of

SHORT = 60


def has_words(held, name, code):
    """Whether a code of this column is listed, or made into something else."""
    words = held.words.get(name, {})
    return words(code) != code if callable(words) else code in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_an_owner_gets_has_words(language):
    with speaking(language):
        wrong = [
            f"{held.table.name}.{name}: give {code!r} words in `words` of its Held (personal_data.py)"
            for held, name in SHOWN
            for code in codes_of(held, name)
            if not has_words(held, name, code)
        ]
    assert not wrong, "\n".join(wrong)


def test_every_short_column_that_an_owner_gets_is_known_as_codes_or_as_words():
    wrong = []
    for held, name in SHOWN:
        column = held.table.columns.get(name)
        is_short = column is not None and isinstance(column.type, String) and (column.type.length or SHORT) < SHORT
        is_known = name.endswith("_code") or (held.table.name, name) in NO_CODES or codes_of(held, name)
        if is_short and not is_known:
            wrong.append(
                f"{held.table.name}.{name}: list its codes, or the column as no code, in tests/privacy/codes.py"
            )
    assert not wrong, "\n".join(wrong)
