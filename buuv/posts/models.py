"""A card on the board, and how many there are of each sort."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from buuv.accounts.models import Account
from buuv.core import clock
from buuv.core.database import BigId, Moment, db
from buuv.posts import rules

OPEN, PAUSED, DONE, WITHDRAWN, EXPIRED = "open", "paused", "done", "withdrawn", "expired"
# Out of sight by a decision of a moderator, which says why.
HIDDEN = "hidden"
_IS_OPEN = text("state = 'open'")


def _open_index(name: str, *columns: str) -> Index:
    return Index(name, *columns, postgresql_where=_IS_OPEN, sqlite_where=_IS_OPEN)


class Post(db.Model):  # type: ignore[name-defined, misc]
    """One card: a request or an offer in somebody's own words."""

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("kind IN ('request', 'offer')", name="kind"),
        CheckConstraint("state IN ('open', 'paused', 'done', 'withdrawn', 'expired', 'hidden')", name="state"),
        # No card is hidden without a decision, and every hidden card knows how it hung before.
        CheckConstraint(
            "(state = 'hidden') = (hidden_by_id IS NOT NULL) AND (state = 'hidden') = (hidden_at IS NOT NULL)"
            " AND (state = 'hidden') = (hidden_from IS NOT NULL)",
            name="hidden_by_decision",
        ),
        CheckConstraint("timing IN ('soon', 'day', 'weekly', 'consult')", name="timing"),
        CheckConstraint("part IN ('morning', 'afternoon', 'evening')", name="part"),
        CheckConstraint("reach BETWEEN 1 AND 4", name="reach"),
        CheckConstraint("people_wanted BETWEEN 1 AND 20", name="people_wanted"),
        # Lists are "the newest open cards of …", so each index begins with the place and ends with the id.
        _open_index("ix_post_open_town", "municipality_code", "kind", "id"),
        _open_index("ix_post_open_category", "municipality_code", "kind", "category", "id"),
        _open_index("ix_post_open_place", "place_code", "kind", "id"),
        _open_index("ix_post_open_district", "district_code", "kind", "id"),
        _open_index("ix_post_open_expires_at", "expires_at"),
        Index(
            "ix_post_taken_expires_at",
            "expires_at",
            postgresql_where=text("state = 'paused' AND taken_at IS NOT NULL"),
            sqlite_where=text("state = 'paused' AND taken_at IS NOT NULL"),
        ),
        Index(
            "ix_post_done",
            "municipality_code",
            "ended_at",
            "kind",
            "district_code",
            postgresql_where=text("state = 'done'"),
            sqlite_where=text("state = 'done'"),
        ),
        Index("ix_post_author_id", "author_id", "id"),
        Index("uq_post_external", "municipality_code", "external_id", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    municipality_code: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(7))
    category: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(rules.TITLE_MAX))
    body: Mapped[str] = mapped_column(Text, default="")
    timing: Mapped[str] = mapped_column(String(7), default=rules.CONSULT)
    day: Mapped[date | None] = mapped_column(Date)
    rrule: Mapped[str | None] = mapped_column(String(60))
    part: Mapped[str | None] = mapped_column(String(9))
    place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"))
    district_code: Mapped[str | None] = mapped_column(String(10))
    reach: Mapped[int] = mapped_column(SmallInteger, default=rules.MUNICIPALITY)
    state: Mapped[str] = mapped_column(String(9), default=OPEN)
    placed_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    changed_at: Mapped[datetime | None] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    warned_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    # Off the board since its owner took a rest; it comes back when she does.
    rested_at: Mapped[datetime | None] = mapped_column(Moment)
    # How many neighbours the owner looks for, and since when as many are chosen.
    people_wanted: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    external_id: Mapped[str | None] = mapped_column(String(80))
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    # By which decision it is out of sight, since when, and the state that it goes back to.
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id", use_alter=True))
    hidden_at: Mapped[datetime | None] = mapped_column(Moment)
    hidden_from: Mapped[str | None] = mapped_column(String(9))

    author: Mapped[Account] = relationship(lazy="raise")

    @property
    def is_open(self) -> bool:
        """Whether the card hangs on the board."""
        return self.state == OPEN

    @property
    def is_alive(self) -> bool:
        """Whether its owner can still change it: it hangs, or rests."""
        return self.state in (OPEN, PAUSED)

    @property
    def is_hidden(self) -> bool:
        """Whether a decision of a moderator took it out of sight."""
        return self.state == HIDDEN

    @property
    def is_taken(self) -> bool:
        """Whether it rests because as many neighbours are chosen as were wanted."""
        return self.state == PAUSED and self.taken_at is not None

    @property
    def takes_replies(self) -> bool:
        """Whether a neighbour can answer: it hangs, and somebody is there to read the answer."""
        return self.is_open and not self.author.is_import

    @property
    def is_request(self) -> bool:
        """Whether somebody asks; otherwise somebody offers."""
        return self.kind == rules.REQUEST


class PostTally(db.Model):  # type: ignore[name-defined, misc]
    """How many open cards there are of each sort, kept with every change so that no list has to count."""

    __tablename__ = "post_tally"

    municipality_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    kind: Mapped[str] = mapped_column(String(7), primary_key=True)
    place_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    category: Mapped[str] = mapped_column(String(20), primary_key=True)
    timing: Mapped[str] = mapped_column(String(7), primary_key=True)
    reach: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    amount: Mapped[int] = mapped_column(default=0)
