"""Nothing is kept longer than its term (R-P07): the clock goes on, the worker comes by, and the rows are gone."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update

from buuv import tending
from buuv.accounts import authenticator, blocking, signing_in
from buuv.accounts.lock_models import AuthenticatorApp, PasskeyChallenge
from buuv.accounts.models import Account, AccountSession, Block
from buuv.agreements import thanking
from buuv.agreements.models import Agreement
from buuv.agreements.outcomes import Thanks
from buuv.conversations import messaging, queries
from buuv.conversations.models import ContactShare, Conversation, Message
from buuv.core import clock
from buuv.core.database import Base, db
from buuv.core.errors import Refusal
from buuv.core.outbox import OutgoingMail
from buuv.posts import ending
from buuv.posts.models import Post
from buuv.privacy import erasure, retention
from tests.builders import TOWN, a_conversation, a_lock, a_post, a_thanks, an_account, an_agreement, signed_in
from tests.privacy.people import MARKS, a_whole_person

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def moment():
    """The clock, at START."""
    with time_machine.travel(START, tick=False) as travelled:
        yield travelled


@pytest.fixture
def pass_days(database, moment):
    """Lets days pass; the worker comes by at the end of them."""

    def go(days: float) -> None:
        db.session.commit()
        db.session.remove()
        moment.shift(timedelta(days=days))
        tending.tend(database)

    return go


def rows(model, *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def kinds_to(address):
    return db.session.scalars(select(OutgoingMail.kind).where(OutgoingMail.address == address)).all()


def test_nothing_is_older_than_its_term_and_a_day(database, moment, pass_days):
    whole = a_whole_person()
    a_post(state="done")
    erasure.leave(an_account())
    messaging.stop(whole.conversation, by=whole.account)
    for days in (1.1, 7, 24, 60, 95, 180, 5, 360, 10, 400, 400):
        pass_days(days)
        late = [
            f"{term.table.name}: {rows(term.model, term.is_over(clock.now() - DAY))} rows of {term.kept.days} days"
            for term in retention.terms()
            if rows(term.model, term.is_over(clock.now() - DAY))
        ]
        assert not late, "\n".join(late)
        db.session.rollback()


def test_after_years_of_silence_nobody_is_left(database, moment, pass_days):
    a_whole_person()
    for _ in range(8):
        pass_days(300)
        db.session.execute(update(OutgoingMail).values(sent_at=clock.now()))
    pass_days(40)
    kept = {name for name, table in Base.metadata.tables.items() if rows(table) and not name.startswith("place")}
    assert kept <= {"post_tally", "erasure", "postcode", "index_build", "audit_checkpoint"}


def test_an_account_that_nobody_uses_is_warned_twice_and_then_goes(database, moment, pass_days):
    me = an_account(email="stil@example.org")
    number = me.id
    pass_days(334)
    assert kinds_to("stil@example.org") == []
    pass_days(2)
    assert kinds_to("stil@example.org") == ["idle_warning"]
    pass_days(300)
    pass_days(65)
    assert kinds_to("stil@example.org").count("idle_warning") == 2
    pass_days(30)
    assert db.session.get(Account, number).left_at is not None
    assert kinds_to("stil@example.org") == ["left"]


def test_the_warning_says_the_day_in_the_year(database, moment, pass_days):
    an_account(email="stil@example.org")
    pass_days(336)
    (until,) = [one["until"] for one in db.session.scalars(select(OutgoingMail.facts))]
    assert until == (START + retention.IDLE).date().isoformat()


def test_who_signs_in_stays_and_is_warned_again_later(database, moment, pass_days):
    me = an_account()
    number = me.id
    pass_days(340)
    signing_in.open_session(db.session.get(Account, number), device="Firefox")
    pass_days(400)
    account = db.session.get(Account, number)
    assert (account.left_at, account.idle_warnings) == (None, 1)


def test_who_does_something_was_here(client, moment):
    me = an_account()
    signed_in(client, me)
    moment.shift(timedelta(days=20))
    client.post("/mijn/mail", wants_notices="y")
    db.session.expire_all()
    assert db.session.get(Account, me.id).seen_at == clock.now()
    assert db.session.scalars(select(AccountSession.seen_on)).one() == clock.now()


def test_import_accounts_have_no_owner_who_could_be_idle(database, pass_days):
    number = an_account(is_import=True).id
    pass_days(1000)
    assert db.session.get(Account, number).left_at is None


def test_the_words_of_a_closed_card_go_after_half_a_year_and_its_row_stays_in_the_figures(database, pass_days):
    number = a_post(state="done").id
    pass_days(182)
    assert db.session.get(Post, number).title
    db.session.rollback()
    pass_days(2)
    post = db.session.get(Post, number)
    assert (post.title, post.body, post.state) == ("", "", "done")


def test_a_card_without_words_is_not_hung_again(database, pass_days):
    number = a_post(state="expired").id
    pass_days(184)
    post = db.session.get(Post, number)
    assert not ending.may_renew(post)
    with pytest.raises(Refusal):
        ending.renew(post)


def test_a_card_without_words_still_has_a_name_on_every_page(client, moment):
    conversation = a_conversation()
    ending.solve(conversation.post)
    db.session.commit()
    moment.shift(timedelta(days=184))
    tending.tend(client.app)
    for person in (conversation.owner, conversation.helper):
        browser = signed_in(client.another(), person)
        for path in ("/mijn", "/mijn/reacties", f"/gesprek/{conversation.public_id}"):
            assert "een gewist kaartje" in browser.get(path).text


def test_a_conversation_goes_a_year_after_its_last_message(database, moment, pass_days):
    conversation = a_conversation()
    public_id, helper_id = conversation.public_id, conversation.helper_id
    messaging.write(conversation, "Ja, graag.", by=conversation.owner)
    messaging.share_details(conversation, by=conversation.helper, email=False, line=MARKS["shared line"])
    pass_days(300)
    found = queries.get_for(helper_id, public_id)
    messaging.write(found, "Nog een keer?", by=found.helper)
    pass_days(100)
    assert rows(Message) == 3
    db.session.rollback()
    pass_days(266)
    assert (rows(Conversation), rows(Message), rows(ContactShare)) == (0, 0, 0)


def test_a_farewell_that_cannot_leave_goes_after_a_day(database, pass_days):
    erasure.leave(an_account(email="weg@example.org"))
    pass_days(1.1)
    assert kinds_to("weg@example.org") == []


def test_a_mail_in_a_file_goes_with_its_row(database, pass_days):
    folder = database.extensions["buuv.settings"].data_dir / "mail"
    folder.mkdir(exist_ok=True)
    (folder / "20200101T000000Z-99999.eml").write_text("oud")
    pass_days(0)
    assert list(folder.iterdir()) == []


def test_what_hangs_on_a_row_goes_first_whatever_table_it_is_in(database):
    conversation = a_conversation()
    conversation.ended_by_id = conversation.helper_id
    db.session.flush()
    table = Account.__table__
    retention.remove(table, table.c.id == conversation.helper_id)
    assert (rows(Conversation), rows(Message), rows(Post)) == (0, 0, 1)


def test_a_series_keeps_its_conversation_until_a_year_after_the_last_time(database, moment, pass_days):
    agreement = an_agreement(repeat="weekly", last_on=START.date() + 400 * DAY)
    for person in (agreement.conversation.owner, agreement.conversation.helper):
        person.seen_at = START + 800 * DAY
    pass_days(380)
    assert rows(Agreement) == 1
    db.session.rollback()
    for _ in range(8):
        pass_days(7)
    pass_days(300)
    assert (rows(Agreement), rows(Conversation)) == (1, 1)
    db.session.rollback()
    pass_days(60)
    assert (rows(Agreement), rows(Conversation)) == (0, 0)


def test_an_agreement_goes_although_another_stands_in_for_it(database):
    agreement = an_agreement()
    other = an_agreement(conversation=a_conversation(post=agreement.conversation.post, helper=an_account()))
    other.stands_in_for_id, number = agreement.id, other.id
    db.session.flush()
    table = Conversation.__table__
    retention.remove(table, table.c.id == agreement.conversation_id)
    db.session.expire_all()
    assert db.session.scalars(select(Agreement.id)).all() == [number]
    assert db.session.get(Agreement, number).stands_in_for_id is None


def test_thanks_leave_the_front_page_after_a_year_and_stay_with_the_two(database, moment, pass_days):
    conversation = a_conversation()
    a_thanks(conversation=conversation, may_be_shown=True)
    conversation.last_message_at = START + 100 * DAY
    pass_days(364)
    assert len(thanking.shown_on_front(TOWN)) == 1
    db.session.rollback()
    pass_days(2)
    assert (thanking.shown_on_front(TOWN), rows(Thanks)) == ((), 1)


def test_what_was_begun_of_a_lock_goes_after_a_day_and_the_lock_itself_stays(database, pass_days):
    me = an_account()
    a_lock(me)
    authenticator.begin(me)
    db.session.add(PasskeyChallenge(number="abcdefghij", municipality_code=TOWN, account_id=me.id))
    pass_days(0.9)
    assert (rows(AuthenticatorApp), rows(PasskeyChallenge)) == (2, 1)
    db.session.rollback()
    pass_days(0.2)
    assert (rows(AuthenticatorApp), rows(PasskeyChallenge)) == (1, 0)


def test_a_block_goes_when_one_of_the_two_left_and_it_hides_nothing_any_more(database, moment, pass_days):
    conversation = a_conversation()
    blocking.block(conversation.owner, by=conversation.helper)
    blocking.block(an_account(), by=conversation.helper)
    erasure.leave(conversation.helper)
    pass_days(1)
    assert rows(Block) == 1
    db.session.rollback()
    pass_days(365)
    assert rows(Block) == 0
