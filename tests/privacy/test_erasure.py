"""Leaving: nothing of the person can be found anywhere, but for what they wrote to others."""

import threading
import time
from contextvars import Context
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, select, text

from buuv import worker
from buuv.accounts import profile, signing_in
from buuv.accounts.models import Account, AccountSession
from buuv.conversations import messaging
from buuv.conversations.models import ContactShare, Conversation, Message
from buuv.core.database import Base, db, transaction
from buuv.core.drafts import Draft
from buuv.core.errors import Refusal
from buuv.core.outbox import OutgoingMail
from buuv.posts.models import Post, PostTally
from buuv.privacy import erasure, wiping
from buuv.privacy.models import Erasure
from buuv.search import index
from buuv.search.fields import fields_of
from tests.builders import a_conversation, a_draft, a_post, an_account
from tests.privacy.people import EMAIL, HEARD, MARKS, OF_ANOTHER, SAID, a_whole_person


def everywhere(app) -> dict[str, bytes]:
    """Every byte that buuv keeps: all files of data folder and database, and on PostgreSQL every table as text."""
    config = app.extensions["buuv.settings"]
    files = [path for path in config.data_dir.rglob("*") if path.is_file()]
    if config.is_sqlite:
        database = Path(make_url(config.database_url).database or "")
        files += list(database.parent.glob(f"{database.name}*"))
        return {str(path): path.read_bytes() for path in files}
    with db.engine.connect() as connection:
        rows = {
            name: str(connection.execute(text(f'SELECT * FROM "{name}"')).all()).encode()
            for name in (*Base.metadata.tables, "post_index")
        }
        connection.execute(text("CHECKPOINT"))
        on_disk = connection.execute(text(_FILES)).all()
    return (
        rows
        | {f"file of {name}": bytes(data) for name, data in on_disk}
        | {str(path): path.read_bytes() for path in files}
    )


# Tables, their indexes and what lies beside them, as they are on the disk; the log has its own term.
_FILES = """
    SELECT relname, pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class
    WHERE relkind IN ('r', 'i', 't') AND oid >= 16384
"""


def hits(app, *words: str) -> list[str]:
    """Where these words are."""
    return [f"{word} in {place}" for place, data in everywhere(app).items() for word in words if word.encode() in data]


def work(app):
    """The worker with mail in files, until nothing is due; twice, for the last mail goes only in the first round."""
    for _ in range(2):
        worker.run(app, once=True)


def work_until_wiped(app):
    """The same until the files are clean: other tests write on this server too, and wiping waits for them."""
    end = time.monotonic() + 60
    while not db.session.scalar(select(Erasure.wiped_at)) and time.monotonic() < end:
        db.session.rollback()
        work(app)
    db.session.rollback()


def test_nothing_of_who_left_is_anywhere(database, caplog):
    whole = a_whole_person()
    db.session.commit()
    work(database)
    assert hits(database, *MARKS.values()), "the marks are there before"
    found = {word for word in MARKS.values() if hits(database, word)}
    assert found == set(MARKS.values())
    erasure.leave(whole.account)
    db.session.commit()
    work_until_wiped(database)
    assert hits(database, *MARKS.values()) == []
    assert [word for word in MARKS.values() if word in caplog.text] == []


def test_stems_of_a_card_are_gone_from_the_index(database):
    author = an_account()
    a_post(author=author, title="Zonnebloemzaadoogst in de kas", body="")
    db.session.commit()
    index.engine().forget_deleted()
    stem = fields_of("Zonnebloemzaadoogst", "", "tuin").title
    db.session.commit()
    assert hits(database, stem)
    erasure.leave(author)
    db.session.commit()
    work_until_wiped(database)
    assert hits(database, stem) == []


