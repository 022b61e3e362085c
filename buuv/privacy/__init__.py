"""Everything that is kept of people: what it is, how it is taken along, and how it is erased."""
