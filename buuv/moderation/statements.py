"""Decisions in the shape of the DSA Transparency Database of the European Commission (DSA 24, paragraph 5).

Field names and values: "API and Schema", version 2 of the interface, in use since 1 July 2025
(https://transparency.dsa.ec.europa.eu/page/api-documentation, source at
https://github.com/digital-services-act/transparency-database, resources/markdown/api-documentation-two.md). At most
100 statements go in one call. Nothing that people wrote goes along, moderators included: facts and explanation are
those of the ground in config/grounds.toml, and the number of a statement is not the one that its reader knows.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from buuv.core import clock, tokens
from buuv.core.database import db
from buuv.moderation import figures, following, grounds
from buuv.moderation.case_models import CARD, MESSAGE, THANKS, Case, Report, Signal
from buuv.moderation.decision_models import CLOSE, HIDE, PAUSE, REMOVE, SUSPEND, Decision
from buuv.moderation.grounds import LAW, Ground
from buuv.moderation.periods import HalfYear

# So many statements fit in one call.
PER_CALL = 100
# What restricts somebody; asking, warning and finding nothing wrong do not (DSA 17, paragraph 1).
RESTRICTING = (HIDE, REMOVE, PAUSE, SUSPEND, CLOSE)
_WHAT: dict[str, dict[str, Any]] = {
    HIDE: {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_DISABLED"]},
    REMOVE: {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"]},
    PAUSE: {"decision_provision": "DECISION_PROVISION_PARTIAL_SUSPENSION"},
    SUSPEND: {"decision_account": "DECISION_ACCOUNT_SUSPENDED"},
    CLOSE: {"decision_account": "DECISION_ACCOUNT_TERMINATED"},
}
_END = {
    HIDE: "end_date_visibility_restriction",
    REMOVE: "end_date_visibility_restriction",
    PAUSE: "end_date_service_restriction",
    SUSPEND: "end_date_account_restriction",
    CLOSE: "end_date_account_restriction",
}
# What version 2 calls differently.
_RENAMED = {"STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE": "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"}
_OTHER = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
_NO_GROUND = "Huisregels van buuv"
_BATCH = 500
# What waits to be seen whatever it says was not detected by a program.
_ROUTINE = (following.FIRST_CARD, following.CHANGED, following.UNCHANGED)


def calls(municipality_code: str, year: int, *, rules_url: str | None) -> Iterator[dict[str, list[dict[str, Any]]]]:
    """The bodies of the calls that hand in every restriction that took effect in a year, oldest first."""
    waiting: list[dict[str, Any]] = []
    for decision, is_reported, is_signalled in _decisions(municipality_code, year):
        waiting.append(_statement(decision, is_reported, is_signalled, rules_url))
        if len(waiting) == PER_CALL:
            yield {"statements": waiting}
            waiting = []
    if waiting:
        yield {"statements": waiting}


def _decisions(municipality_code: str, year: int) -> Iterator[tuple[Decision, bool, bool]]:
    """With each whether somebody reported its case, and whether the program noticed it."""
    effective_at = figures.effective_at()
    wanted = select(
        Decision,
        exists().where(Report.case_id == Decision.case_id, Report.received_at <= effective_at),
        exists().where(
            Signal.case_id == Decision.case_id, Signal.found_at <= effective_at, Signal.key.not_in(_ROUTINE)
        ),
    ).where(
        Decision.municipality_code == municipality_code,
        Decision.measure.in_(RESTRICTING),
        figures.took_effect(),
        effective_at >= HalfYear(year, 1).begins_at,
        effective_at < HalfYear(year, 2).ends_at,
    )
    case = joinedload(Decision.case)
    wanted = wanted.options(case.joinedload(Case.post), case.joinedload(Case.message), case.joinedload(Case.thanks))
    last = 0
    while True:
        found: Sequence[Any] = db.session.execute(
            wanted.where(Decision.id > last).order_by(Decision.id).limit(_BATCH)
        ).all()
        yield from ((row[0], row[1], row[2]) for row in found)
        if len(found) < _BATCH:
            return
        last = found[-1][0].id


def _statement(decision: Decision, is_reported: bool, is_signalled: bool, rules_url: str | None) -> dict[str, Any]:
    ground = grounds.find_ground(decision.ground)
    made: dict[str, Any] = {
        **_WHAT[decision.measure],
        **_why(ground),
        "account_type": "ACCOUNT_TYPE_PRIVATE",
        "content_type": ["CONTENT_TYPE_TEXT"],
        "category": _RENAMED.get(ground.sort, ground.sort) if ground else _OTHER,
        "territorial_scope": ["NL"],
        "content_date": _day(_written_at(decision.case)),
        "application_date": _day(decision.effective_at),
        "source_type": "SOURCE_ARTICLE_16" if is_reported else "SOURCE_VOLUNTARY",
        "automated_detection": "Yes" if decision.is_automated or (is_signalled and not is_reported) else "No",
        "automated_decision": (
            "AUTOMATED_DECISION_FULLY" if decision.is_automated else "AUTOMATED_DECISION_NOT_AUTOMATED"
        ),
        "puid": _number(decision),
    }
    if rules_url:
        made["decision_ground_reference_url"] = rules_url
    until = min((moment for moment in (decision.until, decision.ended_at) if moment), default=None)
    if until:
        made[_END[decision.measure]] = max(_day(until), made["application_date"])
    return made


def _why(ground: Ground | None) -> dict[str, str]:
    """The ground with its own words; what a moderator wrote about somebody stays here."""
    rule = ground.rules["nl"] if ground else _NO_GROUND
    facts = (ground.facts["nl"] if ground else "") or rule
    if ground and ground.source == LAW:
        return {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "illegal_content_legal_ground": rule[:500],
            "illegal_content_explanation": facts[:2000],
            "decision_facts": facts[:5000],
        }
    return {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": rule[:500],
        "incompatible_content_explanation": facts[:2000],
        "decision_facts": facts[:5000],
    }


def _written_at(case: Case) -> datetime:
    """When the words were placed; when they are gone, or it is about a person, when the case began."""
    if case.kind == CARD and case.post:
        return case.post.placed_at
    if case.kind == MESSAGE and case.message:
        return case.message.sent_at
    if case.kind == THANKS and case.thanks:
        return case.thanks.given_at
    return case.opened_at


def _number(decision: Decision) -> str:
    """A number of our own that stays the same, and that nobody can lay beside the one in somebody's mail."""
    return hashlib.sha256(tokens.keyed(tokens.key(), "statement", decision.public_id)).hexdigest()[:32]


def _day(moment: datetime) -> str:
    return clock.day_of(moment).isoformat()
