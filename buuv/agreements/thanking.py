"""Saying thank you in a few words; on the front page without names, when the giver agrees."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import contains_eager

from buuv.accounts import blocking, restricting
from buuv.accounts.models import Account
from buuv.agreements import meeting
from buuv.agreements.outcomes import THANKS_MAX, Thanks
from buuv.conversations.models import Conversation
from buuv.core import clock, events, tokens
from buuv.core.database import db
from buuv.core.errors import NotFound, Refusal
from buuv.core.memory import Memory
from buuv.core.text import one_line
from buuv.core.translation import gettext as _
from buuv.guard import judging
from buuv.posts.models import DONE, Post

LIST_AT_MOST = 100
ON_FRONT = 3
# Read once for everybody: who does not see somebody leaves out theirs and sees the next.
READ_FOR_FRONT = 12
# Who takes a thank-you from the front page does not want to wait.
KEPT_SECONDS = 15


@dataclass(frozen=True)
class ThanksGiven:
    """One of the two thanked the other."""

    thanks: Thanks


@dataclass(frozen=True)
class ShownThanks:
    """Thanks as everybody may read it: words, sort of help and buurt, and nobody's name."""

    public_id: str
    words: str
    category: str
    place_code: str | None
    # Between whom it was, by their numbers, for who does not see one of them; on no page.
    people: frozenset[int]


_on_front: Memory[tuple[ShownThanks, ...]] = Memory(seconds=KEPT_SECONDS, most=100)


def may_thank(conversation: Conversation) -> bool:
    """Whether there is something to thank for: an agreed moment has passed, somebody came, or the card is done."""
    if conversation.ended_at:
        return False
    return conversation.post.state == DONE or meeting.have_met(conversation)


def find_given(conversation: Conversation, account_id: int) -> Thanks | None:
    """The thanks of this person in this conversation."""
    wanted = select(Thanks).where(Thanks.conversation_id == conversation.id, Thanks.giver_id == account_id)
    return db.session.scalar(wanted)


def thanks_in(conversation: Conversation) -> Sequence[Thanks]:
    """What the two said to each other: none, one or two."""
    wanted = select(Thanks).where(Thanks.conversation_id == conversation.id)
    return db.session.scalars(wanted.order_by(Thanks.id).limit(2)).all()


def give(conversation: Conversation, words: str, *, by: Account, may_be_shown: bool = False) -> Thanks:
    """Thanks the other one, once a conversation; refuses for the front page what could tell who they are."""
    words = one_line(words)
    restricting.ensure_may_write(by.id)
    if not words:
        raise Refusal(_("Schrijf een paar woorden."), field="words")
    if len(words) > THANKS_MAX:
        raise Refusal(_("Maak uw bedankje korter: hooguit %(most)s tekens.", most=THANKS_MAX), field="words")
    if not may_thank(conversation):
        raise Refusal(_("Hier kunt u nu geen bedankje geven."))
    if may_be_shown and names_in(words, conversation.owner, conversation.helper):
        raise Refusal(
            _("Er staat een naam in. Haal de naam weg, of haal het vinkje weg: dan leest alleen uw buur het."),
            field="words",
        )
    if may_be_shown and not is_fit_to_show(words):
        raise Refusal(
            _("Dit lijkt een privégegeven. Haal het weg, of haal het vinkje weg: dan leest alleen uw buur het."),
            field="words",
        )
    thanks = Thanks(
        public_id=tokens.public_id(),
        municipality_code=conversation.post.municipality_code,
        conversation_id=conversation.id,
        giver_id=by.id,
        receiver_id=conversation.other_than(by.id).id,
        words=words,
        may_be_shown=may_be_shown,
    )
    thanks.conversation = conversation
    try:
        with db.session.begin_nested():
            db.session.add(thanks)
    except IntegrityError:
        # Sent twice, or from another tab: the first one stands.
        found = find_given(conversation, by.id)
        if found is None:
            raise
        return found
    _on_front.forget()
    events.record(ThanksGiven(thanks))
    return thanks


def names_in(words: str, *people: Account) -> bool:
    """Whether the words hold the shown name of one of these people, or a part of it, as a word of its own."""
    said = set(re.findall(r"\w+", words.casefold()))
    names = {part for one in people for part in re.findall(r"\w{2,}", (one.shown_name or "").casefold())}
    return bool(said & names)


