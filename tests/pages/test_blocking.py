"""Blocking with one tap: on no page does either side see the other, and nothing tells the one who was blocked."""

import pytest
from sqlalchemy import select

from buuv.accounts import blocking
from buuv.accounts.models import Block
from buuv.agreements import ending, standing_in, thanking
from buuv.agreements.models import Agreement, SteppingBack
from buuv.agreements.outcomes import Outcome, Thanks, Unease
from buuv.conversations import helping, messaging
from buuv.conversations.models import Conversation, Helping, Message
from buuv.core import clock, tokens
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from buuv.posts.models import DONE
from tests.architecture.test_access_matrix import ROWS, World, methods_of
from tests.builders import a_conversation, a_meeting, a_post, a_thanks, an_account, an_agreement, signed_in
from tests.client import words_of
from tests.pages.journeys import count

# A word in everything that each side shows: name, cards, messages, shared details.
MARKS = {"owner": "rietmerk", "helper": "henkmerk"}
# The things that both have a part in, and what neither may add to any more.
SHARED = ("post", "closed", "conversation", "agreement", "outcome", "thanks")
WRITTEN = (Message, Conversation, Agreement, SteppingBack, Helping, Thanks, Unease)
LISTS = ("/", "/vragen", "/aanbod", "/vragen?plaats=BU04794110&dichtbij=ja", "/zoeken?q=samenlopen", "/en/vragen")


class Pair(World):
    """Two people who have talked, shared and hung cards; `others` are the things of the other side, by name."""

    def __init__(self, client):
        super().__init__(client)
        for role, mark in MARKS.items():
            person = self.people[role]
            person.shown_name = mark
            for kind in ("request", "offer"):
                self.things[f"{kind} of {role}"] = a_post(author=person, kind=kind, title=f"Samenlopen met {mark}")
            closed = a_post(author=person, title=f"Weg van {mark}", state="withdrawn")
            self.things[f"closed of {role}"] = closed
        self.talk = self.things["conversation"]
        for role, mark in MARKS.items():
            messaging.write(self.talk, f"Woorden van {mark}", by=self.people[role])
            messaging.share_details(self.talk, by=self.people[role], email=False, line=f"bel {mark}")
        for role, mark in MARKS.items():
            self._agree(role, mark)
        db.session.commit()

    def _agree(self, role, mark):
        """What this side proposed, asked about at the other; thanks for everybody to read; an answer to a card."""
        person, other = self.people[role], self.talk.other_than(self.people[role].id)
        words = {"what": f"Wandelen met {mark}", "meeting_place": f"Bij de deur van {mark}"}
        agreement = an_agreement(conversation=self.talk, by=person, repeat="weekly", **words)
        asked = Outcome(
            public_id=tokens.public_id(), agreement_id=agreement.id, account_id=other.id, occurs_on=clock.today()
        )
        asked.did_happen = True
        db.session.add(asked)
        db.session.flush()
        answered = self.things[f"request of {'owner' if other.id == self.people['owner'].id else 'helper'}"]
        a_conversation(post=answered, helper=person, body=f"Antwoord van {mark}")
        self.things |= {
            f"agreement of {role}": agreement,
            f"outcome about {role}": asked,
            # One word, or it would be refused as a name.
            f"thanks of {role}": thanking.give(self.talk, f"Dankwoord{mark}!", by=person, may_be_shown=True),
        }

    def names_for(self, role):
        """What addresses hold when this side looks at the things of the other."""
        other = "helper" if role == "owner" else "owner"
        theirs = {
            "post": f"request of {other}",
            "closed": f"closed of {other}",
            "agreement": f"agreement of {other}",
            "outcome": f"outcome about {other}",
            "thanks": f"thanks of {other}",
        }
        return self.names | {name: self.things[thing].public_id for name, thing in theirs.items()}

    def shared_pages(self, role):
        """Every page on which this side saw the other before, beside the lists."""
        names = self.names_for(role)
        return (
            "/mijn",
            "/mijn/reacties",
            "/mijn/afspraken",
            "/mijn/bedankjes",
            f"/gesprek/{self.talk.public_id}",
            f"/kaartje/{self.things[f'request of {role}'].public_id}/reacties",
            *(f"/afspraak/{names['agreement']}{rest}" for rest in ("", "/blad", "/agenda.ics", "/afzegging")),
            f"/afloop/{names['outcome']}",
        )


@pytest.fixture
def pair(client):
    return Pair(client)


@pytest.fixture(params=["owner", "helper"])
def blocked(request, pair):
    """The pair after one of the two blocked the other, and which one was blocked."""
    other = "helper" if request.param == "owner" else "owner"
    browser = pair.client(other)
    browser.get(f"/gesprek/{pair.talk.public_id}")
    browser.submit("Blokkeer deze persoon")
    assert browser.status == 303
    return pair, request.param, other


