"""After a block neither has a way to the other, whoever began it, and lifting it gives the sight back."""

import threading

import pytest
from sqlalchemy import func, select

from buuv.accounts import blocking
from buuv.accounts.models import Account, Block
from buuv.conversations import closed, messaging, queries
from buuv.conversations.models import Conversation, Message
from buuv.core.database import db, transaction
from buuv.core.errors import NotFound, Refusal
from buuv.core.outbox import OutgoingMail
from buuv.places import queries as places
from buuv.posts import browsing, tallying
from buuv.posts import queries as posts
from buuv.posts.wishes import Wish
from buuv.search import finding
from tests.builders import TOWN, a_conversation, a_post, an_account

ROUNDS = 100


@pytest.fixture
def pair(database):
    """Riet asked, Henk answered, and Riet does not want to see Henk any more."""
    conversation = a_conversation()
    blocking.block(conversation.helper, by=conversation.owner, card=conversation.post.public_id)
    db.session.flush()
    return conversation


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_both_are_hidden_from_each_other(pair):
    assert blocking.hidden_from(pair.owner_id) == {pair.helper_id}
    assert blocking.hidden_from(pair.helper_id) == {pair.owner_id}
    assert blocking.is_between(pair.helper_id, pair.owner_id)


def test_nobody_else_is_hidden(pair):
    other = an_account()
    assert blocking.hidden_from(other.id) == frozenset()
    assert not blocking.is_between(other.id, pair.owner_id)


def test_blocking_twice_is_once_and_each_can_block_the_other(pair):
    blocking.block(pair.helper, by=pair.owner)
    blocking.block(pair.owner, by=pair.helper)
    assert count(Block) == 2
    assert blocking.hidden_from(pair.owner_id) == {pair.helper_id}


def test_nobody_blocks_themselves(database):
    person = an_account()
    with pytest.raises(Refusal):
        blocking.block(person, by=person)


def test_a_block_stops_what_they_talk_about_with_nothing_unread(pair):
    assert pair.ended_at and pair.ended_by_id == pair.owner_id
    assert (pair.owner_unread, pair.helper_unread) == (0, 0)


def test_neither_finds_the_conversation(pair):
    for person in (pair.owner_id, pair.helper_id):
        assert queries.conversations_for(person) == []
        with pytest.raises(NotFound):
            queries.get_for(person, pair.public_id)
    assert queries.replies_to(pair.post_id) == []
    assert queries.find_by_post(pair.post_id, pair.helper_id) is None


def test_who_was_blocked_keeps_only_the_own_words_and_an_end(pair):
    assert [one.id for one in closed.conversations_for(pair.helper_id)] == [pair.id]
    messages = closed.own_messages(closed.get_for(pair.helper_id, pair.public_id), pair.helper_id)
    assert [message.author_id for message in messages] == [pair.helper_id]
    assert closed.conversations_for(pair.owner_id) == []


def test_who_blocks_back_has_nothing_left(pair):
    blocking.block(pair.owner, by=pair.helper)
    assert closed.conversations_for(pair.helper_id) == []


@pytest.mark.parametrize("side", ["owner", "helper"])
def test_nothing_is_sent_or_shared_by_either(pair, side):
    person = getattr(pair, side)
    for attempt in (
        lambda: messaging.write(pair, "Toch nog iets", by=person),
        lambda: messaging.share_details(pair, by=person, email=True, line=""),
    ):
        with pytest.raises(Refusal, match="gestopt"):
            attempt()
    assert count(Message) == 1


def test_another_card_of_the_other_answers_like_one_that_left(pair):
    theirs, mine = a_post(author=pair.owner), a_post(author=pair.helper)
    for post, person in ((theirs, pair.helper), (mine, pair.owner), (pair.post, pair.helper)):
        with pytest.raises(Refusal, match="hangt niet meer op het bord"):
            messaging.answer(post, "Ik kom graag, hoor.", by=person)
    assert count(Conversation) == 1


