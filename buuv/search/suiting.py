"""Whether a request and an offer suit each other: pure rules about what they are about, when and where.

A rule gives points, as the ranker does. What clearly clashes gets points taken off, or is no match at all; what a card
does not say never counts against it.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from buuv.places.queries import Town
from buuv.posts import categories, rules
from buuv.posts.wishes import least_reach
from buuv.search.ranking import SAME_NEED, Point

# How sure the ranker must be that two cards are about the same. Measured on ../shared/quality: of the cards of the same
# sort above ABOUT nine in ten fit, below HINTED one in six; of another sort hardly any fits below ABOUT_ELSEWHERE.
ABOUT, ABOUT_ELSEWHERE, HINTED, SAID = SAME_NEED / 6, SAME_NEED / 3, 0.3, 0.3
# A neighbour nearby comes before one across town who fits a little better, and never before one who fits a lot better.
NEARNESS = {rules.NEIGHBOURHOOD: 1.5, rules.NEARBY: 1.0, rules.DISTRICT: 0.5}
# The reasons of the points for place and time.
SIDES = frozenset({"near", "day", "part_of_day"})
SAME_DAY, SAME_PART, OTHER_DAY, OTHER_PART = 1.0, 0.4, -4.0, -1.0


class When(NamedTuple):
    """When a card suits, as a card keeps it."""

    timing: str
    day: date | None
    rrule: str | None
    part: str | None

    @property
    def is_date(self) -> bool:
        """Whether it is one day of the calendar."""
        return self.timing == rules.DAY and self.day is not None

    @property
    def weekday(self) -> int | None:
        """The weekday that it must be, 0 is Monday; None when that is left open."""
        if self.timing == rules.DAY and self.day:
            return self.day.weekday()
        return rules.weekday_of(self.rrule) if self.timing == rules.EVERY_WEEK and self.rrule else None


def is_about_the_same(points: Sequence[Point], one: str, other: str, *, is_clear: bool) -> bool:
    """Whether a card of category `other` is near enough to what a card of category `one` is about, by these points.

    When it is not clear what that card is about (not `is_clear`), its kind of help is all there is to go by.
    """
    need = sum(point.points for point in points if point.reason == "need")
    said = sum(point.points for point in points if point.reason not in ("need", "kind"))
    if one != other:
        return need >= ABOUT_ELSEWHERE and categories.are_near(one, other)
    return need >= ABOUT or (need >= HINTED and said >= SAID) or (not is_clear and one != categories.OTHER)


def time_points(one: When, other: When, today: date) -> list[Point] | None:
    """The points of two cards' times; None when `other` is over, or when one has a date and the other another day.

    A date does not move. A habit may, so two different weekdays only sink.
    """
    if other.timing == rules.DAY and other.day and other.day < today:
        return None
    if one.timing == rules.DAY and one.day and one.day < today:
        one = one._replace(timing=rules.CONSULT, day=None)
    found = []
    if one.weekday is not None and other.weekday is not None:
        are_same = one.weekday == other.weekday and (not one.is_date or not other.is_date or one.day == other.day)
        if not are_same and (one.is_date or other.is_date):
            return None
        found.append(Point("day", SAME_DAY if are_same else OTHER_DAY))
    if one.part and other.part:
        found.append(Point("part_of_day", SAME_PART if one.part == other.part else OTHER_PART))
    return found


def place_points(one: str | None, other: str | None, town: Town) -> list[Point]:
    """The points for living near each other: in one buurt, beside each other, in one wijk."""
    span = least_reach(one, other, town)
    return [Point("near", NEARNESS[span], token=other or "")] if span in NEARNESS else []
