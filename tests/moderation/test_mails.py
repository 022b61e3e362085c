"""Every mail of moderation can be worded in both languages, and none carries a word of people."""

import pytest

from buuv.core import mail, outbox
from buuv.core.database import db
from buuv.notices import kinds
from tests.builders import TOWN

FACTS = {
    "decision": "k7f3q9x2ma",
    "agreement": "k7f3q9x2ma",
    "case": "k7f3q9x2ma",
    "objection": "k7f3q9x2ma",
    "attempt": "k7f3q9x2ma",
    "measure": "suspend",
}
KINDS = (
    "decision_made",
    "decision_lifted",
    "decision_to_confirm",
    "desk_new",
    "desk_urgent",
    "duty_planned",
    "look_told",
    "neighbour_away",
    "objection_answered",
    "objection_received",
    "objection_to_answer",
    "report_decided",
    "report_objection_answered",
    "report_received",
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_has_words_and_one_way_on(database, kind, language):
    row = outbox.put(kind, to="riet@example.org", municipality_code=TOWN, language=language, **FACTS)
    db.session.flush()
    made = mail.make(
        row, env=database.jinja_env, settings=database.extensions["buuv.settings"], token="k7f3q9x2ma-0123"
    )
    text = made.message.get_body(("plain",)).get_content()
    assert made.subject and "127.0.0.1" in text and kind in kinds.ALWAYS
