"""Whether two neighbours met already: then there is something to thank for, and the first time is over."""

from sqlalchemy import exists, select

from buuv.agreements import queries, series
from buuv.agreements.models import Agreement
from buuv.agreements.outcomes import Outcome
from buuv.agreements.series import Series
from buuv.conversations.models import Conversation
from buuv.core import clock
from buuv.core.database import db


def have_met(conversation: Conversation) -> bool:
    """Whether an agreed moment of these two has passed before anybody called it off, or one of them said it did."""
    came = exists().where(Outcome.agreement_id == Agreement.id, Outcome.did_happen.is_(True))
    wanted = select(Agreement, came).where(Agreement.conversation_id == conversation.id, Agreement.is_confirmed)
    found = db.session.execute(wanted.order_by(Agreement.id.desc()).limit(queries.HERE_AT_MOST)).all()
    if any(row[1] for row in found):
        return True
    begun = [row[0] for row in found if row[0].begins_on <= clock.today()]
    planned = queries.series_of_all(begun)
    return any(_has_passed(one, planned[one.id]) for one in begun)


def _has_passed(agreement: Agreement, planned: Series) -> bool:
    first = next(series.days(planned, agreement.begins_on, clock.today()), None)
    until = agreement.ended_at or clock.now()
    return first is not None and series.occurrence(planned, first).ends_at <= until
