"""Mails: worded when they leave, from a row of the outbox, and carried by file, console or SMTP."""

import os
import smtplib
import ssl
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from jinja2 import Environment

from buuv.core import translation
from buuv.core.outbox import OutgoingMail
from buuv.settings import Settings

# Only what the reader did not ask for a moment ago can be unsubscribed from.
UNASKED = ("card_expiring", "first_reply", "new_message", "details_shared")
# Seconds for QUIT: by then the other side has the mail, so a slow goodbye must not hold the queue.
GOODBYE = 2


class Unreachable(Exception):
    """The mail server cannot be reached or takes nothing from us: other mails need not be tried now."""


class Refused(Exception):
    """The server does not take this mail for this address; `is_final` when it never will."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.is_final = is_final


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
    """Words a mail in its reader's language, equal each time it is made.

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
        message["List-Unsubscribe"] = f"<{values['home']}/mijn/gegevens>"
    return Mail(f"{row.created_at:%Y%m%dT%H%M%SZ}-{row.id}", row.address, subject, code, message)


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
    message["Message-ID"] = f"<{row.message_id}@{_own_host(settings)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte=_encoding(text))
    message.add_alternative(html, subtype="html", cte=_encoding(html))
    # Last, because headers about content would move into the first part.
    message["Content-Language"] = row.language
    return message


def _encoding(text: str) -> str:
    """Plain where possible, so that links in a file stay whole; never eight bits, for not all take them."""
    return "7bit" if text.isascii() else "quoted-printable"


def _own_host(settings: Settings) -> str:
    return parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost"


class Carrier(Protocol):
    """How mail leaves."""

    def carry(self, mail: Mail) -> None:
        """Hands the mail over for good; raises Unreachable or Refused when it did not."""


class FileCarrier:
    """Writes each mail to a file and says so; the same mail twice is the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def carry(self, mail: Mail) -> None:
        """Writes the whole file or none, for its owner only."""
        path = self._folder / f"{mail.name}.eml"
        unfinished = path.with_suffix(".tmp")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished.unlink(missing_ok=True)
            handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(mail.message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except OSError as error:
            raise Unreachable(type(error).__name__) from None
        _say(mail.line)


class ConsoleCarrier:
    """Prints each mail."""

    def carry(self, mail: Mail) -> None:
        """Prints the line and the words."""
        body = mail.message.get_body(("plain",))
        _say(f"{mail.line}\n\n{body.get_content() if body else ''}")


def _say(words: str) -> None:
    # A closed terminal is no reason to write the mail again.
    with suppress(OSError):
        sys.stdout.write(words + "\n")
        sys.stdout.flush()


class SmtpCarrier:
    """Hands each mail to a mail server, in a conversation of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._sender = parseaddr(settings.mail_from)[1]

    def carry(self, mail: Mail) -> None:
        """Returns when the server has taken the mail; errors keep the code only, for texts name addresses."""
        try:
            server = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(_reason(error)) from None
        try:
            server.send_message(mail.message, self._sender, [mail.address])
        except smtplib.SMTPRecipientsRefused as error:
            code = error.recipients[mail.address][0]
            raise Refused(f"SMTP {code}", is_final=code >= 500) from None
        except smtplib.SMTPDataError as error:
            raise Refused(_reason(error), is_final=error.smtp_code >= 500) from None
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(_reason(error), is_final=True) from None
        except (smtplib.SMTPException, OSError) as error:
            # Among these a refused sender: that is our own mistake and would hold for every mail.
            raise Unreachable(_reason(error)) from None
        finally:
            with suppress(smtplib.SMTPException, OSError):
                if server.sock:
                    server.sock.settimeout(GOODBYE)
                    server.quit()

    def _connect(self) -> smtplib.SMTP:
        config = self._settings
        # Naming ourselves avoids a look-up of this machine's name, which can take long.
        host, port, own, limit = config.smtp_host, config.smtp_port, _own_host(config), config.smtp_timeout
        secure = ssl.create_default_context()
        if config.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, own, timeout=limit, context=secure)
        else:
            server = smtplib.SMTP(host, port, own, timeout=limit)
        try:
            if config.smtp_security == "starttls":
                server.starttls(context=secure)
            if config.smtp_user:
                server.login(config.smtp_user, config.smtp_password)
        except BaseException:
            server.close()
            raise
        return server


def _reason(error: Exception) -> str:
    return f"SMTP {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else type(error).__name__


def carrier_for(settings: Settings) -> Carrier:
    """The carrier that the settings name."""
    if settings.mail_carrier == "smtp":
        return SmtpCarrier(settings)
    return ConsoleCarrier() if settings.mail_carrier == "console" else FileCarrier(settings.data_dir / "mail")
