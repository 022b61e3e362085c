"""Everything that is kept of people: what it is, and how it is taken out or erased."""