def mark_of_the_other(role):
    return MARKS["helper" if role == "owner" else "owner"]


def see(browser, path):
    page = browser.get(path)
    return browser.follow() if page.status == 301 else page


def test_before_the_block_each_sees_the_other(pair):
    for role in MARKS:
        browser, mark = pair.client(role), mark_of_the_other(role)
        for path in (*LISTS, *pair.shared_pages(role)):
            assert mark in see(browser, path).body.lower(), path
    front = pair.client("visitor").get("/").body.lower()
    assert all(f"dankwoord{mark}" in front for mark in MARKS.values())


def test_no_page_of_either_shows_the_other(blocked):
    pair, was_blocked, _ = blocked
    wrong, before = [], {model: count(model) for model in WRITTEN}
    for role in MARKS:
        browser, mark, names = pair.client(role), mark_of_the_other(role), pair.names_for(role)
        wrong += [path for path in pair.shared_pages(role) if mark in see(browser, path).body.lower()]
        for row in ROWS:
            methods = methods_of(browser.app, row.endpoint)
            paths = [row.path.format(**names)] if "GET" in methods else []
            is_own_list = row.endpoint == "blocking.blocks" and role != was_blocked
            wrong += [f"GET {path}" for path in paths if mark in see(browser, path).body.lower() and not is_own_list]
            if row.thing in SHARED and "POST" in methods:
                page = browser.post(row.path.format(**names), **row.fields)
                leads_to_the_end = page.status == 303 and page.location.endswith(f"/gesprek/{names['conversation']}")
                is_denied = page.status in (200, 404, 410) or leads_to_the_end
                wrong += [f"POST {row.path}: {page}"] * (mark in page.body.lower() or not is_denied)
        wrong += [path for path in LISTS if mark in see(browser, path).body.lower()]
    assert not wrong, "\n".join(wrong)
    assert {model: count(model) for model in WRITTEN} == before
    assert "dankwoord" not in pair.client("visitor").get("/").body.lower()


def test_no_mail_is_made_between_them_any_more(blocked):
    pair, was_blocked, other = blocked
    for role in (was_blocked, other):
        pair.client(role).get("/mijn")
    before = count(OutgoingMail)
    for role in (was_blocked, other):
        names = pair.names_for(role)
        pair.client(role).post(f"/gesprek/{pair.talk.public_id}", body="Toch!", submission=role)
        pair.client(role).post(f"/kaartje/{names['post']}/reactie", body="Toch!", submission=role + "2")
    assert count(OutgoingMail) == before
    kinds = set(db.session.scalars(select(OutgoingMail.kind).where(OutgoingMail.sent_at.is_(None))))
    assert not kinds & {"first_reply", "new_message", "new_messages"}


def test_shared_drawings_serve_everybody_else_as_before(blocked):
    pair, was_blocked, other = blocked
    stranger, visitor = pair.client("stranger"), pair.client("visitor")
    for path in LISTS:
        for browser in (visitor, pair.client(was_blocked), stranger, pair.client(other), visitor, stranger):
            page = see(browser, path)
            if browser in (visitor, stranger):
                assert all(mark in page.body.lower() for mark in MARKS.values()), path
            else:
                assert sum(mark in page.body.lower() for mark in MARKS.values()) == 1, path


def test_counts_are_of_what_is_shown(blocked):
    pair, was_blocked, other = blocked
    for role in (was_blocked, other):
        page = pair.client(role).get("/vragen")
        assert int(words_of(page.one("h2", id="aantal")).split()[0]) == len(page.one("ul", class_="board"))


def test_the_blocked_one_gets_the_answers_of_a_card_that_left(blocked):
    pair, was_blocked, _ = blocked
    browser, names = pair.client(was_blocked), pair.names_for(was_blocked)
    for place in ("", "/reactie", "/verlenging", "/intrekking", "/wijziging"):
        here = browser.get(f"/kaartje/{names['post']}{place}")
        gone = browser.get(f"/kaartje/{names['closed']}{place}")
        assert (here.status, here.text.replace(names["post"], "")) == (
            gone.status,
            gone.text.replace(names["closed"], ""),
        )
    for place in ("/reactie", "/blokkade", "/oplossing"):
        answers = [browser.post(f"/kaartje/{names[n]}{place}", body="Dag").status for n in ("post", "closed")]
        assert answers[0] == answers[1]


