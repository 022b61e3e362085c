"""An app on the phone that shows six digits for half a minute (TOTP, RFC 6238)."""

from datetime import timedelta

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import delete, or_, update

from buuv.accounts import second_lock
from buuv.accounts.lock_models import AuthenticatorApp
from buuv.accounts.models import Account
from buuv.core import clock, sealing, tokens
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _

SEALED_FOR = "authenticator"
# A clock that is half a minute off is forgiven, as RFC 6238, 5.2 advises.
DRIFT_STEPS = 1
# Installing an app for the first time takes a while.
BEGIN_LIFE = timedelta(hours=1)


def begin(account: Account) -> AuthenticatorApp:
    """A new secret that waits for its first code; an earlier one that waited ends."""
    second_lock.hold(account)
    waiting = AuthenticatorApp.account_id == account.id, AuthenticatorApp.confirmed_at.is_(None)
    db.session.execute(delete(AuthenticatorApp).where(*waiting))
    return _add(account, confirmed=False)


def _add(account: Account, *, confirmed: bool) -> AuthenticatorApp:
    app = AuthenticatorApp(
        number=tokens.public_id(),
        account_id=account.id,
        sealed_secret=sealing.seal(SEALED_FOR, pyotp.random_base32()),
        confirmed_at=clock.now() if confirmed else None,
    )
    db.session.add(app)
    return app


def find_begun(account: Account, number: str) -> AuthenticatorApp | None:
    """The secret that waits for its first code, while it may."""
    found = db.session.query(AuthenticatorApp).filter_by(account_id=account.id, number=number, confirmed_at=None)
    return found.filter(AuthenticatorApp.created_at > clock.now() - BEGIN_LIFE).first()


def secret_of(app: AuthenticatorApp) -> str:
    """The secret in base 32; a Refusal when the server has lost the key to it."""
    try:
        return sealing.unseal(SEALED_FOR, app.sealed_secret)
    except sealing.Unreadable:
        raise Refusal(_("Wij kunnen uw tweede slot niet meer lezen. Neem contact met ons op.")) from None


def address_of(app: AuthenticatorApp, account: Account, *, issuer: str) -> str:
    """The otpauth address that a QR code holds; the app shows the issuer and the e-mail address."""
    return _totp(app).provisioning_uri(name=account.email, issuer_name=issuer)


def confirm(account: Account, app: AuthenticatorApp, typed: str) -> None:
    """Makes the app count when a code from it is right; an app that it replaces ends."""
    second_lock.hold(account)
    _use(app, typed)
    others = AuthenticatorApp.account_id == account.id, AuthenticatorApp.id != app.id
    db.session.execute(delete(AuthenticatorApp).where(*others))
    app.confirmed_at = clock.now()
    second_lock.changed(account, second_lock.APP_ADDED)


def prove(account: Account, typed: str) -> None:
    """Opens the second lock with a code from the app; each code works once. Refusal when it is wrong."""
    app = second_lock.find_app(account)
    if app is None:
        raise _wrong()
    _use(app, typed)


def remove(account: Account) -> None:
    """Takes the app off the account."""
    second_lock.hold(account)
    app = second_lock.find_app(account)
    if app is None:
        return
    second_lock.ensure_not_the_last(account)
    db.session.execute(delete(AuthenticatorApp).where(AuthenticatorApp.account_id == account.id))
    second_lock.changed(account, second_lock.APP_REMOVED)


def _use(app: AuthenticatorApp, typed: str) -> None:
    """Uses a code up in one statement, so that of parallel uses one counts; a later code ends earlier ones."""
    digits = "".join(c for c in typed if c.isascii() and c.isdecimal())
    try:
        step = _totp(app).verify_and_get_timecode(digits, for_time=clock.now(), valid_window=DRIFT_STEPS)
    except OTPVerificationError:
        raise _wrong() from None
    is_later = or_(AuthenticatorApp.last_step.is_(None), AuthenticatorApp.last_step < step)
    used = db.session.execute(
        update(AuthenticatorApp).where(AuthenticatorApp.id == app.id, is_later).values(last_step=step),
        execution_options={"synchronize_session": False},
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise Refusal(_("Deze code is al gebruikt. Wacht tot de app een nieuwe code toont."), field="code")


def _totp(app: AuthenticatorApp) -> pyotp.TOTP:
    return pyotp.TOTP(secret_of(app))


def _wrong() -> Refusal:
    return Refusal(_("Deze code klopt niet. Kijk in de app welke code er nu staat."), field="code")


def give_demo_app(account: Account) -> None:
    """An app for a demo account, whose codes `buuv account code` prints."""
    _add(account, confirmed=True)
    account.second_lock_at = clock.now()


def code_for_demo(account: Account) -> str:
    """The code that a demo account's app would show; after it was used, the next one. Refusal for real people."""
    app = second_lock.find_app(account)
    if not account.is_demo or app is None:
        raise Refusal("Codes zijn er alleen voor proefaccounts met een tweede slot, zoals moderator1@example.org.")
    totp = _totp(app)
    step = totp.timecode(clock.now())
    if app.last_step is not None and app.last_step > step:
        raise Refusal("De laatste code is net gebruikt. Probeer het over een halve minuut opnieuw.")
    return totp.generate_otp(max(step, (app.last_step or 0) + 1))
