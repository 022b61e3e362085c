"""How cards of a demo town ended well: chosen neighbours, agreements that were kept, and thanks."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from buuv.agreements import series
from buuv.agreements.models import Agreement, AgreementConfirmation
from buuv.agreements.outcomes import Outcome, Thanks
from buuv.cli.demo_people import People, Person
from buuv.conversations.models import Conversation, Helping, Message
from buuv.core import clock
from buuv.core.database import db
from buuv.posts import rules
from buuv.posts.models import DONE, PAUSED, Post

# A town with fewer cards is for trying out something else.
FROM_POSTS = 100


@dataclass(frozen=True)
class Story:
    """A request that was done, and the words of thanks when there were any; `is_shown` on the front page."""

    category: str
    title: str
    what: str
    thanks: str = ""
    is_shown: bool = False


STORIES = (
    Story("boodschappen", "Wie neemt brood en melk voor mij mee?", "Boodschappen doen"),
    Story("computer", "Mijn tablet doet het niet meer", "Samen naar de tablet kijken", "Ik kan weer bellen met beeld!"),
    Story("taal", "Wie oefent een uurtje Nederlands met mij?", "Een uur praten"),
    Story("klussen", "De lamp in de gang hangt scheef", "Lamp ophangen", "Er is weer licht in de gang. Top!", True),
    Story("spullen", "Wie heeft een ladder te leen?", "Ladder lenen"),
    Story("dieren", "Wie laat zaterdag de hond uit?", "Hond uitlaten"),
    Story("administratie", "Samen door een stapel post", "Samen de post lezen", "Wat een opluchting. Dank u wel."),
    Story("koken", "Wie kookt een keer met mij mee?", "Samen soep koken", "Het was gezellig en heel lekker.", True),
    Story("klussen", "Plankje ophangen in de keuken", "Plank ophangen"),
    Story("gezelschap", "Wie drinkt een kop koffie met mij?", "Koffie drinken"),
    Story("vervoer", "Een lift naar het ziekenhuis", "Naar het ziekenhuis", "Bedankt voor de rustige rit.", True),
)
LAST = Story("tuin", "Wie helpt mij met de bladeren in de tuin?", "Bladeren vegen")
REPLY = "Dag, dat wil ik graag doen. Wanneer komt het u uit?"
MORNING = time(10)


def end_well(people: People, town_code: str, *, ids: Iterator[str], midnight: datetime, rng: random.Random) -> None:
    """Half of the stories in Riet's wijk, half in the volunteer's; one of Riet's waits for her answers."""
    for number, story in enumerate(STORIES):
        home = (people.resident, people.volunteer)[number % 2].home.parent_code
        owners = [one for one in people.others if one.home.parent_code == home] or [people.resident]
        owner = rng.choice(owners)
        helper = people.volunteer if number % 3 == 0 else rng.choice([one for one in people.others if one != owner])
        then = midnight - timedelta(days=40 - 3 * number)
        conversation = _answered(story, owner, helper, town_code, ids=ids, then=then)
        if story.thanks:
            _agreed(story, conversation, ids=ids, then=then + timedelta(days=4), is_answered=True)
            _thank(story, conversation, town_code, ids=ids, then=then + timedelta(days=5))
    then = midnight - timedelta(days=4)
    waiting = _answered(LAST, people.resident, people.volunteer, town_code, ids=ids, then=then, state=PAUSED)
    _agreed(LAST, waiting, ids=ids, then=midnight - timedelta(days=1), is_answered=False)


def _answered(
    story: Story,
    owner: Person,
    helper: Person,
    town_code: str,
    *,
    ids: Iterator[str],
    then: datetime,
    state: str = DONE,
) -> Conversation:
    """A request with one reply, whose writer was chosen."""
    post = Post(
        public_id=next(ids),
        municipality_code=town_code,
        author_id=owner.id,
        kind=rules.REQUEST,
        category=story.category,
        title=story.title,
        body="",
        timing=rules.CONSULT,
        place_code=owner.home.code,
        district_code=owner.home.parent_code,
        reach=rules.MUNICIPALITY,
        state=state,
        placed_at=then,
        expires_at=then + rules.REQUEST_LIFE,
        ended_at=then + timedelta(days=7) if state == DONE else None,
        taken_at=then + timedelta(days=1),
    )
    db.session.add(post)
    db.session.flush()
    said_at = then + timedelta(hours=12)
    conversation = Conversation(
        public_id=next(ids),
        post_id=post.id,
        owner_id=owner.id,
        helper_id=helper.id,
        started_at=said_at,
        last_message_at=said_at,
    )
    db.session.add(conversation)
    db.session.flush()
    db.session.add(Message(conversation_id=conversation.id, author_id=helper.id, body=REPLY, sent_at=said_at))
    db.session.add(Helping(conversation_id=conversation.id, chosen_at=said_at, chosen_by_id=owner.id))
    return conversation


def _agreed(story: Story, conversation: Conversation, *, ids: Iterator[str], then: datetime, is_answered: bool) -> None:
    """Something for one morning, which both confirmed; the owner answered how it went, or still may."""
    day = clock.day_of(then)
    ended_at = series.starts_at(day, MORNING) + timedelta(hours=1)
    agreement = Agreement(
        public_id=next(ids),
        calendar_id=next(ids),
        conversation_id=conversation.id,
        what=story.what,
        meeting_place="Bij de bank voor de bibliotheek",
        begins_on=day,
        wall_time=MORNING,
        proposed_by_id=conversation.owner_id,
        proposed_at=then - timedelta(days=2),
    )
    db.session.add(agreement)
    db.session.flush()
    for person in (conversation.owner_id, conversation.helper_id):
        said = True if is_answered or person == conversation.helper_id else None
        db.session.add(AgreementConfirmation(agreement_id=agreement.id, account_id=person, confirmed_at=then))
        db.session.add(
            Outcome(
                public_id=next(ids),
                agreement_id=agreement.id,
                account_id=person,
                occurs_on=day,
                asked_at=ended_at,
                did_happen=said,
                would_again=said,
                was_right=said,
                closed_at=ended_at if said else None,
            )
        )


def _thank(story: Story, conversation: Conversation, town_code: str, *, ids: Iterator[str], then: datetime) -> None:
    db.session.add(
        Thanks(
            public_id=next(ids),
            municipality_code=town_code,
            conversation_id=conversation.id,
            giver_id=conversation.owner_id,
            receiver_id=conversation.helper_id,
            words=story.thanks,
            given_at=then,
            may_be_shown=story.is_shown,
        )
    )
