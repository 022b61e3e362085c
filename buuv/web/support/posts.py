"""Finding a card by the id in an address, for this town."""

from buuv.accounts import blocking
from buuv.core.errors import NotFound
from buuv.core.tokens import PUBLIC_ID
from buuv.posts import queries
from buuv.posts.models import Post
from buuv.web.support.access import actor
from buuv.web.support.towns import town


def get_post(ref: str, *, lock: bool = False) -> Post:
    """The card that an address names by its id; the words after it are for people only."""
    if not PUBLIC_ID.fullmatch(ref[:10]) or (len(ref) > 10 and ref[10] != "-"):
        raise NotFound
    if lock and actor().is_signed_in:
        # The pair before the card, as everywhere (decision 50).
        author_id = queries.get_post(town().code, ref[:10]).author_id
        blocking.take_turns(author_id, actor().person.id)
    return queries.get_post(town().code, ref[:10], lock=lock)
