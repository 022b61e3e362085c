"""Who is hit by a leak: everybody whom the leaked rows are about, and nobody of another town."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buuv.accounts import signing_in
from buuv.accounts.models import Account, AccountSession
from buuv.core import clock, outbox
from buuv.core.database import db
from buuv.privacy import breach, erasure
from buuv.privacy.holders import HOLDERS
from tests.builders import TOWN, a_conversation, an_account
from tests.moderation.cases import a_case, a_report
from tests.privacy.people import a_whole_person

ELSEWHERE = "GM9990"


def numbers(leak):
    return {hit.account for hit in leak.hits}


def test_a_leaked_table_hits_its_people_and_nobody_else(database):
    conversation = a_conversation()
    an_account()
    assert numbers(breach.of_table("message", TOWN)) == {conversation.owner_id, conversation.helper_id}
    assert numbers(breach.of_table("post", TOWN)) == {conversation.owner_id}
    assert numbers(breach.of_table("post_index", TOWN)) == {conversation.owner_id}
    assert numbers(breach.of_table("message", ELSEWHERE)) == set()


def test_whoever_has_a_row_in_a_table_is_hit_when_it_leaks(database):
    person = a_whole_person().account
    db.session.flush()
    missing = [
        held.table.name
        for held in HOLDERS
        if held.table.name in breach.tables()
        and held.table.name not in ("erasure", "invitation", "sign_in_attempt")
        and person.id not in numbers(breach.of_table(held.table.name, TOWN))
        and held.table.name != "draft"
    ]
    assert not missing


def test_every_table_of_people_can_be_asked(database):
    for name in breach.tables():
        breach.of_table(name, TOWN)


def test_a_table_without_people_is_no_table_to_ask(database):
    with pytest.raises(KeyError):
        breach.of_table("postcode", TOWN)


def test_people_without_an_account_are_hit_too(database):
    signing_in.ask_code("nieuw@example.org", municipality_code=TOWN, language="nl")
    a_report(a_case(), email="melder@example.org", language="en")
    outbox.put("sign_in_code", to="post@example.org", municipality_code=ELSEWHERE, language="nl")
    db.session.flush()
    assert breach.of_table("sign_in_attempt", TOWN).others == (("nieuw@example.org", "nl"),)
    assert breach.of_table("report", TOWN).others == (("melder@example.org", "en"),)
    assert breach.of_table("outgoing_mail", ELSEWHERE).others == (("post@example.org", "nl"),)


def test_a_leaked_session_hits_its_owner_and_shows_what_neighbours_wrote(database):
    conversation = a_conversation()
    a_conversation()
    session, token = signing_in.open_session(conversation.helper, device="Firefox")
    leak = breach.of_session(session, TOWN)
    assert {(hit.account, hit.how) for hit in leak.hits} == {
        (conversation.helper_id, breach.OWN),
        (conversation.owner_id, breach.READ_ALONG),
    }
    assert breach.find_session(token, TOWN) is breach.find_session(session.public_id, TOWN) is session
    assert breach.find_session(token, ELSEWHERE) is None


def test_a_moderators_session_shows_who_is_in_a_case(database):
    case = a_case()
    session, _ = signing_in.open_session(an_account(role="moderator"), device="Firefox", is_proven=True)
    assert case.account_id in numbers(breach.of_session(session, TOWN))


def test_a_leaked_backup_hits_who_was_there_then(database):
    here, gone, gone_before = an_account(), an_account(), an_account()
    for one in (here, gone, gone_before):
        one.created_at = clock.now() - timedelta(days=9)
    number = gone.id
    erasure.leave(gone_before)
    db.session.flush()
    made_at = clock.now()
    erasure.leave(gone)
    later = an_account()
    later.created_at = clock.now() + timedelta(hours=1)
    db.session.flush()
    leak = breach.of_backup(made_at, TOWN)
    assert numbers(leak) == {here.id} and number not in numbers(leak)
    assert leak.gone == 1


def test_a_leaked_list_hits_who_of_it_is_here(database):
    me, you = an_account(email="riet@example.org"), an_account()
    leak = breach.of_list(["RIET@example.org ", "", f"account:{you.id}", "vreemd@example.org", "999999"], TOWN)
    assert numbers(leak) == {me.id, you.id}


def test_who_left_is_known_by_number_only(database):
    conversation = a_conversation()
    number = conversation.helper_id
    erasure.leave(conversation.helper)
    (hit,) = [hit for hit in breach.of_table("conversation", TOWN).hits if hit.account == number]
    assert hit.email is None


def test_the_log_names_accounts_in_words(database):
    me = an_account()
    erasure.leave(me)
    db.session.commit()
    assert numbers(breach.of_table("audit_entry", TOWN)) == {me.id}


def test_a_thousand_accounts_are_asked_in_parts(database):
    db.session.add_all(
        Account(municipality_code=TOWN, email=f"p{number}@example.org", role="resident") for number in range(1100)
    )
    db.session.flush()
    assert len(breach.of_table("account", TOWN).hits) == 1100
    assert db.session.scalar(select(AccountSession.id)) is None
