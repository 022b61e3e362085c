"""What a card is found by: stems, parts of compounds, concepts and needs, and how far the index was made anew."""

import sqlalchemy as sa
from alembic import op

revision = "0013_search_fields"
down_revision = "0012_leaving"
branch_labels = None
depends_on = None

FIELDS = ("title", "body", "parts", "title_concepts", "body_concepts", "needs")
# "c:dokter" and "n:heg_snoeien" are one token each.
TOKENS = "tokenize = \"unicode61 remove_diacritics 0 tokenchars '\\:_'\""
FTS5 = f"CREATE VIRTUAL TABLE post_index USING fts5({', '.join(FIELDS)}, shares UNINDEXED, {TOKENS})"
TABLE = (
    "CREATE TABLE post_index (post_id BIGINT CONSTRAINT pk_post_index PRIMARY KEY"
    " CONSTRAINT fk_post_index_post_id REFERENCES post (id) ON DELETE CASCADE,"
    f" {', '.join(f'{name} TEXT NOT NULL' for name in (*FIELDS, 'shares'))}, words TSVECTOR NOT NULL)"
)
GIN = "CREATE INDEX ix_post_index_words ON post_index USING gin (words)"

OLD_FTS5 = "CREATE VIRTUAL TABLE post_index USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 0')"
OLD_TABLE = (
    "CREATE TABLE post_index (post_id BIGINT CONSTRAINT pk_post_index PRIMARY KEY"
    " CONSTRAINT fk_post_index_post_id REFERENCES post (id) ON DELETE CASCADE,"
    " title TEXT NOT NULL, body TEXT NOT NULL, words TSVECTOR NOT NULL)"
)


def upgrade() -> None:
    remake(TABLE, FTS5)
    op.create_table(
        "index_build",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("next_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_build")),
    )


def downgrade() -> None:
    op.drop_table("index_build")
    remake(OLD_TABLE, OLD_FTS5)


def remake(table: str, fts5: str) -> None:
    """Begins an empty index: the worker fills it from the cards, the newest first."""
    op.execute("DROP TABLE post_index")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(table)
        op.execute(GIN)
    else:
        op.execute(fts5)
