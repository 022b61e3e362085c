"""A yes to showing something special of oneself: for these words, on this card, and for nothing else."""

from sqlalchemy import select

from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _
from buuv.guard import consent_words, judging
from buuv.posts.models import Consent, Post


def keep(post: Post, seal: str | None) -> None:
    """Keeps the yes that was given with these words, and ends those to other words."""
    judgement = _judged(post)
    live = _live(post)
    for one in live:
        if one.seal != judgement.seal:
            one.ended_at = clock.now()
    has_one = any(_covers(one, judgement) for one in live)
    if judgement.consent and seal == judgement.seal and not has_one:
        db.session.add(
            Consent(
                account_id=post.author_id,
                post_id=post.id,
                labels=" ".join(judgement.consent),
                seal=judgement.seal,
                statement=consent_words.STATEMENT,
            )
        )


def is_given(post: Post) -> bool:
    """Whether what the card tells now may be shown: its writer, or the operator, said yes to exactly these words."""
    return post.released_at is not None or any(_covers(one, _judged(post)) for one in _live(post))


def is_handled(post: Post) -> bool:
    """Whether nothing on the card still waits for other words or for a yes."""
    judgement = _judged(post)
    if judgement.is_fit or judgement.may_insist:
        return True
    return post.released_at is not None or (bool(judgement.consent) and is_given(post))


def ensure_handled(post: Post) -> None:
    """Refuses to hang back a card of which something waits for other words or for a yes."""
    if not is_handled(post):
        raise Refusal(
            _(
                "Op dit kaartje staat iets dat te persoonlijk is. Verander eerst de woorden. "
                "Daarna kunt u het weer ophangen."
            )
        )


def _judged(post: Post) -> judging.Judgement:
    return judging.judge({"title": post.title, "body": post.body})


def _covers(one: Consent, judgement: judging.Judgement) -> bool:
    """The word lists grow: a yes about health is none about belief."""
    return one.seal == judgement.seal and set(judgement.consent) <= set(one.labels.split())


def _live(post: Post) -> list[Consent]:
    wanted = select(Consent).where(Consent.post_id == post.id, Consent.ended_at.is_(None))
    return list(db.session.scalars(wanted))
