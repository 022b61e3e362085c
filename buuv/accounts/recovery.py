"""Codes on paper for who lost the phone: ten, each used once, kept only as digests."""

import re
import secrets

from sqlalchemy import delete, update

from buuv.accounts import second_lock
from buuv.accounts.lock_models import RecoveryCode
from buuv.accounts.models import Account
from buuv.core import clock, tokens
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _

HOW_MANY = 10
# Fifty bits each; the alphabet has no letters that look alike.
LETTERS = 10
_LOOK_ALIKES = str.maketrans("oil", "011")


def make(account: Account) -> list[str]:
    """Ten new codes, to be shown this once; the old ones end."""
    if account.second_lock_at is None:
        raise Refusal(_("Herstelcodes horen bij een tweede slot. Zet dat eerst aan."))
    second_lock.hold(account)
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = ["".join(secrets.choice(tokens.ALPHABET) for _n in range(LETTERS)) for _c in range(HOW_MANY)]
    db.session.add_all(RecoveryCode(account_id=account.id, digest=_digest(account, code)) for code in codes)
    second_lock.changed(account, second_lock.CODES_MADE)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def use(account: Account, typed: str) -> None:
    """Opens the second lock with a code that was not used before; in parallel exactly one use counts."""
    wanted = (
        RecoveryCode.account_id == account.id,
        RecoveryCode.digest == _digest(account, _plain(typed)),
        RecoveryCode.used_at.is_(None),
    )
    used = db.session.execute(
        update(RecoveryCode).where(*wanted).values(used_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise Refusal(_("Deze herstelcode klopt niet, of u hebt hem al gebruikt."), field="code")
    second_lock.changed(account, second_lock.CODE_USED)


def _plain(typed: str) -> str:
    """What somebody read from paper, as it was written: lower case, no hyphens, look-alikes as digits."""
    return re.sub(r"[\s-]", "", typed.lower()).translate(_LOOK_ALIKES)


def _digest(account: Account, code: str) -> str:
    """Keyed, so that a stolen database does not give fifty bits away to who tries them all."""
    return tokens.keyed(tokens.key(), f"recovery:{account.id}", code).hex()
