"""Moderation that only moderates: what was done by whom, in a log that shows every change of itself."""
