"""Figures and pure rules about cards, each with its reason."""

from datetime import date, timedelta

REQUEST, OFFER = "request", "offer"

# A request that nobody answered in four weeks has changed or has been solved; a stale card empties a board.
REQUEST_LIFE = timedelta(weeks=4)
# An offer describes somebody's habit; half a year is two seasons.
OFFER_LIFE = timedelta(days=182)
# Three days: time to read one's mail once more, and not yet so early that one forgets again.
WARN_BEFORE = timedelta(days=3)

# Whoever pressed "opgelost" too soon notices within days; after a week a new card says it better.
PUT_BACK_WITHIN = timedelta(days=7)
# More than twenty neighbours for one card is an event, which needs more than a conversation with each.
PEOPLE_MOST = 20

TITLE_MIN, TITLE_MAX = 5, 90
BODY_MAX = 1500
PAGE_SIZE = 20

# How far a card may be seen, from near to far; the number is what the database keeps.
NEIGHBOURHOOD, NEARBY, DISTRICT, MUNICIPALITY = 1, 2, 3, 4
REACHES = (NEIGHBOURHOOD, NEARBY, DISTRICT, MUNICIPALITY)

SOON, DAY, EVERY_WEEK, CONSULT = "soon", "day", "weekly", "consult"
PARTS = ("morning", "afternoon", "evening")
WEEKLY_RULES = tuple(f"FREQ=WEEKLY;BYDAY={day}" for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU"))
WEEKDAYS = tuple("0123456")
# How far ahead a day can be chosen: as long as a request lives.
DAYS_AHEAD = 28


def life_of(kind: str) -> timedelta:
    """How long a card of this kind stays on the board."""
    return REQUEST_LIFE if kind == REQUEST else OFFER_LIFE


def weekly_rule(weekday: int) -> str:
    """The RRULE (RFC 5545) of every week on a weekday, 0 is Monday."""
    return WEEKLY_RULES[weekday]


def weekday_of(rule: str) -> int:
    """The weekday of such a rule, 0 is Monday; ValueError when it is another kind of rule."""
    return WEEKLY_RULES.index(rule)


def timing_of(choice: str, today: date) -> tuple[str, date | None, str | None]:
    """What the one list "when" means: kind of timing, the day, the weekly rule.

    A choice is "soon", "consult", a date ("2026-11-24") or a weekday ("elke-1").
    Raises ValueError for anything else, for the past and for more than DAYS_AHEAD days.
    """
    if choice in (SOON, CONSULT):
        return choice, None, None
    if choice.startswith("elke-"):
        return EVERY_WEEK, None, weekly_rule(WEEKDAYS.index(choice.removeprefix("elke-")))
    day = date.fromisoformat(choice)
    if not today <= day <= today + timedelta(days=DAYS_AHEAD):
        raise ValueError(f"{choice} is not within {DAYS_AHEAD} days")
    return DAY, day, None


def choice_of(timing: str, day: date | None, rule: str | None) -> str:
    """The choice in the list "when" that gave this timing."""
    if timing == DAY and day:
        return day.isoformat()
    return f"elke-{weekday_of(rule)}" if timing == EVERY_WEEK and rule else timing
