"""What fits is sought for: a card on the board, one that does not hang yet, or what somebody did before."""

from typing import NamedTuple

from buuv.posts import rules
from buuv.posts.models import Post
from buuv.posts.placing import Card
from buuv.search.suiting import When


class Sought(NamedTuple):
    """What fits is sought for this: the words, sort, time and place of a card, and who wrote it when that is known."""

    kind: str
    title: str
    body: str
    category: str
    when: When
    place_code: str | None
    author_id: int | None = None
    # Only what fits words that everybody can read may stay in memory.
    is_public: bool = False


def for_post(post: Post) -> Sought:
    """What a card seeks."""
    when = When(post.timing, post.day, post.rrule, post.part)
    return Sought(
        post.kind, post.title, post.body, post.category, when, post.place_code, post.author_id, is_public=post.is_open
    )


def for_card(card: Card, *, author_id: int | None) -> Sought:
    """What a card seeks that does not hang yet."""
    when = When(card.timing, card.day, card.rrule, card.part)
    return Sought(card.kind, card.title, card.body, card.category, when, card.place_code, author_id)


def for_helper(helped: Post, *, helper_id: int, place_code: str | None) -> Sought:
    """What somebody seeks who helped with this request and would do such a thing again."""
    anytime = When(rules.CONSULT, None, None, None)
    return Sought(rules.OFFER, helped.title, helped.body, helped.category, anytime, place_code, helper_id)
