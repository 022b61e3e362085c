"""Rows about how it went: what each of the two was asked and answered, what was not right, and thanks."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from buuv.agreements.models import Agreement
from buuv.conversations.models import Conversation
from buuv.core import clock
from buuv.core.database import BigId, Moment, db

THANKS_MAX = 280
UNEASE_MAX = 1000

# Whoever asks the two afterwards looks for what began lately.
Index("ix_agreement_begins_on", Agreement.begins_on)

_IS_SHOWN = text("may_be_shown AND hidden_at IS NULL")
_HAPPENED = text("did_happen")


class Outcome(db.Model):  # type: ignore[name-defined, misc]
    """One of the two was asked how one time went; nobody but this person sees the answers."""

    __tablename__ = "outcome"
    __table_args__ = (
        UniqueConstraint(
            "agreement_id", "occurs_on", "account_id", name="uq_outcome_agreement_id_occurs_on_account_id"
        ),
        Index("ix_outcome_account_id", "account_id", "id"),
        Index("ix_outcome_happened", "agreement_id", postgresql_where=_HAPPENED, sqlite_where=_HAPPENED),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    # The day it is about; with the six-weeks question of a series the day on which that was asked.
    occurs_on: Mapped[date] = mapped_column(Date)
    asked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    did_happen: Mapped[bool | None] = mapped_column()
    would_again: Mapped[bool | None] = mapped_column()
    was_right: Mapped[bool | None] = mapped_column()
    # All three answered, or put aside by the person.
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    agreement: Mapped[Agreement] = relationship(lazy="raise")

    @property
    def is_about_a_series(self) -> bool:
        """Whether it asks about the past weeks, and not about one day."""
        return self.agreement.is_series and self.occurs_on == self.agreement.fit_asked_on


class Unease(db.Model):  # type: ignore[name-defined, misc]
    """Something was not right ("niet pluis"): for moderators alone, never for the other one. Kept until it is heard."""

    __tablename__ = "unease"
    __table_args__ = (
        ForeignKeyConstraint(["outcome_id"], ["outcome.id"]),
        Index("ix_unease_about_id", "about_id", "outcome_id"),
    )

    outcome_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    about_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str] = mapped_column(Text, default="")
    said_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    outcome: Mapped[Outcome] = relationship(lazy="raise")


class Thanks(db.Model):  # type: ignore[name-defined, misc]
    """A few kind words from one of the two to the other; on the front page without names when the giver agrees."""

    __tablename__ = "thanks"
    __table_args__ = (
        UniqueConstraint("conversation_id", "giver_id", name="uq_thanks_conversation_id_giver_id"),
        Index("ix_thanks_receiver_id", "receiver_id", "id"),
        Index("ix_thanks_giver_id", "giver_id", "id"),
        Index("ix_thanks_shown", "municipality_code", "id", postgresql_where=_IS_SHOWN, sqlite_where=_IS_SHOWN),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    municipality_code: Mapped[str] = mapped_column(String(10))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str] = mapped_column(String(THANKS_MAX))
    given_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    may_be_shown: Mapped[bool] = mapped_column(default=False)
    # Taken from the front page, by the giver or the receiver; who did it may put it back.
    hidden_at: Mapped[datetime | None] = mapped_column(Moment)
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    # The decision of a moderator by which its words are out of sight, for the two as well.
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id", use_alter=True))

    conversation: Mapped[Conversation] = relationship(lazy="raise")

    @property
    def is_shown(self) -> bool:
        """Whether everybody can read it on the front page."""
        return self.may_be_shown and self.hidden_at is None and self.removed_by_id is None

    def has(self, account_id: int) -> bool:
        """Whether this person gave or got it."""
        return account_id in (self.giver_id, self.receiver_id)
