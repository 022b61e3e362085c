"""Words that wait: what somebody typed before signing in, kept for whoever holds its token."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from buuv.core import clock, tokens
from buuv.core.database import BigId, Moment, db

# What a draft can become.
REQUEST, OFFER, REPLY, FORM = "request", "offer", "reply", "form"

# Long enough to find the mail, sleep on it and ask a daughter; short enough not to gather words.
KEPT = timedelta(days=30)


class Draft(db.Model):  # type: ignore[name-defined, misc]
    """Unsent words: a card, a reply or a message, and what became of them."""

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_touched_at", "touched_at"), Index("ix_draft_account_id", "account_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(10), unique=True)
    municipality_code: Mapped[str] = mapped_column(String(10))
    purpose: Mapped[str] = mapped_column(String(20))
    words: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    result: Mapped[str | None] = mapped_column(String(40))
    touched_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    # Whose words they are, as soon as that is known. No foreign key: this floor knows no accounts.
    account_id: Mapped[int | None] = mapped_column(BigId)

    def write(self, **words: Any) -> None:
        """Adds or replaces fields and keeps the others."""
        self.words = {**self.words, **words}
        self.touched_at = clock.now()

    def give_to(self, account_id: int) -> None:
        """Notes whose words these are; the first owner stays."""
        self.account_id = self.account_id or account_id

    def use_up(self, result: str) -> None:
        """What waited has happened: the words go, what became of them stays for a second submit."""
        self.result, self.words, self.touched_at = result, {}, clock.now()

    @property
    def token(self) -> str:
        """What opens this draft; derived like the codes, so that it is kept nowhere."""
        return tokens.link_token(tokens.key(), "draft", self.number)


_ONE = select(Draft).where(
    Draft.number == bindparam("number"),
    Draft.municipality_code == bindparam("town"),
    Draft.touched_at > bindparam("oldest"),
)


def start(municipality_code: str, purpose: str, **words: Any) -> tuple[Draft, str]:
    """A new draft and the token that opens it."""
    draft = Draft(number=tokens.public_id(), municipality_code=municipality_code, purpose=purpose, words=words)
    db.session.add(draft)
    return draft, draft.token


def find(municipality_code: str, token: str | None, *, lock: bool = False) -> Draft | None:
    """The draft that this token opens, while it is kept; locked when it is about to be used up."""
    number = (token or "").partition("-")[0]
    if not tokens.same(tokens.link_token(tokens.key(), "draft", number), token or ""):
        return None
    wanted = _ONE
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(wanted, {"number": number, "town": municipality_code, "oldest": clock.now() - KEPT})


def find_by_number(municipality_code: str, number: str) -> Draft | None:
    """A draft that a row of ours points at."""
    return db.session.scalar(_ONE, {"number": number, "town": municipality_code, "oldest": clock.now() - KEPT})


def unfinished_of(account_id: int, purposes: Sequence[str], *, most: int) -> Sequence[Draft]:
    """A person's drafts of these purposes that became nothing yet, the last touched first."""
    wanted = select(Draft).where(
        Draft.account_id == account_id,
        Draft.purpose.in_(purposes),
        Draft.result.is_(None),
        Draft.touched_at > clock.now() - KEPT,
    )
    return db.session.scalars(wanted.order_by(Draft.touched_at.desc(), Draft.id.desc()).limit(most)).all()
