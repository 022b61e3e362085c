"""What is kept of somebody who leaves while a report about their words is open, and until when (R-P06)."""

from datetime import date, timedelta

from sqlalchemy import select

from buuv.accounts.models import Account
from buuv.core import clock
from buuv.core.database import db
from buuv.moderation.case_models import Case, Report, SealedMessage

# A sealed copy goes with the decision, and at the latest after so long; retention sees to it.
AT_MOST = timedelta(days=183)


def until_for(account: Account) -> date | None:
    """The last day on which a copy of a reported message can be kept when this person leaves today; None without."""
    is_of_open = (SealedMessage.author_id == account.id, Case.closed_at.is_(None))
    wanted = select(SealedMessage.id).join(Report, Report.id == SealedMessage.report_id)
    found = db.session.scalar(wanted.join(Case, Case.id == Report.case_id).where(*is_of_open).limit(1))
    return clock.today() + AT_MOST if found else None
