"""Asking another neighbour who answered the same card to stand in for one day."""

from collections.abc import Sequence
from datetime import date, timedelta

from buuv.accounts import blocking
from buuv.accounts.models import Account
from buuv.agreements import agreeing, queries, rules, series
from buuv.agreements.models import Agreement
from buuv.conversations.models import Conversation
from buuv.core import clock
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _


def open_days(agreement: Agreement) -> list[date]:
    """The coming days that do not take place, so that somebody else may; in order, within what can be planned."""
    if agreement.ended_at:
        stepped_back = queries.last_stepping_back(agreement)
        days = [agreement.begins_on] if stepped_back and agreement.is_confirmed and not agreement.is_series else []
    else:
        days = [row.occurs_on for row in queries.cancellations_of(agreement)] if agreement.is_confirmed else []
    last = clock.today() + timedelta(days=rules.DAYS_AHEAD)
    return [day for day in days if day <= last and series.starts_at(day, agreement.wall_time) > clock.now()]


def candidates(agreement: Agreement) -> Sequence[Conversation]:
    """The owner's other conversations about the same card, of neighbours who may stand in."""
    return queries.others_who_answered(agreement.conversation)


def ask(agreement: Agreement, day: date, conversation: Conversation, *, by: Account, anyway: bool = False) -> Agreement:
    """Proposes the same thing for that one day to another neighbour; asking the same one twice is asking once.

    It waits for everybody itself: whoever calls it holds no lock on the agreement yet.
    """
    _check_choice(agreement, conversation)
    _wait_for_both(agreement, conversation)
    if day not in open_days(agreement):
        raise Refusal(_("Voor deze dag is geen invaller nodig."), field="day")
    _check_choice(agreement, conversation)
    terms = agreeing.Terms(
        what=agreement.what,
        meeting_place=agreement.meeting_place,
        begins_on=day,
        wall_time=agreement.wall_time,
        minutes=agreement.minutes,
    )
    submission = f"invaller-{agreement.public_id}-{day:%m%d}-{conversation.id}"
    return agreeing.propose(
        conversation, terms, by=by, stands_in_for=(agreement, day), submission=submission, anyway=anyway
    )


def _check_choice(agreement: Agreement, conversation: Conversation) -> None:
    if conversation.id not in {one.id for one in candidates(agreement)}:
        raise Refusal(_("Kies een buur uit de lijst."), field="neighbour")


def _wait_for_both(agreement: Agreement, conversation: Conversation) -> None:
    """Waits for both pairs, their one card and both conversations in the order of everybody, and reads anew."""
    both = sorted((agreement.conversation, conversation), key=lambda one: one.id)
    blocking.take_all_turns((one.owner_id, one.helper_id) for one in both)
    for one in both:
        queries.wait_for(one)
    queries.read_again(agreement)
