"""When a demo card was placed: the past weeks, at an hour at which people are awake, as its words say."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from buuv.cli.demo_texts import Texts, Variant
from buuv.core import clock
from buuv.posts import rules
from buuv.posts.models import DONE, EXPIRED, OPEN, WITHDRAWN

# The oldest open cards, in days. Well within their term, so that a new demo town mails no warnings.
SOON_OLDEST, REQUEST_OLDEST, OFFER_OLDEST = 5, 21, 42
# Cards that left the board are from before, up to two years ago.
ENDED_NEWEST, ENDED_OLDEST = 45, 730
ENDED_AFTER = timedelta(weeks=2)
AWAKE, ASLEEP = 7, timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Slot:
    """A card's moment and words, before it has an author and a number."""

    placed_at: datetime
    variant: Variant
    state: str

    @property
    def expires_at(self) -> datetime:
        """The end of its term."""
        return self.placed_at + rules.life_of(self.variant.text.kind)

    @property
    def ended_at(self) -> datetime | None:
        """When it left the board: at the end of its term, or after two weeks."""
        if self.state == OPEN:
            return None
        return self.expires_at if self.state == EXPIRED else self.placed_at + ENDED_AFTER

    def day(self, today: date) -> date | None:
        """The date that its weekday means: the next one, seen from today or from when it left the board."""
        text = self.variant.text
        if text.when != rules.DAY or text.weekday is None:
            return None
        return next_weekday(text.weekday, today if self.state == OPEN else clock.day_of(self.placed_at))


def next_weekday(weekday: int, after: date) -> date:
    """The first such weekday later than a date; 0 is Monday."""
    return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)


def midnight(today: date) -> datetime:
    """When the day began. A demo town is made as of then, so that it is the same all day."""
    return datetime.combine(today, time(), tzinfo=clock.TOWN_ZONE).astimezone(UTC)


def slots(texts: Texts, *, posts: int, are_open: int, today: date, rng: random.Random) -> list[Slot]:
    """So many cards, half requests and half offers, the oldest first; the first `are_open` texts hang open."""
    both = (texts.variants(rules.REQUEST, rng), texts.variants(rules.OFFER, rng))
    found = []
    for number, variant in enumerate(islice(_taking_turns(*both), posts)):
        is_open = number < are_open
        age = _open_age(variant, today, rng) if is_open else rng.uniform(ENDED_NEWEST, ENDED_OLDEST)
        placed_at = _awake(midnight(today) - timedelta(days=age))
        state = OPEN if is_open else _how_it_ended(variant, age, rng)
        found.append(Slot(placed_at, variant, state))
    found.sort(key=lambda slot: slot.placed_at)
    return found


def _taking_turns(requests: Iterator[Variant], offers: Iterator[Variant]) -> Iterator[Variant]:
    while True:
        yield next(requests)
        yield next(offers)


def _open_age(variant: Variant, today: date, rng: random.Random) -> float:
    """Days since placing; most cards are young, and "zaterdag" was written in the week before it."""
    text = variant.text
    if text.when == rules.DAY and text.weekday is not None:
        ahead = (next_weekday(text.weekday, today) - today).days
        return rng.uniform(0, max(6.5 - ahead, 0.2))
    if text.when == rules.SOON:
        return rng.uniform(0, SOON_OLDEST)
    oldest = REQUEST_OLDEST if text.kind == rules.REQUEST else OFFER_OLDEST
    young: float = rng.random() ** 1.5
    return oldest * young


def _awake(moment: datetime) -> datetime:
    return moment if moment.astimezone(clock.TOWN_ZONE).hour >= AWAKE else moment - ASLEEP


def _how_it_ended(variant: Variant, age: float, rng: random.Random) -> str:
    ran_out = timedelta(days=age) > rules.life_of(variant.text.kind)
    return rng.choice((DONE, DONE, WITHDRAWN, EXPIRED) if ran_out else (DONE, DONE, WITHDRAWN))
