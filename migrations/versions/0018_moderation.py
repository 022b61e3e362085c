"""Reports, cases, decisions and objections; nothing is out of sight and nobody shut out without a decision."""

import sqlalchemy as sa
from alembic import op

revision = "0018_moderation"
down_revision = "0016_saved_searches"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("closed_at IS NULL")
OPEN_PROFILE = sa.text("closed_at IS NULL AND kind = 'profile'")
OF_AUTHOR = sa.text("report_id IS NULL")

STATE_BEFORE = "state IN ('open', 'paused', 'done', 'withdrawn', 'expired')"
STATE_AFTER = "state IN ('open', 'paused', 'done', 'withdrawn', 'expired', 'hidden')"
HIDDEN = (
    "(state = 'hidden') = (hidden_by_id IS NOT NULL) AND (state = 'hidden') = (hidden_at IS NOT NULL)"
    " AND (state = 'hidden') = (hidden_from IS NOT NULL)"
)
# Which column of which table says by which decision something is out of sight.
BY_DECISION = (
    ("account", "name_hidden_by_id"),
    ("message", "hidden_by_id"),
    ("post", "hidden_by_id"),
    ("thanks", "removed_by_id"),
)


def upgrade() -> None:
    _cases()
    _decisions()
    _objections()
    for table, column in BY_DECISION:
        _point_to_decision(table, column)
    op.add_column("post", sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("post", sa.Column("hidden_from", sa.String(length=9), nullable=True))
    state = "CONSTRAINT ck_post_state CHECK ({})"
    hidden = f"CONSTRAINT ck_post_hidden_by_decision CHECK ({HIDDEN})"
    if _is_postgresql():
        op.drop_constraint(op.f("ck_post_state"), "post", type_="check")
        op.create_check_constraint(op.f("ck_post_state"), "post", STATE_AFTER)
        op.create_check_constraint(op.f("ck_post_hidden_by_decision"), "post", HIDDEN)
    else:
        change_text("post", state.format(STATE_BEFORE), f"{state.format(STATE_AFTER)}, {hidden}")


def downgrade() -> None:
    op.execute("UPDATE post SET state = hidden_from, hidden_by_id = NULL, hidden_at = NULL, hidden_from = NULL"
               " WHERE state = 'hidden'")  # fmt: skip
    state = "CONSTRAINT ck_post_state CHECK ({})"
    hidden = f"CONSTRAINT ck_post_hidden_by_decision CHECK ({HIDDEN})"
    if _is_postgresql():
        op.drop_constraint(op.f("ck_post_hidden_by_decision"), "post", type_="check")
        op.drop_constraint(op.f("ck_post_state"), "post", type_="check")
        op.create_check_constraint(op.f("ck_post_state"), "post", STATE_BEFORE)
    else:
        change_text("post", f"{state.format(STATE_AFTER)}, {hidden}", state.format(STATE_BEFORE))
    for table, column in BY_DECISION:
        if _is_postgresql():
            op.drop_constraint(op.f(f"fk_{table}_{column}"), table, type_="foreignkey")
        else:
            change_text(table, _reference(table, column), f"{column} INTEGER")
        op.drop_column(table, column)
    op.drop_column("post", "hidden_at")
    op.drop_column("post", "hidden_from")
    for table in ("objection", "restriction", "decision", "duty", "look_notice", "look", "sealed_message"):
        op.drop_table(table)
    for table in ("moderation_signal", "report", "moderation_case"):
        op.drop_table(table)


def _cases() -> None:
    op.create_table(
        "moderation_case",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("post_id", BIG, nullable=True),
        sa.Column("message_id", BIG, nullable=True),
        sa.Column("thanks_id", BIG, nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by_id", BIG, nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("danger_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('card', 'message', 'profile', 'thanks')", name=op.f("ck_moderation_case_kind")),
        sa.CheckConstraint("(taken_by_id IS NULL) = (taken_at IS NULL)", name=op.f("ck_moderation_case_taken")),
        sa.CheckConstraint(
            "taken_by_id IS NULL OR taken_by_id <> account_id", name=op.f("ck_moderation_case_not_of_own")
        ),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_moderation_case_{column}"))
            for column, target in (
                ("account_id", "account.id"),
                ("post_id", "post.id"),
                ("message_id", "message.id"),
                ("thanks_id", "thanks.id"),
                ("taken_by_id", "account.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_case")),
        sa.UniqueConstraint("public_id", name=op.f("uq_moderation_case_public_id")),
    )
    for column in ("post_id", "message_id", "thanks_id", "account_id"):
        one = OPEN_PROFILE if column == "account_id" else OPEN
        name = f"uq_moderation_case_open_{column}"
        op.create_index(name, "moderation_case", [column], unique=True, postgresql_where=one, sqlite_where=one)
    op.create_index(
        "ix_moderation_case_queue",
        "moderation_case",
        ["municipality_code", "due_at"],
        postgresql_where=OPEN,
        sqlite_where=OPEN,
    )
    op.create_index("ix_moderation_case_account_id", "moderation_case", ["account_id", "id"])
    op.create_table(
        "report",
        sa.Column("id", BIG, nullable=False),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("quoted", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_unfounded", sa.Boolean(), nullable=True),
        sa.CheckConstraint("account_id IS NULL OR email IS NULL", name=op.f("ck_report_one_way")),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_report_case_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_report_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("number", name=op.f("uq_report_number")),
        sa.UniqueConstraint("case_id", "account_id", name="uq_report_case_id_account_id"),
    )
    op.create_index("ix_report_account_id", "report", ["account_id"])
    op.create_table(
        "moderation_signal",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("key", sa.String(length=30), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_moderation_signal_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_signal")),
        sa.UniqueConstraint("case_id", "key", name="uq_moderation_signal_case_id_key"),
    )
    op.create_table(
        "sealed_message",
        sa.Column("id", BIG, nullable=False),
        sa.Column("report_id", BIG, nullable=False),
        sa.Column("message_id", BIG, nullable=True),
        sa.Column("author_id", BIG, nullable=False),
        sa.Column("is_reported", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_sealed_message_report_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_sealed_message_message_id")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_sealed_message_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_message")),
    )
    op.create_index("ix_sealed_message_report_id", "sealed_message", ["report_id"])
    op.create_table(
        "look",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("moderator_id", BIG, nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_look_reason")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_look_amount")),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_look_case_id")),
        sa.ForeignKeyConstraint(["moderator_id"], ["account.id"], name=op.f("fk_look_moderator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    op.create_index("ix_look_case_id", "look", ["case_id"])
    op.create_table(
        "look_notice",
        sa.Column("look_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("shown_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("later_why", sa.String(length=200), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["look_id"], ["look.id"], name=op.f("fk_look_notice_look_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_look_notice_account_id")),
        sa.PrimaryKeyConstraint("look_id", "account_id", name=op.f("pk_look_notice")),
    )
    op.create_index("ix_look_notice_account_id", "look_notice", ["account_id", "shown_from"])
    op.create_table(
        "duty",
        sa.Column("id", BIG, nullable=False),
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("made_by_id", BIG, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= begins_on", name=op.f("ck_duty_days")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_duty_account_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_duty_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    op.create_index("ix_duty_municipality_code", "duty", ["municipality_code", "begins_on"])


def _decisions() -> None:
    op.create_table(
        "decision",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("measure", sa.String(length=13), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("is_automated", sa.Boolean(), nullable=False),
        sa.Column("decided_by_id", BIG, nullable=True),
        sa.Column("decider_number", BIG, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", BIG, nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(length=13), nullable=True),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_decision_{name}"))
            for name, condition in (
                (
                    "measure",
                    "measure IN ('none', 'ask_to_change', 'hide', 'remove', 'warn', 'pause_writing', 'suspend',"
                    " 'close')",
                ),
                ("reasons", "measure = 'none' OR (ground IS NOT NULL AND facts <> '')"),
                ("decider", "is_automated = (decided_by_id IS NULL)"),
                ("decider_number", "decider_number = coalesce(decided_by_id, 0)"),
                ("not_of_own", "decided_by_id IS NULL OR decided_by_id <> account_id"),
                ("confirmed", "(confirmed_by_id IS NULL) = (confirmed_at IS NULL)"),
                ("second_moderator", "confirmed_by_id IS NULL OR confirmed_by_id <> decider_number"),
                ("not_of_own_either", "confirmed_by_id IS NULL OR confirmed_by_id <> account_id"),
                ("how_long", "measure NOT IN ('pause_writing', 'suspend') OR until IS NOT NULL"),
                ("ended", "(ended_at IS NULL) = (ended_why IS NULL)"),
            )
        ),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_decision_case_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_decision_account_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_decision_decided_by_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["account.id"], name=op.f("fk_decision_confirmed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("public_id", name=op.f("uq_decision_public_id")),
        sa.UniqueConstraint("id", "account_id", "measure", name="uq_decision_id_account_id_measure"),
        sa.UniqueConstraint("id", "confirmed_by_id", name="uq_decision_id_confirmed_by_id"),
        sa.UniqueConstraint("id", "decider_number", name="uq_decision_id_decider_number"),
    )
    op.create_index("ix_decision_case_id", "decision", ["case_id"])
    op.create_index("ix_decision_account_id", "decision", ["account_id", "id"])
    op.create_index("ix_decision_municipality_code", "decision", ["municipality_code", "decided_at"])
    op.create_table(
        "restriction",
        sa.Column("decision_id", BIG, autoincrement=False, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=13), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", BIG, nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('pause_writing', 'suspend', 'close')", name=op.f("ck_restriction_kind")),
        sa.CheckConstraint("(kind = 'close') = (until IS NULL)", name=op.f("ck_restriction_how_long")),
        sa.CheckConstraint("kind <> 'close' OR confirmed_by_id IS NOT NULL", name=op.f("ck_restriction_confirmed")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_restriction_account_id")),
        sa.ForeignKeyConstraint(
            ["decision_id", "account_id", "kind"],
            ["decision.id", "decision.account_id", "decision.measure"],
            name="fk_restriction_decision_id_account_id_kind",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id", "confirmed_by_id"],
            ["decision.id", "decision.confirmed_by_id"],
            name="fk_restriction_decision_id_confirmed_by_id",
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_restriction")),
    )
    op.create_index("ix_restriction_account_id", "restriction", ["account_id"])


def _objections() -> None:
    op.create_table(
        "objection",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("decision_id", BIG, nullable=False),
        sa.Column("decider_number", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("report_id", BIG, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=8), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_objection_{name}"))
            for name, condition in (
                ("another_moderator", "decided_by_id IS NULL OR decided_by_id <> decider_number"),
                ("not_own", "decided_by_id IS NULL OR account_id IS NULL OR decided_by_id <> account_id"),
                ("outcome", "outcome IN ('upheld', 'rejected')"),
                (
                    "decided",
                    "(decided_at IS NULL) = (outcome IS NULL) AND (decided_at IS NULL) = (decided_by_id IS NULL)",
                ),
                ("reasons", "outcome IS NULL OR reasons <> ''"),
                ("words", "words <> ''"),
            )
        ),
        sa.ForeignKeyConstraint(
            ["decision_id", "decider_number"],
            ["decision.id", "decision.decider_number"],
            name="fk_objection_decision_id_decider_number",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_objection_account_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_objection_report_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_objection_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("public_id", name=op.f("uq_objection_public_id")),
        sa.UniqueConstraint("decision_id", "report_id", name="uq_objection_decision_id_report_id"),
    )
    op.create_index(
        "uq_objection_of_author",
        "objection",
        ["decision_id"],
        unique=True,
        postgresql_where=OF_AUTHOR,
        sqlite_where=OF_AUTHOR,
    )
    op.create_index("ix_objection_account_id", "objection", ["account_id"])


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _reference(table: str, column: str) -> str:
    return f"{column} INTEGER CONSTRAINT fk_{table}_{column} REFERENCES decision (id)"


def _point_to_decision(table: str, column: str) -> None:
    if _is_postgresql():
        op.add_column(table, sa.Column(column, sa.BigInteger(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_{column}"), table, "decision", [column], ["id"])
    else:
        # Alembic would build the table anew; a column that is empty can simply be added.
        op.execute(f"ALTER TABLE {table} ADD COLUMN {_reference(table, column)}")


def change_text(table: str, before: str, after: str) -> None:
    """Changes the text by which SQLite knows a table; see migration 0012 for why it is not built anew."""
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ? AND instr(sql, ?)",
        (before, after, table, before),
    )
    if changed.rowcount != 1:
        raise RuntimeError(f"{table} is not as the migration knows it: {before}")
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
