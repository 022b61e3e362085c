"""The table and index of search on PostgreSQL: what they are made of, and how a broken one is told from a busy one."""

from sqlalchemy import BigInteger, column, table

from buuv.search.fields import Fields

NAMES = Fields._fields
# On which shelves a card's tokens stand: all of the town, some ids of it in a row, its wijk and its place.
SHELVES = ("town", "newest", "district", "place")
ALL = (*NAMES, "tokens", *SHELVES)

INDEX = table("post_index", column("post_id", BigInteger), *map(column, ALL))

# undefined_table, undefined_column, undefined_function, data_corrupted, index_corrupted (PostgreSQL, appendix A).
FAULTS = {"42P01", "42703", "42883", "XX001", "XX002"}

# The index as the migrations made it.
WORDS = f"""
CREATE OR REPLACE FUNCTION post_index_words(tokens text, {", ".join(f"{name} text" for name in SHELVES)})
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(array_remove(string_to_array(
        coalesce(' ' || town || '@' || replace(tokens, ' ', ' ' || town || '@'), '')
        || coalesce(' ' || newest || '@' || replace(tokens, ' ', ' ' || newest || '@'), '')
        || coalesce(' ' || district || '@' || replace(tokens, ' ', ' ' || district || '@'), '')
        || coalesce(' ' || place || '@' || replace(tokens, ' ', ' ' || place || '@'), ''), ' '), ''))
$$
"""
TABLE = (
    "CREATE TABLE post_index (post_id BIGINT CONSTRAINT pk_post_index PRIMARY KEY"
    " CONSTRAINT fk_post_index_post_id REFERENCES post (id) ON DELETE CASCADE,"
    f" {', '.join(f'{name} TEXT NOT NULL' for name in (*NAMES, 'tokens'))},"
    f" {', '.join(f'{name} TEXT' for name in SHELVES)})"
)
GIN = (
    "CREATE INDEX ix_post_index_words ON post_index"
    f" USING gin (post_index_words(tokens, {', '.join(SHELVES)})) WITH (fastupdate = off)"
)
IS_SOUND = f"""
    SELECT (
        SELECT count(*) FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name = 'post_index'
        AND column_name IN ('post_id', {", ".join(f"'{name}'" for name in ALL)})
    ) = {len(ALL) + 1} AND EXISTS (
        SELECT FROM pg_index
        WHERE indexrelid = to_regclass('ix_post_index_words') AND indisvalid AND indisready
        AND pg_get_indexdef(indexrelid) LIKE '%gin%post_index_words%'
    )
"""  # noqa: S608 (constants only)
