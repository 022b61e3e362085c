"""How it went: what the two answered, what was not right, and thanks."""

import sqlalchemy as sa
from alembic import op

revision = "0009_outcomes"
down_revision = "0008_helping"
branch_labels = None
depends_on = None

SHOWN = sa.text("may_be_shown AND hidden_at IS NULL")
HAPPENED = sa.text("did_happen")
DONE = sa.text("state = 'done'")


def _id() -> sa.BigInteger:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_index("ix_agreement_begins_on", "agreement", ["begins_on"], unique=False)
    op.create_index(
        "ix_post_done",
        "post",
        ["municipality_code", "ended_at", "kind", "district_code"],
        unique=False,
        postgresql_where=DONE,
        sqlite_where=DONE,
    )
    op.create_table(
        "outcome",
        sa.Column("id", _id(), nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("agreement_id", _id(), nullable=False),
        sa.Column("account_id", _id(), nullable=False),
        sa.Column("occurs_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("did_happen", sa.Boolean(), nullable=True),
        sa.Column("would_again", sa.Boolean(), nullable=True),
        sa.Column("was_right", sa.Boolean(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_outcome_account_id")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_outcome_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint(
            "agreement_id", "occurs_on", "account_id", name="uq_outcome_agreement_id_occurs_on_account_id"
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_outcome_public_id")),
    )
    op.create_index("ix_outcome_account_id", "outcome", ["account_id", "id"], unique=False)
    op.create_index(
        "ix_outcome_happened",
        "outcome",
        ["agreement_id"],
        unique=False,
        postgresql_where=HAPPENED,
        sqlite_where=HAPPENED,
    )
    op.create_table(
        "unease",
        sa.Column("outcome_id", _id(), nullable=False),
        sa.Column("account_id", _id(), nullable=False),
        sa.Column("about_id", _id(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["account.id"], name=op.f("fk_unease_about_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_unease_account_id")),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_unease_outcome_id")),
        sa.PrimaryKeyConstraint("outcome_id", name=op.f("pk_unease")),
    )
    op.create_index("ix_unease_about_id", "unease", ["about_id", "outcome_id"], unique=False)
    op.create_table(
        "thanks",
        sa.Column("id", _id(), nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("conversation_id", _id(), nullable=False),
        sa.Column("giver_id", _id(), nullable=False),
        sa.Column("receiver_id", _id(), nullable=False),
        sa.Column("words", sa.String(length=280), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("may_be_shown", sa.Boolean(), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_by_id", _id(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_thanks_conversation_id")),
        sa.ForeignKeyConstraint(["giver_id"], ["account.id"], name=op.f("fk_thanks_giver_id")),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["account.id"], name=op.f("fk_thanks_hidden_by_id")),
        sa.ForeignKeyConstraint(["receiver_id"], ["account.id"], name=op.f("fk_thanks_receiver_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
        sa.UniqueConstraint("conversation_id", "giver_id", name="uq_thanks_conversation_id_giver_id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_thanks_public_id")),
    )
    op.create_index("ix_thanks_receiver_id", "thanks", ["receiver_id", "id"], unique=False)
    op.create_index("ix_thanks_giver_id", "thanks", ["giver_id", "id"], unique=False)
    op.create_index(
        "ix_thanks_shown",
        "thanks",
        ["municipality_code", "id"],
        unique=False,
        postgresql_where=SHOWN,
        sqlite_where=SHOWN,
    )


def downgrade() -> None:
    op.drop_table("thanks")
    op.drop_table("unease")
    op.drop_table("outcome")
    op.drop_index("ix_post_done", table_name="post")
    op.drop_index("ix_agreement_begins_on", table_name="agreement")
