"""Cards on the board and their counts."""

import sqlalchemy as sa
from alembic import op

revision = "0004_posts"
down_revision = "0003_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=90), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("timing", sa.String(length=7), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("rrule", sa.String(length=60), nullable=True),
        sa.Column("part", sa.String(length=9), nullable=True),
        sa.Column("place_code", sa.String(length=10), nullable=True),
        sa.Column("district_code", sa.String(length=10), nullable=True),
        sa.Column("reach", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('request', 'offer')", name=op.f("ck_post_kind")),
        sa.CheckConstraint("part IN ('morning', 'afternoon', 'evening')", name=op.f("ck_post_part")),
        sa.CheckConstraint("state IN ('open', 'paused', 'done', 'withdrawn', 'expired')", name=op.f("ck_post_state")),
        sa.CheckConstraint("timing IN ('soon', 'day', 'weekly', 'consult')", name=op.f("ck_post_timing")),
        sa.CheckConstraint("reach BETWEEN 1 AND 4", name=op.f("ck_post_reach")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_post_author_id")),
        sa.ForeignKeyConstraint(["place_code"], ["place.code"], name=op.f("fk_post_place_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("public_id", name=op.f("uq_post_public_id")),
    )
    op.create_index("ix_post_author_id", "post", ["author_id", "id"], unique=False)
    op.create_index(
        "ix_post_open_category",
        "post",
        ["municipality_code", "kind", "category", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_post_open_district",
        "post",
        ["district_code", "kind", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_post_open_expires_at",
        "post",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_post_open_place",
        "post",
        ["place_code", "kind", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_post_open_town",
        "post",
        ["municipality_code", "kind", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
        sqlite_where=sa.text("state = 'open'"),
    )
    op.create_index("uq_post_external", "post", ["municipality_code", "external_id"], unique=True)
    op.create_table(
        "post_tally",
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        sa.Column("place_code", sa.String(length=10), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("timing", sa.String(length=7), nullable=False),
        sa.Column("reach", sa.SmallInteger(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "municipality_code",
            "kind",
            "place_code",
            "category",
            "timing",
            "reach",
            name=op.f("pk_post_tally"),
        ),
    )


def downgrade() -> None:
    op.drop_table("post_tally")
    op.drop_table("post")
