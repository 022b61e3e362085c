"""Builders of people, cards and conversations: keyword-only, added and flushed, ready to be used."""

from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from buuv.accounts import authenticator, registration, second_lock, signing_in
from buuv.accounts.lock_models import AuthenticatorApp, Passkey
from buuv.accounts.models import RESIDENT, Account
from buuv.agreements import agreeing, thanking
from buuv.agreements.agreeing import Terms
from buuv.agreements.models import Agreement
from buuv.agreements.outcomes import Outcome, Thanks
from buuv.conversations import helping, messaging
from buuv.conversations.models import Conversation
from buuv.core import clock, drafts, tokens
from buuv.core.database import db
from buuv.moderation import deciding, reporting
from buuv.moderation import queries as moderation
from buuv.moderation.case_models import Case
from buuv.moderation.decision_models import Decision
from buuv.posts import placing, rules
from buuv.posts.models import Post
from tests.client import InspectingClient

TOWN = "GM0479"
# Oud Zaandijk and the buurt across the railway; Rooswijk lies next to it.
HOME = "BU04794110"

_numbers = count(1)


def an_account(
    *,
    email: str | None = None,
    role: str = RESIDENT,
    place_code: str | None = HOME,
    shown_name: str | None = "Riet",
    municipality_code: str = TOWN,
    language: str = "nl",
    accepted: bool = True,
    **more: Any,
) -> Account:
    """A person who accepted the house rules, with an address of their own."""
    account = Account(
        email=email or (None if more.get("is_import") else f"{role}-{next(_numbers)}@example.org"),
        role=role,
        place_code=place_code,
        shown_name=shown_name,
        municipality_code=municipality_code,
        language=language,
        confirmed_16_at=clock.now() if accepted else None,
        **more,
    )
    db.session.add(account)
    db.session.flush()
    if accepted:
        registration.accept_house_rules(account)
    return account


def a_card(**changes: Any) -> placing.Card:
    """What somebody writes on a card."""
    words: dict[str, Any] = {
        "kind": rules.REQUEST,
        "title": "Wie loopt een eindje met mij mee?",
        "body": "Ik loop graag een rondje langs de Zaan.",
        "category": "gezelschap",
        "timing": rules.CONSULT,
        "day": None,
        "rrule": None,
        "part": None,
        "place_code": HOME,
        "reach": rules.MUNICIPALITY,
    }
    return placing.Card(**(words | changes))


def a_post(
    *,
    author: Account | None = None,
    state: str | None = None,
    placed_at: datetime | None = None,
    expires_at: datetime | None = None,
    **words: Any,
) -> Post:
    """A card on the board, or in the `state` that its owner brought it to ("paused", "done", …)."""
    author = author or an_account(place_code=words.get("place_code", HOME))
    post = placing.place(a_card(**words), by=author)
    post.author = author
    if placed_at:
        post.placed_at, post.expires_at = placed_at, placed_at + rules.life_of(post.kind)
    if expires_at:
        post.expires_at = expires_at
    if state:
        _bring_to(post, state)
    db.session.flush()
    return post


def _bring_to(post: Post, state: str) -> None:
    from buuv.posts import ending

    steps = {
        "open": lambda post: None,
        "paused": ending.pause,
        "done": ending.solve,
        "withdrawn": ending.withdraw,
        "expired": ending.expire,
    }
    steps[state](post)


def a_conversation(
    *, post: Post | None = None, helper: Account | None = None, body: str = "Dag, ik loop graag met u mee."
) -> Conversation:
    """A neighbour answered a card with a first message."""
    post = post or a_post()
    helper = helper or an_account(shown_name="Henk")
    conversation = messaging.answer(post, body, by=helper)
    db.session.flush()
    return conversation


def terms(**changes: Any) -> Terms:
    """What somebody proposes: a walk in three days, once, at ten o'clock."""
    values: dict[str, Any] = {
        "what": "Een rondje lopen",
        "meeting_place": "Bij de molen",
        "begins_on": clock.today() + timedelta(days=3),
        "wall_time": time(10),
    }
    return Terms(**(values | changes))


