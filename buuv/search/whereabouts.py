"""Where a card hangs, as the index knows it: a search in one buurt reads what hangs there and not the whole town."""

from typing import NamedTuple

from buuv.posts import rules
from buuv.posts.models import Post


class Whereabouts(NamedTuple):
    """Town, place and wijk of a card; `is_for_all` says whether a search of the whole town may show it."""

    town: str
    place: str | None
    district: str | None
    is_for_all: bool


def of_post(post: Post) -> Whereabouts:
    """Where this card hangs."""
    return of_columns(post.municipality_code, post.place_code, post.district_code, post.reach)


def of_columns(town: str, place: str | None, district: str | None, reach: int) -> Whereabouts:
    """Where a card with these columns hangs."""
    return Whereabouts(town, place, district, reach >= rules.MUNICIPALITY)
