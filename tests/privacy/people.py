"""A person of whom there is something in every table, each word marked so that it can be found anywhere."""

from dataclasses import dataclass
from datetime import date

from buuv.accounts import authenticator, blocking, profile, recovery, resting, signing_in
from buuv.accounts.lock_models import PasskeyChallenge
from buuv.accounts.models import Account, Invitation
from buuv.agreements import ending, finishing, thanking
from buuv.agreements.models import Agreement, FitAnswer
from buuv.alerts import saving
from buuv.conversations import helping, messaging, queries
from buuv.conversations.models import Conversation
from buuv.core import tokens
from buuv.core.database import db
from buuv.moderation import deciding, looking, objecting, reporting
from buuv.moderation.case_models import Duty
from buuv.posts.wishes import Wish
from buuv.privacy import asking
from tests.builders import (
    HOME,
    TOWN,
    a_conversation,
    a_draft,
    a_lock,
    a_passkey,
    a_post,
    an_account,
    an_agreement,
    an_outcome,
)

# Of the person alone: nothing of these stays when they leave.
MARKS = {
    "name": "Zwaantjebel",
    "address": "merkadres",
    "old address": "vorigadres",
    "new address": "volgendadres",
    "title": "kersenboomgaardtitel",
    "body": "wijnrodeluifeltekst",
    "closed card": "afgeslotenmolenkaart",
    "draft": "halfgebakkenwoorden",
    "draft with only an address": "losgetypteworden",
    "shared line": "0655598765",
    "device": "Merktelefoon",
    "what": "snoeischaarafspraak",
    "proposed by another": "koffiebijdebuur",
    "meeting place": "paarsevoordeur",
    "place by another": "kastanjelaanzeven",
    "reason": "knieoperatiereden",
    "reason for one day": "oogartsreden",
    "unease": "griezeligewoorden",
    "passkey": "Merksleutel",
    "report": "klachtwoordenmerk",
    "objection": "bezwaarwoordenmerk",
    "facts": "feitenwoordenmerk",
    "search": "pruimenplukzoekwoord",
}
# What they wrote to others, and what others wrote and shared.
SAID, HEARD, OF_ANOTHER = "mosgroenezin", "antwoordvanhenk", "0644412345"
THANKED, THANKED_BY, FELT = "dankbaarhartje", "lofvandebuur", "twijfelvanhenk"
EMAIL = f"{MARKS['address']}@example.org"


@dataclass
class Whole:
    """The person, and the conversation that stays."""

    account: Account
    conversation: Conversation
    agreement: Agreement


def a_whole_person(*, email: str = EMAIL) -> Whole:
    """Somebody with a row in every table; a new table that refers to people gets its row here."""
    me = an_account(email=f"{MARKS['old address']}@example.org", shown_name=MARKS["name"])
    change = profile.ask_address(me, email)
    db.session.flush()
    profile.confirm_address(me, change.number, signing_in.code_for(change.number, profile.PURPOSE))
    profile.ask_address(me, f"{MARKS['new address']}@example.org")
    signing_in.ask_code(email, municipality_code=TOWN, language="nl")
    signing_in.open_session(me, device=MARKS["device"])
    # Never for a resident, but the table knows addresses all the same.
    db.session.add(Invitation(token_digest=tokens.digest(email), municipality_code=TOWN, email=email, role="broker"))
    post = a_post(author=me, title=f"Wie plukt er in de {MARKS['title']}?", body=f"Onder de {MARKS['body']}.")
    a_post(author=me, title=f"Oud kaartje {MARKS['closed card']}", state="withdrawn")
    draft, _ = a_draft(purpose="request", title=MARKS["draft"], body="")
    draft.give_to(me.id)
    a_draft(purpose="offer", title=MARKS["draft with only an address"], email=email)
    conversation = a_conversation(post=post, body=HEARD)
    messaging.write(conversation, f"Graag, met een {SAID}.", by=me)
    messaging.share_details(conversation, by=me, email=True, line=MARKS["shared line"])
    messaging.share_details(conversation, by=conversation.helper, email=False, line=OF_ANOTHER)
    a_conversation(helper=me, body=f"Ik help u met een {SAID}.")
    saving.save(MARKS["search"], Wish(kind="offer", place=HOME, category="tuin", timing="soon"), by=me)
    asking.ask(me)
    agreement = _agree(me, conversation)
    _lock(me)
    _moderate(me, conversation)
    # Last, for whoever hangs a card is no longer at rest.
    resting.begin(me, "week")
    db.session.flush()
    return Whole(me, conversation, agreement)


def _agree(me: Account, conversation: Conversation) -> Agreement:
    """What was agreed with the neighbour who answered, how it went, and thanks; somebody else is blocked."""
    neighbour = conversation.helper
    helping.accept(conversation, by=me)
    series = an_agreement(
        conversation=conversation, what=MARKS["what"], meeting_place=MARKS["meeting place"], repeat="weekly"
    )
    ending.cancel_day(series, ending.coming_days(series)[1], by=me, reason=MARKS["reason for one day"])
    other = {"what": MARKS["proposed by another"], "meeting_place": MARKS["place by another"]}
    ending.step_back(an_agreement(conversation=conversation, by=neighbour, **other), by=me, reason=MARKS["reason"])
    db.session.add(FitAnswer(agreement_id=series.id, account_id=me.id, asked_on=date(2026, 11, 2), answer="yes"))
    finishing.answer_right(an_outcome(conversation=conversation, account=me), was_right=False, words=MARKS["unease"])
    felt = an_outcome(conversation=conversation, account=neighbour)
    finishing.answer_right(felt, was_right=False, words=FELT)
    felt.did_happen = True
    thanking.give(conversation, THANKED, by=me, may_be_shown=True)
    thanking.give(conversation, THANKED_BY, by=neighbour, may_be_shown=True)
    blocking.block(an_account(shown_name="Ongezien"), by=me)
    return series


def _moderate(me: Account, conversation: Conversation) -> None:
    """They reported a message, a moderator looked at it, and there was a decision about them that they object to."""
    moderator = an_account(role="moderator")
    heard = next(one for one in queries.messages_of(conversation) if one.author_id != me.id)
    said = next(one for one in queries.messages_of(conversation) if one.author_id == me.id)
    complaint = reporting.Complaint("insult", MARKS["report"])
    about_other = reporting.report(reporting.message(heard, TOWN), complaint, by=me, copies=[heard, said])
    looking.look(about_other.case, "om te kijken wat er staat", by=moderator)
    case = reporting.signal(reporting.profile(me), "first_card")
    verdict = deciding.Verdict("pause_writing", "insult", MARKS["facts"], days=1)
    decision = deciding.decide(case, verdict, by=moderator)
    objecting.make(decision, MARKS["objection"], by=me)
    deciding.take_back(decision, by=moderator)
    # Never for a resident, but the table knows people all the same.
    db.session.add(Duty(municipality_code=TOWN, account_id=me.id, begins_on=date(2026, 11, 2), made_by_id=me.id))


def _lock(me: Account) -> None:
    """A second lock of every sort, and one that is not finished."""
    a_lock(me)
    authenticator.begin(me)
    recovery.make(me)
    a_passkey(me, name=MARKS["passkey"])
    db.session.add(PasskeyChallenge(number=tokens.public_id(), municipality_code=TOWN, account_id=me.id))
