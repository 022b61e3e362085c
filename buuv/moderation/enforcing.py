"""What a decision brings about, and taking it back to the byte; nothing else in the program restricts anybody."""

from sqlalchemy import or_, select

from buuv.accounts import restricting
from buuv.accounts.models import Account
from buuv.agreements import queries as agreements
from buuv.agreements import thanking
from buuv.agreements.outcomes import Thanks
from buuv.conversations import queries as conversations
from buuv.conversations.models import Message
from buuv.core import clock
from buuv.core.database import db
from buuv.moderation.case_models import CARD, MESSAGE, PROFILE, THANKS, Case
from buuv.moderation.decision_models import CLOSE, HIDE, PAUSE, REMOVE, SUSPEND, Decision
from buuv.moderation.measures import OUT_OF_SIGHT
from buuv.notices.telling import tell
from buuv.posts import ending, hiding
from buuv.posts.models import OPEN, PAUSED, Post

_PEOPLE = (PAUSE, SUSPEND, CLOSE)
_OUTSIDE = (SUSPEND, CLOSE)


def enforce(decision: Decision, case: Case) -> None:
    """Lets a decision take effect; a closing that nobody confirmed yet has none."""
    if decision.waits:
        return
    if decision.measure in OUT_OF_SIGHT:
        _take_away(decision, case)
    if decision.measure in _PEOPLE:
        restricting.restrict(
            decision.account_id,
            decision.measure,
            decision_id=decision.id,
            until=decision.until if decision.measure != CLOSE else None,
            confirmed_by_id=decision.confirmed_by_id,
        )
    if decision.measure in _OUTSIDE:
        for post in hiding.lock(Post.author_id == decision.account_id, Post.state.in_((OPEN, PAUSED))):
            hiding.hide(post, decision_id=decision.id)
        _tell_neighbours(decision.account_id)


def _tell_neighbours(account_id: int) -> None:
    """Whoever agreed something must not wait in vain; they hear that there is no answer, and not why."""
    coming = sorted(agreements.coming_for(account_id), key=lambda one: one.conversation.other_id(account_id))
    for agreement in coming:
        tell(agreement.conversation.other_than(account_id), "neighbour_away", agreement=agreement.public_id)


def lift(decision: Decision, why: str) -> None:
    """Ends a decision and puts back what it took, unless another decision in force took the same."""
    if decision.ended_at is not None:
        return
    decision.ended_at, decision.ended_why = clock.now(), why
    db.session.flush()
    restricting.lift(decision.id)
    for post in hiding.lock(Post.hidden_by_id == decision.id):
        other = _also_hidden_by(post)
        if other:
            hiding.hand_over(post, decision_id=other)
        else:
            _hang_back(post)
    for message in db.session.scalars(select(Message).where(Message.hidden_by_id == decision.id)):
        message.hidden_by_id = None
    for thanks in db.session.scalars(select(Thanks).where(Thanks.removed_by_id == decision.id)):
        thanks.removed_by_id = None
        thanking.forget_front()
    for account in db.session.scalars(select(Account).where(Account.name_hidden_by_id == decision.id)):
        account.name_hidden_by_id = None
    db.session.flush()


def _take_away(decision: Decision, case: Case) -> None:
    if case.kind == CARD:
        for post in hiding.lock(Post.id == case.post_id):
            hiding.hide(post, decision_id=decision.id)
    elif case.kind == MESSAGE and case.message_id:
        db.session.get_one(Message, case.message_id).hidden_by_id = decision.id
    elif case.kind == THANKS and case.thanks_id:
        db.session.get_one(Thanks, case.thanks_id).removed_by_id = decision.id
        thanking.forget_front()
    elif case.kind == PROFILE:
        db.session.get_one(Account, case.account_id).name_hidden_by_id = decision.id


def _also_hidden_by(post: Post) -> int | None:
    """Another decision in force that keeps this card out of sight."""
    is_about_card = Case.post_id == post.id, Decision.measure.in_((HIDE, REMOVE))
    is_about_person = Decision.account_id == post.author_id, Decision.measure.in_(_OUTSIDE)
    wanted = (
        select(Decision.id)
        .join(Case, Case.id == Decision.case_id)
        .where(Decision.ended_at.is_(None), or_(Decision.until.is_(None), Decision.until > clock.now()))
        .where(or_(Decision.measure != CLOSE, Decision.confirmed_at.is_not(None)))
        .where(or_(is_about_card[0] & is_about_card[1], is_about_person[0] & is_about_person[1]))
    )
    return db.session.scalar(wanted.order_by(Decision.id.desc()).limit(1))


def _hang_back(post: Post) -> None:
    hiding.show(post)
    if post.is_taken and conversations.count_chosen(post.id) < post.people_wanted:
        # Whoever was chosen stepped back while the card was out of sight.
        ending.free(post)
