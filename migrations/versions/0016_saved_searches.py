"""Searches that somebody keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0016_saved_searches"
down_revision = "0015_audit"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "saved_search",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=True),
        sa.Column("place_code", sa.String(length=10), nullable=True),
        sa.Column("is_near", sa.Boolean(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=True),
        sa.Column("timing", sa.String(length=7), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("newest_id", BIG, nullable=False),
        sa.CheckConstraint("kind IN ('request', 'offer')", name=op.f("ck_saved_search_kind")),
        sa.CheckConstraint("timing IN ('soon', 'day', 'weekly', 'consult')", name=op.f("ck_saved_search_timing")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_search_account_id")),
        sa.ForeignKeyConstraint(["place_code"], ["place.code"], name=op.f("fk_saved_search_place_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_search_public_id")),
    )
    op.create_index("ix_saved_search_account_id", "saved_search", ["account_id"], unique=False)


def downgrade() -> None:
    op.drop_table("saved_search")
