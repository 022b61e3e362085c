"""How a card leaves the board, rests, or gets a new term."""

from datetime import timedelta

from buuv.accounts import resting
from buuv.core import clock
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _
from buuv.posts import rules, visibility
from buuv.posts.models import DONE, EXPIRED, OPEN, PAUSED, WITHDRAWN, Post


def withdraw(post: Post) -> None:
    """Takes a card away, open or paused; doing it twice changes nothing."""
    _end(post, WITHDRAWN)


def solve(post: Post) -> None:
    """The request is met, or the offer is no longer needed: "opgelost"."""
    _end(post, DONE)


def expire(post: Post) -> None:
    """The term is over."""
    _end(post, EXPIRED)


def _end(post: Post, state: str) -> None:
    if post.is_alive or post.is_hidden:
        with visibility.in_step(post):
            post.state, post.ended_at = state, clock.now()
            post.hidden_by_id = post.hidden_at = post.hidden_from = None


def pause(post: Post) -> None:
    """Takes an offer off the board for a while; only offers rest, a request that rests is withdrawn."""
    if post.is_request:
        raise Refusal(_("Een vraag kunt u niet laten rusten. U kunt hem wel van het bord halen."))
    if not post.is_alive:
        raise Refusal(_("Dit kaartje hangt niet meer op het bord."))
    with visibility.in_step(post):
        post.state = PAUSED


def resume(post: Post) -> None:
    """Puts a paused offer back in its place."""
    if not post.is_alive:
        raise Refusal(_("Dit kaartje hangt niet meer op het bord."))
    if post.is_taken:
        raise Refusal(_("U hebt al genoeg buren gekozen. Zoekt u er nog meer? Verander dan eerst het aantal."))
    with visibility.in_step(post):
        post.state, post.rested_at = OPEN, None
        if post.expires_at <= clock.now():
            _new_term(post)
        _forget_past_day(post)


def take(post: Post) -> None:
    """Takes a card off the board because as many neighbours are chosen as were wanted; one in rest stays off then."""
    if post.is_open or (post.state == PAUSED and post.rested_at):
        with visibility.in_step(post):
            post.state, post.taken_at, post.rested_at = PAUSED, clock.now(), None


def free(post: Post) -> None:
    """Hangs a taken card back, since somebody is wanted again; one whose term passed meanwhile has run out.

    While its author takes a rest it comes back with the other cards.
    """
    if post.is_taken:
        rests = resting.find(post.author_id) is not None
        with visibility.in_step(post):
            post.state, post.taken_at = PAUSED if rests else OPEN, None
            post.rested_at = clock.now() if rests else None
        if post.expires_at <= clock.now():
            expire(post)


def may_renew(post: Post) -> bool:
    """Whether a new term makes sense: the card hangs, rests, or ran out and still has its words."""
    return post.is_alive or (post.state == EXPIRED and bool(post.title))


def adds_a_day(post: Post) -> bool:
    """Whether a new term hangs the card at least a day longer than it does now."""
    new_end = clock.now() + rules.life_of(post.kind)
    return may_renew(post) and (post.state == EXPIRED or new_end - post.expires_at >= timedelta(days=1))


def renew(post: Post) -> None:
    """Gives a card a whole new term from now, and hangs an expired one back on the board."""
    if not may_renew(post):
        raise Refusal(_("Dit kaartje is al gedaan. Zet gerust een nieuw kaartje op het bord."))
    with visibility.in_step(post):
        _new_term(post)
        _forget_past_day(post)
        if post.state == EXPIRED:
            post.state, post.ended_at = OPEN, None


def may_put_back(post: Post) -> bool:
    """Whether a card that was called done can still hang again: within a week."""
    is_done = post.state == DONE and post.ended_at is not None
    return is_done and post.ended_at > clock.now() - rules.PUT_BACK_WITHIN  # type: ignore[operator]


def put_back(post: Post) -> None:
    """It was not done after all: the card hangs again, with what is left of its term or a new one."""
    if post.is_alive:
        return
    if not may_put_back(post):
        raise Refusal(_("Dit kaartje kan niet meer terug. Zet gerust een nieuw kaartje op het bord."))
    with visibility.in_step(post):
        post.state, post.ended_at, post.taken_at = OPEN, None, None
        if post.expires_at <= clock.now():
            _new_term(post)


def _new_term(post: Post) -> None:
    post.expires_at = clock.now() + rules.life_of(post.kind)
    post.warned_at = None


def _forget_past_day(post: Post) -> None:
    """A day that has passed would hang a card that nobody can answer."""
    if post.timing == rules.DAY and post.day and post.day < clock.today():
        post.timing, post.day = rules.CONSULT, None
