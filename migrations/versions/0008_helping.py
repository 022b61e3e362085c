"""Which neighbours were chosen for a card, and how many are wanted."""

import sqlalchemy as sa
from alembic import op

revision = "0008_helping"
down_revision = "0007_agreements"
branch_labels = None
depends_on = None

# In plain SQL, because a column with its rule can be added to a table with rows on both databases.
PEOPLE = (
    "ALTER TABLE post ADD COLUMN people_wanted SMALLINT DEFAULT 1 NOT NULL"
    " CONSTRAINT ck_post_people_wanted CHECK (people_wanted BETWEEN 1 AND 20)"
)

TAKEN = sa.text("state = 'paused' AND taken_at IS NOT NULL")


def upgrade() -> None:
    op.execute(PEOPLE)
    op.add_column("post", sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_post_taken_expires_at",
        "post",
        ["expires_at"],
        unique=False,
        postgresql_where=TAKEN,
        sqlite_where=TAKEN,
    )
    op.create_table(
        "helping",
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["account.id"], name=op.f("fk_helping_chosen_by_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_helping_conversation_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["account.id"], name=op.f("fk_helping_ended_by_id")),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_helping")),
    )


def downgrade() -> None:
    op.drop_table("helping")
    op.drop_index("ix_post_taken_expires_at", table_name="post")
    op.execute("ALTER TABLE post DROP COLUMN taken_at")
    op.execute("ALTER TABLE post DROP COLUMN people_wanted")
