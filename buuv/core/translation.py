"""Words in the reader's language: Dutch sentences are the message ids, other languages come from .po files."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.messages.pofile import read_po

from buuv.core.clock import TOWN_ZONE, day_of

LANGUAGES = ("nl", "en")
FOLDER = Path(__file__).resolve().parents[1] / "translations"

_language: ContextVar[str] = ContextVar("language", default="nl")


def language() -> str:
    """The language of this request or mail: "nl" or "en"."""
    return _language.get()


def speak(code: str) -> None:
    """Chooses the language from here on in this context."""
    _language.set(code if code in LANGUAGES else "nl")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Chooses the language for a block, for instance for one mail."""
    token = _language.set(code if code in LANGUAGES else "nl")
    try:
        yield
    finally:
        _language.reset(token)


@lru_cache
def catalogue(code: str) -> dict[str, str | tuple[str, ...]]:
    """The sentences of one language by their Dutch id; empty for Dutch itself."""
    path = FOLDER / f"{code}.po"
    if code == "nl" or not path.exists():
        return {}
    with path.open("rb") as file:
        found: dict[str, str | tuple[str, ...]] = {}
        for message in read_po(file, locale=code):
            if message.id and message.string and not message.fuzzy:
                key = message.id if isinstance(message.id, str) else message.id[0]
                string = message.string
                found[key] = string if isinstance(string, str) else tuple(string)
    return found


def gettext(message: str, **values: Any) -> str:
    """The sentence in the reader's language, with %(name)s filled in."""
    text = catalogue(_language.get()).get(message, message)
    text = text if isinstance(text, str) else text[0]
    return text % values if values else text


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """The same for a number: %(num)s is filled in; Dutch and English both know one and many."""
    found = catalogue(_language.get()).get(singular, (singular, plural))
    forms = (found, found) if isinstance(found, str) else found
    return forms[0 if num == 1 else -1] % {"num": num, **values}


class Lazy:
    """A sentence that is translated when it is shown, for words that stand in classes."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return gettext(self.message)

    def __html__(self) -> str:
        from markupsafe import escape

        return str(escape(gettext(self.message)))

    def __mod__(self, values: Any) -> str:
        return str(gettext(self.message) % values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lazy) and other.message == self.message

    def __hash__(self) -> int:
        return hash(self.message)


def lazy(message: str) -> Any:
    """A sentence for later; Any, because forms take it where they ask a str."""
    return Lazy(message)


@lru_cache(maxsize=4096)
def _long_date(day: date, code: str, weekday: bool) -> str:
    pattern = {"nl": "d MMMM", "en": "d MMMM"}[code]
    return format_date(day, ("EEEE " if weekday else "") + pattern, locale=code)


def day_and_month(day: date, *, weekday: bool = True) -> str:
    """A date in words, such as "dinsdag 24 november"; of a moment, its day in the town."""
    if isinstance(day, datetime):
        day = day_of(day)
    return _long_date(day, _language.get(), weekday)


def day_with_year(day: date) -> str:
    """A date that still says enough half a year later: "dinsdag 24 november 2026"."""
    return f"{day_and_month(day)} {day.year}"


def _clock(local: datetime) -> str:
    return f"{local.hour}.{local.minute:02d}" if language() == "nl" else f"{local.hour}:{local.minute:02d}"


def moment_in_words(moment: datetime) -> str:
    """A moment as people say it: day, month and the clock of the town."""
    local = moment.astimezone(TOWN_ZONE)
    return f"{_long_date(local.date(), language(), True)}, {_clock(local)}"


def moment_with_year(moment: datetime) -> str:
    """The same for a page that is kept: "dinsdag 24 november 2026 om 10.18 uur"."""
    local = moment.astimezone(TOWN_ZONE)
    return gettext("%(days)s om %(hour)s uur", days=day_with_year(local.date()), hour=_clock(local))
