"""Who leaves lets go of everybody: agreements end, the others hear of it, a place opens, nothing is left hanging."""

import pytest
from sqlalchemy import func, select

from buuv.accounts import blocking, resting
from buuv.accounts import queries as accounts
from buuv.accounts.lock_models import AuthenticatorApp, Passkey, PasskeyChallenge, RecoveryCode
from buuv.accounts.models import Account, Block, Rest
from buuv.agreements import agreeing, ending, thanking
from buuv.agreements import queries as agreements
from buuv.agreements.models import Agreement, AgreementConfirmation, FitAnswer, OccurrenceCancellation, SteppingBack
from buuv.agreements.outcomes import Outcome, Thanks, Unease
from buuv.conversations import helping, messaging, queries
from buuv.conversations.models import Conversation, Helping
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from buuv.posts import queries as posts
from buuv.posts.models import Post, PostTally
from buuv.privacy import erasure
from tests.builders import TOWN, a_conversation, a_meeting, a_post, an_account, an_agreement, terms
from tests.privacy.people import FELT, THANKED, THANKED_BY, a_whole_person
from tests.privacy.test_erasure import at_once, orphans


def kinds_to(person):
    return list(db.session.scalars(select(OutgoingMail.kind).where(OutgoingMail.address == person.email)))


def again(thing):
    db.session.refresh(thing)
    return thing


@pytest.mark.parametrize("leaver", ["owner", "helper"])
def test_agreements_end_and_the_other_one_is_told(database, leaver):
    agreement = an_agreement(repeat="weekly")
    conversation = agreement.conversation
    proposal = an_agreement(conversation=conversation, is_confirmed=False, by=conversation.helper)
    goes = getattr(conversation, leaver)
    stays = conversation.other_than(goes.id)
    erasure.leave(goes)
    assert again(agreement).ended_at and again(proposal).ended_at and agreement.next_on is None
    told = [kind for kind in kinds_to(stays) if kind in ("agreement_cancelled", "agreement_declined")]
    assert sorted(told) == ["agreement_cancelled", "agreement_declined"]


def test_the_place_of_a_chosen_helper_who_leaves_opens_and_the_owner_hears_it(database):
    conversation = a_conversation()
    helping.accept(conversation, by=conversation.owner)
    assert conversation.post.is_taken
    erasure.leave(conversation.helper)
    assert again(conversation.post).is_open
    assert queries.count_chosen(conversation.post_id) == 0
    assert "helper_left" in kinds_to(conversation.owner)


@pytest.mark.parametrize("most", [1, 2])
def test_a_chosen_helper_hears_that_the_owner_left(database, most):
    conversation = a_conversation()
    helping.want(conversation.post, most)
    helping.accept(conversation, by=conversation.owner)
    erasure.leave(conversation.owner)
    assert "helper_released" in kinds_to(conversation.helper)
    assert again(conversation.post).state == "withdrawn"
    assert db.session.scalar(select(func.sum(PostTally.amount))) == 0


def test_the_other_one_who_had_only_talked_gets_no_mail(database):
    conversation = a_conversation()
    erasure.leave(conversation.owner)
    assert not [kind for kind in kinds_to(conversation.helper) if kind.startswith(("agreement", "helper"))]


def test_what_stays_of_agreements_is_numbers(database):
    whole = a_whole_person()
    erasure.leave(whole.account)
    db.session.expire_all()
    assert {(one.what, one.meeting_place) for one in db.session.scalars(select(Agreement))} == {("", "")}
    assert set(db.session.scalars(select(SteppingBack.reason))) == {None}
    assert set(db.session.scalars(select(OccurrenceCancellation.reason))) == {None}
    assert db.session.scalar(select(func.count()).select_from(AgreementConfirmation))
    assert db.session.scalar(select(func.count()).select_from(FitAnswer)) == 0


def test_what_others_felt_about_who_left_stays_and_the_own_words_go(database):
    whole = a_whole_person()
    number = whole.account.id
    erasure.leave(whole.account)
    (unease,) = db.session.scalars(select(Unease))
    assert (unease.about_id, unease.words) == (number, FELT)
    assert number not in set(db.session.scalars(select(Outcome.account_id)))


def test_thanks_leave_the_front_page_and_stay_with_the_two(database):
    whole = a_whole_person()
    assert [one.words for one in thanking.shown_on_front(TOWN)] == [THANKED_BY, THANKED]
    erasure.leave(whole.account)
    db.session.expire_all()
    assert thanking.shown_on_front(TOWN) == ()
    assert set(db.session.scalars(select(Thanks.words))) == {THANKED, THANKED_BY}


def test_locks_and_rest_are_gone(database):
    whole = a_whole_person()
    assert resting.find(whole.account.id)
    erasure.leave(whole.account)
    for model in (AuthenticatorApp, RecoveryCode, Passkey, PasskeyChallenge, Rest):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0, model


@pytest.mark.parametrize("leaver", ["owner", "helper"])
def test_the_words_that_a_block_hid_stay_hidden_from_both(database, leaver):
    conversation = a_conversation()
    owner, helper = conversation.owner, conversation.helper
    blocking.block(helper, by=owner)
    goes = owner if leaver == "owner" else helper
    erasure.leave(goes)
    stays = conversation.other_than(goes.id)
    assert queries.conversations_for(stays.id) == []
    assert db.session.scalar(select(func.count()).select_from(Block)) == 1


