"""Where people come in: pages on top of forms on top of support."""
