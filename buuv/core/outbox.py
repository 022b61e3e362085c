"""Mail as rows: written in the transaction of the change, sent by the worker."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from buuv.core import clock, tokens
from buuv.core.database import BigId, Moment, db

# The last mail to who left: its row goes when it is sent, for it is the last place that holds the address.
FAREWELL = "left"
# Only what the reader did not ask for a moment ago can be unsubscribed from.
# That an agreement is off is not among them: whoever agreed must hear it.
UNASKED = (
    "busy_day",
    "agreement_change_proposed",
    "agreement_changed",
    "agreement_confirmed",
    "agreement_declined",
    "agreement_ending",
    "agreement_fit",
    "agreement_proposed",
    "agreement_reminder",
    "card_expiring",
    "details_shared",
    "first_reply",
    "helper_chosen",
    "helper_left",
    "helper_released",
    "how_did_it_go",
    "new_message",
    "new_messages",
    "rest_over",
    "thanks_received",
)


class OutgoingMail(db.Model):  # type: ignore[name-defined, misc]
    """One mail: which template, to whom, with which facts; its words are made when it is sent."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        Index(
            "ix_outgoing_mail_due",
            "urgency",
            "due_at",
            postgresql_where=text("sent_at IS NULL"),
            sqlite_where=text("sent_at IS NULL"),
        ),
        # The last mails to somebody, who must not get too many.
        Index("ix_outgoing_mail_address", "address", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[str] = mapped_column(String(40), unique=True, default=tokens.secret_token)
    municipality_code: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(5), default="nl")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    urgency: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    due_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    failed_at: Mapped[datetime | None] = mapped_column(Moment)
    failure: Mapped[str | None] = mapped_column(Text)


def put(
    kind: str, /, *, to: str, municipality_code: str, language: str, urgent: bool = False, **facts: Any
) -> OutgoingMail:
    """Puts a mail in the outbox of this transaction; facts are JSON values, never a secret."""
    mail = OutgoingMail(
        kind=kind,
        address=to,
        municipality_code=municipality_code,
        language=language,
        urgency=0 if urgent else 1,
        facts=facts,
    )
    db.session.add(mail)
    return mail
