"""Why a card fits, in words: the one or two points that tell a neighbour most."""

from buuv.core.translation import gettext as _
from buuv.language import needs
from buuv.places.queries import Town
from buuv.posts import rules
from buuv.posts.wishes import least_reach
from buuv.search.explaining import need_name
from buuv.search.matching import Fit
from buuv.search.seeking import Sought

MOST = 2


def of(fit: Fit, card: Sought, town: Town, *, is_own: bool) -> list[str]:
    """Why this card fits, in at most two short phrases; `is_own` when the reader wrote the card."""
    found = [_about(fit.about, is_same=fit.is_same) if fit.about else _("zelfde soort hulp")]
    by = {point.reason for point in fit.side if point.points > 0}
    if "near" in by:
        found.append(_nearness(least_reach(card.place_code, fit.card.hit.place_code, town), is_own=is_own))
    if "day" in by:
        found.append(_("zelfde dag"))
    if "part_of_day" in by:
        found.append(_("zelfde deel van de dag"))
    if fit.about and fit.card.hit.category == card.category:
        found.append(_("zelfde soort hulp"))
    return found[:MOST]


def _about(key: str, *, is_same: bool) -> str:
    title = need_name(needs.get(key))
    return _("gaat ook over “%(need)s”", need=title) if is_same else _("lijkt erop: “%(need)s”", need=title)


def _nearness(span: int, *, is_own: bool) -> str:
    if is_own:
        return {
            rules.NEIGHBOURHOOD: _("in uw buurt"),
            rules.NEARBY: _("naast uw buurt"),
            rules.DISTRICT: _("in uw wijk"),
        }[span]
    return {
        rules.NEIGHBOURHOOD: _("in dezelfde buurt"),
        rules.NEARBY: _("in de buurt ernaast"),
        rules.DISTRICT: _("in dezelfde wijk"),
    }[span]
