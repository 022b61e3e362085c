"""An agreement between two neighbours, and as rows what each of them did with it."""

from datetime import date, datetime, time

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Time,
    UniqueConstraint,
    exists,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from buuv.agreements import rules
from buuv.conversations.models import Conversation
from buuv.core import clock
from buuv.core.database import BigId, Moment, db

_IS_LIVE = text("ended_at IS NULL")


class AgreementConfirmation(db.Model):  # type: ignore[name-defined, misc]
    """One of the two says yes; the proposer's is written with the proposal, and two together are in force."""

    __tablename__ = "agreement_confirmation"

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    confirmed_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    agreement: Mapped["Agreement"] = relationship(lazy="raise")


class Agreement(db.Model):  # type: ignore[name-defined, misc]
    """What, when and where: once or as a series. A proposal until the other one confirms it too."""

    __tablename__ = "agreement"
    __table_args__ = (
        UniqueConstraint("proposed_by_id", "submission", name="uq_agreement_proposed_by_id_submission"),
        CheckConstraint("minutes BETWEEN 15 AND 720", name="minutes"),
        Index("ix_agreement_conversation_id", "conversation_id", "id"),
        Index("ix_agreement_replaces_id", "replaces_id"),
        Index("ix_agreement_stands_in_for_id", "stands_in_for_id"),
        Index("ix_agreement_next_on", "next_on", postgresql_where=_IS_LIVE, sqlite_where=_IS_LIVE),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    what: Mapped[str] = mapped_column(String(rules.WHAT_MAX))
    # Shown to these two only, and never in a mail.
    meeting_place: Mapped[str] = mapped_column(String(rules.PLACE_MAX))
    begins_on: Mapped[date] = mapped_column(Date)
    # The hour on the wall in the town, so that ten o'clock stays ten o'clock when summer time begins.
    wall_time: Mapped[time] = mapped_column(Time)
    minutes: Mapped[int] = mapped_column(SmallInteger, default=60)
    rrule: Mapped[str | None] = mapped_column(String(60))
    last_on: Mapped[date | None] = mapped_column(Date)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    # A changed proposal; what it replaces stays in force until both confirmed the new one.
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    stands_in_for_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    stands_in_on: Mapped[date | None] = mapped_column(Date)
    # Stepped back from, declined, withdrawn or replaced; what is merely over has no end here.
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    # The first day that is not over yet, kept for lists and for the worker; None when none is left.
    next_on: Mapped[date | None] = mapped_column(Date)
    # Up to which day the two were reminded, so that nobody is reminded twice.
    reminded_on: Mapped[date | None] = mapped_column(Date)
    fit_asked_on: Mapped[date | None] = mapped_column(Date)
    # How often it changed since it was proposed: a calendar takes the highest number (RFC 5545, SEQUENCE).
    revision: Mapped[int] = mapped_column(SmallInteger, default=0)
    # By which name a calendar knows it; what takes the place of another keeps its name, so that no day stands twice.
    calendar_id: Mapped[str] = mapped_column(String(10))
    # Made with the form, so that a double submit is one proposal.
    submission: Mapped[str | None] = mapped_column(String(40))

    # The proposer's own confirmation comes with the proposal, so the other one's puts it in force.
    is_confirmed: Mapped[bool] = column_property(
        exists()
        .where(
            AgreementConfirmation.agreement_id == id,
            AgreementConfirmation.account_id != proposed_by_id,
        )
        .correlate_except(AgreementConfirmation)
    )

    conversation: Mapped[Conversation] = relationship(lazy="raise")

    @property
    def is_in_force(self) -> bool:
        """Whether both confirmed it and nobody ended it; its days may be over."""
        return self.is_confirmed and self.ended_at is None

    @property
    def is_proposal(self) -> bool:
        """Whether it still waits for the other one."""
        return not self.is_confirmed and self.ended_at is None

    @property
    def is_coming(self) -> bool:
        """Whether it is in force and not all of it is over."""
        return self.is_in_force and self.next_on is not None

    @property
    def is_series(self) -> bool:
        """Whether it comes back."""
        return self.rrule is not None

    @property
    def is_live(self) -> bool:
        """Whether nobody ended it: a proposal that waits, or in force."""
        return self.ended_at is None

    def has(self, account_id: int) -> bool:
        """Whether this person is one of the two."""
        return self.conversation.has(account_id)


class SteppingBack(db.Model):  # type: ignore[name-defined, misc]
    """One of the two steps back, declines or withdraws, with a friendly reason; a series may have a last time."""

    __tablename__ = "stepping_back"
    __table_args__ = (Index("ix_stepping_back_agreement_id", "agreement_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str | None] = mapped_column(String(rules.REASON_MAX))
    # The decent end of a series: up to this day it goes on. None: at once.
    last_on: Mapped[date | None] = mapped_column(Date)
    stepped_back_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    agreement: Mapped[Agreement] = relationship(lazy="raise")


class OccurrenceCancellation(db.Model):  # type: ignore[name-defined, misc]
    """One day of a series that does not take place; the series goes on."""

    __tablename__ = "occurrence_cancellation"

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    occurs_on: Mapped[date] = mapped_column(Date, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str | None] = mapped_column(String(rules.REASON_MAX))
    cancelled_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    agreement: Mapped[Agreement] = relationship(lazy="raise")


class FitAnswer(db.Model):  # type: ignore[name-defined, misc]
    """What one of the two answered when asked whether a series still suits; empty while it was only asked."""

    __tablename__ = "fit_answer"
    __table_args__ = (CheckConstraint("answer IN ('yes', 'change', 'stop')", name="answer"),)

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    asked_on: Mapped[date] = mapped_column(Date, primary_key=True)
    answer: Mapped[str | None] = mapped_column(String(6))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)

    agreement: Mapped[Agreement] = relationship(lazy="raise")
