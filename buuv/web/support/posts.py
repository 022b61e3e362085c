"""Finding a card by the id in an address, for this town."""

from buuv.core.errors import NotFound
from buuv.core.tokens import PUBLIC_ID
from buuv.posts import queries
from buuv.posts.models import Post
from buuv.web.support.towns import town


def get_post(ref: str, *, lock: bool = False) -> Post:
    """The card that an address names by its id; the words after it are for people only."""
    if not PUBLIC_ID.fullmatch(ref[:10]) or (len(ref) > 10 and ref[10] != "-"):
        raise NotFound
    return queries.get_post(town().code, ref[:10], lock=lock)
