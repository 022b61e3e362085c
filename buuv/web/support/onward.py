"""Where a person goes on after signing in: to the words that waited, to the page they came from, or home."""

from flask import session, url_for

from buuv.accounts.models import Account
from buuv.core import drafts
from buuv.core.drafts import Draft


def after_sign_in(draft: Draft | None, next_path: str | None, account: Account | None = None) -> str:
    """The path to go on to; a draft that goes on is noted in the cookie, and becomes this account's."""
    return _to_draft(draft, account) or next_path or url_for("mine.overview")


def _to_draft(draft: Draft | None, account: Account | None) -> str | None:
    # A form goes on only in the browser that sent it, or anybody could lay one ready for another to send.
    if draft is None or draft.result or (draft.purpose == drafts.FORM and session.get("draft") != draft.token):
        return None
    session["draft"] = draft.token
    if account:
        draft.give_to(account.id)
    if draft.purpose in (drafts.REQUEST, drafts.OFFER):
        return url_for("publishing.check", token=draft.token)
    if draft.purpose == drafts.REPLY:
        return url_for("cards.reply", ref=draft.words["post"], concept=draft.token)
    if draft.purpose == drafts.FORM:
        return url_for("signing_in.go_on", token=draft.token)
    return None
