"""The time, from one place."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

TOWN_ZONE = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """This moment in aware UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date as the town's clock has it."""
    return now().astimezone(TOWN_ZONE).date()


def day_of(moment: datetime) -> date:
    """The date in the town on which a moment falls."""
    return moment.astimezone(TOWN_ZONE).date()


def begin_of(day: date) -> datetime:
    """The moment at which a date begins in the town."""
    return datetime.combine(day, time.min, TOWN_ZONE).astimezone(UTC)
