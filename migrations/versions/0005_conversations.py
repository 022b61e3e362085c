"""Conversations between two neighbours."""

import sqlalchemy as sa
from alembic import op

revision = "0005_conversations"
down_revision = "0004_posts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("helper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_unread", sa.Integer(), nullable=False),
        sa.Column("helper_unread", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("owner_id <> helper_id", name=op.f("ck_conversation_two_people")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["account.id"], name=op.f("fk_conversation_ended_by_id")),
        sa.ForeignKeyConstraint(["helper_id"], ["account.id"], name=op.f("fk_conversation_helper_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_conversation_owner_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_conversation_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("post_id", "helper_id", name="uq_conversation_post_id_helper_id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_conversation_public_id")),
    )
    op.create_index("ix_conversation_helper_id", "conversation", ["helper_id", "last_message_at"], unique=False)
    op.create_index("ix_conversation_owner_id", "conversation", ["owner_id", "last_message_at"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_message_author_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_message_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("author_id", "submission", name="uq_message_author_id_submission"),
    )
    op.create_index("ix_message_conversation_id", "message", ["conversation_id", "id"], unique=False)
    op.create_table(
        "contact_share",
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("line", sa.String(length=200), nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_contact_share_account_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_contact_share_conversation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "account_id", name=op.f("pk_contact_share")),
    )


def downgrade() -> None:
    op.drop_table("contact_share")
    op.drop_table("message")
    op.drop_table("conversation")