def test_the_mail_on_its_way_is_taken_back(pair):
    kinds = db.session.scalars(select(OutgoingMail.kind).where(OutgoingMail.address == pair.owner.email)).all()
    assert "first_reply" not in kinds


def test_lists_search_and_counts_pass_over_the_others_cards(pair):
    town = places.get_town(TOWN)
    a_post(author=pair.helper)
    a_post()
    for person, own in ((pair.owner, {pair.owner_id}), (pair.helper, {pair.helper_id})):
        wish = Wish(kind="request", hidden=blocking.hidden_from(person.id))
        hits, _ = browsing.page_of(wish, town)
        found = finding.ranked_ids("eindje", wish, town)
        assert len(hits) == len(found) == tallying.counts_for(wish, town).total == 2
        assert {posts.get_post(TOWN, hit.public_id).author_id for hit in hits} >= own
    assert tallying.counts_for(Wish(kind="request"), town).total == 3


def test_a_lifted_block_gives_the_sight_back_and_what_stopped_stays_stopped(pair):
    (row,) = blocking.blocks_by(pair.owner_id)
    blocking.unblock(row)
    db.session.flush()
    assert blocking.hidden_from(pair.owner_id) == frozenset()
    assert queries.get_for(pair.helper_id, pair.public_id).ended_at
    messaging.answer(a_post(author=pair.owner), "Ik help graag met iets anders.", by=pair.helper)


def test_a_block_of_somebody_else_cannot_be_lifted(pair):
    (row,) = blocking.blocks_by(pair.owner_id)
    with pytest.raises(NotFound):
        blocking.get_block_by(pair.helper_id, row.public_id)


def said_between(one, other):
    """How many messages the two have, and how many of their conversations go on."""
    pair = Conversation.owner_id.in_((one, other)), Conversation.helper_id.in_((one, other))
    messages = db.session.scalar(select(func.count(Message.id)).join(Conversation).where(*pair))
    return messages, db.session.scalar(
        select(func.count(Conversation.id)).where(*pair, Conversation.ended_at.is_(None))
    )


def race(app, send, block):
    """Both at the same moment in transactions of their own; gives what the block gave after its commit."""
    barrier, seen = threading.Barrier(2), []

    def run(job):
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    after = job()
            except (Refusal, NotFound):
                return
            if after:
                with transaction(writer=False):
                    seen.append(after())

    threads = [threading.Thread(target=run, args=(job,)) for job in (send, block)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen[0]


@pytest.mark.parametrize("is_new", [False, True], ids=["writing on", "a first message"])
def test_nothing_arrives_after_a_block_in_a_hundred_rounds(database, is_new):
    owner = an_account()
    arranged = []
    for _ in range(ROUNDS):
        post, helper = a_post(author=owner), an_account()
        talk = None if is_new else a_conversation(post=post, helper=helper)
        arranged.append((post.public_id, helper.id, talk and talk.public_id))
    owner_id = owner.id
    db.session.commit()
    db.session.remove()
    late = 0
    for number, (card, helper_id, talk) in enumerate(arranged):

        def send(card=card, helper_id=helper_id, talk=talk, number=number):
            helper = db.session.get(Account, helper_id)
            if talk:
                messaging.write(queries.get_for(helper_id, talk, lock=True), f"Nog iets {number}", by=helper)
            else:
                messaging.answer(posts.get_post(TOWN, card, lock=True), f"Dag {number}", by=helper)

        def block(helper_id=helper_id):
            blocking.block(db.session.get(Account, helper_id), by=db.session.get(Account, owner_id))
            return lambda: said_between(owner_id, helper_id)

        then = race(database, send, block)
        now = said_between(owner_id, helper_id)
        db.session.rollback()
        late += now != then or now[1]
    assert late == 0
    assert count(Block) == ROUNDS
    waiting = select(func.count(OutgoingMail.id)).where(
        OutgoingMail.kind.in_(("first_reply", "new_message", "new_messages"))
    )
    assert db.session.scalar(waiting) == 0
