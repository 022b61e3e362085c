"""What the calendar does to agreements: days pass, an evening before comes, and six weeks go by."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from buuv.accounts.models import Account
from buuv.agreements import agreeing, queries, rules, series
from buuv.agreements.models import Agreement, FitAnswer
from buuv.conversations.models import Conversation
from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _
from buuv.notices.telling import tell

YES, CHANGE, STOP = "yes", "change", "stop"


def roll_over(most: int) -> int:
    """Days that are over make way for the next one; a proposal whose day passed is over. Gives how many, up to `most`.

    Today's stay as they are until tomorrow, so that they are still in the lists of today.
    """
    found = _batch(most, Agreement.next_on < clock.today())
    planned = queries.series_of_all(found)
    for agreement in found:
        coming = series.next_occurrence(planned[agreement.id], clock.now())
        if agreement.is_confirmed:
            # Beyond its own day nothing may stay behind today, or it would be looked at for ever.
            agreeing.note_next(agreement, max(coming.on, clock.today()) if coming else None)
        else:
            agreement.ended_at, agreement.next_on = clock.now(), None
    return len(found)


def remind(most: int) -> int:
    """Tells both on the evening before, once for each day; gives how many agreements, up to `most`."""
    tomorrow = clock.today() + timedelta(days=1)
    if clock.now() < agreeing.remind_at(tomorrow):
        return 0
    not_yet = or_(Agreement.reminded_on.is_(None), Agreement.reminded_on < tomorrow)
    found = _batch(most, Agreement.next_on == tomorrow, not_yet, Agreement.is_confirmed)
    for agreement in found:
        agreement.reminded_on = tomorrow
        for person in _both(agreement):
            tell(person, "agreement_reminder", agreement=agreement.public_id)
    return len(found)


def ask_fit(most: int) -> int:
    """Asks both after six weeks of a series, and every six weeks after; gives how many agreements, up to `most`."""
    long_ago = clock.today() - rules.FIT_EVERY
    is_time = func.coalesce(Agreement.fit_asked_on, Agreement.begins_on) <= long_ago
    # Who will soon stop anyway need not be asked.
    goes_on = or_(Agreement.last_on.is_(None), Agreement.last_on > clock.today() + rules.FIT_EVERY)
    is_series = Agreement.next_on.is_not(None) & Agreement.rrule.is_not(None)
    found = _batch(most, is_series, is_time, goes_on, Agreement.is_confirmed)
    for agreement in found:
        agreement.fit_asked_on = clock.today()
        for person in _both(agreement):
            db.session.add(FitAnswer(agreement_id=agreement.id, account_id=person.id, asked_on=clock.today()))
            tell(person, "agreement_fit", agreement=agreement.public_id)
    return len(found)


def answer_fit(agreement: Agreement, answer: str, *, by: Account) -> None:
    """Keeps what this person answered; answering again before the next question replaces it."""
    if answer not in (YES, CHANGE, STOP):
        raise Refusal(_("Kies een van de drie antwoorden."))
    wanted = select(FitAnswer).where(FitAnswer.agreement_id == agreement.id, FitAnswer.account_id == by.id)
    question = db.session.scalar(wanted.order_by(FitAnswer.asked_on.desc()).limit(1))
    if question:
        question.answer, question.answered_at = answer, clock.now()


def _batch(most: int, *wanted: ColumnElement[bool] | InstrumentedAttribute[bool]) -> Sequence[Agreement]:
    """The next live agreements of this sort with their people; those that somebody changes now come later."""
    found = select(Agreement).join(Agreement.conversation).where(Agreement.ended_at.is_(None), *wanted)
    people = contains_eager(Agreement.conversation).options(
        joinedload(Conversation.owner, innerjoin=True), joinedload(Conversation.helper, innerjoin=True)
    )
    found = found.options(people).order_by(Agreement.next_on, Agreement.id).limit(most)
    return db.session.scalars(found.with_for_update(of=(Agreement, Conversation), skip_locked=True)).all()


def _both(agreement: Agreement) -> tuple[Account, Account]:
    return agreement.conversation.owner, agreement.conversation.helper
