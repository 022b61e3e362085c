"""A search that somebody keeps."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from buuv.core import clock, tokens
from buuv.core.database import BigId, Moment, db
from buuv.search.finding import QUERY_MAX


class SavedSearch(db.Model):  # type: ignore[name-defined, misc]
    """Words and filters to look with again, and up to which card their owner looked."""

    __tablename__ = "saved_search"
    __table_args__ = (
        CheckConstraint("kind IN ('request', 'offer')", name="kind"),
        CheckConstraint("timing IN ('soon', 'day', 'weekly', 'consult')", name="timing"),
        Index("ix_saved_search_account_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True, default=tokens.public_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str] = mapped_column(String(QUERY_MAX), default="")
    kind: Mapped[str | None] = mapped_column(String(7))
    place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"))
    is_near: Mapped[bool] = mapped_column(default=False)
    category: Mapped[str | None] = mapped_column(String(20))
    timing: Mapped[str | None] = mapped_column(String(7))
    saved_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    looked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    # The newest card when its owner looked; no foreign key, since cards go and this stays.
    newest_id: Mapped[int] = mapped_column(BigId, default=0)
