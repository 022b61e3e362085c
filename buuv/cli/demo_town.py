"""Makes a demo town: people, cards and conversations, in bulk and in one transaction."""
