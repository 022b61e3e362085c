"""The full-text index: FTS5 on SQLite, a tsvector under GIN on PostgreSQL."""

from alembic import op

from buuv.search import postgresql, sqlite

revision = "0006_search"
down_revision = "0005_conversations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(postgresql.TABLE)
        op.execute(postgresql.GIN)
    else:
        op.execute(sqlite.TABLE)


def downgrade() -> None:
    op.execute("DROP TABLE post_index")
