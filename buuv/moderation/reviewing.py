"""A reminder each quarter that somebody looks who has which role (R-S19)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from sqlalchemy import exists, select

from buuv.core import clock
from buuv.core.database import db, one_at_a_time
from buuv.moderation import audit, duty
from buuv.moderation.models import AuditEntry
from buuv.notices.telling import tell

REMINDED, WHO = "roles_reminded", "system"


def remind(municipality_codes: Iterable[str]) -> int:
    """Tells who is on duty in each town, once a quarter; gives how many mails. The log remembers that it was done."""
    return sum(_remind(code) for code in municipality_codes)


def quarter_of(day: date) -> date:
    """The first day of the quarter in which a day falls."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _remind(municipality_code: str) -> int:
    if _is_reminded(municipality_code):
        return 0
    one_at_a_time(f"roles {municipality_code}")
    if _is_reminded(municipality_code):
        return 0
    moderators = duty.moderators_of(municipality_code)
    if not any(one.created_at < _begin() for one in moderators):
        # Whoever gave out every role in this quarter has just thought about it.
        return 0
    on_duty = duty.on_duty(municipality_code)
    people = [on_duty] if on_duty else moderators
    told = [tell(person, "roles_review") for person in people]
    audit.note(WHO, REMINDED, f"town:{municipality_code}", origin=audit.WORKER)
    return len([one for one in told if one])


def _is_reminded(municipality_code: str) -> bool:
    of_town = (AuditEntry.action == REMINDED, AuditEntry.object == f"town:{municipality_code}")
    return bool(db.session.scalar(select(exists().where(*of_town, AuditEntry.done_at >= _begin()))))


def _begin() -> datetime:
    """When this quarter began in the town."""
    return datetime.combine(quarter_of(clock.today()), time(), clock.TOWN_ZONE).astimezone(UTC)
