"""The full-text index: FTS5 on SQLite, a tsvector under GIN on PostgreSQL."""

from alembic import op

revision = "0006_search"
down_revision = "0005_conversations"
branch_labels = None
depends_on = None

FTS5 = "CREATE VIRTUAL TABLE post_index USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 0')"
TABLE = (
    "CREATE TABLE post_index (post_id BIGINT CONSTRAINT pk_post_index PRIMARY KEY"
    " CONSTRAINT fk_post_index_post_id REFERENCES post (id) ON DELETE CASCADE,"
    " title TEXT NOT NULL, body TEXT NOT NULL, words TSVECTOR NOT NULL)"
)
GIN = "CREATE INDEX ix_post_index_words ON post_index USING gin (words)"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(TABLE)
        op.execute(GIN)
    else:
        op.execute(FTS5)


def downgrade() -> None:
    op.execute("DROP TABLE post_index")
