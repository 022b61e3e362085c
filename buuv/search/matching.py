"""Requests and offers that fit each other: the same kind of help, need and time, and near enough."""

from buuv.places.queries import Town
from buuv.posts import rules
from buuv.posts.models import Post
from buuv.posts.wishes import Wish
from buuv.search import asking, finding, index, ranking
from buuv.search.fields import KIND, Ask
from buuv.search.ranking import Ranked, Viewer

OTHER_KIND = {rules.REQUEST: rules.OFFER, rules.OFFER: rules.REQUEST}


def fitting(post: Post, town: Town, viewer: Viewer, *, hidden: frozenset[int] = frozenset()) -> list[Ranked]:
    """The open cards of the other kind that fit this card, best first."""
    return fitting_words(post.kind, post.title, post.body, post.category, town, viewer, hidden=hidden)


def fitting_words(
    kind: str,
    title: str,
    body: str,
    category: str,
    town: Town,
    viewer: Viewer,
    *,
    hidden: frozenset[int] = frozenset(),
) -> list[Ranked]:
    """The open cards that fit a card of this kind with these words, before it hangs as well."""
    asked = asking.of_card(title, body, category)
    wish = Wish(kind=OTHER_KIND[kind], hidden=hidden)
    found = {card.id: card for card in finding.candidates(asked, wish, town)}
    for card in index.candidates(Ask(((f"{KIND}{category}",),)), wish, town, most=finding.CANDIDATES):
        found.setdefault(card.id, card)
    return ranking.rank(asked, list(found.values()), town, viewer)
