"""Agreements between two neighbours, and what each of them did with one."""

import sqlalchemy as sa
from alembic import op

revision = "0007_agreements"
down_revision = "0006_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("meeting_place", sa.String(length=200), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("wall_time", sa.Time(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("rrule", sa.String(length=60), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("stands_in_for_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("stands_in_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("fit_asked_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.SmallInteger(), nullable=False),
        sa.Column("calendar_id", sa.String(length=10), nullable=False),
        sa.Column("submission", sa.String(length=40), nullable=True),
        sa.CheckConstraint("minutes BETWEEN 15 AND 720", name=op.f("ck_agreement_minutes")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_agreement_conversation_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["account.id"], name=op.f("fk_agreement_proposed_by_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["agreement.id"], name=op.f("fk_agreement_replaces_id")),
        sa.ForeignKeyConstraint(["stands_in_for_id"], ["agreement.id"], name=op.f("fk_agreement_stands_in_for_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("proposed_by_id", "submission", name="uq_agreement_proposed_by_id_submission"),
        sa.UniqueConstraint("public_id", name=op.f("uq_agreement_public_id")),
    )
    op.create_index("ix_agreement_conversation_id", "agreement", ["conversation_id", "id"], unique=False)
    op.create_index(
        "ix_agreement_next_on",
        "agreement",
        ["next_on"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
        sqlite_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_agreement_replaces_id", "agreement", ["replaces_id"], unique=False)
    op.create_index("ix_agreement_stands_in_for_id", "agreement", ["stands_in_for_id"], unique=False)

    op.create_table(
        "agreement_confirmation",
        sa.Column("agreement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_agreement_confirmation_account_id")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_confirmation_agreement_id")
        ),
        sa.PrimaryKeyConstraint("agreement_id", "account_id", name=op.f("pk_agreement_confirmation")),
    )
    op.create_table(
        "fit_answer",
        sa.Column("agreement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=6), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('yes', 'change', 'stop')", name=op.f("ck_fit_answer_answer")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_fit_answer_account_id")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_fit_answer_agreement_id")),
        sa.PrimaryKeyConstraint("agreement_id", "account_id", "asked_on", name=op.f("pk_fit_answer")),
    )
    op.create_table(
        "occurrence_cancellation",
        sa.Column("agreement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("occurs_on", sa.Date(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_occurrence_cancellation_account_id")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_occurrence_cancellation_agreement_id")
        ),
        sa.PrimaryKeyConstraint("agreement_id", "occurs_on", name=op.f("pk_occurrence_cancellation")),
    )
    op.create_table(
        "stepping_back",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agreement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("stepped_back_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_stepping_back_account_id")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_stepping_back_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stepping_back")),
    )
    op.create_index("ix_stepping_back_agreement_id", "stepping_back", ["agreement_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("stepping_back")
    op.drop_table("occurrence_cancellation")
    op.drop_table("fit_answer")
    op.drop_table("agreement_confirmation")
    op.drop_table("agreement")
