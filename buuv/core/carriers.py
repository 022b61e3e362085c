"""How mail leaves: to a file, the console or a mail server."""

import os
import smtplib
import ssl
import sys
from contextlib import suppress
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol

from buuv.core.mail import Mail, own_host
from buuv.settings import Settings

# Seconds for QUIT: by then the other side has the mail, so a slow goodbye must not hold the queue.
GOODBYE = 2


class Unreachable(Exception):
    """The mail server cannot be reached or takes nothing from us: other mails need not be tried now."""


class Refused(Exception):
    """The server does not take this mail for this address; `is_final` when it never will."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.is_final = is_final


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
        host, port, own, limit = config.smtp_host, config.smtp_port, own_host(config), config.smtp_timeout
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