@pytest.mark.parametrize("engine", ["postgresql"])
def test_rows_that_somebody_still_sees_are_wiped_later(database, monkeypatch):
    monkeypatch.setattr(wiping, "WAIT_SECONDS", 0.1)
    whole = a_whole_person()
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as reader:
        reader.execute(text("SELECT count(*) FROM post"))
        erasure.leave(whole.account)
        db.session.commit()
        work(database)
        assert db.session.scalar(select(Erasure.wiped_at)) is None
        db.session.rollback()
    monkeypatch.undo()
    work_until_wiped(database)
    assert hits(database, *MARKS.values()) == []


def test_what_was_said_to_others_stays_without_a_name(database):
    whole = a_whole_person()
    helper = whole.conversation.helper_id
    erasure.leave(whole.account)
    db.session.expire_all()
    said = db.session.scalars(select(Message).where(Message.conversation_id == whole.conversation.id)).all()
    assert [SAID in one.body or HEARD in one.body for one in said] == [True, True]
    conversation = db.session.get(Conversation, whole.conversation.id)
    assert conversation.ended_at and conversation.ended_by_id == whole.account.id
    assert db.session.get(ContactShare, (conversation.id, helper)).line == OF_ANOTHER


def test_who_left_is_an_empty_row_and_is_signed_out_everywhere(database):
    whole = a_whole_person()
    erasure.leave(whole.account)
    account = db.session.get(Account, whole.account.id)
    assert account.has_left and account.email is None and account.shown_name is None
    assert db.session.scalar(select(func.count()).select_from(AccountSession)) == 0


def test_cards_leave_the_board_the_counts_and_the_index(database):
    author = an_account()
    post = a_post(author=author, title="Wie komt er schaken op zondag?")
    erasure.leave(author)
    db.session.expire_all()
    kept = db.session.get(Post, post.id)
    assert (kept.title, kept.body, kept.place_code, kept.state) == ("", "", None, "withdrawn")
    assert db.session.scalar(select(func.sum(PostTally.amount))) == 0
    assert db.session.scalar(text("SELECT count(*) FROM post_index")) == 0


def test_the_farewell_is_the_only_mail_and_its_row_goes_when_it_is_sent(database):
    whole = a_whole_person()
    erasure.leave(whole.account)
    db.session.commit()
    waiting = db.session.scalars(select(OutgoingMail)).all()
    mine = [(one.kind, one.address) for one in waiting if MARKS["address"] in one.address]
    assert mine == [("left", EMAIL)]
    db.session.rollback()
    worker.run(database, once=True)
    assert "left" not in db.session.scalars(select(OutgoingMail.kind)).all()


def test_an_old_address_that_another_took_is_left_alone(database):
    me = an_account(email="oud@example.org")
    change = profile.ask_address(me, "nieuw@example.org")
    db.session.flush()
    profile.confirm_address(me, change.number, signing_in.code_for(change.number, profile.PURPOSE))
    an_account(email="oud@example.org")
    signing_in.ask_code("oud@example.org", municipality_code="GM0479", language="nl")
    erasure.leave(me)
    kinds = db.session.scalars(select(OutgoingMail.kind).where(OutgoingMail.address == "oud@example.org")).all()
    assert "sign_in_code" in kinds


def test_a_draft_of_somebody_else_stays(database):
    a_draft(purpose="request", title="Van een ander", email="ander@example.org")
    erasure.leave(an_account())
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 1


def test_leaving_twice_is_leaving_once(database):
    me = an_account()
    erasure.leave(me)
    erasure.leave(me)
    assert db.session.scalar(select(func.count()).select_from(Erasure)) == 1


def test_who_left_comes_back_as_somebody_new(database):
    me = an_account(email="terug@example.org")
    erasure.leave(me)
    again = an_account(email="terug@example.org")
    assert again.id != me.id


def test_no_session_opens_for_who_left(database):
    me = an_account()
    erasure.leave(me)
    with pytest.raises(Refusal):
        signing_in.open_session(me, device="Firefox")


