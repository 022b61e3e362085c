"""Stepping back, leaving out one day, and a decent end; either of the two may, and the other one is told at once."""

from dataclasses import dataclass
from datetime import date

from buuv.accounts.models import Account
from buuv.agreements import agreeing, queries, rules, series
from buuv.agreements.models import Agreement, OccurrenceCancellation, SteppingBack
from buuv.conversations.models import Conversation
from buuv.core import clock, events
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.text import one_line
from buuv.core.translation import gettext as _

# How many coming days of a series one can choose from: half a year of every week.
CHOICES_AT_MOST = 26


@dataclass(frozen=True)
class AgreementEnded:
    """One of the two stepped back; `was_confirmed` tells an agreement from a proposal."""

    agreement: Agreement
    by: Account
    was_confirmed: bool
    has_reason: bool = False


@dataclass(frozen=True)
class DayCancelled:
    """One day of a series does not take place."""

    agreement: Agreement
    day: date
    by: Account


@dataclass(frozen=True)
class SeriesEnding:
    """A series has its last day; until then it goes on."""

    agreement: Agreement
    by: Account


def coming_days(agreement: Agreement) -> list[date]:
    """The coming days that somebody can leave out or make the last one; at most CHOICES_AT_MOST."""
    planned = queries.series_of(agreement)
    first = series.next_occurrence(planned, clock.now())
    if first is None:
        return []
    return list(series.days(planned, first.on, first.on + series.AHEAD))[:CHOICES_AT_MOST]


def step_back(agreement: Agreement, *, by: Account, reason: str = "") -> None:
    """Ends it at once: a proposal is withdrawn or declined, an agreement is off. Twice changes nothing."""
    reason = _checked(reason)
    _wait(agreement)
    if agreement.ended_at:
        return
    if agreement.is_confirmed and series.next_occurrence(queries.series_of(agreement), clock.now()) is None:
        raise Refusal(_("Deze afspraak is al geweest. Afzeggen kan niet meer."))
    _end(agreement, by=by, reason=reason)


def _end(agreement: Agreement, *, by: Account, reason: str) -> None:
    was_confirmed = agreement.is_confirmed
    agreement.ended_at, agreement.next_on, agreement.revision = clock.now(), None, agreement.revision + 1
    db.session.add(SteppingBack(agreement_id=agreement.id, account_id=by.id, reason=reason or None))
    # A change of what is off has nothing left to change.
    for other in queries.live_in(agreement.conversation_id):
        if other.replaces_id == agreement.id and not other.is_confirmed:
            other.ended_at, other.next_on = clock.now(), None
    db.session.flush()
    events.record(AgreementEnded(agreement, by, was_confirmed, bool(reason)))


def cancel_day(agreement: Agreement, day: date, *, by: Account, reason: str = "") -> None:
    """Leaves out one coming day of a series that is in force; twice changes nothing."""
    reason = _checked(reason)
    _wait(agreement)
    _only_in_force(agreement)
    if day in queries.cancelled_days([agreement])[agreement.id]:
        return
    if day not in coming_days(agreement):
        raise Refusal(_("Kies een dag uit de lijst."), field="day")
    db.session.add(
        OccurrenceCancellation(agreement_id=agreement.id, occurs_on=day, account_id=by.id, reason=reason or None)
    )
    agreement.revision += 1
    db.session.flush()
    _note_next(agreement)
    events.record(DayCancelled(agreement, day, by))


def end_series(agreement: Agreement, last_on: date, *, by: Account, reason: str = "") -> None:
    """Gives a series its last day, with a kind word; until then it goes on."""
    reason = _checked(reason)
    _wait(agreement)
    _only_in_force(agreement)
    if last_on not in coming_days(agreement):
        raise Refusal(_("Kies een dag uit de lijst."), field="day")
    agreement.last_on, agreement.revision = last_on, agreement.revision + 1
    db.session.add(SteppingBack(agreement_id=agreement.id, account_id=by.id, reason=reason or None, last_on=last_on))
    db.session.flush()
    events.record(SeriesEnding(agreement, by))


def end_all(conversation: Conversation, *, by: Account) -> None:
    """The conversation has stopped: whatever was to come between these two is off."""
    for agreement in queries.live_in(conversation.id):
        if agreement.ended_at is None and agreement.next_on:
            agreement.conversation = conversation
            _end(agreement, by=by, reason="")


def _wait(agreement: Agreement) -> None:
    queries.wait_for(agreement.conversation)
    queries.read_again(agreement)


def _only_in_force(agreement: Agreement) -> None:
    if not agreement.is_in_force:
        raise Refusal(_("Deze afspraak gaat niet meer door."))
    if not agreement.is_series:
        raise Refusal(_("Deze afspraak is maar één keer. U kunt hem wel afzeggen."))


def _note_next(agreement: Agreement) -> None:
    coming = series.next_occurrence(queries.series_of(agreement), clock.now())
    agreeing.note_next(agreement, coming.on if coming else None)


def _checked(reason: str) -> str:
    reason = one_line(reason)
    if len(reason) > rules.REASON_MAX:
        raise Refusal(_("Maak dit korter: hooguit %(most)s tekens.", most=rules.REASON_MAX), field="words")
    return reason
