"""What the program notices and shows to moderators: it proposes, people decide, and nothing is hidden for it.

Everything that is looked at is bounded: the newest cards or messages, as config/signals.toml says. No words are kept.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from buuv.accounts.models import Account
from buuv.conversations import restraining
from buuv.conversations.models import Conversation, Message
from buuv.core import clock
from buuv.core.database import db
from buuv.guard import likeness, signals, thresholds
from buuv.moderation import duty, reporting, unfounded
from buuv.moderation.case_models import PROFILE, Case, Signal
from buuv.moderation.reporting import Subject
from buuv.posts.models import OPEN, Post

NEAR_EQUAL, MANY_CONTACTS, SAME_MESSAGE = "near_equal", "many_contacts", "same_message"
UNFOUNDED = "unfounded_reports"


def see_words(post: Post) -> None:
    """Proposes a card whose words a moderator should see, or that nearly equals others."""
    found = {one.label for one in signals.find({"title": post.title, "body": post.body})}
    if len(alike(post)) + 1 >= thresholds.figures()["near_equal_cards"]:
        found.add(NEAR_EQUAL)
    _propose(reporting.card(post), found)


def alike(post: Post) -> list[Any]:
    """The cards that nearly equal this one: rows of the newest of its writer, and of the newest on the board."""
    since = clock.now() - timedelta(days=thresholds.figures()["near_equal_days"])
    others = {one.id: one for one in _newest_beside(post) if one.id != post.id and one.placed_at > since}
    found = likeness.near_equals(_text(post), [(number, _text(one)) for number, one in others.items()])
    return [others[number] for number, _ in found]


def see_first_message(conversation: Conversation, message: Message) -> None:
    """Proposes to look at somebody who writes nearly the same first message to many people."""
    figures = thresholds.figures()
    if message.author_id != conversation.helper_id:
        return
    written = restraining.written_to_others(
        message.author_id,
        but=conversation.owner_id,
        within=timedelta(days=figures["same_message_days"]),
        most=figures["same_message_among"],
    )
    people = {person for person, _ in likeness.near_equals(message.body, written)}
    if len(people) + 1 >= figures["same_message_people"]:
        _propose(reporting.profile(conversation.helper), [SAME_MESSAGE])


def see_contacts(writer: Account, number: int, *, is_new: bool) -> None:
    """Proposes to look at somebody who wrote to so many new people today; the limit counted them."""
    most = thresholds.figures()["new_contacts_first_week" if is_new else "new_contacts_later"]
    if number >= most:
        _propose(reporting.profile(writer), [MANY_CONTACTS])


def see_unfounded(account_ids: Iterable[int]) -> None:
    """Proposes to look at people who often report without ground (DSA 23): each time that so many are new since."""
    for number in sorted(account_ids):
        profile = (Case.account_id == number, Case.kind == PROFILE)
        shown = select(func.max(Signal.found_at)).join(Case, Case.id == Signal.case_id)
        last = db.session.scalar(shown.where(Signal.key == UNFOUNDED, *profile))
        since = max(last, unfounded.begins_at()) if last else None
        if unfounded.is_often(unfounded.count([number], since=since).get(number, 0)):
            _propose(reporting.profile(db.session.get_one(Account, number)), [UNFOUNDED])


def _propose(subject: Subject, keys: Iterable[str]) -> None:
    case = None
    for key in sorted(keys, key=lambda key: (-thresholds.weight(key), key)):
        case = reporting.signal(subject, key, weight=thresholds.weight(key), is_due=True)
    if case:
        duty.tell_of(case)


def _newest_beside(post: Post) -> Sequence[Any]:
    most = thresholds.figures()["near_equal_among"]
    # By number and without a date, so that an index gives them and nothing older is read.
    newest = select(Post.id, Post.title, Post.body, Post.placed_at).order_by(Post.id.desc()).limit(most)
    own = db.session.execute(newest.where(Post.author_id == post.author_id)).all()
    of_town = newest.where(Post.municipality_code == post.municipality_code, Post.kind == post.kind, Post.state == OPEN)
    return [*own, *db.session.execute(of_town).all()]


def _text(post: Any) -> str:
    return f"{post.title}\n{post.body}"
