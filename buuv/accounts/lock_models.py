"""What a second lock is made of: an app that shows codes, codes on paper, and passkeys."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from buuv.core import clock
from buuv.core.database import BigId, Moment, db


class AuthenticatorApp(db.Model):  # type: ignore[name-defined, misc]
    """An app on somebody's phone that shows six digits (TOTP, RFC 6238); it counts once a code from it was right."""

    __tablename__ = "authenticator_app"
    __table_args__ = (
        Index("ix_authenticator_app_account_id", "account_id"),
        # One app opens the lock; a second one may be on its way to replace it.
        Index(
            "uq_authenticator_app_confirmed",
            "account_id",
            unique=True,
            postgresql_where=text("confirmed_at IS NOT NULL"),
            sqlite_where=text("confirmed_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(10), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sealed_secret: Mapped[str] = mapped_column(String(200))
    # The half minute of the last code that was used: no code of it, or from before, works again.
    last_step: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)


class RecoveryCode(db.Model):  # type: ignore[name-defined, misc]
    """A code on paper for who lost the phone; used once, and kept only as a digest."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "digest", name="uq_recovery_code_account_id_digest"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class Passkey(db.Model):  # type: ignore[name-defined, misc]
    """A key that lives in somebody's phone or computer; here is only its public half."""

    __tablename__ = "passkey"
    __table_args__ = (Index("ix_passkey_account_id", "account_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    # Both in base64url; WebAuthn allows ids of 1,023 bytes.
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(Text)
    sign_count: Mapped[int] = mapped_column(BigId, default=0)
    name: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class PasskeyChallenge(db.Model):  # type: ignore[name-defined, misc]
    """A riddle for one passkey, once; the riddle itself is derived from its number and the server's key."""

    __tablename__ = "passkey_challenge"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(10), unique=True)
    municipality_code: Mapped[str] = mapped_column(String(10))
    # Who registers a passkey; nobody when somebody signs in, for then it is not known yet.
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
