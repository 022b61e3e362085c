"""Reporting something: it joins the case about that thing, or begins one, and the reporter gets a receipt at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from buuv.accounts.models import Account
from buuv.agreements.outcomes import Thanks
from buuv.conversations.models import Message
from buuv.core import clock, outbox, sealing, tokens
from buuv.core.database import db, one_at_a_time
from buuv.core.errors import Refusal
from buuv.core.text import one_line, paragraphs
from buuv.core.translation import gettext as _
from buuv.moderation import deadlines, duty, grounds, unfounded
from buuv.moderation.case_models import CARD, MESSAGE, PROFILE, THANKS, Case, Report, SealedMessage, Signal
from buuv.notices.telling import tell
from buuv.posts.models import Post

WORDS_MAX, QUOTED_MAX = 1000, 300
# Besides the message itself (R-P12).
AROUND_MOST = 10
# Each further reporter makes a case heavier; many of them decide nothing (T-16).
WEIGHT_OF_REPORTER, REPORTERS_THAT_WEIGH = 1, 10
PURPOSE, SEAL = "report", "report-copy"


@dataclass(frozen=True)
class Subject:
    """A thing that can be looked at: what it is and whose."""

    kind: str
    account_id: int
    municipality_code: str
    post_id: int | None = None
    message_id: int | None = None
    thanks_id: int | None = None


@dataclass(frozen=True)
class Complaint:
    """What a reporter says: why, about which words, and in their own words."""

    ground: str
    words: str = ""
    quoted: str = ""


def card(post: Post) -> Subject:
    """A card, by its author."""
    return Subject(CARD, post.author_id, post.municipality_code, post_id=post.id)


def message(one: Message, municipality_code: str) -> Subject:
    """One message in a conversation, by its writer."""
    return Subject(MESSAGE, one.author_id, municipality_code, message_id=one.id)


def profile(account: Account) -> Subject:
    """What somebody shows of themselves: the name."""
    return Subject(PROFILE, account.id, account.municipality_code)


def thanks(one: Thanks) -> Subject:
    """Words of thanks, by their giver."""
    return Subject(THANKS, one.giver_id, one.municipality_code, thanks_id=one.id)


def again(case: Case) -> Subject:
    """What a case was about, to look at once more."""
    return Subject(case.kind, case.account_id, case.municipality_code, case.post_id, case.message_id, case.thanks_id)


def report(
    subject: Subject,
    complaint: Complaint,
    *,
    by: Account | None,
    email: str | None = None,
    language: str = "nl",
    copies: Sequence[Message] = (),
) -> Report:
    """Takes a report in and mails the receipt; Refusal when something is missing or it was reported already."""
    ground = grounds.find_ground(complaint.ground)
    if ground is None or ground.is_ended:
        raise Refusal(_("Kies wat er niet klopt."), field="ground")
    words, quoted = _checked(complaint, needs_words=not ground.facts["nl"])
    if by and by.id == subject.account_id:
        raise Refusal(_("Dit is van uzelf. U kunt het zelf veranderen of weghalen."))
    case = open_case(subject)
    if by and db.session.scalar(select(Report.id).where(Report.case_id == case.id, Report.account_id == by.id)):
        raise Refusal(_("U hebt dit al gemeld. Wij kijken ernaar en u krijgt bericht."))
    found = Report(
        number=tokens.public_id(),
        case_id=case.id,
        account_id=by.id if by else None,
        email=None if by else email or None,
        language=by.language if by else language,
        ground=ground.key,
        words=words,
        quoted=quoted,
    )
    found.case = case
    db.session.add(found)
    db.session.flush()
    _weigh(case, ground)
    _seal(found, subject, copies)
    tell_reporter(found, "report_received", municipality_code=case.municipality_code)
    duty.tell_of(case)
    return found


def signal(subject: Subject, key: str, *, weight: int = 0, is_due: bool = False) -> Case:
    """Shows a thing to moderators because the program noticed something; with `is_due` within the usual days."""
    case = open_case(subject)
    known = select(Signal.id).where(Signal.case_id == case.id, Signal.key == key)
    if db.session.scalar(known) is None:
        db.session.add(Signal(case_id=case.id, key=key))
        case.weight += weight
    if is_due and case.due_at is None:
        case.due_at = deadlines.due(clock.now(), is_urgent=False)
    db.session.flush()
    return case


def open_case(subject: Subject) -> Case:
    """The open case about this thing, locked; a new one when there is none."""
    one_at_a_time(
        f"case {subject.kind} {subject.post_id or subject.message_id or subject.thanks_id or subject.account_id}"
    )
    wanted = select(Case).where(
        Case.closed_at.is_(None),
        Case.kind == subject.kind,
        Case.account_id == subject.account_id,
        Case.post_id.is_not_distinct_from(subject.post_id),
        Case.message_id.is_not_distinct_from(subject.message_id),
        Case.thanks_id.is_not_distinct_from(subject.thanks_id),
    )
    case: Case | None = db.session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if case is None:
        case = Case(**vars(subject), public_id=tokens.public_id(), opened_at=clock.now(), weight=0, is_urgent=False)
        db.session.add(case)
        db.session.flush()
    return case


def link_for(report_: Report) -> str:
    """The secret part of the address of the status page; derived, and kept nowhere."""
    return tokens.link_token(tokens.key(), PURPOSE, report_.number)


def find_by_link(token: str, *, municipality_code: str) -> Report | None:
    """The report that a link opens."""
    number = token.partition("-")[0]
    wanted = select(Report).join(Report.case).options(contains_eager(Report.case))
    found: Report | None = db.session.scalar(
        wanted.where(Report.number == number, Case.municipality_code == municipality_code)
    )
    return found if found and tokens.same(link_for(found), token) else None


def tell_reporter(report_: Report, kind: str, *, municipality_code: str) -> None:
    """Mails the reporter, when there is an address, with the number of the report and nothing that was said."""
    if report_.account_id:
        account = db.session.get_one(Account, report_.account_id)
        if not account.has_left:
            tell(account, kind, attempt=report_.number, purpose=PURPOSE)
    elif report_.email:
        outbox.put(
            kind,
            to=report_.email,
            municipality_code=municipality_code,
            language=report_.language,
            attempt=report_.number,
            purpose=PURPOSE,
        )


def unsealed(copy: SealedMessage) -> str:
    """The words of a copy; only `looking` may ask."""
    return sealing.unseal(SEAL, copy.sealed)


def _checked(complaint: Complaint, *, needs_words: bool) -> tuple[str, str]:
    words, quoted = paragraphs(complaint.words), one_line(complaint.quoted)
    if needs_words and not words:
        raise Refusal(_("Vertel kort wat er niet klopt."), field="words")
    if len(words) > WORDS_MAX:
        raise Refusal(_("Maak uw uitleg korter: hooguit %(most)s tekens.", most=WORDS_MAX), field="words")
    if len(quoted) > QUOTED_MAX:
        raise Refusal(_("Neem minder woorden over: hooguit %(most)s tekens.", most=QUOTED_MAX), field="quoted")
    return words, quoted


def _weigh(case: Case, ground: grounds.Ground) -> None:
    """Who often reported without ground weighs less, and never nothing: that one report may be true."""
    reports = db.session.execute(select(Report.ground, Report.account_id).where(Report.case_id == case.id)).all()
    without = unfounded.count({row.account_id for row in reports if row.account_id})
    heaviest = max(max(1, grounds.all_grounds()[row.ground].weight - without.get(row.account_id, 0)) for row in reports)
    reporters = sum(not unfounded.is_often(without.get(row.account_id, 0)) for row in reports)
    case.weight = max(case.weight, 10 * heaviest + min(reporters, REPORTERS_THAT_WEIGH) * WEIGHT_OF_REPORTER)
    case.is_urgent = case.is_urgent or ground.is_urgent
    due = deadlines.due(clock.now(), is_urgent=ground.is_urgent)
    case.due_at = min(case.due_at, due) if case.due_at else due


def _seal(report_: Report, subject: Subject, copies: Sequence[Message]) -> None:
    """Copies what the reporter chose and nothing else; the conversation itself stays closed to everybody."""
    around = [one for one in copies if one.id != subject.message_id]
    if len(around) > AROUND_MOST:
        raise Refusal(_("Stuur hooguit %(most)s andere berichten mee.", most=AROUND_MOST), field="around")
    for one in copies:
        row = SealedMessage(
            report_id=report_.id,
            message_id=one.id,
            author_id=one.author_id,
            is_reported=one.id == subject.message_id,
            sealed=sealing.seal(SEAL, one.body),
            sent_at=one.sent_at,
        )
        db.session.add(row)
