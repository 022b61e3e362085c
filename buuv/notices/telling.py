"""A mail to an account, in its own language, as a row in this transaction."""

from typing import Any

from buuv.accounts.models import Account
from buuv.core import outbox


def tell(account: Account, kind: str, /, **facts: Any) -> outbox.OutgoingMail | None:
    """Puts a mail for this account in the outbox; None for who has no address (imports) or switched notices off."""
    is_wanted = account.wants_notices or kind not in outbox.UNASKED
    if not account.email or account.is_import or not is_wanted:
        return None
    return outbox.put(
        kind,
        to=account.email,
        municipality_code=account.municipality_code,
        language=account.language,
        **facts,
    )
