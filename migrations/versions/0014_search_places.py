"""Where a card hangs stands in the index, so that a search in a buurt does not read the whole town."""

from alembic import op

revision = "0014_search_places"
down_revision = "0013_search_fields"
branch_labels = None
depends_on = None

OLD_FIELDS = "title, body, parts, title_concepts, body_concepts, needs, shares"
FIELDS = tuple(f"post_index.{name}" for name in OLD_FIELDS.split(", "))
TOKENS = "tokenize = \"unicode61 remove_diacritics 0 tokenchars '\\:_'\""
FTS5 = (
    "CREATE VIRTUAL TABLE {name} USING fts5(title, body, parts, title_concepts, body_concepts, needs,"
    f" shares UNINDEXED, places, {TOKENS})"
)
OLD_FTS5 = (
    "CREATE VIRTUAL TABLE {name} USING fts5(title, body, parts, title_concepts, body_concepts, needs,"
    f" shares UNINDEXED, {TOKENS})"
)
PLACES = "trim(coalesce('p:' || place_code, '') || coalesce(' p:' || district_code, ''))"

WORDS = """
CREATE FUNCTION post_index_words(tokens text, town text, newest text, district text, place text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(array_remove(string_to_array(
        coalesce(' ' || town || '@' || replace(tokens, ' ', ' ' || town || '@'), '')
        || coalesce(' ' || newest || '@' || replace(tokens, ' ', ' ' || newest || '@'), '')
        || coalesce(' ' || district || '@' || replace(tokens, ' ', ' ' || district || '@'), '')
        || coalesce(' ' || place || '@' || replace(tokens, ' ', ' ' || place || '@'), ''), ' '), ''))
$$
"""
# Each token once: what stands in several fields would stand on each shelf several times.
EACH = (
    "(SELECT string_agg(DISTINCT token, ' ') FROM unnest(string_to_array(concat_ws(' ', post_index.title,"
    " post_index.body, parts, title_concepts, body_concepts, needs), ' ')) AS token WHERE token <> '')"
)
TO_POSTGRESQL = (
    WORDS,
    "DROP INDEX ix_post_index_words",
    "ALTER TABLE post_index DROP COLUMN words, ADD COLUMN tokens text, ADD COLUMN town text,"
    " ADD COLUMN newest text, ADD COLUMN district text, ADD COLUMN place text",
    f"UPDATE post_index SET tokens = coalesce({EACH}, ''),"  # noqa: S608 (constants only)
    " town = CASE WHEN post.reach >= 4 THEN post.municipality_code END,"
    " newest = CASE WHEN post.reach >= 4 THEN post.municipality_code || '.' || (post.id >> 12) END,"
    " district = post.district_code || '.' || (post.id >> 15),"
    " place = post.place_code || '.' || (post.id >> 15) FROM post WHERE post.id = post_index.post_id",
    "ALTER TABLE post_index ALTER COLUMN tokens SET NOT NULL",
    # Without a list of what still has to be sorted in: each search would read it all.
    "CREATE INDEX ix_post_index_words ON post_index"
    " USING gin (post_index_words(tokens, town, newest, district, place)) WITH (fastupdate = off)",
)
FROM_POSTGRESQL = (
    "DROP INDEX ix_post_index_words",
    "DROP FUNCTION post_index_words",
    "ALTER TABLE post_index ADD COLUMN words tsvector",
    "UPDATE post_index SET words = array_to_tsvector(array_remove(string_to_array(tokens, ' '), ''))",
    "ALTER TABLE post_index ALTER COLUMN words SET NOT NULL, DROP COLUMN tokens, DROP COLUMN town,"
    " DROP COLUMN newest, DROP COLUMN district, DROP COLUMN place",
    "CREATE INDEX ix_post_index_words ON post_index USING gin (words)",
)
TO_SQLITE = (
    FTS5.format(name="post_index_new"),
    f"INSERT INTO post_index_new (rowid, {OLD_FIELDS}, places)"  # noqa: S608
    f" SELECT post.id, {', '.join(FIELDS)}, {PLACES} FROM post_index JOIN post ON post.id = post_index.rowid",
    "DROP TABLE post_index",
    "ALTER TABLE post_index_new RENAME TO post_index",
)
FROM_SQLITE = (
    OLD_FTS5.format(name="post_index_old"),
    f"INSERT INTO post_index_old (rowid, {OLD_FIELDS}) SELECT rowid, {OLD_FIELDS} FROM post_index",  # noqa: S608
    "DROP TABLE post_index",
    "ALTER TABLE post_index_old RENAME TO post_index",
)


def upgrade() -> None:
    run(TO_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else TO_SQLITE)


def downgrade() -> None:
    run(FROM_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else FROM_SQLITE)


def run(steps: tuple[str, ...]) -> None:
    """All of them as they are: a colon is no parameter here."""
    for step in steps:
        op.get_bind().exec_driver_sql(step)