def test_the_blocked_one_reads_an_ordinary_end_and_keeps_the_own_words(blocked):
    pair, was_blocked, _ = blocked
    browser = pair.client(was_blocked)
    assert "Een buurtbewoner" in browser.get("/mijn/reacties").text
    page = browser.get(f"/gesprek/{pair.talk.public_id}")
    assert "Dit gesprek is gestopt. Dat mag, zonder reden." in page.text
    assert f"Woorden van {MARKS[was_blocked]}" in page.text
    assert "blok" not in page.one("main").get("class", "") + words_of(page.one("main")).lower()


def test_what_was_typed_for_a_conversation_that_just_stopped_is_kept(blocked):
    pair, was_blocked, _ = blocked
    page = pair.client(was_blocked).post(f"/gesprek/{pair.talk.public_id}", body="Zal ik een taart bakken?")
    assert "Uw bericht is niet verstuurd." in page.text and "Zal ik een taart bakken?" in page.text


def test_the_blocker_finds_the_conversation_nowhere(blocked):
    pair, _, other = blocked
    browser = pair.client(other)
    page = browser.get(f"/gesprek/{pair.talk.public_id}")
    # Nobody is named; but who blocked somebody reads why it is gone, and finds the way back.
    assert page.status == 404 and "U hebt deze persoon geblokkeerd." in page.text
    assert page.links()["Wie ik niet meer zie"] == "/mijn/blokkades"
    assert "geblokkeerd" not in pair.client("stranger").get(f"/gesprek/{pair.talk.public_id}").text
    assert browser.post(f"/gesprek/{pair.talk.public_id}", body="Dag").status == 404
    assert pair.talk.public_id not in browser.get("/mijn/reacties").body


def test_a_list_of_ones_blocks_with_a_way_back(blocked):
    pair, was_blocked, other = blocked
    browser = pair.client(other)
    text = browser.get("/mijn/blokkades").text
    assert "Henkmerk" in text or "Rietmerk" in text
    assert pair.talk.post.title in text or other == "helper"
    row = db.session.scalars(select(Block).where(Block.account_id == pair.people[other].id).order_by(Block.id.desc()))
    browser.submit(f"/mijn/blokkades/{row.first().public_id}/einde")
    assert "opgeheven" in browser.follow().text
    assert MARKS[was_blocked] in browser.get("/vragen").body
    assert MARKS[other] in pair.client(was_blocked).get("/vragen").body
    assert "U hebt dit gesprek gestopt." in browser.get(f"/gesprek/{pair.talk.public_id}").text


def test_the_author_of_a_card_is_blocked_without_being_named(client):
    post = a_post(author=an_account(shown_name=None))
    browser = signed_in(client, an_account())
    see(browser, f"/kaartje/{post.public_id}")
    browser.submit("Ik wil geen kaartjes van deze persoon zien")
    assert "Een buurtbewoner" in browser.follow().text
    assert post.title not in browser.get("/vragen").body


@pytest.mark.parametrize("role", ["visitor", "moderator", "broker"])
def test_only_residents_block(client, role):
    post = a_post()
    if role != "visitor":
        signed_in(client, an_account(role=role))
    assert "geen kaartjes van deze persoon" not in see(client, f"/kaartje/{post.public_id}").text
    assert client.post(f"/kaartje/{post.public_id}/blokkade").status in (303, 404)
    assert count(Block) == 0


def test_nobody_blocks_an_import_or_themselves(client):
    imported, own = a_post(author=an_account(is_import=True)), a_post()
    signed_in(client, own.author)
    assert client.post(f"/kaartje/{imported.public_id}/blokkade").status == 404
    assert client.post(f"/kaartje/{own.public_id}/blokkade").status == 404


def test_a_person_without_blocks_asks_the_list_as_before(client):
    author = an_account()
    a_post(author=author)
    signed_in(client, an_account()).get("/vragen")
    assert not any("author_id" in query.partition("WHERE")[2] for query in client.queries)
    blocking.block(author, by=an_account())
    client.get("/vragen")
    assert not any("NOT IN" in query for query in client.queries)


PARTS = ("/gegevens", "/einde", "/afspraak", "/bedankje", "/keuze/einde")


def test_pages_under_a_conversation_lead_alike_after_a_block_and_after_a_stop(client):
    helper = an_account(shown_name="Henk")
    blocked, stopped = (a_conversation(post=a_post(), helper=helper, body=f"Dag {n}") for n in range(2))
    for talk in (blocked, stopped):
        messaging.write(talk, "Dag!", by=talk.owner)
    blocking.block(helper, by=blocked.owner)
    messaging.stop(stopped, by=stopped.owner)
    browser = signed_in(client, helper)
    for part in PARTS:
        for talk in (blocked, stopped):
            page = browser.get(f"/gesprek/{talk.public_id}{part}")
            assert (page.status, page.location) == (303, f"/gesprek/{talk.public_id}"), part
    blocker = signed_in(client, blocked.owner)
    assert {blocker.get(f"/gesprek/{blocked.public_id}{part}").status for part in PARTS} == {404}


