"""A mail to an account, in its own language, as a row in this transaction."""

from typing import Any

from buuv.accounts.models import Account
from buuv.core import outbox


def tell(account: Account, kind: str, /, **facts: Any) -> None:
    """Puts a mail for this account in the outbox; accounts without an address (imports) hear nothing."""
    if account.email and not account.is_import:
        outbox.put(
            kind,
            to=account.email,
            municipality_code=account.municipality_code,
            language=account.language,
            **facts,
        )
