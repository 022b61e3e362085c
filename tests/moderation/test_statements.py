"""Decisions as the database of the Commission takes them, without anything that people wrote."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from buuv.core.database import db
from buuv.moderation import statements
from buuv.moderation.case_models import Signal
from buuv.moderation.decision_models import BY_OBJECTION, CLOSE, HIDE, PAUSE, REMOVE, SUSPEND
from tests.builders import TOWN, a_post, an_account
from tests.moderation.cases import a_case, a_decision, a_report, many_cases

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
RULES = "https://buuv.zaanstad.example/huisregels"
# The rules of version 2 of the interface: which fields there must be, which values they take, how long they are.
CATEGORIES = (
    "ANIMAL_WELFARE CONSUMER_INFORMATION CYBER_VIOLENCE CYBER_VIOLENCE_AGAINST_WOMEN"
    " DATA_PROTECTION_AND_PRIVACY_VIOLATIONS ILLEGAL_OR_HARMFUL_SPEECH INTELLECTUAL_PROPERTY_INFRINGEMENTS"
    " NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS NOT_SPECIFIED_NOTICE OTHER_VIOLATION_TC PROTECTION_OF_MINORS"
    " RISK_FOR_PUBLIC_SECURITY SCAMS_AND_FRAUD SELF_HARM UNSAFE_AND_PROHIBITED_PRODUCTS VIOLENCE"
)
VALUES = {
    "decision_visibility": {"DECISION_VISIBILITY_CONTENT_REMOVED", "DECISION_VISIBILITY_CONTENT_DISABLED"},
    "decision_provision": {"DECISION_PROVISION_PARTIAL_SUSPENSION"},
    "decision_account": {"DECISION_ACCOUNT_SUSPENDED", "DECISION_ACCOUNT_TERMINATED"},
    "account_type": {"ACCOUNT_TYPE_PRIVATE", "ACCOUNT_TYPE_BUSINESS"},
    "decision_ground": {"DECISION_GROUND_ILLEGAL_CONTENT", "DECISION_GROUND_INCOMPATIBLE_CONTENT"},
    "content_type": {"CONTENT_TYPE_TEXT"},
    "category": {f"STATEMENT_CATEGORY_{name}" for name in CATEGORIES.split()},
    "territorial_scope": {"NL"},
    "source_type": {"SOURCE_ARTICLE_16", "SOURCE_VOLUNTARY"},
    "automated_detection": {"Yes", "No"},
    "automated_decision": {"AUTOMATED_DECISION_FULLY", "AUTOMATED_DECISION_NOT_AUTOMATED"},
}
LONGEST = {
    "decision_facts": 5000,
    "illegal_content_legal_ground": 500,
    "illegal_content_explanation": 2000,
    "incompatible_content_ground": 500,
    "incompatible_content_explanation": 2000,
    "decision_ground_reference_url": 500,
    "puid": 500,
}
REQUIRED = {
    "decision_ground",
    "decision_facts",
    "content_type",
    "category",
    "territorial_scope",
    "content_date",
    "application_date",
    "source_type",
    "automated_detection",
    "automated_decision",
    "puid",
}
BY_GROUND = {
    "DECISION_GROUND_ILLEGAL_CONTENT": {"illegal_content_legal_ground", "illegal_content_explanation"},
    "DECISION_GROUND_INCOMPATIBLE_CONTENT": {"incompatible_content_ground", "incompatible_content_explanation"},
}
ENDS = {f"end_date_{what}_restriction" for what in ("visibility", "service", "account")}


def mistakes(statement):
    wrong = [f"{name} is missing" for name in REQUIRED - set(statement)]
    for name, value in statement.items():
        if name in VALUES:
            wrong += [
                f"{name}: {one}" for one in (value if isinstance(value, list) else [value]) if one not in VALUES[name]
            ]
        elif name in LONGEST:
            wrong += [f"{name} has {len(value)} characters"] if not 0 < len(value) <= LONGEST[name] else []
        elif name in ENDS | {"content_date", "application_date"}:
            wrong += [] if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else [f"{name}: {value}"]
        else:
            wrong.append(f"{name} is unknown")
    wrong += [f"{name} is missing" for name in BY_GROUND[statement["decision_ground"]] - set(statement)]
    if not {"decision_visibility", "decision_provision", "decision_account"} & set(statement):
        wrong.append("nothing is restricted")
    wrong += [
        f"{name} is before the beginning"
        for name in ENDS & set(statement)
        if statement[name] < statement["application_date"]
    ]
    return wrong + ([] if re.fullmatch(r"[A-Za-z0-9_-]+", statement["puid"]) else ["puid"])


@pytest.fixture
def moment(database):
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


def handed_in(year=2026):
    db.session.flush()
    db.session.expire_all()
    return [one for call in statements.calls(TOWN, year, rules_url=RULES) for one in call["statements"]]


def test_every_statement_fits_the_database_of_the_commission(moment):
    many_cases(7, amount=260, begin=datetime(2026, 1, 2, tzinfo=UTC), end=NOW - timedelta(days=50))
    found = handed_in()
    assert len(found) > 100
    assert [wrong for one in found for wrong in mistakes(one)] == []
    assert len({one["puid"] for one in found}) == len(found)
    assert max(len(call["statements"]) for call in statements.calls(TOWN, 2026, rules_url=None)) == 100


def test_nothing_of_people_goes_along(moment):
    author = an_account(email="merkadres@example.org", shown_name="Zwaantjebel")
    post = a_post(author=author, title="Wie plukt er in de kersenboomgaard?", body="Bij de wijnrode luifel.")
    case = a_case(account=author, post_id=post.id)
    a_report(case, words="Hij noemt mijn mosgroene deur.", quoted="kersenboomgaard", email="melder@example.org")
    decision = a_decision(case, by=an_account(role="moderator"), facts="Zwaantjebel noemt een adres: Dorpsstraat 8.")
    said = json.dumps(handed_in())
    for mark in ("merkadres", "Zwaantje", "kersen", "luifel", "mosgroen", "melder", "Dorpsstraat", decision.public_id):
        assert mark not in said, mark


def test_only_what_restricts_somebody_is_handed_in(moment):
    by, other = an_account(role="moderator"), an_account(role="moderator")
    for measure in ("none", "ask_to_change", "warn", CLOSE):
        a_decision(a_case(), measure=measure, by=by)
    assert handed_in() == []
    for measure in (HIDE, REMOVE, PAUSE, SUSPEND):
        a_decision(a_case(), measure=measure, by=by)
    a_decision(a_case(), measure=CLOSE, by=by, confirmed_by_id=other.id, confirmed_at=NOW)
    assert len(handed_in()) == 5
    assert handed_in(2025) == []


def test_it_says_who_found_it_and_who_decided(moment):
    by = an_account(role="moderator")
    reported, noticed, held = a_case(), a_case(), a_case()
    a_report(reported)
    for case in (reported, noticed):
        db.session.add(Signal(case_id=case.id, key="money"))
    db.session.flush()
    a_decision(reported, by=by)
    a_decision(noticed, by=by)
    a_decision(held, by=None)
    found = [(one["source_type"], one["automated_detection"], one["automated_decision"]) for one in handed_in()]
    assert found == [
        ("SOURCE_ARTICLE_16", "No", "AUTOMATED_DECISION_NOT_AUTOMATED"),
        ("SOURCE_VOLUNTARY", "Yes", "AUTOMATED_DECISION_NOT_AUTOMATED"),
        ("SOURCE_VOLUNTARY", "Yes", "AUTOMATED_DECISION_FULLY"),
    ]


def test_a_restriction_that_was_lifted_has_the_day_of_that(moment):
    decision = a_decision(a_case(), measure=SUSPEND, by=an_account(role="moderator"), at=NOW - timedelta(days=9))
    decision.ended_at, decision.ended_why = NOW - timedelta(days=2), BY_OBJECTION
    (one,) = handed_in()
    assert (one["application_date"], one["end_date_account_restriction"]) == ("2026-11-15", "2026-11-22")