def an_agreement(
    *, conversation: Conversation | None = None, by: Account | None = None, is_confirmed: bool = True, **changes: Any
) -> Agreement:
    """What two neighbours agreed, or what one of them (the owner, unless `by`) proposed."""
    conversation = conversation or a_conversation()
    by = by or conversation.owner
    if by.id == conversation.helper_id:
        # A stranger proposes nothing before the owner answered; choosing is an answer.
        helping.accept(conversation, by=conversation.owner)
    agreement = agreeing.propose(conversation, terms(**changes), by=by, anyway=True)
    if is_confirmed:
        agreeing.confirm(agreement, by=conversation.other_than(by.id), anyway=True)
    return agreement


def an_outcome(*, conversation: Conversation | None = None, account: Account | None = None) -> Outcome:
    """The questions to one of the two (the owner, unless `account`) about something that they agreed."""
    agreement = an_agreement(conversation=conversation)
    account = account or agreement.conversation.owner
    outcome = Outcome(
        public_id=tokens.public_id(), agreement_id=agreement.id, account_id=account.id, occurs_on=clock.today()
    )
    outcome.agreement = agreement
    db.session.add(outcome)
    db.session.flush()
    return outcome


def a_meeting(*, conversation: Conversation | None = None) -> Agreement:
    """What two neighbours agreed, and one of them says that it took place."""
    outcome = an_outcome(conversation=conversation)
    outcome.did_happen = True
    db.session.flush()
    return outcome.agreement


def a_thanks(*, conversation: Conversation | None = None, words: str = "Heel fijn, dank u wel!", **more: Any) -> Thanks:
    """The owner of a card chose a neighbour, they met, and the owner thanks them."""
    conversation = conversation or a_conversation()
    helping.accept(conversation, by=conversation.owner)
    a_meeting(conversation=conversation)
    return thanking.give(conversation, words, by=conversation.owner, **more)


def a_case(*, account: Account | None = None, post: Post | None = None, ground: str = "insult") -> Case:
    """Somebody without an account reported a card, or the name of `account`."""
    subject = reporting.profile(account) if account else reporting.card(post or a_post())
    found = reporting.report(subject, reporting.Complaint(ground, "Kijk eens."), by=None, email="melder@example.org")
    return moderation.get_case(found.case.municipality_code, found.case.public_id)


def a_decision(
    *, case: Case | None = None, account: Account | None = None, by: Account | None = None, measure: str = "hide",
    **more: Any,
) -> Decision:  # fmt: skip
    """A moderator decided about a case, on the ground that it was reported for."""
    case = case or a_case(account=account)
    verdict = deciding.Verdict(measure, "insult", "Er staat een scheldwoord.", **more)
    decision = deciding.decide(case, verdict, by=by or an_account(role="moderator"))
    return moderation.get_decision(case.municipality_code, decision.public_id)


def a_draft(*, purpose: str = "card", municipality_code: str = TOWN, **words: Any) -> tuple[drafts.Draft, str]:
    """Words that wait, and the token that opens them."""
    draft, token = drafts.start(municipality_code, purpose, **words)
    db.session.flush()
    return draft, token


def a_lock(account: Account) -> AuthenticatorApp:
    """An app that is this account's second lock; `authenticator.code_for_demo` is its phone."""
    authenticator.give_demo_app(account)
    db.session.flush()
    app = second_lock.find_app(account)
    assert app is not None
    return app


def a_passkey(account: Account, *, name: str = "Telefoon") -> Passkey:
    """A passkey that no device has."""
    number = tokens.public_id()
    passkey = Passkey(public_id=number, account_id=account.id, credential_id=number, public_key="", name=name)
    db.session.add(passkey)
    if account.is_staff:
        account.second_lock_at = clock.now()
    db.session.flush()
    return passkey


def signed_in(client: InspectingClient, account: Account, *, is_proven: bool = True) -> InspectingClient:
    """The client as this person's browser: a real session row, and its token in the signed cookie.

    The second lock is open, unless `is_proven` says that only the mail was proven.
    """
    _, token = signing_in.open_session(account, device="Firefox, Linux", is_proven=is_proven)
    db.session.commit()
    with client.session() as session:
        session.clear()
        session.update({"_user_id": token, "_fresh": True, "seen": int(clock.now().timestamp())})
        session.permanent = True
    return client
