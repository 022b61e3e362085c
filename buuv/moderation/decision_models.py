"""Decisions with their statement of reasons, and objections to them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from buuv.accounts.models import Account
from buuv.core import clock, tokens
from buuv.core.database import BigId, Moment, db
from buuv.moderation.case_models import Case

NONE, ASK, HIDE, REMOVE, WARN = "none", "ask_to_change", "hide", "remove", "warn"
PAUSE, SUSPEND, CLOSE = "pause_writing", "suspend", "close"
MEASURES = (NONE, ASK, HIDE, REMOVE, WARN, PAUSE, SUSPEND, CLOSE)
UPHELD, REJECTED = "upheld", "rejected"
# Why a decision no longer holds.
BY_OBJECTION, BY_TIME, BY_MODERATOR, NOT_CONFIRMED = "objection", "time", "moderator", "not_confirmed"


class Decision(db.Model):  # type: ignore[name-defined, misc]
    """What was decided about a case, in the shape of a statement of reasons (DSA 17)."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint(
            "measure IN ('none', 'ask_to_change', 'hide', 'remove', 'warn', 'pause_writing', 'suspend', 'close')",
            name="measure",
        ),
        # No measure without its reasons.
        CheckConstraint("measure = 'none' OR (ground IS NOT NULL AND facts <> '')", name="reasons"),
        CheckConstraint("is_automated = (decided_by_id IS NULL)", name="decider"),
        CheckConstraint("decider_number = coalesce(decided_by_id, 0)", name="decider_number"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> account_id", name="not_of_own"),
        CheckConstraint("(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name="confirmed"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> decider_number", name="second_moderator"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> account_id", name="not_of_own_either"),
        CheckConstraint("measure NOT IN ('pause_writing', 'suspend') OR until IS NOT NULL", name="how_long"),
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended"),
        # What the constraints of restrictions and objections point to.
        UniqueConstraint("id", "account_id", "measure", name="uq_decision_id_account_id_measure"),
        UniqueConstraint("id", "confirmed_by_id", name="uq_decision_id_confirmed_by_id"),
        UniqueConstraint("id", "decider_number", name="uq_decision_id_decider_number"),
        Index("ix_decision_case_id", "case_id"),
        Index("ix_decision_account_id", "account_id", "id"),
        Index("ix_decision_municipality_code", "municipality_code", "decided_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True, default=tokens.public_id)
    municipality_code: Mapped[str] = mapped_column(String(10))
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"))
    # Whom it is about.
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    measure: Mapped[str] = mapped_column(String(13))
    ground: Mapped[str | None] = mapped_column(String(40))
    facts: Mapped[str] = mapped_column(Text, default="")
    is_automated: Mapped[bool] = mapped_column(default=False)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    # The same number, or 0 for the program, so that an objection can never lose sight of who decided.
    decider_number: Mapped[int] = mapped_column(BigId, default=0)
    decided_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    until: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_why: Mapped[str | None] = mapped_column(String(13))

    case: Mapped[Case] = relationship(lazy="raise")
    account: Mapped[Account] = relationship(foreign_keys=[account_id], lazy="raise")

    @property
    def waits(self) -> bool:
        """Whether a second moderator must confirm it before it takes effect."""
        return self.measure == CLOSE and self.confirmed_at is None and self.ended_at is None

    @property
    def effective_at(self) -> datetime:
        """When it took effect, or would."""
        return self.confirmed_at or self.decided_at


class Objection(db.Model):  # type: ignore[name-defined, misc]
    """Somebody does not agree with a decision; another moderator than its decider answers (DSA 20)."""

    __tablename__ = "objection"
    __table_args__ = (
        ForeignKeyConstraint(
            ["decision_id", "decider_number"],
            ["decision.id", "decision.decider_number"],
            name="fk_objection_decision_id_decider_number",
        ),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> decider_number", name="another_moderator"),
        CheckConstraint("decided_by_id IS NULL OR account_id IS NULL OR decided_by_id <> account_id", name="not_own"),
        CheckConstraint("outcome IN ('upheld', 'rejected')", name="outcome"),
        CheckConstraint(
            "(decided_at IS NULL) = (outcome IS NULL) AND (decided_at IS NULL) = (decided_by_id IS NULL)",
            name="decided",
        ),
        CheckConstraint("outcome IS NULL OR reasons <> ''", name="reasons"),
        CheckConstraint("words <> ''", name="words"),
        # One by whom the decision is about, and one by each reporter.
        Index(
            "uq_objection_of_author",
            "decision_id",
            unique=True,
            postgresql_where=text("report_id IS NULL"),
            sqlite_where=text("report_id IS NULL"),
        ),
        UniqueConstraint("decision_id", "report_id", name="uq_objection_decision_id_report_id"),
        Index("ix_objection_account_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True, default=tokens.public_id)
    decision_id: Mapped[int] = mapped_column(BigId)
    decider_number: Mapped[int] = mapped_column(BigId)
    # Who objects: whom it is about, or a reporter (perhaps without an account).
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    words: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    due_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(8))
    reasons: Mapped[str] = mapped_column(Text, default="")

    decision: Mapped[Decision] = relationship(lazy="raise")

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.decided_at is None
