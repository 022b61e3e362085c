"""Mails: worded when they leave, from a row of the outbox."""

from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment

from buuv.core import translation
from buuv.core.outbox import UNASKED, OutgoingMail
from buuv.settings import Settings


@dataclass(frozen=True)
class Mail:
    """A mail that is ready to go; `code` is there for who develops and reads the console."""

    name: str
    address: str
    subject: str
    code: str | None
    message: EmailMessage

    @property
    def line(self) -> str:
        """The mail in one line for the console."""
        return f"Mail aan {self.address}: " + (f"code {self.code}" if self.code else self.subject)


def make(
    row: OutgoingMail,
    *,
    env: Environment,
    settings: Settings,
    code: str | None = None,
    token: str | None = None,
) -> Mail:
    """Words a mail in its reader's language, with the same id, date and file name each time it is made.

    Raises LookupError when the town is not live, ValueError when the address cannot stand in a header
    and jinja2.TemplateError when there are no words for its kind or facts are missing.
    """
    town = next((m for m in settings.municipalities if m.code == row.municipality_code), None)
    if town is None:
        raise LookupError("the town of this mail is not live")
    base = settings.url_for_town(town.code)
    until = row.facts.get("until")
    values = {
        "code": code,
        "token": token,
        "facts": row.facts,
        "until": date.fromisoformat(until) if until else None,
        "town": town,
        "lang": row.language,
        "home": base + ("/en" if row.language == "en" else ""),
    }
    with translation.speaking(row.language):
        rendered = env.get_template(f"mail/{row.kind}.txt").render(values).strip()
        subject, _, text = rendered.partition("\n\n")
        words, _, colophon = text.partition("\n-- \n")
        parts = {"subject": subject, "words": _parts(words), "colophon": _parts(colophon)}
        html = env.get_template("mail/layout.html").render(values | parts)
    if code:
        # Phones fill in a code that stands last, bound to the site's host (WICG, origin-bound codes).
        text += f"\n\n@{urlsplit(base).hostname} #{code}"
    message = _message(row, subject, text, html, settings)
    if row.kind in UNASKED:
        message["List-Unsubscribe"] = f"<{values['home']}/mijn/mail>"
    return Mail(name_of(row), row.address, subject, code, message)


def name_of(row: Any) -> str:
    """The name of a mail, from its moment and number: the same each time it is made."""
    return f"{row.created_at:%Y%m%dT%H%M%SZ}-{row.id}"


def _parts(text: str) -> list[tuple[str, str]]:
    """The paragraphs of a text, and with each the address in its last line, if that is what it ends with."""
    found = []
    for block in text.strip().split("\n\n"):
        words, _, last = block.rpartition("\n")
        is_link = last.startswith(("http://", "https://"))
        found.append((words.removesuffix(":"), last) if is_link else (block, ""))
    return found


def _message(row: OutgoingMail, subject: str, text: str, html: str, settings: Settings) -> EmailMessage:
    """Headers take one address and one line each: email.message refuses anything that would add another."""
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.mail_from
    message["To"] = Address(addr_spec=row.address)
    message["Subject"] = subject
    message["Date"] = row.created_at
    # From the row, so that a mail sent twice after a crash is known by the receiver as one.
    message["Message-ID"] = f"<{row.message_id}@{own_host(settings)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte=_encoding(text))
    message.add_alternative(html, subtype="html", cte=_encoding(html))
    # Last, because headers about content would move into the first part.
    message["Content-Language"] = row.language
    return message


def _encoding(text: str) -> str:
    """Plain where possible, so that links in a file stay whole; never eight bits, for not all take them."""
    return "7bit" if text.isascii() else "quoted-printable"


def own_host(settings: Settings) -> str:
    """The host that our mails come from."""
    return parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost"