def left_hanging() -> list[str]:
    """What goes on although one of the two has left: agreements to come, and neighbours who are still chosen."""
    gone = select(Account.id).where(Account.left_at.is_not(None))
    either = Conversation.owner_id.in_(gone) | Conversation.helper_id.in_(gone)
    coming = select(Agreement.id).join(Agreement.conversation)
    coming = coming.where(either, Agreement.ended_at.is_(None), Agreement.next_on.is_not(None))
    words = select(Agreement.id).join(Agreement.conversation).where(either, Agreement.what != "")
    chosen = select(Helping.conversation_id).join(Helping.conversation).where(either, Helping.ended_at.is_(None))
    taken = select(Post.id).where(Post.taken_at.is_not(None), Post.state == "paused", Post.people_wanted == 1)
    return [
        *(f"coming {one}" for one in db.session.scalars(coming)),
        *(f"words {one}" for one in db.session.scalars(words)),
        *(f"chosen {one}" for one in db.session.scalars(chosen)),
        *(f"taken {one}" for one in db.session.scalars(taken)),
        *(f"orphan {one}" for one in orphans()),
    ]


def by_owner(conversation, act):
    """As a page does it: first the person, then the pair, the card and the conversation."""
    owner_id, number, is_locked = conversation.owner_id, conversation.public_id, act is not choose

    def do():
        if accounts.hold(owner_id):
            found = queries.get_for(owner_id, number, lock=is_locked)
            act(found)

    return do


def choose(found):
    helping.accept(found, by=found.owner)


def propose(found):
    agreeing.propose(found, terms(), by=found.owner)


def stop(found):
    messaging.stop(found, by=found.owner)


def thank(found):
    a_meeting(conversation=found)
    thanking.give(found, "Dank u wel!", by=found.owner, may_be_shown=True)


def block(found):
    blocking.block(found.helper, by=found.owner)


def confirm(found):
    for agreement in agreements.live_in(found.id):
        agreement.conversation = found
        agreeing.confirm(agreement, by=found.owner)


@pytest.mark.parametrize("act", [choose, propose, confirm, stop, thank, block], ids=lambda act: act.__name__)
def test_a_helper_who_leaves_at_this_moment_leaves_nothing_hanging(database, act):
    """F-24: whatever the owner does meanwhile comes first and is ended, or comes too late."""
    for _ in range(8):
        conversation = a_conversation()
        if act is confirm:
            messaging.write(conversation, "Fijn!", by=conversation.owner)
            agreeing.propose(conversation, terms(), by=conversation.helper)
        if act in (stop, thank):
            helping.accept(conversation, by=conversation.owner)
            a_meeting(conversation=conversation)
        helper_id, do = conversation.helper_id, by_owner(conversation, act)
        db.session.commit()
        db.session.remove()
        at_once(database, do, lambda helper_id=helper_id: erasure.leave(db.session.get(Account, helper_id)))
        assert left_hanging() == []
        db.session.remove()


def test_an_owner_who_leaves_while_chosen_neighbours_step_back_leaves_nothing_hanging(database):
    for _ in range(8):
        post = a_post(title="Wie helpt er sjouwen?")
        helping.want(post, 3)
        talks = [a_conversation(post=post, helper=an_account()) for _ in range(3)]
        for talk in talks:
            helping.accept(talk, by=talk.owner)
            an_agreement(conversation=talk)
        owner_id, helpers = post.author_id, [talk.helper_id for talk in talks]
        numbers = [agreements.live_in(talk.id)[0].public_id for talk in talks]
        db.session.commit()
        db.session.remove()

        def step_back(number=numbers[0], helper_id=helpers[0]):
            if accounts.hold(helper_id):
                found = agreements.get_for(helper_id, number, lock=True)
                ending.step_back(found, by=found.conversation.helper)

        at_once(
            database,
            step_back,
            lambda owner_id=owner_id: erasure.leave(db.session.get(Account, owner_id)),
            lambda one=helpers[1]: erasure.leave(db.session.get(Account, one)),
        )
        assert left_hanging() == []
        db.session.remove()


def test_thanking_the_others_while_one_of_them_writes_or_leaves_never_waits_in_a_circle(database):
    for _ in range(8):
        post = a_post()
        talks = [a_conversation(post=post, helper=an_account()) for _ in range(3)]
        helping.accept(talks[0], by=post.author)
        owner_id, post_id = post.author_id, post.id
        one, one_id, other_id = talks[1].public_id, talks[1].helper_id, talks[2].helper_id
        db.session.commit()
        db.session.remove()

        def close(owner_id=owner_id, post_id=post_id):
            if accounts.hold(owner_id):
                helping.close_others(db.session.get(Post, post_id), by=db.session.get(Account, owner_id))

        def write(one=one, one_id=one_id):
            if accounts.hold(one_id):
                found = queries.get_for(one_id, one, lock=True)
                messaging.write(found, "Ik kan ook zaterdag.", by=found.helper)

        at_once(database, close, write, lambda other_id=other_id: erasure.leave(db.session.get(Account, other_id)))
        assert orphans() == []
        assert posts.lock(post_id).is_taken
        db.session.rollback()
        db.session.remove()
