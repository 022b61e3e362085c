"""How far the index was made anew, when the words it is made with have changed."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from buuv.core.database import BigId, Moment, db


class IndexBuild(db.Model):  # type: ignore[name-defined, misc]
    """The one row of a rebuild: with which words, and up to which card it still has to go; the newest come first."""

    __tablename__ = "index_build"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(40))
    next_id: Mapped[int] = mapped_column(BigId)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
