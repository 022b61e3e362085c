"""Half-years by the town's calendar: in these the figures of moderation are counted."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from buuv.core import clock


@dataclass(frozen=True, order=True)
class HalfYear:
    """January to June (1) or July to December (2) of a year."""

    year: int
    half: int

    @property
    def begins_on(self) -> date:
        """Its first day."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return self.next.begins_on - timedelta(days=1)

    @property
    def begins_at(self) -> datetime:
        """The moment in UTC at which its first day begins in the town."""
        return datetime.combine(self.begins_on, time(), clock.TOWN_ZONE).astimezone(UTC)

    @property
    def ends_at(self) -> datetime:
        """The first moment that is no longer in it."""
        return self.next.begins_at

    @property
    def is_running(self) -> bool:
        """Whether it is not over yet."""
        return clock.today() <= self.ends_on

    @property
    def next(self) -> "HalfYear":
        """The one after it."""
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year + 1, 1)

    @property
    def previous(self) -> "HalfYear":
        """The one before it."""
        return HalfYear(self.year, 1) if self.half == 2 else HalfYear(self.year - 1, 2)


def of_day(day: date) -> HalfYear:
    """The half-year in which a day falls."""
    return HalfYear(day.year, 1 if day.month <= 6 else 2)


def shown() -> list[HalfYear]:
    """The running half-year and those before it of which every row is still kept, newest first.

    Rows go after 24 months, so the fourth is the last one that is whole.
    """
    found = [of_day(clock.today())]
    while len(found) < 4:
        found.append(found[-1].previous)
    return found


def of_year(year: int) -> list[HalfYear]:
    """The half-years of a year that have begun, oldest first."""
    return [half for half in (HalfYear(year, 1), HalfYear(year, 2)) if half.begins_on <= clock.today()]
