"""Consent to showing what a card tells of its own writer."""

import sqlalchemy as sa
from alembic import op

revision = "0017_consent"
down_revision = "0016_saved_searches"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("account_id", BIG, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("post_id", BIG, sa.ForeignKey("post.id"), nullable=False),
        sa.Column("labels", sa.String(80), nullable=False),
        sa.Column("seal", sa.String(32), nullable=False),
        sa.Column("statement", sa.SmallInteger, nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
    )
    for column in ("account_id", "post_id", "ended_at"):
        op.create_index(f"ix_consent_{column}", "consent", [column])


def downgrade() -> None:
    op.drop_table("consent")
