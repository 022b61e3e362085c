"""Afterwards: both are asked once and apart how it went, and a card that is done leaves the board."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from buuv.accounts import blocking
from buuv.agreements import queries, series
from buuv.agreements.models import Agreement, FitAnswer
from buuv.agreements.outcomes import UNEASE_MAX, Outcome, Unease
from buuv.conversations import helping
from buuv.conversations.models import Conversation
from buuv.core import clock, tokens
from buuv.core.database import db
from buuv.core.errors import NotFound, Refusal
from buuv.core.text import paragraphs
from buuv.core.translation import gettext as _
from buuv.notices.telling import tell
from buuv.posts import ending
from buuv.posts import queries as posts

# After a fortnight nobody remembers well; a worker that stood still for longer does not ask any more.
ASK_WITHIN = timedelta(days=14)
# A question that nobody answers in a month disappears by itself.
OPEN_FOR = timedelta(days=30)
OPEN_AT_MOST = 5

_people = (
    contains_eager(Agreement.conversation).options(
        joinedload(Conversation.owner, innerjoin=True), joinedload(Conversation.helper, innerjoin=True)
    ),
)


def ask(most: int) -> int:
    """Asks both about a first time that is over, once; gives how many agreements were looked at, up to `most`."""
    found = _began_lately(most)
    planned = queries.series_of_all(found)
    number = 0
    for agreement in found:
        first = next(series.days(planned[agreement.id], agreement.begins_on, clock.today()), None)
        if first and series.occurrence(planned[agreement.id], first).ends_at <= clock.now():
            _ask_both(agreement, first, with_mail=True)
            number += 1
    return number


def _began_lately(most: int) -> Sequence[Agreement]:
    """What is in force and began in the past two weeks, or is a changed series, and was not asked about before.

    What goes on at this moment is left out by its hour: at most one day's agreements are looked at in vain.
    """
    before = aliased(Agreement)
    was_asked = exists().where(Outcome.agreement_id == Agreement.id)
    continues = exists().where(
        before.id == Agreement.replaces_id, before.rrule.is_not(None), Outcome.agreement_id == before.id
    )
    wanted = (
        select(Agreement)
        .join(Agreement.conversation)
        .where(
            Agreement.begins_on.between(clock.today() - ASK_WITHIN, clock.today()),
            Agreement.ended_at.is_(None),
            Agreement.is_confirmed,
            ~was_asked,
            ~continues,
        )
        .options(*_people)
        .order_by(Agreement.begins_on, Agreement.wall_time, Agreement.id)
        .limit(most)
    )
    return db.session.scalars(wanted.with_for_update(of=Agreement, skip_locked=True)).all()


def ask_with_fit(most: int) -> int:
    """Puts the same three questions beside the six-weeks question of a series; its mail went already."""
    was_asked = exists().where(Outcome.agreement_id == FitAnswer.agreement_id, Outcome.occurs_on == FitAnswer.asked_on)
    lately = select(FitAnswer.agreement_id).where(FitAnswer.asked_on >= clock.today() - ASK_WITHIN, ~was_asked)
    wanted = (
        select(Agreement).join(Agreement.conversation).where(Agreement.id.in_(lately), Agreement.ended_at.is_(None))
    )
    locked = wanted.options(*_people).order_by(Agreement.id).limit(most)
    found = db.session.scalars(locked.with_for_update(of=Agreement, skip_locked=True)).all()
    for agreement in found:
        if agreement.fit_asked_on:
            _ask_both(agreement, agreement.fit_asked_on, with_mail=False)
    return len(found)


def _ask_both(agreement: Agreement, day: date, *, with_mail: bool) -> None:
    for person in (agreement.conversation.owner, agreement.conversation.helper):
        outcome = Outcome(public_id=tokens.public_id(), agreement_id=agreement.id, account_id=person.id, occurs_on=day)
        db.session.add(outcome)
        if with_mail:
            tell(person, "how_did_it_go", outcome=outcome.public_id)
    db.session.flush()


def get_for(account_id: int, public_id: str) -> Outcome:
    """The questions to this person; NotFound for everybody else."""
    outcome: Outcome | None = db.session.scalar(_whole().where(Outcome.public_id == public_id))
    if outcome is None or outcome.account_id != account_id:
        raise NotFound
    return outcome


def open_for(account_id: int, *, conversation_id: int | None = None) -> Sequence[Outcome]:
    """The questions that wait for this person, the newest first; at most OPEN_AT_MOST."""
    wanted = _whole().where(
        Outcome.account_id == account_id,
        Outcome.closed_at.is_(None),
        Outcome.asked_at > clock.now() - OPEN_FOR,
    )
    if conversation_id:
        wanted = wanted.where(Agreement.conversation_id == conversation_id)
    return db.session.scalars(wanted.order_by(Outcome.id.desc()).limit(OPEN_AT_MOST)).all()


def _whole() -> Select[Outcome]:
    conversation = contains_eager(Outcome.agreement).contains_eager(Agreement.conversation)
    return (
        select(Outcome)
        .join(Outcome.agreement)
        .join(Agreement.conversation)
        .where(blocking.none_between(Conversation.owner_id, Conversation.helper_id))
        .options(
            conversation.joinedload(Conversation.owner, innerjoin=True),
            conversation.joinedload(Conversation.helper, innerjoin=True),
            conversation.joinedload(Conversation.post, innerjoin=True),
        )
    )


def answer_happened(outcome: Outcome, *, did_happen: bool) -> None:
    """Whether it took place; when both say so, a request for one neighbour and one time is done by itself.

    An offer has its place again.
    """
    # One after the other, or each of two answers at one moment would miss the other one's.
    post = posts.lock(outcome.agreement.conversation.post_id)
    outcome.did_happen = did_happen
    _close_if_answered(outcome)
    db.session.flush()
    if not did_happen or outcome.agreement.is_series or not _both_say_so(outcome):
        return
    if not post.is_request:
        helping.complete(outcome.agreement.conversation)
    elif post.people_wanted == 1:
        ending.solve(post)


def may_finish(outcome: Outcome) -> bool:
    """Whether this person may say in one tap that the card is done: it is theirs, it hangs, and it took place."""
    post = outcome.agreement.conversation.post
    is_own = post.author_id == outcome.account_id
    return bool(is_own and post.is_alive and outcome.did_happen and not outcome.agreement.is_series)


def _both_say_so(outcome: Outcome) -> bool:
    wanted = select(Outcome.did_happen).where(
        Outcome.agreement_id == outcome.agreement_id, Outcome.occurs_on == outcome.occurs_on
    )
    return list(db.session.scalars(wanted)) == [True, True]


def answer_again(outcome: Outcome, *, would_again: bool) -> None:
    """Whether this person would do it again; nobody else sees it."""
    outcome.would_again = would_again
    _close_if_answered(outcome)


def answer_right(outcome: Outcome, *, was_right: bool, words: str = "") -> None:
    """Whether all was well; what was not is kept apart, for moderators and never for the other one."""
    words = paragraphs(words)
    if len(words) > UNEASE_MAX:
        raise Refusal(_("Maak uw tekst korter: hooguit %(most)s tekens.", most=UNEASE_MAX), field="words")
    outcome.was_right = was_right
    kept = db.session.get(Unease, outcome.id)
    if was_right and kept:
        db.session.delete(kept)
    elif not was_right:
        if kept is None:
            other = outcome.agreement.conversation.other_than(outcome.account_id)
            kept = Unease(outcome_id=outcome.id, account_id=outcome.account_id, about_id=other.id, words="")
            db.session.add(kept)
        kept.words, kept.said_at = words or kept.words, clock.now()
    _close_if_answered(outcome)


def find_unease(outcome: Outcome) -> Unease | None:
    """What this person said was not right; for this person."""
    return db.session.get(Unease, outcome.id)


def put_aside(outcome: Outcome) -> None:
    """The person does not want to answer; that is an answer too."""
    outcome.closed_at = outcome.closed_at or clock.now()


def _close_if_answered(outcome: Outcome) -> None:
    # Nobody is asked whether they would do again what did not take place.
    again = outcome.would_again if outcome.did_happen is not False else False
    if None not in (outcome.did_happen, again, outcome.was_right):
        put_aside(outcome)
