"""From typed words to cards, in an order that both databases share and the page can say."""

from buuv.core.text import one_line
from buuv.language import dutch
from buuv.places.queries import Town
from buuv.posts.browsing import Hit, hits_by_id, id_of
from buuv.posts.wishes import Wish
from buuv.search import index

# What a search is ordered by, most important first; the page "Zo werkt buuv" says it in words.
ORDER = ("words", "title", "newest")
QUERY_MAX = 200
STEMS_MAX = 16


def find(words: str, wish: Wish, town: Town, *, most: int = index.CANDIDATES) -> list[Hit]:
    """The first `most` open cards that have the words: most of the words first, then the newest."""
    return hits_by_id(ranked_ids(words, wish, town)[:most])


def page_of(words: str, wish: Wish, town: Town, *, after: str | None, size: int) -> tuple[list[Hit], bool, int]:
    """One page of what was found, whether there is more, and how many in all; `after` is the last card shown."""
    ids = ranked_ids(words, wish, town)
    last = id_of(after) if after else None
    start = ids.index(last) + 1 if last in ids else 0
    return hits_by_id(ids[start : start + size]), len(ids) > start + size, len(ids)


def ranked_ids(words: str, wish: Wish, town: Town) -> list[int]:
    """The ids of the cards, best first; none when the words say nothing.

    A word in the title counts twice a word in the text, since a title says what a card is about.
    """
    stems = list(dict.fromkeys(dutch.stems(one_line(words)[:QUERY_MAX])))[:STEMS_MAX]
    if not stems:
        return []
    engine = index.engine()
    found = engine.candidates(stems, wish, town, all_words=True, most=index.CANDIDATES)
    if len(stems) > 1 and len(found) < index.CANDIDATES:
        # Cards with every word come before the cut, however old; then what has some of them.
        some = engine.candidates(stems, wish, town, all_words=False, most=index.CANDIDATES)
        known = {row[0] for row in found}
        found += [row for row in some if row[0] not in known][: index.CANDIDATES - len(found)]
    scored = [(-_score(stems, title, body), -number) for number, title, body in found]
    return [-number for _, number in sorted(scored)]


def _score(stems: list[str], title: str, body: str) -> int:
    in_title, in_body = set(title.split()), set(body.split())
    met = sum(10 for stem in stems if stem in in_title or stem in in_body)
    return met + sum(1 for stem in stems if stem in in_title)
