"""Dutch words: how text is cut into stems, and what kind of help its words point at."""
