"""Conversations, messages and the contact details that somebody chose to share."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from buuv.accounts.models import Account
from buuv.core import clock
from buuv.core.database import BigId, Moment, db
from buuv.posts.models import Post


class Conversation(db.Model):  # type: ignore[name-defined, misc]
    """One reply to one card and all that follows, between its owner and the neighbour who answered."""

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("post_id", "helper_id", name="uq_conversation_post_id_helper_id"),
        CheckConstraint("owner_id <> helper_id", name="two_people"),
        Index("ix_conversation_owner_id", "owner_id", "last_message_at"),
        Index("ix_conversation_helper_id", "helper_id", "last_message_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    helper_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    last_message_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    owner_unread: Mapped[int] = mapped_column(default=0)
    helper_unread: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    post: Mapped[Post] = relationship(lazy="raise")
    owner: Mapped[Account] = relationship(foreign_keys=[owner_id], lazy="raise")
    helper: Mapped[Account] = relationship(foreign_keys=[helper_id], lazy="raise")

    def has(self, account_id: int) -> bool:
        """Whether this person is one of the two."""
        return account_id in (self.owner_id, self.helper_id)

    def other_than(self, account_id: int) -> Account:
        """The other of the two."""
        return self.helper if account_id == self.owner_id else self.owner

    def other_id(self, account_id: int) -> int:
        """The number of the other of the two."""
        return self.helper_id if account_id == self.owner_id else self.owner_id

    def unread_for(self, account_id: int) -> int:
        """How many messages this person has not yet marked as read."""
        return self.owner_unread if account_id == self.owner_id else self.helper_unread


class Helping(db.Model):  # type: ignore[name-defined, misc]
    """The owner of a card chose this neighbour to do it with; over as soon as either of them says so."""

    __tablename__ = "helping"

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    chosen_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    conversation: Mapped[Conversation] = relationship(lazy="raise")

    @property
    def is_current(self) -> bool:
        """Whether the choice still stands."""
        return self.ended_at is None


class Message(db.Model):  # type: ignore[name-defined, misc]
    """Plain text from one of the two."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_conversation_id", "conversation_id", "id"),
        UniqueConstraint("author_id", "submission", name="uq_message_author_id_submission"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    body: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    # Made with the form, so that a double submit is one message.
    submission: Mapped[str | None] = mapped_column(String(40))
    # The decision by which its words are out of sight.
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id", use_alter=True))

    conversation: Mapped[Conversation] = relationship(lazy="raise")


class ContactShare(db.Model):  # type: ignore[name-defined, misc]
    """What one of the two chose to show the other: their e-mail address, a line of their own, or both."""

    __tablename__ = "contact_share"

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254))
    line: Mapped[str | None] = mapped_column(String(200))
    shared_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    conversation: Mapped[Conversation] = relationship(lazy="raise")
