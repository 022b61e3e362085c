"""People who do not see each other any more, and people who take a rest."""

import sqlalchemy as sa
from alembic import op

revision = "0011_blocks_and_rest"
down_revision = "0010_second_lock"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "block",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("blocked_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("card", sa.String(length=10), nullable=True),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("account_id <> blocked_id", name=op.f("ck_block_two_people")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_block_account_id")),
        sa.ForeignKeyConstraint(["blocked_id"], ["account.id"], name=op.f("fk_block_blocked_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
        sa.UniqueConstraint("account_id", "blocked_id", name="uq_block_account_id_blocked_id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_block_public_id")),
    )
    op.create_index("ix_block_blocked_id", "block", ["blocked_id"], unique=False)
    op.create_table(
        "rest",
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_rest_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_rest")),
    )
    op.create_index("ix_rest_ends_on", "rest", ["ends_on"], unique=False)
    op.add_column("post", sa.Column("rested_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_outgoing_mail_address", "outgoing_mail", ["address", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_outgoing_mail_address", table_name="outgoing_mail")
    op.drop_column("post", "rested_at")
    op.drop_table("rest")
    op.drop_table("block")
