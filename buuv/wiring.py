"""What follows from what: every event and who hears it, on one screen."""

from buuv.accounts import second_lock
from buuv.accounts.blocking import PersonBlocked
from buuv.accounts.models import Account
from buuv.accounts.resting import RestBegun, RestEnded
from buuv.accounts.second_lock import LockChanged
from buuv.accounts.signing_in import NewDevice
from buuv.agreements import ending as agreements_ending
from buuv.agreements import queries as agreements
from buuv.agreements import settling, thanking
from buuv.agreements.agreeing import AgreementConfirmed, AgreementProposed
from buuv.agreements.ending import AgreementEnded, DayCancelled, SeriesEnding
from buuv.agreements.models import Agreement
from buuv.agreements.thanking import ThanksGiven
from buuv.conversations import helping, messaging
from buuv.conversations.helping import HelperChosen, HelperLeft
from buuv.conversations.messaging import ConversationStopped, DetailsShared, MessageSent
from buuv.core import clock, events
from buuv.moderation import audit, following, noticing
from buuv.notices import digests
from buuv.notices.telling import tell
from buuv.posts import resting, tallying
from buuv.posts.placing import PostPlaced, PostRewritten
from buuv.posts.visibility import PostAppeared, PostDisappeared
from buuv.search import index


def connect() -> None:
    """Lets the hearers hear; doing it twice changes nothing."""
    events.hear(PostAppeared, _make_findable)
    events.hear(PostDisappeared, _make_unfindable)
    events.hear(RestBegun, _rest_cards)
    events.hear(RestEnded, _wake_cards)
    events.hear(PersonBlocked, _part)
    events.hear(PostPlaced, _mail_placed)
    events.hear(PostPlaced, _show_first_card)
    events.hear(PostRewritten, _show_change)
    events.hear(PostPlaced, _notice_words)
    events.hear(PostRewritten, _notice_words)
    events.hear(MessageSent, _mail_message)
    events.hear(MessageSent, _notice_same_message)
    events.hear(DetailsShared, _mail_details)
    events.hear(ConversationStopped, _open_place)
    events.hear(HelperChosen, _mail_chosen)
    events.hear(HelperLeft, _mail_left)
    events.hear(ConversationStopped, _end_agreements)
    events.hear(AgreementProposed, _mail_proposed)
    events.hear(AgreementConfirmed, _mail_confirmed)
    events.hear(AgreementEnded, _mail_ended)
    events.hear(AgreementEnded, _open_place_after_stepping_back)
    events.hear(DayCancelled, _mail_day_cancelled)
    events.hear(SeriesEnding, _mail_series_ending)
    events.hear(NewDevice, _mail_new_device)
    events.hear(LockChanged, _mail_lock)
    events.hear(ThanksGiven, _mail_thanks)


def _make_findable(event: PostAppeared) -> None:
    tallying.forget_counts()
    index.add(event.post)


def _make_unfindable(event: PostDisappeared) -> None:
    tallying.forget_counts()
    index.remove(event.post)


def _rest_cards(event: RestBegun) -> None:
    resting.rest(event.account_id)


def _wake_cards(event: RestEnded) -> None:
    resting.wake(event.account_id)


def _part(event: PersonBlocked) -> None:
    messaging.part(event.person, event.by, by=event.by)
    thanking.forget_front()


def _mail_placed(event: PostPlaced) -> None:
    """Gives the owner the way back to the card."""
    post = event.post
    until = clock.day_of(post.expires_at).isoformat()
    tell(event.by, "card_placed", post=post.public_id, kind=post.kind, until=until)


def _show_first_card(event: PostPlaced) -> None:
    """Moderators see a newcomer's first card; it hangs as any other (T-08)."""
    following.see_first_card(event.post)


def _show_change(event: PostRewritten) -> None:
    """Whoever asked for a change sees that it came."""
    following.see_change(event.post)


def _notice_words(event: PostPlaced | PostRewritten) -> None:
    """Moderators see words about money, shops and children, and one leaflet on many cards; they decide."""
    noticing.see_words(event.post)


def _notice_same_message(event: MessageSent) -> None:
    """Moderators see that somebody writes one message to many neighbours, and not what it says."""
    if event.is_first:
        noticing.see_first_message(event.conversation, event.message)


