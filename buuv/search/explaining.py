"""Why a card is a hit, from the ranker's own points, in words that a neighbour understands."""

from collections.abc import Sequence
from typing import NamedTuple

from buuv.core.translation import gettext as _
from buuv.core.translation import language
from buuv.language import dutch, needs
from buuv.language.needs import Need
from buuv.places.queries import Town
from buuv.posts.categories import all_categories
from buuv.search.asking import Asked
from buuv.search.fields import NEED
from buuv.search.marking import Known, Text, Word
from buuv.search.ranking import SAME_NEED, Point, Ranked

# Under a hit stand this many reasons, of which the last may be where and when.
SHORT = 3
# Fewer points for a need are a guess: not to be said to somebody as what a card is about.
SURELY = SAME_NEED / 3
_SIDE = ("here", "beside", "district", "today", "week")
_ABOUT = ("need", "close")
_YOURS_MOST = 40


class Reason(NamedTuple):
    """Points with one cause. `how` is the ranker's reason, or "form" and "inside" where it says "word".

    `yours` is a word as typed, `theirs` one of the card, or the name of its need, kind of help or place.
    """

    how: str
    points: float
    yours: str
    theirs: str


def reasons(one: Ranked, asked: Asked, texts: Sequence[Text], town: Town, home: str | None) -> list[Reason]:
    """All that brought a card with these texts here, the most telling first; the points add up to its score."""
    merged: dict[tuple[str, str, str], float] = {}
    for point in one.points:
        key = _cause(point, asked, texts) if point.yours else _other_cause(point, asked, town, home)
        merged[key] = merged.get(key, 0.0) + point.points
    found = [Reason(how, points, yours, theirs) for (how, yours, theirs), points in merged.items()]
    return sorted(found, key=lambda reason: -reason.points)


def _cause(point: Point, asked: Asked, texts: Sequence[Text]) -> tuple[str, str, str]:
    typed = dutch.fold(point.yours)
    meant = asked.meant.get(typed)
    rows: list[Sequence[Word]] = [text.met[point.token] for text in texts if point.token in text.met]
    # One word says more plainly what met than two or three in a row.
    row = min(rows, key=len, default=())
    # The index may know words that are no longer read alike, until it is made anew.
    theirs = " ".join(word.written for word in row) or point.yours
    how = _how(point, row[0].known, dutch.stem(meant or typed), is_typed=not meant) if row else point.reason
    if how == "word" and dutch.fold(theirs) != typed:
        how = "form"
    yours = point.yours if how == "meant" else meant or point.yours
    if len(yours) > _YOURS_MOST:
        yours = yours[:_YOURS_MOST].rsplit(" ", 1)[0] + " …"
    return how, yours, theirs


def _how(point: Point, theirs: Known, own: str, *, is_typed: bool) -> str:
    """A word that is also of one concept, or of one part, with itself is still that word."""
    if point.reason != "prefix" and theirs.stem == own:
        return "word" if is_typed else "meant"
    if point.reason == "word":
        return "inside" if point.token in theirs.parts else "meant"
    return point.reason


def _other_cause(point: Point, asked: Asked, town: Town, home: str | None) -> tuple[str, str, str]:
    if point.reason == "need":
        key = point.token.removeprefix(NEED)
        return ("need" if key in asked.needs else "close"), "", need_name(needs.get(key))
    if point.reason == "kind":
        return "kind", "", all_categories()[point.token].name
    if point.reason == "new":
        return ("week" if int(point.token) else "today"), "", ""
    if point.token == home:
        return "here", "", town.name_of(home)
    return ("beside" if town.find_neighbourhood(point.token) else "district"), "", town.name_of(point.token)


def need_name(need: Need) -> str:
    """What a need is called in the reader's language."""
    return need.title_en if language() == "en" else need.title


def short(found: Sequence[Reason], *, home: str | None) -> list[str]:
    """The most telling reasons as short sentences, at most SHORT; `home` names a place that is not the reader's own."""
    about = [_say(reason, home) for reason in _telling(found)]
    side = [_say(reason, home) for reason in found if reason.how in _SIDE][:1]
    return [*about[: SHORT - len(side)], *side]


def _telling(found: Sequence[Reason]) -> list[Reason]:
    """One reason for each word and need, then the kind of help, which goes without saying beside a need."""
    kept: list[Reason] = []
    said: set[str] = set()
    for reason in sorted(found, key=lambda reason: reason.how == "kind"):
        says = reason.yours or reason.how
        if reason.how in _SIDE or says in said or (reason.how in _ABOUT and reason.points < SURELY):
            continue
        said |= {says} | ({"kind", "close"} if says == "need" else set())
        kept.append(reason)
    return kept


def _say(reason: Reason, home: str | None) -> str:
    how, yours, theirs = reason.how, reason.yours, reason.theirs
    match how:
        case "word":
            return _("uw woord “%(yours)s”", yours=yours)
        case "form" | "part" | "concept":
            return _("past bij “%(yours)s”: %(theirs)s", yours=yours, theirs=theirs)
        case "inside":
            return _("“%(yours)s” is deel van “%(theirs)s”", yours=yours, theirs=theirs)
        case "meant":
            return _("lijkt op “%(theirs)s”", theirs=theirs)
        case "prefix":
            return _("begint met “%(yours)s”: %(theirs)s", yours=yours, theirs=theirs)
        case "need":
            return _("gaat over: %(need)s", need=theirs)
        case "close":
            return _("lijkt op uw vraag: %(need)s", need=theirs)
        case "kind":
            return _("zelfde soort hulp: %(kind)s", kind=theirs)
    return nearness_or_age(how, home)


def nearness_or_age(how: str, home: str | None) -> str:
    """Where a card hangs as seen from the reader's buurt or the named one, or when it was placed."""
    match how:
        case "here":
            return _("in %(place)s", place=home) if home else _("in uw buurt")
        case "beside":
            return _("naast %(place)s", place=home) if home else _("naast uw buurt")
        case "district":
            return _("in dezelfde wijk als %(place)s", place=home) if home else _("in uw wijk")
        case "today":
            return _("vandaag geplaatst")
    return _("deze week geplaatst")


def in_full(reason: Reason, home: str | None) -> str:
    """What a kind of reason means, for a table that shows your word and theirs beside it."""
    match reason.how:
        case "word":
            return _("hetzelfde woord")
        case "form":
            return _("een andere vorm van uw woord")
        case "inside":
            return _("uw woord is een deel van een langer woord")
        case "part":
            return _("een deel van uw woord")
        case "meant":
            return _("het woord dat waarschijnlijk bedoeld is")
        case "prefix":
            return _("begint met uw letters")
        case "concept":
            return _("betekent ongeveer hetzelfde")
        case "need":
            return _("waar het kaartje over gaat")
        case "close":
            return _("iets dat op uw vraag lijkt")
        case "kind":
            return _("dezelfde soort hulp")
    return nearness_or_age(reason.how, home)
