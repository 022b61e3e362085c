"""Accounts and what hangs on them: sign-in attempts, sessions, house rules, changes of address."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from buuv.core import clock, tokens
from buuv.core.database import BigId, Moment, db

RESIDENT, BROKER, MODERATOR = "resident", "broker", "moderator"
STAFF = (BROKER, MODERATOR)


class Account(db.Model):  # type: ignore[name-defined, misc]
    """A person in one municipality. One account has one role, so nobody is broker and moderator at once."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("municipality_code", "email", name="uq_account_municipality_code_email"),
        CheckConstraint("role IN ('resident', 'broker', 'moderator')", name="role"),
        CheckConstraint("email IS NOT NULL OR is_import OR left_at IS NOT NULL", name="email_unless_import"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    municipality_code: Mapped[str] = mapped_column(String(10))
    email: Mapped[str | None] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(10), default=RESIDENT)
    shown_name: Mapped[str | None] = mapped_column(String(40))
    place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"))
    language: Mapped[str] = mapped_column(String(5), default="nl")
    # Mail that answers nothing one just did: a reply, a message, a card that runs out.
    wants_notices: Mapped[bool] = mapped_column(default=True)
    is_import: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    confirmed_16_at: Mapped[datetime | None] = mapped_column(Moment)
    # Since when signing in takes more than the code from the mail; see second_lock.py.
    second_lock_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    # The last use of any of the sessions, to the day; those rows themselves are kept for less long.
    seen_at: Mapped[datetime | None] = mapped_column(Moment, default=clock.now)
    # How often an account that nobody uses was warned that it will go.
    idle_warnings: Mapped[int] = mapped_column(default=0)
    # Who left is an empty row, for as long as conversations of others point to it.
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    # The decision by which the shown name is out of sight.
    name_hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id", use_alter=True))

    @property
    def public_name(self) -> str | None:
        """The name that others see; none while a decision keeps it out of sight."""
        return None if self.name_hidden_by_id else self.shown_name

    @property
    def has_left(self) -> bool:
        """Whether nothing of this person is here any more but what they wrote to others."""
        return self.left_at is not None

    @property
    def is_staff(self) -> bool:
        """Whether the account sees more than a resident, and so stays signed in shorter."""
        return self.role in STAFF


class Acceptance(db.Model):  # type: ignore[name-defined, misc]
    """Which version of the house rules a person accepted, and when."""

    __tablename__ = "acceptance"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    accepted_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class SignInAttempt(db.Model):  # type: ignore[name-defined, misc]
    """Somebody typed an address and may prove that it is theirs; the code is derived, never stored."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_municipality_code_email", "municipality_code", "email"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(10), unique=True)
    municipality_code: Mapped[str] = mapped_column(String(10))
    email: Mapped[str] = mapped_column(String(254))
    draft_number: Mapped[str | None] = mapped_column(String(10))
    next_path: Mapped[str | None] = mapped_column(String(200))
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class AccountSession(db.Model):  # type: ignore[name-defined, misc]
    """One device on which somebody is signed in; its owner can end it."""

    __tablename__ = "account_session"
    __table_args__ = (Index("ix_account_session_account_id", "account_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    device: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    seen_on: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    # When the second lock was last opened in this session; empty while only the mail was proven.
    factor_proven_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class AddressChange(db.Model):  # type: ignore[name-defined, misc]
    """A change of e-mail address: proven by a code at the new one, undone from the old one within 72 hours."""

    __tablename__ = "address_change"
    __table_args__ = (Index("ix_address_change_account_id", "account_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(10), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    old_email: Mapped[str] = mapped_column(String(254))
    new_email: Mapped[str] = mapped_column(String(254))
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    changed_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Invitation(db.Model):  # type: ignore[name-defined, misc]
    """The operator asks somebody to be moderator or broker; used once, within 24 hours."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint("role IN ('broker', 'moderator')", name="role"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    municipality_code: Mapped[str] = mapped_column(String(10))
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class Block(db.Model):  # type: ignore[name-defined, misc]
    """One person does not want to see another; it hides the two from each other, both ways."""

    __tablename__ = "block"
    __table_args__ = (
        UniqueConstraint("account_id", "blocked_id", name="uq_block_account_id_blocked_id"),
        CheckConstraint("account_id <> blocked_id", name="two_people"),
        Index("ix_block_blocked_id", "blocked_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True, default=tokens.public_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    blocked_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    # The public id of the card it was about, by which the one who blocked knows who this was.
    card: Mapped[str | None] = mapped_column(String(10))
    blocked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    blocked: Mapped[Account] = relationship(foreign_keys=[blocked_id], lazy="raise")


class Rest(db.Model):  # type: ignore[name-defined, misc]
    """Somebody takes a rest until a day, or until they say so; nobody else can see that."""

    __tablename__ = "rest"
    __table_args__ = (Index("ix_rest_ends_on", "ends_on"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    begun_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    ends_on: Mapped[date | None] = mapped_column(Date)


class Restriction(db.Model):  # type: ignore[name-defined, misc]
    """Somebody may not write for a while, or not come in; it cannot be there without the decision that says why.

    The constraints hold it to that decision: about the same person, with the same measure, and for closing
    confirmed by a second moderator.
    """

    __tablename__ = "restriction"
    __table_args__ = (
        CheckConstraint("kind IN ('pause_writing', 'suspend', 'close')", name="kind"),
        CheckConstraint("(kind = 'close') = (until IS NULL)", name="how_long"),
        CheckConstraint("kind <> 'close' OR confirmed_by_id IS NOT NULL", name="confirmed"),
        ForeignKeyConstraint(
            ["decision_id", "account_id", "kind"],
            ["decision.id", "decision.account_id", "decision.measure"],
            name="fk_restriction_decision_id_account_id_kind",
        ),
        ForeignKeyConstraint(
            ["decision_id", "confirmed_by_id"],
            ["decision.id", "decision.confirmed_by_id"],
            name="fk_restriction_decision_id_confirmed_by_id",
        ),
        Index("ix_restriction_account_id", "account_id"),
    )

    decision_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(13))
    until: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by_id: Mapped[int | None] = mapped_column(BigId)
    begun_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    # Lifted before its time.
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
