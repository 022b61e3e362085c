"""Who keeps anything of people: an explicit list, so that taking one's data and leaving forget nothing.

A new table that refers to people: say so in its feature's `personal_data.py` with a `Held`, and add that
list here. `tests/privacy/test_holders.py` names every table and column that is missing.
"""

from buuv.accounts import personal_data as accounts
from buuv.agreements import personal_data as agreements
from buuv.alerts import personal_data as alerts
from buuv.conversations import personal_data as conversations
from buuv.core.holding import Held
from buuv.moderation import personal_data as moderation
from buuv.notices import personal_data as notices
from buuv.posts import personal_data as posts
from buuv.privacy import personal_data as own

# In the order of leaving, after privacy/parting.py stopped what runs with others; the account itself is last.
HOLDERS: tuple[Held, ...] = (
    *posts.HELD,
    *conversations.HELD,
    *agreements.HELD,
    *moderation.HELD,
    *notices.HELD,
    *alerts.HELD,
    *own.HELD,
    *accounts.HELD,
)
