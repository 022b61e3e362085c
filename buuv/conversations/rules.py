"""Figures about writing to neighbours, each with its reason."""

from datetime import timedelta

# Before the other one has answered once: a first message, and one for what was forgotten. More is pressing (T-05).
UNANSWERED_AT_MOST = 2

# The same words to more people than this is no answer to a card but a leaflet (T-05).
SAME_WORDS_TO = 5
SAME_WORDS_WITHIN = timedelta(days=7)
# How many of one's last messages are looked at for that; twenty new contacts a day for a week fit.
SAME_WORDS_AMONG = 300
