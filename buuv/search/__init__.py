"""Finding cards by their words: the database's own full-text index, fed with Dutch stems."""
