"""Keeping a search, looking with it again, and letting it go."""

from collections.abc import Sequence

from sqlalchemy import func, select

from buuv.accounts.models import Account
from buuv.alerts.models import SavedSearch
from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import NotFound, Refusal
from buuv.core.translation import gettext as _
from buuv.places.queries import Town
from buuv.posts import browsing
from buuv.posts.categories import find_category
from buuv.posts.wishes import Wish

# What somebody can look through at a glance, and few enough to count for each what is new.
AT_MOST = 10


def save(words: str, wish: Wish, *, by: Account) -> SavedSearch:
    """Keeps these words and filters; the same ones again are the same row.

    Refuses what asks nothing, and more than AT_MOST. Whoever changes something waits for their own other
    changes (`accounts.queries.hold`), so two at one moment are counted one after the other.
    """
    if not words and wish == Wish(hidden=wish.hidden):
        raise Refusal(_("Typ eerst een zoekwoord, of kies wat u wilt zien. Dan kunt u die zoekopdracht bewaren."))
    kept = searches_of(by.id)
    same = [one for one in kept if (one.words.casefold(), wish_of(one)) == (words.casefold(), _asked(wish))]
    if same:
        return same[0]
    if len(kept) >= AT_MOST:
        raise Refusal(_("U bewaart al %(most)s zoekopdrachten. Haal er eerst een weg.", most=AT_MOST))
    saved = SavedSearch(
        account_id=by.id,
        words=words,
        kind=wish.kind,
        place_code=wish.place,
        is_near=wish.near,
        category=wish.category,
        timing=wish.timing,
        newest_id=browsing.newest_id(),
    )
    db.session.add(saved)
    db.session.flush()
    return saved


def look(saved: SavedSearch) -> None:
    """Notes that its owner looks now; what hangs already is not new any more."""
    saved.looked_at, saved.newest_id = clock.now(), browsing.newest_id()


def forget(saved: SavedSearch) -> None:
    """Lets a search go."""
    db.session.delete(saved)


def searches_of(account_id: int) -> Sequence[SavedSearch]:
    """The searches that this person keeps, the last saved first."""
    wanted = select(SavedSearch).where(SavedSearch.account_id == account_id)
    return db.session.scalars(wanted.order_by(SavedSearch.id.desc()).limit(AT_MOST)).all()


def count_of(account_id: int) -> int:
    """How many searches this person keeps."""
    wanted = select(func.count()).select_from(SavedSearch).where(SavedSearch.account_id == account_id)
    return db.session.scalar(wanted) or 0


def get_of(account_id: int, public_id: str) -> SavedSearch:
    """One of this person's own searches; nobody else's exists."""
    wanted = select(SavedSearch).where(SavedSearch.account_id == account_id, SavedSearch.public_id == public_id)
    found: SavedSearch | None = db.session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def wish_of(saved: SavedSearch) -> Wish:
    """The filters as they were saved."""
    return Wish(saved.kind, saved.place_code, saved.is_near, saved.category, saved.timing)


def present_wish(saved: SavedSearch, town: Town, hidden: frozenset[int]) -> Wish:
    """The filters as they can be asked now: a place or a sort of help that is no more asks nothing."""
    area = town.find(saved.place_code)
    place = area.code if area and not area.is_ended else None
    category = saved.category if find_category(saved.category) else None
    return Wish(saved.kind, place, saved.is_near and bool(place), category, saved.timing, hidden)


def _asked(wish: Wish) -> Wish:
    return Wish(wish.kind, wish.place, wish.near, wish.category, wish.timing)