def is_fit_to_show(words: str) -> bool:
    """Whether everybody may read this: nothing that the privacy guard would refuse or ask about, and no link."""
    return judging.judge({"words": words}).is_fit and not re.search(r"www\.|https?:", words, re.IGNORECASE)


def get_for(account_id: int, public_id: str) -> Thanks:
    """The thanks when this person gave or got it, and still sees the other one; NotFound otherwise."""
    wanted = select(Thanks).where(
        Thanks.public_id == public_id, blocking.none_between(Thanks.giver_id, Thanks.receiver_id)
    )
    thanks: Thanks | None = db.session.scalar(wanted.with_for_update())
    if thanks is None or not thanks.has(account_id):
        raise NotFound
    return thanks


def get_in(municipality_code: str, public_id: str) -> Thanks:
    """The thanks in this town; who may read it is for the caller to ask. NotFound otherwise."""
    wanted = select(Thanks).where(Thanks.public_id == public_id, Thanks.municipality_code == municipality_code)
    thanks: Thanks | None = db.session.scalar(wanted)
    if thanks is None:
        raise NotFound
    return thanks


def hide(thanks: Thanks, *, by: Account) -> None:
    """Takes it from the front page; the giver and the receiver both may, and the two can still read it."""
    if thanks.hidden_at is None:
        thanks.hidden_at, thanks.hidden_by_id = clock.now(), by.id
        _on_front.forget()


def show(thanks: Thanks, *, by: Account) -> None:
    """Puts it back on the front page; only who took it away may."""
    if thanks.hidden_by_id == by.id:
        thanks.hidden_at = thanks.hidden_by_id = None
        _on_front.forget()


def received_by(account_id: int) -> Sequence[Thanks]:
    """The thanks that this person got, the newest first; at most LIST_AT_MOST."""
    return _list(Thanks.receiver_id == account_id)


def given_by(account_id: int) -> Sequence[Thanks]:
    """The thanks that this person gave, the newest first; at most LIST_AT_MOST."""
    return _list(Thanks.giver_id == account_id)


def _list(condition: ColumnElement[bool]) -> Sequence[Thanks]:
    seen = blocking.none_between(Thanks.giver_id, Thanks.receiver_id)
    wanted = select(Thanks).where(condition, seen).join(Thanks.conversation)
    conversation = contains_eager(Thanks.conversation)
    wanted = wanted.options(
        conversation.joinedload(Conversation.owner, innerjoin=True),
        conversation.joinedload(Conversation.helper, innerjoin=True),
        conversation.joinedload(Conversation.post, innerjoin=True),
    )
    return db.session.scalars(wanted.order_by(Thanks.id.desc()).limit(LIST_AT_MOST)).all()


def shown_on_front(municipality_code: str, *, hidden: frozenset[int] = frozenset()) -> tuple[ShownThanks, ...]:
    """The newest thanks that everybody may read, without those of `hidden` people; at most ON_FRONT.

    Another process may be KEPT_SECONDS behind.
    """
    newest = _on_front.get(municipality_code, lambda: _find_shown(municipality_code))
    return tuple(one for one in newest if one.people.isdisjoint(hidden))[:ON_FRONT]


def forget_front() -> None:
    """Reads anew what everybody may read, after it changed in another way than here."""
    _on_front.forget()


def _find_shown(municipality_code: str) -> tuple[ShownThanks, ...]:
    wanted = (
        select(Thanks.public_id, Thanks.words, Post.category, Post.place_code, Thanks.giver_id, Thanks.receiver_id)
        .join(Conversation, Conversation.id == Thanks.conversation_id)
        .join(Post, Post.id == Conversation.post_id)
        .where(Thanks.municipality_code == municipality_code, Thanks.may_be_shown, Thanks.hidden_at.is_(None))
        .where(Thanks.removed_by_id.is_(None))
        # Two who do not want to see each other thank each other nowhere.
        .where(blocking.none_between(Thanks.giver_id, Thanks.receiver_id))
        .order_by(Thanks.id.desc())
        .limit(READ_FOR_FRONT)
    )
    rows = db.session.execute(wanted)
    return tuple(
        ShownThanks(public_id, words, category, place, frozenset(people))
        for public_id, words, category, place, *people in rows
    )
