"""When nothing is found: the steps by which a search grows wider, and the first of them that finds something."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from buuv.core.translation import gettext as _
from buuv.language import needs
from buuv.language.needs import Need
from buuv.places.models import NEIGHBOURHOOD
from buuv.places.queries import Town
from buuv.posts.categories import all_categories
from buuv.posts.wishes import Wish
from buuv.posts.wording import timing_name
from buuv.search import asking, finding, index, ranking
from buuv.search.asking import Asked
from buuv.search.explaining import need_name

# Each step asks the database once, so a search that finds nothing asks it this much more often, and no more.
RELATED = 3


class Step(NamedTuple):
    """Other words or a wider wish, and the sentence that says so to who asked for less."""

    sentence: str
    words: str
    wish: Wish


def first_that_finds(words: str, asked: Asked, wish: Wish, town: Town) -> Step | None:
    """The narrowest step that finds a card; None when the whole town has nothing like it."""
    if asked.says_nothing:
        return None
    return next((step for step in _steps(words, asked, wish, town) if _finds(step, town)), None)


def _finds(step: Step, town: Town) -> bool:
    asked = asking.read(step.words)
    cards = index.candidates(asked.anything(), step.wish, town, most=finding.CANDIDATES)
    return bool(finding.answering(asked, ranking.rank(asked, cards, town, finding.ANYBODY)))


def _steps(words: str, asked: Asked, wish: Wish, town: Town) -> Iterator[Step]:
    """Nearer first; then with ever fewer choices; then other words for much the same."""
    for sentence, wider in _places(wish, town):
        yield Step(f"{_nothing_in(wish, town)} {sentence}", words, wider)
    wider, dropped = replace(wish, place=None, near=False), [town.name_of(wish.place)] if wish.place else []
    if wish.timing:
        wider, dropped = replace(wider, timing=None), [*dropped, timing_name(wish.timing)]
        yield Step(_without(dropped), words, wider)
    if wish.category:
        wider, dropped = replace(wider, category=None), [*dropped, all_categories()[wish.category].name]
        yield Step(_without(dropped), words, wider)
    for need in _related(asked):
        sentence = _("Daarover vonden wij niets. Dit lijkt erop: %(need)s.", need=need_name(need))
        yield Step(sentence, need.title, wider)


def _without(names: list[str]) -> str:
    chosen = ", ".join(f"“{name}”" for name in names)
    return _("Met uw keuzes vonden wij niets. Dit is zonder %(chosen)s.", chosen=chosen)


def _nothing_in(wish: Wish, town: Town) -> str:
    name = town.name_of(wish.place)
    if wish.near:
        return _("In %(place)s en de buurten ernaast vonden wij niets.", place=name)
    return _("In %(place)s vonden wij niets.", place=name)


def _places(wish: Wish, town: Town) -> Iterator[tuple[str, Wish]]:
    """The buurten around, the wijk and the whole town, as far as they are wider than what was asked."""
    area = town.find(wish.place)
    if area is None:
        return
    if area.level == NEIGHBOURHOOD:
        if not wish.near:
            yield _("Dit hangt in de buurten ernaast."), replace(wish, near=True)
        district = town.find(area.parent_code)
        if district:
            yield _("Dit is de hele wijk %(name)s.", name=district.name), replace(wish, place=district.code, near=False)
    yield _("Dit is heel %(town)s.", town=town.name), replace(wish, place=None, near=False)


def _related(asked: Asked) -> list[Need]:
    """Needs that lie close to what was asked, the closest first."""
    found: dict[str, None] = {}
    for key in asked.needs:
        found |= dict.fromkeys(other for other in needs.get(key).near if other not in asked.needs)
    return [needs.get(key) for key in list(found)[:RELATED]]
