"""Proposing and confirming: an agreement is there when both of the two said yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from buuv.accounts import restricting
from buuv.accounts.models import Account
from buuv.agreements import queries, rules, series
from buuv.agreements.models import Agreement, AgreementConfirmation
from buuv.agreements.series import Series
from buuv.conversations import restraining
from buuv.conversations.models import Conversation
from buuv.core import clock, events, tokens
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.text import one_line
from buuv.core.translation import gettext as _


@dataclass(frozen=True)
class Terms:
    """What somebody proposes: what, where, and when; `repeat` is one of rules.REPEATS."""

    what: str
    meeting_place: str
    begins_on: date
    wall_time: time
    minutes: int = 60
    repeat: str = rules.ONCE
    last_on: date | None = None


@dataclass(frozen=True)
class AgreementProposed:
    """One of the two proposes something; the other one may confirm it."""

    agreement: Agreement
    by: Account


@dataclass(frozen=True)
class AgreementConfirmed:
    """Both said yes: it is in force."""

    agreement: Agreement
    by: Account


class Overlap(Refusal):
    """The person already promised this time to somebody; a second tap goes on all the same."""

    def __init__(self, agreement: Agreement, day: date) -> None:
        super().__init__(_("U hebt op dat moment al een andere afspraak."), field="overlap")
        self.agreement, self.day = agreement, day


def propose(
    conversation: Conversation,
    terms: Terms,
    *,
    by: Account,
    replaces: Agreement | None = None,
    stands_in_for: tuple[Agreement, date] | None = None,
    submission: str | None = None,
    anyway: bool = False,
) -> Agreement:
    """Proposes an agreement to the other one and gives it; the proposer's own yes comes with it.

    What it replaces stays in force until the other one confirms the new one; a proposal that nobody confirmed
    yet makes way at once. The same submission twice is one proposal. Raises Overlap, unless `anyway`.
    """
    queries.wait_for(conversation)
    submission = submission[:40] if submission else None
    again = queries.find_submission(by.id, submission)
    if again:
        return again
    restricting.ensure_may_write(by.id)
    if conversation.ended_at:
        raise Refusal(_("Dit gesprek is gestopt. U kunt geen afspraak meer maken."))
    if not queries.has_said_yes(conversation, conversation.owner_id):
        restraining.check_answered(conversation, by=by)
    values = _checked(terms)
    live = queries.live_in(conversation.id)
    in_force, outdated = _makes_way(live, replaces)
    if sum(one.next_on is not None for one in live) - len(outdated) >= rules.LIVE_AT_MOST:
        raise Refusal(_("U hebt samen al veel afspraken en voorstellen. Zeg eerst een andere af."))
    planned = Series(terms.begins_on, terms.wall_time, terms.minutes, values["rrule"], values["last_on"])
    if not anyway:
        warn_of_overlap(by.id, planned, besides=in_force.id if in_force else None)
    for old in outdated:
        old.ended_at, old.next_on = clock.now(), None
    number = tokens.public_id()
    agreement = Agreement(
        public_id=number,
        calendar_id=number,
        next_on=terms.begins_on,
        conversation_id=conversation.id,
        proposed_by_id=by.id,
        replaces_id=in_force.id if in_force else None,
        stands_in_for_id=stands_in_for[0].id if stands_in_for else None,
        stands_in_on=stands_in_for[1] if stands_in_for else None,
        submission=submission,
        **values,
    )
    agreement.conversation = conversation
    db.session.add(agreement)
    db.session.flush()
    db.session.add(AgreementConfirmation(agreement_id=agreement.id, account_id=by.id))
    db.session.flush()
    events.record(AgreementProposed(agreement, by))
    return agreement


def _checked(terms: Terms) -> dict[str, Any]:
    """The columns of a proposal, once all of it is right."""
    what, place = one_line(terms.what), one_line(terms.meeting_place)
    if not what:
        raise Refusal(_("Vertel in een paar woorden wat u gaat doen."), field="what")
    if len(what) > rules.WHAT_MAX:
        raise Refusal(_("Maak dit korter: hooguit %(most)s tekens.", most=rules.WHAT_MAX), field="what")
    if not place:
        raise Refusal(_("Vertel waar u elkaar ziet."), field="meeting_place")
    if len(place) > rules.PLACE_MAX:
        raise Refusal(_("Maak dit korter: hooguit %(most)s tekens.", most=rules.PLACE_MAX), field="meeting_place")
    if not clock.today() <= terms.begins_on <= clock.today() + timedelta(days=rules.DAYS_AHEAD):
        raise Refusal(_("Kies een dag uit de lijst."), field="day")
    if series.starts_at(terms.begins_on, terms.wall_time) <= clock.now():
        raise Refusal(_("Dit moment is al voorbij. Kies een later uur of een andere dag."), field="hour")
    if terms.minutes not in rules.DURATIONS:
        raise Refusal(_("Kies hoe lang het duurt."), field="minutes")
    if terms.repeat not in rules.REPEATS:
        raise Refusal(_("Kies of het terugkomt."), field="repeat")
    if terms.last_on and terms.repeat != rules.ONCE and terms.last_on < terms.begins_on:
        raise Refusal(_("De laatste keer komt na de eerste keer. Kies een latere dag."), field="last_on")
    return {
        "what": what,
        "meeting_place": place,
        "begins_on": terms.begins_on,
        "wall_time": terms.wall_time,
        "minutes": terms.minutes,
        "rrule": rules.rule_of(terms.repeat, terms.begins_on),
        "last_on": terms.last_on if terms.repeat != rules.ONCE else None,
    }


def _makes_way(live: Sequence[Agreement], replaces: Agreement | None) -> tuple[Agreement | None, list[Agreement]]:
    """What stays in force until a change of it is confirmed, and the proposals that the change takes the place of."""
    if replaces is None:
        return None, []
    queries.read_again(replaces)
    if replaces.ended_at:
        raise Refusal(_("Deze afspraak is intussen veranderd of gaat niet door. Maak zo nodig een nieuwe."))
    in_force = replaces if replaces.is_confirmed else next((a for a in live if a.id == replaces.replaces_id), None)
    root = in_force.id if in_force else None
    return in_force, [
        one
        for one in live
        if not one.is_confirmed and (one.id == replaces.id or (root is not None and one.replaces_id == root))
    ]


def confirm(agreement: Agreement, *, by: Account, anyway: bool = False) -> None:
    """The other one says yes; twice changes nothing. Raises Overlap, unless `anyway`."""
    queries.wait_for(agreement.conversation)
    queries.read_again(agreement)
    if by.id in queries.confirmations_of(agreement):
        return
    if agreement.ended_at or agreement.conversation.ended_at:
        raise Refusal(_("Dit voorstel is intussen veranderd of ingetrokken. Kijk in het gesprek wat er nu staat."))
    planned = queries.series_of(agreement)
    coming = series.next_occurrence(planned, clock.now())
    if coming is None:
        raise Refusal(_("Deze dag is al voorbij. Stel een nieuwe dag voor."))
    if not anyway:
        warn_of_overlap(by.id, planned, besides=agreement.replaces_id)
    db.session.add(AgreementConfirmation(agreement_id=agreement.id, account_id=by.id))
    db.session.flush()
    db.session.refresh(agreement, ["is_confirmed"])
    _replace(agreement)
    note_next(agreement, coming.on)
    db.session.flush()
    events.record(AgreementConfirmed(agreement, by))


def _replace(agreement: Agreement) -> None:
    """The old one ends now; a series goes on as it was until the new one begins."""
    old = db.session.get(Agreement, agreement.replaces_id) if agreement.replaces_id else None
    if old is None or old.ended_at:
        return
    day_before = agreement.begins_on - timedelta(days=1)
    planned = queries.series_of(old)
    left = next(series.days(planned, clock.today(), day_before), None)
    if old.is_series and left:
        old.last_on, old.revision = min(old.last_on or day_before, day_before), old.revision + 1
        note_next(old, left)
    else:
        old.ended_at, old.next_on = clock.now(), None
        agreement.calendar_id, agreement.revision = old.calendar_id, old.revision + 1


def note_next(agreement: Agreement, day: date | None) -> None:
    """Keeps the coming day for the worker; whom it is too late to remind is not reminded."""
    agreement.next_on = day
    if day and agreement.is_confirmed and clock.now() >= remind_at(day):
        agreement.reminded_on = max(day, agreement.reminded_on or day)


def remind_at(day: date) -> datetime:
    """The moment in UTC that the two are reminded of a day: the evening before."""
    return series.starts_at(day - timedelta(days=1), time(rules.REMIND_AT_HOUR))


def warn_of_overlap(account_id: int, planned: Series, *, besides: int | None = None) -> None:
    """Raises Overlap when this person has something in force at the same time; of the other one nothing is told."""
    own = [one for one in queries.coming_for(account_id) if one.id != besides]
    days = queries.series_of_all(own)
    for one in own:
        day = series.overlap(planned, days[one.id], max(clock.today(), planned.begins_on - timedelta(days=1)))
        if day:
            raise Overlap(one, day)
