"""The audit log, which the database itself keeps from being changed."""

import sqlalchemy as sa
from alembic import op

revision = "0015_audit"
down_revision = "0014_search_places"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("audit_entry", "audit_checkpoint")

# The one delete: rows up to a checkpoint. A checkpoint takes its hash from the row that it stands for.
GUARD = """
CREATE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'audit_entry' AND TG_OP = 'DELETE'
        AND OLD.number <= (SELECT max(number) FROM audit_checkpoint) THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'INSERT' AND EXISTS (SELECT FROM audit_entry WHERE number = NEW.number AND hash = NEW.hash) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only';
END $$
"""
ROWS = "CREATE TRIGGER {0}_stays BEFORE UPDATE OR DELETE ON {0} FOR EACH ROW EXECUTE FUNCTION keep_audit()"
WHOLE = "CREATE TRIGGER {0}_is_kept BEFORE TRUNCATE ON {0} FOR EACH STATEMENT EXECUTE FUNCTION keep_audit()"
TRUE_HASH = (
    "CREATE TRIGGER audit_checkpoint_is_true BEFORE INSERT ON audit_checkpoint"
    " FOR EACH ROW EXECUTE FUNCTION keep_audit()"
)

REFUSE = "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
SQLITE = (
    f"CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry {REFUSE}",
    "CREATE TRIGGER audit_entry_is_kept BEFORE DELETE ON audit_entry"  # noqa: S608 (constants only)
    f" WHEN OLD.number > coalesce((SELECT max(number) FROM audit_checkpoint), 0) {REFUSE}",
    f"CREATE TRIGGER audit_checkpoint_stays BEFORE UPDATE ON audit_checkpoint {REFUSE}",
    f"CREATE TRIGGER audit_checkpoint_is_kept BEFORE DELETE ON audit_checkpoint {REFUSE}",
    "CREATE TRIGGER audit_checkpoint_is_true BEFORE INSERT ON audit_checkpoint"  # noqa: S608 (constants only)
    f" WHEN NOT EXISTS (SELECT 1 FROM audit_entry WHERE number = NEW.number AND hash = NEW.hash) {REFUSE}",
)


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("number", BIG, autoincrement=False, nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=60), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("number", BIG, autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("cut_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_checkpoint")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(GUARD)
        for table in TABLES:
            op.execute(ROWS.format(table))
            op.execute(WHOLE.format(table))
        op.execute(TRUE_HASH)
    else:
        for trigger in SQLITE:
            op.execute(trigger)


def downgrade() -> None:
    # The triggers go with their tables.
    op.drop_table("audit_checkpoint")
    op.drop_table("audit_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION keep_audit()")