def test_thanks_between_the_two_are_on_the_front_page_of_nobody_any_more(client):
    thanks = a_thanks(words="Wat een fijne wandeling was dat", may_be_shown=True)
    giver, receiver, third = thanks.conversation.owner, thanks.conversation.helper, an_account()
    assert "fijne wandeling" in signed_in(client, third).get("/").body
    blocking.block(receiver, by=giver)
    thanking.forget_front()  # or a quarter of a minute passes
    for person in (giver, receiver, third):
        assert "fijne wandeling" not in signed_in(client, person).get("/").body


def test_thanks_of_somebody_a_third_blocked_are_not_on_the_front_page_of_the_third(client):
    thanks, third = a_thanks(words="Wat een fijne wandeling was dat", may_be_shown=True), an_account()
    blocking.block(thanks.conversation.helper, by=third)
    assert "fijne wandeling" not in signed_in(client, third).get("/").body
    assert "fijne wandeling" in signed_in(client, an_account()).get("/").body


def test_a_stand_in_who_blocked_the_owner_is_on_the_page_of_the_agreement_no_more(client):
    post, other = a_post(), an_account(shown_name="Sara")
    weekly = an_agreement(conversation=a_conversation(post=post), repeat="weekly")
    talk = a_conversation(post=post, helper=other, body="Ik ook")
    day = ending.coming_days(weekly)[1]
    ending.cancel_day(weekly, day, by=weekly.conversation.helper)
    standing_in.ask(weekly, day, talk, by=post.author)
    browser = signed_in(client, post.author)
    assert "Sara" in browser.get(f"/afspraak/{weekly.public_id}").body
    blocking.block(post.author, by=other)
    db.session.commit()
    assert "Sara" not in browser.get(f"/afspraak/{weekly.public_id}").body


@pytest.mark.parametrize(
    ("is_confirmed", "words"), [(None, "geen bericht van"), (False, "Er ligt een voorstel"), (True, "een afspraak.")]
)
def test_what_ends_with_a_block_is_said_before_the_tap(client, is_confirmed, words):
    talk = a_conversation()
    if is_confirmed is not None:
        an_agreement(conversation=talk, is_confirmed=is_confirmed)
    db.session.commit()
    page = signed_in(client, talk.helper).get(f"/gesprek/{talk.public_id}")
    card = see(client, f"/kaartje/{talk.post.public_id}")
    for shown in (page, card):
        assert words in shown.text and ("krijgt daar een mail over" in shown.text) == (is_confirmed is not None)


def test_the_mail_of_what_a_block_ends_promises_no_words(client):
    talk = a_conversation()
    an_agreement(conversation=talk)
    blocking.block(talk.owner, by=talk.helper)
    db.session.commit()
    (mail,) = db.session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "agreement_cancelled"))
    assert mail.facts["is_wordless"]


@pytest.mark.parametrize(
    ("role", "words"), [("owner", "U hebt deze buur gekozen voor “"), ("helper", "heeft u gekozen voor “")]
)
def test_that_a_choice_ends_with_a_block_is_said_before_the_tap(client, role, words):
    talk = a_conversation()
    helping.accept(talk, by=talk.owner)
    browser = signed_in(client, getattr(talk, role))
    page = browser.get(f"/gesprek/{talk.public_id}")
    assert words in page.text and "krijgt daar een mail over" in page.text
    assert ("Uw kaartje hangt dan weer op het bord." in page.text) == (role == "owner")
    assert words in browser.get(f"/gesprek/{talk.public_id}/einde").text
    browser.get(f"/gesprek/{talk.public_id}")
    browser.submit("Blokkeer deze persoon")
    assert "geen bericht" not in browser.follow().text
    kind = "helper_released" if role == "owner" else "helper_left"
    assert count(OutgoingMail, kind=kind) == 1


def test_who_said_that_it_took_place_keeps_the_card_off_the_board_after_a_block(client):
    talk = a_conversation()
    helping.accept(talk, by=talk.owner)
    a_meeting(conversation=talk)
    browser = signed_in(client, talk.owner)
    browser.get(f"/gesprek/{talk.public_id}")
    assert "Uw kaartje hangt dan weer" not in browser.page.text
    browser.submit("Blokkeer deze persoon")
    assert talk.post.state == DONE
    assert count(OutgoingMail, kind="helper_released") == 0
