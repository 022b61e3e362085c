"""At the same moment, in two tabs and two workers: exactly as many as were asked for (F-24)."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from buuv.accounts import resting
from buuv.accounts.models import Account
from buuv.agreements import ending, finishing, standing_in
from buuv.agreements import queries as agreements
from buuv.agreements.outcomes import Outcome
from buuv.conversations import helping, messaging, queries
from buuv.conversations.models import Conversation
from buuv.core import tokens
from buuv.core.database import db, transaction
from buuv.core.errors import Refusal
from buuv.posts import queries as posts
from tests.builders import TOWN, a_conversation, a_post, an_account, an_agreement
from tests.pages.journeys import count

ROUNDS = 100


def at_once(app, acts):
    """Each act in a thread and a transaction of its own, all begun at one moment; how each of them ended."""
    barrier = Barrier(len(acts))

    def run(act):
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    act()
            except Refusal:
                return "refused"
            return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def accepting(number, owner):
    def act():
        conversation = queries.get_for(owner, number)
        helping.accept(conversation, by=conversation.owner)

    return act


def answering(post, account):
    def act():
        messaging.answer(posts.lock(post), "Ik help!", by=db.session.get_one(Account, account))

    return act


def test_two_accepted_at_one_moment_are_as_many_as_were_asked_for(database):
    owner, helpers = an_account(), [an_account(shown_name=f"Henk {n}") for n in range(3)]
    for number in range(ROUNDS):
        wanted = 1 + number % 2
        post = a_post(author=owner)
        post.people_wanted = wanted
        talks = [a_conversation(post=post, helper=helper).public_id for helper in helpers[: wanted + 1]]
        db.session.commit()
        ends = at_once(database, [accepting(talk, owner.id) for talk in talks])
        assert sorted(ends) == ["done"] * wanted + ["refused"], f"round {number}"
        db.session.refresh(post)
        assert queries.count_chosen(post.id) == wanted and post.is_taken, f"round {number}"
        db.session.commit()


def test_many_replies_at_one_moment_to_a_card_that_gets_full(database):
    owner, first = an_account(), an_account()
    others = [an_account(shown_name=f"Henk {n}").id for n in range(4)]
    for _ in range(10):
        post = a_post(author=owner)
        talk = a_conversation(post=post, helper=first).public_id
        db.session.commit()
        at_once(database, [accepting(talk, owner.id)] + [answering(post.id, other) for other in others])
        db.session.refresh(post)
        full = count(Conversation, post_id=post.id)
        db.session.commit()
        assert post.is_taken
        assert at_once(database, [answering(post.id, an_id) for an_id in new_people()]) == ["refused"] * 4
        assert count(Conversation, post_id=post.id) == full
        db.session.commit()


def leaving(number, helper):
    def act():
        conversation = queries.get_for(helper, number)
        posts.lock(conversation.post_id)
        messaging.stop(queries.get_for(helper, number, lock=True), by=conversation.helper)

    return act


def new_people():
    people = [an_account().id for _ in range(4)]
    db.session.commit()
    return people


def test_stopping_and_choosing_at_one_moment_never_leaves_a_full_card_without_a_helper(database):
    owner, helper = an_account(), an_account()
    for number in range(20):
        post = a_post(author=owner)
        conversation = a_conversation(post=post, helper=helper)
        helping.accept(conversation, by=owner)
        db.session.commit()
        at_once(database, [leaving(conversation.public_id, helper.id), accepting(conversation.public_id, owner.id)])
        db.session.refresh(post)
        assert post.is_taken == (queries.count_chosen(post.id) == 1), f"round {number}"
        db.session.commit()


def test_both_say_at_one_moment_that_it_took_place_and_the_card_is_done(database):
    for number in range(20):
        agreement = an_agreement()
        both = [agreement.conversation.owner_id, agreement.conversation.helper_id]
        outcomes = [asked(agreement, person) for person in both]
        post = agreement.conversation.post
        db.session.commit()
        assert at_once(database, [happening(*pair) for pair in zip(both, outcomes, strict=True)]) == ["done"] * 2
        db.session.refresh(post)
        assert post.state == "done", f"round {number}"
        db.session.commit()


def asked(agreement, person):
    outcome = Outcome(
        public_id=tokens.public_id(), agreement_id=agreement.id, account_id=person, occurs_on=agreement.begins_on
    )
    db.session.add(outcome)
    return outcome.public_id


def happening(person, public_id):
    return lambda: finishing.answer_happened(finishing.get_for(person, public_id), did_happen=True)


def writing(talk, person):
    def act():
        conversation = queries.get_for(person, talk, lock=True)
        messaging.write(conversation, "Nog even iets.", by=conversation.helper)

    return act


def thanking_the_others(post, owner):
    return lambda: helping.close_others(posts.get_post(TOWN, post), by=db.session.get_one(Account, owner))


def test_thanking_the_others_while_they_write_waits_in_no_circle(database):
    owner, chosen, others = an_account(), an_account(), [an_account() for _ in range(4)]
    for number in range(15):
        post = a_post(author=owner)
        first = a_conversation(post=post, helper=chosen, body=f"Dag {number}")
        talks = [
            (a_conversation(post=post, helper=one, body=f"Dag {number} {one.id}").public_id, one.id) for one in others
        ]
        helping.accept(first, by=owner)
        db.session.commit()
        ends = at_once(database, [thanking_the_others(post.public_id, owner.id), *(writing(*talk) for talk in talks)])
        assert ends[0] == "done", f"round {number}"
        assert count(Conversation, post_id=post.id, ended_by_id=owner.id) == len(others), f"round {number}"
        db.session.commit()


def asking_to_stand_in(agreement, talk, owner, day):
    def act():
        found, other = agreements.get_for(owner, agreement), queries.get_for(owner, talk)
        standing_in.ask(found, day, other, by=db.session.get_one(Account, owner), anyway=True)

    return act


def test_asking_a_stand_in_while_that_neighbour_writes_waits_in_no_circle(database):
    owner, helper, other = an_account(), an_account(), an_account()
    for number in range(15):
        post = a_post(author=owner)
        talk = a_conversation(post=post, helper=other, body=f"Dag {number}")
        messaging.write(talk, "Dag!", by=owner)
        weekly = an_agreement(
            conversation=a_conversation(post=post, helper=helper, body=f"Hoi {number}"), repeat="weekly"
        )
        day = ending.coming_days(weekly)[1]
        ending.cancel_day(weekly, day, by=helper)
        asking = asking_to_stand_in(weekly.public_id, talk.public_id, owner.id, day)
        db.session.commit()
        assert at_once(database, [asking, *[writing(talk.public_id, other.id)] * 3]) == ["done"] * 4, f"round {number}"


def test_two_people_rest_and_come_back_at_one_moment(database):
    sorts = ("gezelschap", "vervoer", "klussen", "dieren")
    people = [an_account(), an_account()]
    for person, categories in zip(people, (sorts, sorts[::-1]), strict=True):
        for category in categories:
            a_post(author=person, category=category)
    ids = [person.id for person in people]
    db.session.commit()
    for number in range(15):
        for act in (lambda one: resting.begin(db.session.get_one(Account, one), "open"), resting.end):
            ends = at_once(database, [partial(act, one) for one in ids])
            assert ends == ["done"] * 2, f"round {number}"
