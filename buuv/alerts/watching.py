"""What hangs new since somebody looked."""

from buuv.alerts import saving
from buuv.alerts.models import SavedSearch
from buuv.places.queries import Town
from buuv.posts import browsing
from buuv.search import finding

# Beyond this the number says nothing more; it bounds the one question that each search asks.
NEW_AT_MOST = 50


def count_new(saved: SavedSearch, town: Town, hidden: frozenset[int]) -> int:
    """How many cards its list shows that are newer than the last look, at most NEW_AT_MOST.

    The filters are asked first, in one bounded question: only when something new hangs there are the words
    looked up, in exactly the list that a search shows.
    """
    wish = saving.present_wish(saved, town, hidden)
    hits, _more = browsing.page_of(wish, town, size=NEW_AT_MOST)
    new = {hit.id for hit in hits if hit.id > saved.newest_id}
    if new and saved.words:
        new = {number for number in finding.ranked_ids(saved.words, wish, town) if number > saved.newest_id}
    return min(len(new), NEW_AT_MOST)
