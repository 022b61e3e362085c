"""Finding accounts and their sessions."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from buuv.accounts import restricting
from buuv.accounts.models import Acceptance, Account, AccountSession
from buuv.core import clock, tokens
from buuv.core.database import db, one_at_a_time
from buuv.core.errors import NotFound

SESSIONS_AT_MOST = 50
_SIGNED_IN = (
    select(AccountSession, Account, restricting.SHUT_OUT)
    .join(Account, Account.id == AccountSession.account_id)
    .where(
        AccountSession.token_digest == bindparam("digest"), AccountSession.ended_at.is_(None), Account.left_at.is_(None)
    )
)


def find_by_email(municipality_code: str, email: str) -> Account | None:
    """The account with this address in this town."""
    wanted = select(Account).where(Account.municipality_code == municipality_code, Account.email == email)
    return db.session.scalar(wanted)


def find_signed_in(token: str) -> tuple[AccountSession, Account, bool] | None:
    """The session that a token opens, its account and whether that is shut out, while the session is not ended."""
    row = db.session.execute(_SIGNED_IN, {"digest": tokens.digest(token), "moment": clock.now()}).first()
    return (row[0], row[1], bool(row[2])) if row else None


def hold(account_id: int) -> bool:
    """Waits until nothing else is being done by or to this person; whether they are still here then.

    Whoever does two things at one moment does them one after the other, so leaving is the last.
    """
    one_at_a_time(f"account {account_id}")
    wanted = select(Account.id).where(Account.id == account_id, Account.left_at.is_(None))
    return db.session.scalar(wanted) is not None


def sessions_for(account_id: int) -> Sequence[AccountSession]:
    """The devices on which this person is signed in, newest first."""
    wanted = select(AccountSession).where(AccountSession.account_id == account_id, AccountSession.ended_at.is_(None))
    return db.session.scalars(wanted.order_by(AccountSession.id.desc()).limit(SESSIONS_AT_MOST)).all()


def get_session_for(account_id: int, public_id: str) -> AccountSession:
    """One of this person's own sessions; NotFound otherwise."""
    wanted = select(AccountSession).where(
        AccountSession.account_id == account_id, AccountSession.public_id == public_id
    )
    session: AccountSession | None = db.session.scalar(wanted)
    if session is None:
        raise NotFound
    return session


def has_accepted(account_id: int, version: str) -> bool:
    """Whether this person accepted this version of the house rules."""
    return db.session.get(Acceptance, (account_id, version)) is not None


def find_accepted_version(account_id: int) -> str | None:
    """The newest version of the house rules that this person accepted."""
    version: str | None = db.session.scalar(
        select(func.max(Acceptance.version)).where(Acceptance.account_id == account_id)
    )
    return version
