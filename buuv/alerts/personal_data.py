"""What this feature keeps of people: the searches that they save."""

from buuv.alerts.models import SavedSearch
from buuv.core.holding import Held, goes
from buuv.core.translation import lazy as _l
from buuv.places.queries import place_name
from buuv.posts import wording
from buuv.posts.categories import category_name

_NUMBER = "an internal number"

HELD = (
    Held(
        model=SavedSearch,
        title=_l("Uw bewaarde zoekopdrachten"),
        whose=lambda person: SavedSearch.account_id == person.id,
        shows={
            "words": _l("Zoekwoorden"),
            "kind": _l("Vraag of aanbod"),
            "place_code": _l("Waar"),
            "is_near": _l("Ook de buurten ernaast"),
            "category": _l("Soort hulp"),
            "timing": _l("Wanneer"),
            "saved_at": _l("Bewaard op"),
            "looked_at": _l("Laatst bekeken"),
        },
        words={
            "kind": wording.kind_name,
            "place_code": place_name,
            "category": category_name,
            "timing": wording.timing_name,
        },
        keeps_back={"id": _NUMBER, "public_id": _NUMBER, "account_id": _NUMBER, "newest_id": _NUMBER},
        on_leaving=goes,
    ),
)
