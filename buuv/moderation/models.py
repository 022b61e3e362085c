"""The audit log: who did what to which thing, each row chained to the one before."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from buuv.core import clock
from buuv.core.database import BigId, Moment, db


class AuditEntry(db.Model):  # type: ignore[name-defined, misc]
    """One act, in the six fields of BIO2 8.15.01, by ids only: never a name, an address, an IP or a word of people."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    done_at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(40))
    object: Mapped[str] = mapped_column(String(60))
    result: Mapped[str] = mapped_column(String(20))
    origin: Mapped[str] = mapped_column(String(20))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditCheckpoint(db.Model):  # type: ignore[name-defined, misc]
    """Up to which row the log was cut because its term was over, and the hash that the rest goes on from."""

    __tablename__ = "audit_checkpoint"

    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))
    cut_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
