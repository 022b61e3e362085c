"""Reports without ground, as moderators said with their decisions: what the next reports of the same person weigh."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from buuv.core import clock
from buuv.core.database import db
from buuv.guard import thresholds
from buuv.moderation.case_models import Report


def begins_at() -> datetime:
    """From when on reports without ground count."""
    return clock.now() - timedelta(days=thresholds.figures()["unfounded_days"])


def count(account_ids: Collection[int], *, since: datetime | None = None) -> dict[int, int]:
    """How many of these people's reports had no ground of late, by account; who has none is not in it."""
    if not account_ids:
        return {}
    wanted: Any = select(Report.account_id, func.count()).where(
        Report.account_id.in_(account_ids), Report.is_unfounded.is_(True), Report.settled_at > (since or begins_at())
    )
    return {row[0]: row[1] for row in db.session.execute(wanted.group_by(Report.account_id))}


def is_often(number: int) -> bool:
    """Whether so many are a reason for a person to look."""
    return bool(number >= thresholds.figures()["unfounded_reports"])
