"""The card that somebody is making, found by its token, and the code that proves their address."""

from flask import request

from buuv.accounts import signing_in
from buuv.core import drafts
from buuv.core.drafts import Draft
from buuv.core.errors import Gone, NotFound
from buuv.core.translation import language
from buuv.guard import safety
from buuv.posts import rules
from buuv.web.support.access import actor
from buuv.web.support.counting import hit
from buuv.web.support.towns import town


def get_draft(token: str, *, lock: bool = False, used: bool = False) -> Draft:
    """The card being made; NotFound for a wrong token, Gone when it already hangs on the board."""
    draft = drafts.find(town().code, token, lock=lock)
    if draft is None or draft.purpose not in (rules.REQUEST, rules.OFFER):
        raise NotFound
    if draft.result and not used:
        raise Gone
    if request.method == "POST" and actor().is_signed_in:
        draft.give_to(actor().person.id)
    return draft


def lines_for(draft: Draft) -> list[str]:
    """The lines of help that the words on the card call for, on every step; nothing is kept of it."""
    return safety.lines(f"{draft.words.get('title', '')}\n{draft.words.get('body', '')}")


def ask_code(draft: Draft) -> None:
    """Sends a code to the address on the draft; an earlier one ends."""
    email = draft.words["email"]
    hit("sign_in_network")
    hit("sign_in_address", f"{town().code} {email}")
    attempt = signing_in.ask_code(email, municipality_code=town().code, language=language(), draft=draft)
    draft.write(attempt=attempt.number)
