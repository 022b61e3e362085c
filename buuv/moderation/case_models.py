"""Cases: one thing with all that is reported or signalled about it, sealed copies, and every look at them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from buuv.accounts.models import Account
from buuv.agreements.outcomes import Thanks
from buuv.conversations.models import Message
from buuv.core import clock, tokens
from buuv.core.database import BigId, Moment, db
from buuv.posts.models import Post

CARD, MESSAGE, PROFILE, THANKS = "card", "message", "profile", "thanks"
KINDS = (CARD, MESSAGE, PROFILE, THANKS)
_IS_OPEN = text("closed_at IS NULL")


def _one_open(column: str, **more: Any) -> Index:
    """At most one case at a time about a thing, so that two moderators never decide about it apart."""
    condition = more.get("where", _IS_OPEN)
    return Index(
        f"uq_moderation_case_open_{column}", column, unique=True, postgresql_where=condition, sqlite_where=condition
    )


class Case(db.Model):  # type: ignore[name-defined, misc]
    """One thing that somebody should look at: which, whose, how heavy it weighs and when it must be decided."""

    __tablename__ = "moderation_case"
    __table_args__ = (
        CheckConstraint("kind IN ('card', 'message', 'profile', 'thanks')", name="kind"),
        CheckConstraint("(taken_by_id IS NULL) = (taken_at IS NULL)", name="taken"),
        CheckConstraint("taken_by_id IS NULL OR taken_by_id <> account_id", name="not_of_own"),
        _one_open("post_id"),
        _one_open("message_id"),
        _one_open("thanks_id"),
        _one_open("account_id", where=text("closed_at IS NULL AND kind = 'profile'")),
        Index(
            "ix_moderation_case_queue",
            "municipality_code",
            "due_at",
            postgresql_where=_IS_OPEN,
            sqlite_where=_IS_OPEN,
        ),
        Index("ix_moderation_case_account_id", "account_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True, default=tokens.public_id)
    municipality_code: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(7))
    # Whose it is: the author of the card, the writer of the message, the giver of the thanks, the person.
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    thanks_id: Mapped[int | None] = mapped_column(ForeignKey("thanks.id"))
    weight: Mapped[int] = mapped_column(default=0)
    is_urgent: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    # None for what only waits to be seen, such as somebody's first card.
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    # When a moderator noted that police or Veilig Thuis was called, or need not be (DSA 18, R-D05).
    danger_at: Mapped[datetime | None] = mapped_column(Moment)

    account: Mapped[Account] = relationship(foreign_keys=[account_id], lazy="raise")
    taken_by: Mapped[Account | None] = relationship(foreign_keys=[taken_by_id], lazy="raise")
    post: Mapped[Post | None] = relationship(lazy="raise")
    message: Mapped[Message | None] = relationship(lazy="raise")
    thanks: Mapped[Thanks | None] = relationship(lazy="raise")
    reports: Mapped[list["Report"]] = relationship(back_populates="case", lazy="raise", order_by="Report.id")
    signals: Mapped[list["Signal"]] = relationship(lazy="raise", order_by="Signal.id")

    @property
    def is_open(self) -> bool:
        """Whether somebody must still decide."""
        return self.closed_at is None

    def concerns(self, account: Account) -> bool:
        """Whether this person is a party: it is about them, or they reported it."""
        reporters = ((one.account_id, one.email) for one in self.reports)
        is_reporter = any(number == account.id or (email and email == account.email) for number, email in reporters)
        return self.account_id == account.id or is_reporter


class Report(db.Model):  # type: ignore[name-defined, misc]
    """What somebody reports: with an account, with an address, or with neither. The reporter is never named."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("case_id", "account_id", name="uq_report_case_id_account_id"),
        CheckConstraint("account_id IS NULL OR email IS NULL", name="one_way"),
        Index("ix_report_account_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    # The case number that the reporter gets; the secret beside it is derived from it and kept nowhere.
    number: Mapped[str] = mapped_column(String(10), unique=True, default=tokens.public_id)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(5), default="nl")
    ground: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text, default="")
    # Which words of the thing it is about, as the reporter quotes them.
    quoted: Mapped[str] = mapped_column(Text, default="")
    received_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    # Said by a person with the decision; often without ground may become a proposal, never an automatism (R-D08).
    is_unfounded: Mapped[bool | None] = mapped_column()

    case: Mapped[Case] = relationship(back_populates="reports", lazy="raise")


class Signal(db.Model):  # type: ignore[name-defined, misc]
    """Why the program shows a thing to moderators; it proposes, people decide."""

    __tablename__ = "moderation_signal"
    __table_args__ = (UniqueConstraint("case_id", "key", name="uq_moderation_signal_case_id_key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"))
    key: Mapped[str] = mapped_column(String(30))
    found_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class SealedMessage(db.Model):  # type: ignore[name-defined, misc]
    """A copy of one message that a reporter chose to show, encrypted until a moderator opens it with a reason."""

    __tablename__ = "sealed_message"
    __table_args__ = (Index("ix_sealed_message_report_id", "report_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    is_reported: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(Moment)


class Look(db.Model):  # type: ignore[name-defined, misc]
    """A moderator opened sealed messages: who, when, why and how many. Every opening is a row."""

    __tablename__ = "look"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_look_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"))
    moderator_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(String(200))
    amount: Mapped[int] = mapped_column()
    looked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class LookNotice(db.Model):  # type: ignore[name-defined, misc]
    """One of the two in a conversation is told of a look at it: when they see it, and why that is later."""

    __tablename__ = "look_notice"
    __table_args__ = (Index("ix_look_notice_account_id", "account_id", "shown_from"),)

    look_id: Mapped[int] = mapped_column(ForeignKey("look.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    shown_from: Mapped[datetime] = mapped_column(Moment)
    later_why: Mapped[str | None] = mapped_column(String(200))
    told_at: Mapped[datetime | None] = mapped_column(Moment)

    look: Mapped[Look] = relationship(lazy="raise")


class Duty(db.Model):  # type: ignore[name-defined, misc]
    """Which moderator is on duty from day to day, and is mailed; what was planned last holds."""

    __tablename__ = "duty"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= begins_on", name="days"),
        Index("ix_duty_municipality_code", "municipality_code", "begins_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    municipality_code: Mapped[str] = mapped_column(String(10))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    begins_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    account: Mapped[Account] = relationship(foreign_keys=[account_id], lazy="raise")
