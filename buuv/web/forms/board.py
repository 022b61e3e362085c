"""Reading the filters of a list from its address; anything unknown is left out."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from buuv.core.text import one_line
from buuv.core.tokens import PUBLIC_ID
from buuv.places.queries import Town
from buuv.posts import rules
from buuv.posts.browsing import Wish
from buuv.posts.categories import find_category
from buuv.search.finding import QUERY_MAX

KINDS = {"vragen": rules.REQUEST, "aanbod": rules.OFFER}
TIMINGS = {"snel": rules.SOON, "dag": rules.DAY, "wekelijks": rules.EVERY_WEEK, "overleg": rules.CONSULT}
TIMING_WORDS = {timing: word for word, timing in TIMINGS.items()}


@dataclass(frozen=True)
class Filters:
    """What the address of a list asks for: a wish, search words, and the card to go on after."""

    wish: Wish
    words: str
    after: str | None


def read_filters(args: MultiDict[str, str], kind: str | None, town: Town) -> Filters:
    """The filters in an address."""
    area = town.find(args.get("plaats"))
    place = area.code if area and not area.is_ended and area.code != town.code else None
    category = find_category(args.get("soort"))
    after = args.get("na", "")
    return Filters(
        Wish(
            kind=kind or KINDS.get(args.get("wat", "")),
            place=place,
            near=bool(place) and place.startswith("BU") and args.get("dichtbij") == "ja",  # type: ignore[union-attr]
            category=category.key if category else None,
            timing=TIMINGS.get(args.get("wanneer", "")),
        ),
        one_line(args.get("q", ""))[:QUERY_MAX],
        after if PUBLIC_ID.fullmatch(after) else None,
    )
