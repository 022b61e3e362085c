"""Proving that an e-mail address is yours: a six-digit code or a link, the same work for every address."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select, update

from buuv.accounts.models import Account, AccountSession, SignInAttempt
from buuv.accounts.queries import find_by_email, hold
from buuv.core import clock, events, outbox, tokens
from buuv.core.database import db, one_at_a_time
from buuv.core.drafts import Draft
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _

# The figures of R-S06: ten minutes is longer than any mail takes, five tries forgive typing errors.
CODE_LIFE = timedelta(minutes=10)
TRIES = 5
# After the code is right there is time to read the house rules before the account is made.
PROOF_LIFE = timedelta(hours=1)
PURPOSE = "sign-in"


@dataclass(frozen=True)
class NewDevice:
    """Somebody signed in with a device that this account was never used on before."""

    account: Account
    session: AccountSession


def ask_code(
    email: str,
    *,
    municipality_code: str,
    language: str,
    draft: Draft | None = None,
    next_path: str | None = None,
) -> SignInAttempt:
    """Starts an attempt and ends the earlier ones of this address; known and unknown do the same work."""
    one_at_a_time(f"sign-in {municipality_code} {email}")
    open_ones = (SignInAttempt.municipality_code == municipality_code, SignInAttempt.email == email)
    db.session.execute(
        update(SignInAttempt).where(*open_ones, SignInAttempt.ended_at.is_(None)).values(ended_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
    attempt = SignInAttempt(
        number=tokens.public_id(),
        municipality_code=municipality_code,
        email=email,
        draft_number=draft.number if draft else None,
        next_path=next_path,
    )
    db.session.add(attempt)
    outbox.put(
        "sign_in_code",
        to=email,
        municipality_code=municipality_code,
        language=language,
        urgent=True,
        attempt=attempt.number,
        purpose=PURPOSE,
    )
    return attempt


def code_for(number: str, purpose: str = PURPOSE) -> str:
    """The code that belongs to an attempt; only the mail to its address may show it."""
    return tokens.six_digits(tokens.key(), purpose, number)


def link_for(number: str, purpose: str = PURPOSE) -> str:
    """The token of the link in the mail."""
    return tokens.link_token(tokens.key(), purpose, number)


def prove_by_code(number: str, typed: str, *, municipality_code: str) -> SignInAttempt:
    """Uses up the attempt when the code is right; Refusal when it is wrong, used, old or tried too often.

    Every try is counted, so the caller must keep the transaction also when this refuses.
    """
    attempt = count_try(SignInAttempt, number, SignInAttempt.municipality_code == municipality_code)
    if not is_code(number, PURPOSE, typed):
        left = TRIES - attempt.tries
        if left <= 0:
            raise Refusal(_("Deze code is te vaak geprobeerd. Vraag een nieuwe code."), field="code")
        raise Refusal(_("Deze code klopt niet. Kijk nog eens in de mail."), field="code")
    return _use_up(attempt)


def prove_by_link(token: str, *, municipality_code: str) -> SignInAttempt:
    """The same by the link in the mail; the link is as strong as a code, so wrong ones are not counted."""
    attempt = look_at_link(token, municipality_code=municipality_code)
    return _use_up(attempt)


def look_at_link(token: str, *, municipality_code: str) -> SignInAttempt:
    """The open attempt that a link belongs to, unchanged; Refusal when it is wrong, used or old."""
    number = token.partition("-")[0]
    attempt = find_attempt(number, municipality_code=municipality_code)
    if attempt is None or not tokens.same(link_for(number), token) or not _is_open(attempt):
        raise Refusal(_("Deze link werkt niet meer. Vraag een nieuwe code."))
    return attempt


def find_attempt(number: str, *, municipality_code: str) -> SignInAttempt | None:
    """The attempt with this number."""
    return db.session.query(SignInAttempt).filter_by(number=number, municipality_code=municipality_code).first()


def _is_open(attempt: SignInAttempt) -> bool:
    return attempt.ended_at is None and attempt.created_at > clock.now() - CODE_LIFE


Tried = TypeVar("Tried")


def count_try(table: type[Tried], number: str, *whose: ColumnElement[bool]) -> Tried:
    """Counts a try at a code in one statement, so that parallel guesses cannot share one; gives the row.

    The table is one with number, tries, created_at and ended_at, as SignInAttempt has them.

    Refusal when there is no such row, or it is used, too old or tried too often.
    """
    kind: Any = table
    counted = db.session.execute(
        update(kind)
        .where(
            kind.number == number,
            *whose,
            kind.ended_at.is_(None),
            kind.tries < TRIES,
            kind.created_at > clock.now() - CODE_LIFE,
        )
        .values(tries=kind.tries + 1),
        execution_options={"synchronize_session": False},
    )
    if counted.rowcount != 1:  # type: ignore[attr-defined]
        raise Refusal(_("Deze code werkt niet meer. Vraag een nieuwe code."), field="code")
    found: Tried = db.session.query(kind).populate_existing().filter_by(number=number).one()
    return found


def is_code(number: str, purpose: str, typed: str) -> bool:
    """Whether somebody typed the code of an attempt; spaces and hyphens are forgiven."""
    return tokens.same(code_for(number, purpose), "".join(c for c in typed if c.isdecimal()))


def _use_up(attempt: SignInAttempt) -> SignInAttempt:
    used = db.session.execute(
        update(SignInAttempt)
        .where(SignInAttempt.id == attempt.id, SignInAttempt.ended_at.is_(None))
        .values(ended_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise Refusal(_("Deze code is al gebruikt. Vraag een nieuwe code."), field="code")
    return attempt


def account_of(attempt: SignInAttempt) -> Account | None:
    """The account that this proven address already has."""
    return find_by_email(attempt.municipality_code, attempt.email)


def open_session(account: Account, *, device: str, is_proven: bool = False) -> tuple[AccountSession, str]:
    """A new session row and its token; only the token's digest is kept.

    `is_proven` says that more than the mail was proven: a passkey, which is both locks in one.
    """
    if not hold(account.id):
        raise Refusal(_("Dit account is er niet meer."))
    note_use(account)
    token = tokens.secret_token()
    session = AccountSession(
        public_id=tokens.public_id(),
        token_digest=tokens.digest(token),
        account_id=account.id,
        device=device[:60],
        factor_proven_at=clock.now() if is_proven else None,
    )
    is_new = _is_new_device(account, session.device)
    db.session.add(session)
    db.session.flush()
    if is_new:
        events.record(NewDevice(account, session))
    return session, token


def _is_new_device(account: Account, device: str) -> bool:
    """Whether there were other devices before and never this one; the first of all is no news."""
    known = select(func.count(), func.count().filter(AccountSession.device == device))
    number, same = db.session.execute(known.where(AccountSession.account_id == account.id)).one()
    return bool(number and not same)


def prove_factor(session: AccountSession) -> str:
    """Notes that the second lock was opened in this session, and gives its new token: the old one ends (R-S09)."""
    token = tokens.secret_token()
    session.token_digest, session.factor_proven_at = tokens.digest(token), clock.now()
    return token


def note_use(account: Account, session: AccountSession | None = None) -> None:
    """Notes that this person was here; an account that nobody uses goes after two years."""
    account.seen_at, account.idle_warnings = clock.now(), 0
    if session:
        session.seen_on = clock.now()


def end_session(session: AccountSession) -> None:
    """Signs one device out."""
    session.ended_at = session.ended_at or clock.now()


def end_other_sessions(account: Account, *, keep: int | None = None) -> None:
    """Signs out every device of an account, or all but one."""
    wanted = update(AccountSession).where(
        AccountSession.account_id == account.id,
        AccountSession.ended_at.is_(None),
        AccountSession.id != (keep or 0),
    )
    db.session.execute(wanted.values(ended_at=clock.now()), execution_options={"synchronize_session": False})
