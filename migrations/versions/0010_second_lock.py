"""A second lock: apps with codes, codes on paper and passkeys; and sessions that proved more than the mail."""

import sqlalchemy as sa
from alembic import op

revision = "0010_second_lock"
down_revision = "0009_outcomes"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("account", sa.Column("second_lock_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account_session", sa.Column("factor_proven_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "authenticator_app",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("sealed_secret", sa.String(length=200), nullable=False),
        sa.Column("last_step", BIG_ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_authenticator_app_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authenticator_app")),
        sa.UniqueConstraint("number", name=op.f("uq_authenticator_app_number")),
    )
    op.create_index("ix_authenticator_app_account_id", "authenticator_app", ["account_id"], unique=False)
    op.create_index(
        "uq_authenticator_app_confirmed",
        "authenticator_app",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("confirmed_at IS NOT NULL"),
        sqlite_where=sa.text("confirmed_at IS NOT NULL"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("account_id", "digest", name=op.f("uq_recovery_code_account_id_digest")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("public_id", sa.String(length=10), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("public_id", name=op.f("uq_passkey_public_id")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index("ix_passkey_account_id", "passkey", ["account_id"], unique=False)
    op.create_table(
        "passkey_challenge",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_challenge_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenge")),
        sa.UniqueConstraint("number", name=op.f("uq_passkey_challenge_number")),
    )


def downgrade() -> None:
    for table in ("passkey_challenge", "passkey", "recovery_code", "authenticator_app"):
        op.drop_table(table)
    op.drop_column("account_session", "factor_proven_at")
    op.drop_column("account", "second_lock_at")
