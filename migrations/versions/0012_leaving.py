"""Taking data along and leaving: requests, the list of who left, empty accounts, and whose a draft is."""

import sqlalchemy as sa
from alembic import op

revision = "0012_leaving"
down_revision = "0011_blocks_and_rest"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHECK = "ck_account_email_unless_import"
BEFORE, AFTER = "email IS NOT NULL OR is_import", "email IS NOT NULL OR is_import OR left_at IS NOT NULL"


def upgrade() -> None:
    op.add_column("account", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account", sa.Column("idle_warnings", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("account", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE account SET seen_at = (SELECT max(seen_on) FROM account_session WHERE account_id = account.id)")
    change_check(BEFORE, AFTER)
    op.add_column("draft", sa.Column("account_id", BIG, nullable=True))
    op.create_index("ix_draft_account_id", "draft", ["account_id"])
    op.create_table(
        "data_request",
        sa.Column("id", BIG, nullable=False),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_data_request_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
        sa.UniqueConstraint("number", name=op.f("uq_data_request_number")),
    )
    op.create_index("ix_data_request_account_id", "data_request", ["account_id"])
    op.create_table(
        "erasure",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wiped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )


def downgrade() -> None:
    op.drop_table("erasure")
    op.drop_table("data_request")
    op.drop_index("ix_draft_account_id", "draft")
    op.drop_column("draft", "account_id")
    # Before this migration every account had an address; who left gets one that leads nowhere.
    op.execute("UPDATE account SET email = 'vertrokken-' || id || '@example.invalid' WHERE left_at IS NOT NULL")
    change_check(AFTER, BEFORE)
    for column in ("left_at", "idle_warnings", "seen_at"):
        op.drop_column("account", column)


def change_check(before: str, after: str) -> None:
    """Puts another condition in the table's check.

    SQLite cannot alter a check. Building the table anew would drop it while others point to it, and lose the
    checks and triggers of later migrations; so its text is changed in place, as sqlite.org/lang_altertable.html
    (section 7) describes for changes that touch no row.
    """
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(op.f(CHECK), "account", type_="check")
        op.create_check_constraint(op.f(CHECK), "account", after)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'account' AND sql LIKE ?",
        (f"({before})", f"({after})", f"%{CHECK} CHECK ({before})%"),
    )
    if changed.rowcount != 1:
        raise RuntimeError(f"the check {CHECK} is not as the migration knows it")
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
