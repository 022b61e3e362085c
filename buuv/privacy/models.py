"""Asking for one's data, and who left."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from buuv.core import clock
from buuv.core.database import BigId, Moment, db


class DataRequest(db.Model):  # type: ignore[name-defined, misc]
    """Somebody asked for everything that is kept about them, and proves once more that it is them."""

    __tablename__ = "data_request"
    __table_args__ = (Index("ix_data_request_account_id", "account_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(10), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Erasure(db.Model):  # type: ignore[name-defined, misc]
    """Somebody left: a number and a moment, so that a backup that is put back can forget them again.

    No foreign key: the number must outlive the account, and means nothing without it.
    """

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(BigId)
    municipality_code: Mapped[str] = mapped_column(String(10))
    erased_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    # When the files of the database were cleaned of what was deleted.
    wiped_at: Mapped[datetime | None] = mapped_column(Moment)
