"""The second lock of an account: whether there is one, whether it was opened, and how it goes away.

The first lock is the mail. The second is an app with codes; for moderators and brokers a passkey counts too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from buuv.accounts.lock_models import AuthenticatorApp, Passkey, PasskeyChallenge, RecoveryCode
from buuv.accounts.models import Account, AccountSession
from buuv.core import clock, events
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _

# Who proved only the mail has this long for the second lock, or for making one; then the mail is asked again.
PROVE_WITHIN = timedelta(hours=1)
# What changes a lock needs a proof as young as this, so that a forgotten library computer cannot do it.
FRESH = timedelta(minutes=30)

APP_ADDED, APP_REMOVED = "app_added", "app_removed"
PASSKEY_ADDED, PASSKEY_REMOVED = "passkey_added", "passkey_removed"
CODES_MADE, CODE_USED, LOCK_RESET = "codes_made", "code_used", "lock_reset"


@dataclass(frozen=True)
class LockChanged:
    """Something about the locks of an account changed: `what` is one of the words above."""

    account: Account
    what: str


@dataclass(frozen=True)
class Locks:
    """Everything that can open an account beside the mail."""

    app: AuthenticatorApp | None
    passkeys: list[Passkey]
    codes_left: int


def is_needed(account: Account) -> bool:
    """Whether the code from the mail is not enough for this account."""
    return account.is_staff or account.second_lock_at is not None


def is_open(account: Account, session: AccountSession | None) -> bool:
    """Whether this session may go on: nothing more is needed, or it was proven."""
    return not is_needed(account) or (session is not None and session.factor_proven_at is not None)


def is_fresh(account: Account, session: AccountSession | None) -> bool:
    """Whether the strongest lock of this account was opened a moment ago, in this session."""
    if session is None:
        return False
    # A session begins with the code from the mail, or with a passkey.
    moment = session.factor_proven_at if account.second_lock_at else session.factor_proven_at or session.created_at
    return moment is not None and moment > clock.now() - FRESH


def locks_for(account: Account) -> Locks:
    """The locks of an account, its passkeys oldest first."""
    passkeys = db.session.scalars(select(Passkey).where(Passkey.account_id == account.id).order_by(Passkey.id))
    left = select(func.count()).where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    return Locks(find_app(account), list(passkeys), db.session.scalar(left) or 0)


def find_app(account: Account) -> AuthenticatorApp | None:
    """The app that opens this account, once it is confirmed."""
    confirmed = AuthenticatorApp.account_id == account.id, AuthenticatorApp.confirmed_at.is_not(None)
    found: AuthenticatorApp | None = db.session.scalar(select(AuthenticatorApp).where(*confirmed))
    return found


def hold(account: Account) -> None:
    """Lets changes of one account's locks come one after the other."""
    db.session.execute(select(Account.id).where(Account.id == account.id).with_for_update())


def changed(account: Account, what: str) -> None:
    """Sees after a change whether the account is still locked, and lets its owner know."""
    _note(account)
    events.record(LockChanged(account, what))


def _note(account: Account) -> None:
    db.session.flush()
    locks = locks_for(account)
    is_locked = locks.app is not None or (account.is_staff and bool(locks.passkeys))
    account.second_lock_at = (account.second_lock_at or clock.now()) if is_locked else None
    if not is_locked:
        _delete(RecoveryCode, account)


def undo_since(account: Account, moment: datetime) -> None:
    """Takes off every lock that was put on from this moment: somebody else may have done it (T-13)."""
    hold(account)
    for kind in (AuthenticatorApp, Passkey, RecoveryCode, PasskeyChallenge):
        db.session.execute(delete(kind).where(kind.account_id == account.id, kind.created_at >= moment))
    _note(account)


def is_the_last(account: Account, locks: Locks, *, losing: int = 1) -> bool:
    """Whether a moderator or broker would be left without any lock (R-S05)."""
    return account.is_staff and len(locks.passkeys) + (locks.app is not None) <= losing


def ensure_not_the_last(account: Account, *, losing: int = 1) -> None:
    """Refuses to leave a moderator or broker without any lock (R-S05)."""
    if is_the_last(account, locks_for(account), losing=losing):
        raise Refusal(_("Met uw rol hebt u altijd een tweede slot nodig. Zet er eerst een ander slot bij."))


def reset(account: Account) -> Locks:
    """Takes every lock off, for who lost them all; only the operator does this. Gives what there was."""
    hold(account)
    locks = locks_for(account)
    for kind in (AuthenticatorApp, Passkey, RecoveryCode, PasskeyChallenge):
        _delete(kind, account)
    changed(account, LOCK_RESET)
    return locks


def _delete(kind: type[AuthenticatorApp | Passkey | RecoveryCode | PasskeyChallenge], account: Account) -> None:
    db.session.execute(delete(kind).where(kind.account_id == account.id))
