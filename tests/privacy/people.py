"""A person of whom there is something in every table, each word marked so that it can be found anywhere."""

from dataclasses import dataclass

from buuv.accounts import profile, signing_in
from buuv.accounts.models import Account, Invitation
from buuv.conversations import messaging
from buuv.conversations.models import Conversation
from buuv.core import tokens
from buuv.core.database import db
from buuv.privacy import asking
from tests.builders import TOWN, a_conversation, a_draft, a_post, an_account

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
}
# What they wrote to others, and what others wrote and shared.
SAID, HEARD, OF_ANOTHER = "mosgroenezin", "antwoordvanhenk", "0644412345"
EMAIL = f"{MARKS['address']}@example.org"


@dataclass
class Whole:
    """The person, and the conversation that stays."""

    account: Account
    conversation: Conversation


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
    asking.ask(me)
    db.session.flush()
    return Whole(me, conversation)
