"""Where a card hangs, as the index knows it: a search in one buurt reads what hangs there and not the whole town."""

from typing import NamedTuple

from buuv.posts.models import Post


class Whereabouts(NamedTuple):
    """Town, place and wijk of a card."""

    town: str
    place: str | None
    district: str | None


def of_post(post: Post) -> Whereabouts:
    """Where this card hangs."""
    return Whereabouts(post.municipality_code, post.place_code, post.district_code)
