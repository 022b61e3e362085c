"""The migrations, one by one on both databases and with rows in the tables, end where the models are."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from buuv.app import create_app
from buuv.core import schema
from buuv.core.database import db
from tests import databases

# What is in the tables when the next migration comes, in the columns of that moment.
ROWS = {
    "0001_places": (
        "INSERT INTO place (code, level, name, parent_code, municipality_code, lon, lat)"
        " VALUES ('GM9990', 'municipality', 'Lindestad', NULL, 'GM9990', 5.0, 52.0)",
        "INSERT INTO place (code, level, name, parent_code, municipality_code, lon, lat)"
        " VALUES ('WK999001', 'district', 'Kern', 'GM9990', 'GM9990', 5.0, 52.0)",
        "INSERT INTO place_adjacency (place_code, neighbour_code) VALUES ('GM9990', 'WK999001')",
        "INSERT INTO place_boundary (place_code, geometry) VALUES ('GM9990', '{}')",
        "INSERT INTO postcode (municipality_code, digits, lon, lat) VALUES ('GM9990', '9991', 5.0, 52.0)",
    ),
    "0002_mail_and_drafts": (
        "INSERT INTO outgoing_mail (message_id, municipality_code, kind, address, language, facts, urgency,"
        " created_at, due_at, tries)"
        " VALUES ('a', 'GM9990', 'k', 'a@example.org', 'nl', '{}', 1, {now}, {now}, 0)",
        "INSERT INTO draft (number, municipality_code, purpose, words, touched_at)"
        " VALUES ('d', 'GM9990', 'card', '{}', {now})",
    ),
    "0003_accounts": (
        "INSERT INTO account (municipality_code, email, role, place_code, language, wants_notices, is_import, is_demo,"
        " created_at) VALUES ('GM9990', 'a@example.org', 'resident', 'WK999001', 'nl', true, false, false, {now})",
        "INSERT INTO account (municipality_code, email, role, language, wants_notices, is_import, is_demo, created_at)"
        " VALUES ('GM9990', 'b@example.org', 'resident', 'nl', true, false, false, {now})",
        "INSERT INTO acceptance (account_id, version, accepted_at) VALUES (1, '2026', {now})",
        "INSERT INTO account_session (public_id, token_digest, account_id, device, created_at, seen_on)"
        " VALUES ('s', 's', 1, '', {now}, {now})",
        "INSERT INTO sign_in_attempt (number, municipality_code, email, tries, created_at)"
        " VALUES ('n', 'GM9990', 'a@example.org', 0, {now})",
    ),
    "0004_posts": (
        "INSERT INTO post (public_id, municipality_code, author_id, kind, category, title, body, timing,"
        " reach, state, placed_at, expires_at)"
        " VALUES ('p', 'GM9990', 1, 'request', 'tuin', 'Titel', '', 'soon', 4, 'open', {now}, {now})",
        "INSERT INTO post_tally (municipality_code, kind, place_code, category, timing, reach, amount)"
        " VALUES ('GM9990', 'request', 'GM9990', 'tuin', 'soon', 4, 1)",
    ),
    "0005_conversations": (
        "INSERT INTO conversation (public_id, post_id, owner_id, helper_id, started_at, last_message_at,"
        " owner_unread, helper_unread) VALUES ('c', 1, 1, 2, {now}, {now}, 1, 0)",
        "INSERT INTO message (conversation_id, author_id, body, sent_at) VALUES (1, 2, 'Dag', {now})",
        "INSERT INTO contact_share (conversation_id, account_id, shared_at) VALUES (1, 1, {now})",
    ),
    "0013_search_fields": (
        "INSERT INTO index_build (id, version, next_id, finished_at) VALUES (1, '2-abc', 0, {now})",
    ),
    "0016_saved_searches": (
        "INSERT INTO saved_search (public_id, account_id, words, kind, place_code, is_near, saved_at, looked_at,"
        " newest_id) VALUES ('z', 1, 'heg', 'request', 'WK999001', false, {now}, {now}, 0)",
    ),
    "0015_audit": (
        "INSERT INTO audit_entry (number, done_at, actor, action, object, result, origin, previous_hash, hash)"
        " VALUES (1, {now}, 'operator', 'posts_import', 'town', 'done', 'command', '0', 'abc')",
        "INSERT INTO audit_checkpoint (number, hash, cut_at) VALUES (1, 'abc', {now})",
    ),
    "0018_moderation": (
        "INSERT INTO moderation_case (public_id, municipality_code, kind, account_id, post_id, weight, is_urgent,"
        " opened_at, due_at, taken_by_id, taken_at)"
        " VALUES ('z', 'GM9990', 'card', 1, 1, 1, false, {now}, {now}, 2, {now})",
        "INSERT INTO report (number, case_id, account_id, language, ground, words, quoted, received_at)"
        " VALUES ('m', 1, 2, 'nl', 'insult', '', '', {now})",
        "INSERT INTO moderation_signal (case_id, key, found_at) VALUES (1, 'first_card', {now})",
        "INSERT INTO sealed_message (report_id, message_id, author_id, is_reported, sealed, sent_at)"
        " VALUES (1, 1, 2, true, 'x', {now})",
        "INSERT INTO look (case_id, moderator_id, reason, amount, looked_at) VALUES (1, 2, 'nodig', 1, {now})",
        "INSERT INTO look_notice (look_id, account_id, shown_from) VALUES (1, 1, {now})",
        "INSERT INTO duty (municipality_code, account_id, begins_on, made_by_id, made_at)"
        " VALUES ('GM9990', 2, '2026-11-24', 2, {now})",
        "INSERT INTO decision (public_id, municipality_code, case_id, account_id, measure, ground, facts, is_automated,"
        " decided_by_id, decider_number, decided_at, until)"
        " VALUES ('b', 'GM9990', 1, 1, 'suspend', 'insult', 'Er staat', false, 2, 2, {now}, {now})",
        "INSERT INTO restriction (decision_id, account_id, kind, until, begun_at)"
        " VALUES (1, 1, 'suspend', {now}, {now})",
        "INSERT INTO objection (public_id, decision_id, decider_number, account_id, words, made_at, due_at, reasons)"
        " VALUES ('o', 1, 2, 1, 'Niet eens', {now}, {now}, '')",
        "UPDATE post SET hidden_from = state, state = 'hidden', hidden_by_id = 1, hidden_at = {now}",
        "UPDATE message SET hidden_by_id = 1",
        "UPDATE account SET name_hidden_by_id = 1 WHERE id = 1",
        "UPDATE thanks SET removed_by_id = 1",
    ),
    "0011_blocks_and_rest": (
        "INSERT INTO block (account_id, blocked_id, public_id, card, blocked_at) VALUES (1, 2, 'b', 'p', {now})",
        "INSERT INTO rest (account_id, begun_at, ends_on) VALUES (1, {now}, NULL)",
        "UPDATE post SET rested_at = {now}",
    ),
    "0007_agreements": (
        "INSERT INTO agreement (public_id, conversation_id, what, meeting_place, begins_on, wall_time, minutes,"
        " proposed_by_id, proposed_at, revision, calendar_id)"
        " VALUES ('a', 1, 'Wandelen', 'Bij de molen', '2026-11-24', '10:00', 60, 1, {now}, 0, 'a')",
        "INSERT INTO agreement_confirmation (agreement_id, account_id, confirmed_at) VALUES (1, 1, {now})",
        "INSERT INTO fit_answer (agreement_id, account_id, asked_on) VALUES (1, 1, '2026-11-24')",
        "INSERT INTO occurrence_cancellation (agreement_id, occurs_on, account_id, cancelled_at)"
        " VALUES (1, '2026-11-24', 1, {now})",
        "INSERT INTO stepping_back (agreement_id, account_id, stepped_back_at) VALUES (1, 1, {now})",
    ),
    "0010_second_lock": (
        "INSERT INTO authenticator_app (number, account_id, sealed_secret, created_at, confirmed_at)"
        " VALUES ('n', 1, 'sealed', {now}, {now})",
        "INSERT INTO recovery_code (account_id, digest, created_at) VALUES (1, 'd', {now})",
        "INSERT INTO passkey (public_id, account_id, credential_id, public_key, sign_count, name, created_at)"
        " VALUES ('p', 1, 'c', 'k', 0, 'Telefoon', {now})",
        "INSERT INTO passkey_challenge (number, municipality_code, account_id, created_at)"
        " VALUES ('n', 'GM9990', 1, {now})",
    ),
    "0012_leaving": (
        "INSERT INTO account (municipality_code, role, language, wants_notices, is_import, is_demo, created_at,"
        " left_at) VALUES ('GM9990', 'resident', 'nl', false, false, false, {now}, {now})",
        "INSERT INTO data_request (number, account_id, tries, created_at) VALUES ('r', 1, 0, {now})",
        "INSERT INTO erasure (account_id, municipality_code, erased_at) VALUES (3, 'GM9990', {now})",
    ),
    "0008_helping": (
        "INSERT INTO helping (conversation_id, chosen_at, chosen_by_id) VALUES (1, {now}, 1)",
        "UPDATE post SET people_wanted = 2, taken_at = {now}",
    ),
    "0009_outcomes": (
        "INSERT INTO outcome (public_id, agreement_id, account_id, occurs_on, asked_at)"
        " VALUES ('o', 1, 1, '2026-11-24', {now})",
        "INSERT INTO unease (outcome_id, account_id, about_id, words, said_at) VALUES (1, 1, 2, '', {now})",
        "INSERT INTO thanks (public_id, municipality_code, conversation_id, giver_id, receiver_id, words, given_at,"
        " may_be_shown) VALUES ('t', 'GM9990', 1, 1, 2, 'Dank', {now}, true)",
    ),
}


def revisions() -> list[str]:
    """The names of all migrations, in their order."""
    walk = ScriptDirectory.from_config(schema._config()).walk_revisions()
    return [script.revision for script in reversed(list(walk))]


@pytest.fixture
def empty_app(engine: str, tmp_path) -> Iterator[None]:
    """An application whose database has not one table."""
    app = create_app(databases.settings_for(databases.new_address(engine, "steps"), tmp_path))
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def climb() -> None:
    """Every migration, and after each one rows in its tables."""
    for revision in revisions():
        schema.upgrade(revision)
        with db.engine.begin() as connection:
            for statement in ROWS.get(revision, ()):
                connection.execute(text(statement.replace("{now}", "CURRENT_TIMESTAMP").replace(":", r"\:")))


def counts() -> dict[str, int]:
    """How many rows each table of the models has."""
    with db.engine.connect() as connection:
        names = [table.name for table in db.metadata.sorted_tables]
        return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}


def test_step_by_step_with_rows_ends_where_the_models_are(empty_app):
    assert schema.is_empty()
    climb()
    assert schema.current() == schema.newest() == revisions()[-1]
    assert schema.differences(db.engine) == []
    assert {name for name, count in counts().items() if count} >= {"place", "account", "post", "message"}


def test_down_to_the_ground_and_up_again(empty_app):
    climb()
    config = schema._config()
    with db.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert schema.current() is None
    climb()
    assert schema.differences(db.engine) == []


def test_an_upgrade_that_comes_again_changes_nothing(empty_app):
    climb()
    before = counts()
    schema.upgrade()
    assert counts() == before


def test_every_migration_is_numbered_in_a_row():
    numbers = [int(revision.partition("_")[0]) for revision in revisions()]
    assert numbers == list(range(1, len(numbers) + 1))