def _mail_message(event: MessageSent) -> None:
    """Tells the other one that there is a message, never what it says (T-22)."""
    conversation = event.conversation
    digests.tell_of(
        conversation.other_than(event.message.author_id),
        digests.FIRST_REPLY if event.is_first else digests.NEW_MESSAGE,
        conversation=conversation.public_id,
        kind=conversation.post.kind,
    )


def _mail_details(event: DetailsShared) -> None:
    conversation = event.conversation
    digests.tell_seldom(conversation.other_than(event.by.id), "details_shared", conversation=conversation.public_id)


def _open_place(event: ConversationStopped) -> None:
    """Who stops talking does not come either; who came already leaves no place open."""
    settling.end_choice(event.conversation, by=event.by)


def _open_place_after_stepping_back(event: AgreementEnded) -> None:
    """A chosen neighbour who calls off the last thing agreed does not come, so somebody is wanted again."""
    conversation = event.agreement.conversation
    is_helper = event.by.id == conversation.helper_id
    if is_helper and event.was_confirmed and not any(a.is_confirmed for a in agreements.live_in(conversation.id)):
        helping.release(conversation, by=event.by)


def _mail_chosen(event: HelperChosen) -> None:
    conversation = event.conversation
    helper, kind = conversation.helper, conversation.post.kind
    digests.tell_seldom(helper, "helper_chosen", conversation=conversation.public_id, kind=kind)


def _mail_left(event: HelperLeft) -> None:
    """Tells the other one; the owner also whether the card hangs again."""
    conversation = event.conversation
    kind = "helper_left" if event.by.id == conversation.helper_id else "helper_released"
    how = digests.tell_seldom if kind in digests.SELDOM else tell
    how(
        conversation.other_than(event.by.id),
        kind,
        conversation=conversation.public_id,
        post=conversation.post.public_id,
        is_open=conversation.post.is_open,
        kind=conversation.post.kind,
    )


def _end_agreements(event: ConversationStopped) -> None:
    """Who no longer talks, no longer comes: what was to come is off, and the other one is told."""
    agreements_ending.end_all(event.conversation, by=event.by)


def _mail_proposed(event: AgreementProposed) -> None:
    is_change = event.agreement.replaces_id is not None
    _tell_other(event.agreement, event.by, "agreement_change_proposed" if is_change else "agreement_proposed")


def _mail_confirmed(event: AgreementConfirmed) -> None:
    is_change = event.agreement.replaces_id is not None
    _tell_other(event.agreement, event.by, "agreement_changed" if is_change else "agreement_confirmed")


def _mail_ended(event: AgreementEnded) -> None:
    kind = "agreement_cancelled" if event.was_confirmed else "agreement_declined"
    _tell_other(event.agreement, event.by, kind, **({} if event.has_reason else {"is_wordless": True}))


def _mail_day_cancelled(event: DayCancelled) -> None:
    _tell_other(event.agreement, event.by, "agreement_day_cancelled")


def _mail_series_ending(event: SeriesEnding) -> None:
    _tell_other(event.agreement, event.by, "agreement_ending")


def _tell_other(agreement: Agreement, by: Account, kind: str, **facts: bool) -> None:
    """Tells the other of the two that something changed; never what, where or when (T-22)."""
    other, conversation = agreement.conversation.other_than(by.id), agreement.conversation.public_id
    if kind in digests.SELDOM:
        digests.tell_seldom(other, kind, conversation=conversation, agreement=agreement.public_id, **facts)
    else:
        tell(other, kind, agreement=agreement.public_id, **facts)


def _mail_new_device(event: NewDevice) -> None:
    """Tells the owner of an account that somebody signed in where nobody did before (T-13)."""
    tell(event.account, "new_device", device=event.session.device)


def _mail_lock(event: LockChanged) -> None:
    """Logs it, and tells the owner what happened to the second lock; new paper codes are on the screen already."""
    if event.what != second_lock.LOCK_RESET:  # the operator's act is logged where it is allowed
        audit.note(f"account:{event.account.id}", event.what, f"account:{event.account.id}", origin=audit.WEB)
    if event.what != second_lock.CODES_MADE:
        tell(event.account, "lock_changed", what=event.what)


def _mail_thanks(event: ThanksGiven) -> None:
    """Tells the receiver that there is a thank-you; its words wait on buuv."""
    conversation = event.thanks.conversation
    tell(conversation.other_than(event.thanks.giver_id), "thanks_received", conversation=conversation.public_id)