def test_who_left_is_on_the_list_by_number_only(database):
    me = an_account(shown_name=MARKS["name"], email=EMAIL)
    erasure.leave(me)
    db.session.commit()
    work(database)
    file = database.extensions["buuv.settings"].data_dir / erasure.LIST_NAME
    (one,) = [line for line in erasure.read_list(file) if line.account == me.id][-1:]
    assert one.municipality == "GM0479"
    assert MARKS["name"] not in file.read_text() and "@" not in file.read_text()


def test_a_replayed_list_forgets_who_was_there_then_and_not_who_came_later(database):
    before, later = an_account(), an_account()
    lines = [erasure.Gone(one.id, "GM0479", one.created_at) for one in (before, later)]
    before.created_at = before.created_at.replace(year=2020)
    db.session.flush()
    assert erasure.replay([*lines, erasure.Gone(99_999, "GM0479", lines[0].at)]) == 1
    assert (before.has_left, later.has_left) == (True, False)
    assert db.session.scalars(select(OutgoingMail.kind)).all() == []


def orphans() -> list[int]:
    """Conversations that go on although one of the two has left, and cards of who left that still hang."""
    gone = select(Account.id).where(Account.left_at.is_not(None))
    either = Conversation.owner_id.in_(gone) | Conversation.helper_id.in_(gone)
    open_ones = select(Conversation.id).where(Conversation.ended_at.is_(None), either)
    hanging = select(Post.id).where(Post.author_id.in_(gone), (Post.state == "open") | (Post.title != ""))
    return [*db.session.scalars(open_ones), *db.session.scalars(hanging)]


def at_once(app, *acts):
    """Does these at one moment, each in a thread and a transaction of its own."""
    start, errors = threading.Barrier(len(acts)), []

    def do(act):
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    act()
            except Refusal:
                pass
            except Exception as error:  # noqa: BLE001 (told by the test)
                errors.append(error)

    threads = [threading.Thread(target=Context().run, args=(do, act)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


@pytest.mark.parametrize("leaver", ["owner", "helper"])
def test_leaving_while_a_reply_is_written_leaves_no_orphan(database, leaver):
    """F-24, fifty rounds for each of the two: the reply comes first and is ended, or comes too late."""
    from buuv.accounts import queries as accounts
    from buuv.posts import queries as posts

    for _ in range(50):
        post, helper = a_post(), an_account()
        number, owner_id, helper_id = post.public_id, post.author_id, helper.id
        db.session.commit()
        db.session.remove()

        def reply(number=number, helper_id=helper_id):
            # As a page does it: first the person, then the card, then the words.
            if accounts.hold(helper_id):
                found = posts.get_post("GM0479", number, lock=True)
                messaging.answer(found, "Ik help graag.", by=db.session.get(Account, helper_id))

        def leave(number=owner_id if leaver == "owner" else helper_id):
            erasure.leave(db.session.get(Account, number))

        at_once(database, reply, leave)
        assert orphans() == []
        db.session.remove()


def test_leaving_while_a_message_is_written_leaves_no_orphan(database):
    from buuv.accounts import queries as accounts
    from buuv.conversations import queries

    for _ in range(25):
        conversation = a_conversation()
        number, owner_id, helper_id = conversation.public_id, conversation.owner_id, conversation.helper_id
        db.session.commit()
        db.session.remove()

        def write(number=number, helper_id=helper_id):
            if accounts.hold(helper_id):
                found = queries.get_for(helper_id, number, lock=True)
                messaging.write(found, "Tot morgen!", by=found.helper)

        def leave(owner_id=owner_id):
            erasure.leave(db.session.get(Account, owner_id))

        at_once(database, write, leave)
        assert orphans() == []
        db.session.remove()


def test_two_who_leave_at_one_moment_both_leave(database):
    for _ in range(10):
        conversation = a_conversation()
        people = (conversation.owner_id, conversation.helper_id)
        a_post(author=conversation.helper)
        db.session.commit()
        db.session.remove()
        at_once(database, *(lambda one=one: erasure.leave(db.session.get(Account, one)) for one in people))
        assert orphans() == []
        assert all(db.session.get(Account, one).has_left for one in people)
        db.session.remove()
