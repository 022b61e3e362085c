"""The day and part of the day that a text names: "wie rijdt dinsdagmiddag", "elke woensdag", "on Friday morning"."""

import re
from typing import NamedTuple

_DAYS = (
    ("maandag", "monday"),
    ("dinsdag", "tuesday"),
    ("woensdag", "wednesday"),
    ("donderdag", "thursday"),
    ("vrijdag", "friday"),
    ("zaterdag", "saturday"),
    ("zondag", "sunday"),
)
_PARTS = {
    "morning": ("ochtend", "morgen", "morning"),
    "afternoon": ("middag", "afternoon"),
    "evening": ("avond", "evening"),
}
_DAY_OF = {name: number for number, names in enumerate(_DAYS) for name in names}
_PART_OF = {name: part for part, names in _PARTS.items() for name in names}
_SAID = re.compile(
    rf"\b(?P<every>(?:elke|iedere|every|each)\s+)?(?P<day>{'|'.join(_DAY_OF)})(?P<often>en|s)?"
    rf"(?:\s?(?P<part>{'|'.join(_PART_OF)}))?\b",
    re.IGNORECASE,
)


class Moment(NamedTuple):
    """A day of the week (0 is Monday), a part of the day ("" when none is named), and whether it is each week."""

    weekday: int
    part: str
    is_weekly: bool


def said(text: str) -> Moment | None:
    """Give the one moment that a text names; None when it names no day of the week, or more than one."""
    found = [
        Moment(
            _DAY_OF[one["day"].lower()],
            _PART_OF.get((one["part"] or "").lower(), ""),
            bool(one["every"] or one["often"]),
        )
        for one in _SAID.finditer(text)
    ]
    if len({one.weekday for one in found}) != 1:
        return None
    parts = {one.part for one in found if one.part}
    return Moment(found[0].weekday, parts.pop() if len(parts) == 1 else "", any(one.is_weekly for one in found))
