"""A mail to an account, in its own language, as a row in this transaction."""

from typing import Any

from buuv.accounts.models import Account
from buuv.core import outbox


def tell(account: Account, kind: str, /, **facts: Any) -> None:
    """Puts a mail for this account in the outbox; nothing for who has no address (imports) or switched notices off."""
    is_wanted = account.wants_notices or kind not in outbox.UNASKED
    if account.email and not account.is_import and is_wanted:
        outbox.put(
            kind,
            to=account.email,
            municipality_code=account.municipality_code,
            language=account.language,
            **facts,
        )
