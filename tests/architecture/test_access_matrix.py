"""Every endpoint, for every role, on own and foreign things: what policy.py says is what happens.

Who may not, gets the answer of something that does not exist or is asked to sign in; nobody ever sees the
words of a conversation that is not theirs, or of a card that has left the board.
"""

import shutil
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.orm.attributes import set_committed_value

from buuv.accounts import blocking, profile, registration, signing_in
from buuv.accounts.lock_models import Passkey
from buuv.accounts.models import Account, AccountSession, Block
from buuv.alerts import saving
from buuv.app import create_app
from buuv.conversations import queries as conversations
from buuv.core import clock
from buuv.core.database import db
from buuv.core.drafts import FORM as PURPOSE
from buuv.moderation import objecting, reporting
from buuv.moderation import queries as moderation
from buuv.moderation.case_models import Case, Report
from buuv.moderation.decision_models import Decision, Objection
from buuv.places import loading
from buuv.policy import VISITOR, Action, Actor, may
from buuv.policy import signed_in as actor_in
from buuv.posts.wishes import Wish
from buuv.settings import CONFIG
from tests import databases
from tests.builders import (
    TOWN,
    a_conversation,
    a_decision,
    a_draft,
    a_lock,
    a_passkey,
    a_post,
    a_thanks,
    an_account,
    an_agreement,
    an_outcome,
    signed_in,
)
from tests.client import InspectingClient, Page

SAID = "vertrouwelijkezin"
TAKEN_AWAY = "weggehaaldewoorden"
ELSEWHERE = "GM9990"
# Half signed in: who has no second lock yet and must, and who did not open it in this session.
HALF = ("lockless-moderator", "lockless-broker", "unproven-moderator", "unproven-broker", "unproven-resident")
ROLES = ("visitor", "elsewhere", "stranger", "broker", "moderator", "blocked", "suspended", "helper", "owner", *HALF)
# At the desk: also the moderator who decided, and one whom the case concerns.
DESK_ROLES = (*ROLES, "decider", "party")
DESK_THINGS = ("case", "waiting", "decision", "objection", "report", "statement")


class Row(NamedTuple):
    """One endpoint, the address of a thing for it, and what a form would send there."""

    endpoint: str
    path: str
    fields: dict[str, str] = {}

    @property
    def thing(self) -> str:
        """The name of the thing in the address; empty without one."""
        return self.path.partition("{")[2].partition("}")[0]


# Every endpoint has at least one row. A thing in braces is made by World; those named in `_owner_of` have an owner.
ROWS = (
    Row("front.home", "/"),
    Row("front.switch_language", "/taal/en"),
    Row("board.requests", "/vragen"),
    Row("board.offers", "/aanbod"),
    Row("board.search", "/zoeken?q=" + SAID),
    Row("board.search", "/zoeken?q=" + TAKEN_AWAY),
    Row("searching.why", "/zoeken/waarom/{post}?q=eindje"),
    Row("searching.suggestions", "/zoeken/voorstellen?q=" + SAID),
    Row("map.town", "/kaart"),
    Row("following.feed", "/vragen/feed"),
    Row("following.feed", "/zoeken/feed?q=" + TAKEN_AWAY),
    Row("following.copying", "/aanbod/lijst"),
    Row("towns.how_it_works", "/zo-werkt-het"),
    Row("towns.safety", "/veilig-afspreken"),
    Row("figures.how_we_moderate", "/zo-modereren-wij"),
    Row("towns.contact", "/contact"),
    Row("towns.house_rules", "/huisregels"),
    Row("towns.old_house_rules", "/huisregels/2026-11-22"),
    Row("towns.accept_house_rules", "/huisregels/gezien"),
    Row("towns.privacy", "/privacy"),
    Row("towns.accessibility", "/toegankelijkheid"),
    Row("towns.disclosure", "/kwetsbaarheid-melden"),
    Row("towns.security_txt", "/.well-known/security.txt"),
    Row("towns.robots", "/robots.txt"),
    Row("installing.manifest", "/manifest.webmanifest"),
    Row("installing.worker", "/sw.js"),
    Row("installing.offline", "/zonder-verbinding"),
    Row("cards.card", "/kaartje/{post}"),
    Row("cards.card", "/kaartje/{closed}"),
    Row("fitting.card", "/kaartje/{post}/passend"),
    Row("fitting.card", "/kaartje/{closed}/passend"),
    Row("fitting.mine", "/mijn/passende-vragen"),
    Row("cards.reply", "/kaartje/{post}/reactie", {"body": "Ik help graag."}),
    Row("own_cards.solve", "/kaartje/{post}/oplossing"),
    Row("own_cards.pause", "/kaartje/{post}/pauze"),
    Row("own_cards.resume", "/kaartje/{post}/hervatting"),
    Row("own_cards.ask_renewal", "/kaartje/{post}/verlenging"),
    Row("own_cards.ask_renewal", "/kaartje/{closed}/verlenging"),
    Row("own_cards.renew", "/kaartje/{post}/verlenging"),
    Row("own_cards.ask_withdrawal", "/kaartje/{post}/intrekking"),
    Row("own_cards.ask_withdrawal", "/kaartje/{closed}/intrekking"),
    Row("own_cards.withdraw", "/kaartje/{post}/intrekking"),
    Row("own_cards.rewrite", "/kaartje/{post}/wijziging", {"title": "Heel andere woorden"}),
    Row("making.ask", "/vraag-stellen", {"title": "Wie helpt mij met de heg?", "body": ""}),
    Row("making.offer", "/aanbod-doen", {"title": "Ik help graag in de tuin", "body": ""}),
    Row("making.look", "/woorden-nakijken", {"title": "Wie helpt mij met de heg?", "body": ""}),
    Row("making.words", "/kaartje-maken/{draft}/woorden", {"title": "Toch andere woorden", "body": ""}),
    Row("making.sort", "/kaartje-maken/{draft}/wanneer", {"category": "tuin", "when": "soon", "part": ""}),
    Row("making.place", "/kaartje-maken/{draft}/waar"),
    Row("making.postcode", "/kaartje-maken/{draft}/postcode", {"postcode": "1544"}),
    Row("publishing.new_code", "/kaartje-maken/{draft}/nieuwe-code"),
    Row("publishing.check", "/kaartje-maken/{draft}/nakijken"),
    Row("signing_in.address", "/inloggen", {"email": "iemand@example.org"}),
    Row("signing_in.code", "/inloggen/code", {"code": "123456"}),
    Row("signing_in.new_code", "/inloggen/nieuwe-code"),
    Row("signing_in.link", "/inloggen/link/{link}"),
    Row("signing_in.welcome", "/welkom"),
    Row("signing_in.go_on", "/verder/{kept}"),
    Row("signing_in.undo_address", "/adres-terug/{undo}"),
    Row("signing_in.leave", "/uitloggen"),
    Row("second_lock.prove", "/inloggen/tweede-slot", {"code": "123456"}),
    Row("second_lock.recover", "/inloggen/tweede-slot/herstelcode", {"code": "aaaaa-aaaaa"}),
    Row("passkeys.ask", "/inloggen/passkey/vraag"),
    Row("passkeys.enter", "/inloggen/passkey", {"credential": "{}"}),
    Row("passkeys.ask_new", "/mijn/veiligheid/passkey/vraag"),
    Row("passkeys.add", "/mijn/veiligheid/passkey", {"name": "Telefoon", "credential": "{}"}),
    Row("passkeys.remove", "/mijn/veiligheid/passkey/{passkey}/einde"),
    Row("safety.overview", "/mijn/veiligheid"),
    Row("safety.confirm", "/mijn/veiligheid/bevestiging"),
    Row("safety.app", "/mijn/veiligheid/app"),
    Row("safety.app_code", "/mijn/veiligheid/app/code", {"code": "123456"}),
    Row("safety.end_app", "/mijn/veiligheid/app/einde"),
    Row("safety.recovery_codes", "/mijn/veiligheid/herstelcodes"),
    Row("staff.invitation", "/uitnodiging/{invitation}"),
    Row("mine.overview", "/mijn"),
    Row("mine.replies", "/mijn/reacties"),
    Row("mine.details", "/mijn/gegevens", {"shown_name": "Ria", "place": "", "language": "nl"}),
    Row("mine.address", "/mijn/adres", {"email": "ander@example.org"}),
    Row("mine.confirm_address", "/mijn/adres/code", {"code": "123456"}),
    Row("mine.cards", "/mijn/kaartjes"),
    Row("mine.notices", "/mijn/mail", {"wants_notices": "y"}),
    Row("leaving.take", "/mijn/meenemen"),
    Row("leaving.confirm", "/mijn/meenemen/code", {"code": "123456"}),
    Row("leaving.leave", "/mijn/vertrekken"),
    Row("leaving.gone", "/vertrokken"),
    Row("mine.devices", "/mijn/apparaten"),
    Row("mine.end_device", "/mijn/apparaten/{device}/einde"),
    Row("mine.end_other_devices", "/mijn/apparaten/einde"),
    Row("conversations.conversation", "/gesprek/{conversation}", {"body": "Tot dan!"}),
    Row("conversations.mark_read", "/gesprek/{conversation}/gelezen"),
    Row("conversations.share", "/gesprek/{conversation}/gegevens", {"line": "bel na 18 uur"}),
    Row("conversations.take_back", "/gesprek/{conversation}/gegevens/terug"),
    Row("blocking.block_talker", "/gesprek/{conversation}/blokkade"),
    Row("blocking.block_author", "/kaartje/{post}/blokkade"),
    Row("blocking.block_author", "/kaartje/{closed}/blokkade"),
    Row("blocking.blocks", "/mijn/blokkades"),
    Row("blocking.lift", "/mijn/blokkades/{block}/einde"),
    Row("searches.mine", "/mijn/zoekopdrachten"),
    Row("searches.save", "/mijn/zoekopdrachten/nieuw", {"q": "heg"}),
    Row("searches.look", "/mijn/zoekopdrachten/{search}/blik"),
    Row("searches.forget", "/mijn/zoekopdrachten/{search}/einde"),
    Row("resting.rest", "/mijn/rust", {"length": "week"}),
    Row("resting.end_rest", "/mijn/rust/einde"),
    Row("conversations.stop", "/gesprek/{conversation}/einde"),
    Row("own_cards.put_back", "/kaartje/{post}/terugkeer"),
    Row("finishing.outcome", "/afloop/{outcome}"),
    Row("finishing.happened", "/afloop/{outcome}/gebeurd", {"answer": "ja"}),
    Row("finishing.again", "/afloop/{outcome}/nog-eens", {"answer": "ja"}),
    Row("finishing.unease", "/afloop/{outcome}/niet-pluis", {"answer": "ja"}),
    Row("finishing.unease_words", "/afloop/{outcome}/niet-pluis/woorden", {"words": SAID}),
    Row("finishing.put_aside", "/afloop/{outcome}/overslaan"),
    Row("thanking.give", "/gesprek/{conversation}/bedankje", {"words": "Dank u wel!"}),
    Row("thanking.mine", "/mijn/bedankjes"),
    Row("thanking.hide", "/bedankje/{thanks}/verberging"),
    Row("thanking.show", "/bedankje/{thanks}/vertoning"),
    Row("helping.replies", "/kaartje/{post}/reacties"),
    Row("helping.replies", "/kaartje/{closed}/reacties"),
    Row("helping.people", "/kaartje/{post}/aantal", {"people": "2"}),
    Row("helping.close_others", "/kaartje/{post}/reacties/bedankt"),
    Row("helping.accept", "/gesprek/{conversation}/keuze"),
    Row("helping.ask_again", "/gesprek/{conversation}/alsnog", {"body": "Wilt u toch komen?"}),
    Row("helping.ask_release", "/gesprek/{conversation}/keuze/einde"),
    Row("helping.release", "/gesprek/{conversation}/keuze/einde"),
    Row("agreements.propose", "/gesprek/{conversation}/afspraak", {"what": "Wandelen"}),
    Row("agreements.agreement", "/afspraak/{agreement}"),
    Row("agreements.confirm", "/afspraak/{agreement}/bevestiging"),
    Row("agreements.change", "/afspraak/{agreement}/wijziging", {"what": "Toch fietsen"}),
    Row("agreements.sheet", "/afspraak/{agreement}/blad"),
    Row("agreements.calendar_file", "/afspraak/{agreement}/agenda.ics"),
    Row("agreements.mine", "/mijn/afspraken"),
    Row("agreement_changes.step_back", "/afspraak/{agreement}/afzegging", {"sentence": "0"}),
    Row("agreement_changes.leave_out", "/afspraak/{agreement}/een-keer-niet", {"sentence": "0"}),
    Row("agreement_changes.end", "/afspraak/{agreement}/laatste-keer", {"sentence": "0"}),
    Row("agreement_changes.ask_stand_in", "/afspraak/{agreement}/invaller"),
    Row("agreement_changes.fit", "/afspraak/{agreement}/past-het-nog", {"antwoord": "yes"}),
    Row("reporting.start", "/melden"),
    Row("reporting.card", "/melden/kaartje/{post}", {"what": "card", "ground": "insult"}),
    Row("reporting.card", "/melden/kaartje/{closed}", {"what": "card", "ground": "insult"}),
    Row("reporting.thanks", "/melden/bedankje/{thanks}", {"ground": "insult"}),
    Row("reporting.message", "/melden/gesprek/{conversation}", {"what": "profile", "ground": "insult"}),
    Row("reporting.status", "/melding/{report}"),
    Row("reporting.object_to_outcome", "/melding/{report}/bezwaar", {"words": "Kijk nog eens"}),
    Row("desk.queue", "/moderatie"),
    Row("desk.decided", "/moderatie/besluiten"),
    Row("desk.plan_duty", "/moderatie/dienst", {"moderator": "1", "begins_on": "2020-01-01"}),
    Row("desk.case", "/moderatie/zaak/{case}", {"measure": "warn", "ground": "insult", "facts": "Dit", "days": "7"}),
    Row("desk.take", "/moderatie/zaak/{case}/oppakken"),
    Row("desk.release", "/moderatie/zaak/{case}/neerleggen"),
    Row("desk.open_copies", "/moderatie/zaak/{case}/berichten", {"reason": "om te kijken"}),
    Row("desk.note_danger", "/moderatie/zaak/{case}/gevaar"),
    Row("desk.confirm", "/moderatie/besluit/{waiting}/bevestiging", {"antwoord": "nee"}),
    Row("desk.take_back", "/moderatie/besluit/{decision}/einde"),
    Row("desk.objection", "/moderatie/bezwaar/{objection}", {"outcome": "upheld", "reasons": "Klopt"}),
    Row("decisions.mine", "/mijn/beslissingen"),
    Row("decisions.decision", "/mijn/beslissingen/{decision}"),
    Row("decisions.object_to", "/mijn/beslissingen/{statement}/bezwaar", {"words": "Niet eens"}),
)


class World:
    """People of every role, and things that belong to the owner, the helper or nobody."""

    def __init__(self, client: InspectingClient) -> None:
        databases.empty(client.app)
        owner, helper = an_account(shown_name="Riet"), an_account(shown_name="Henk")
        self.people: dict[str, Any] = {
            "owner": owner,
            "helper": helper,
            "stranger": an_account(),
            # Somebody whom the owner does not want to see.
            "blocked": an_account(),
            "broker": an_account(role="broker"),
            "moderator": an_account(role="moderator"),
            "elsewhere": an_account(municipality_code=ELSEWHERE, place_code=None),
            "suspended": an_account(shown_name="Sjaak"),
        }
        a_decision(account=self.people["suspended"], measure="suspend", days=7)
        for name in HALF:
            state, role = name.split("-")
            self.people[name] = an_account(role=role)
            if state == "unproven":
                a_lock(self.people[name])
        post = a_post(author=owner, kind="offer")
        closed = a_post(author=owner, title=f"Over {TAKEN_AWAY}", state="withdrawn")
        device, _ = signing_in.open_session(owner, device="Firefox")
        conversation = a_conversation(post=post, helper=helper, body=f"Een {SAID}.")
        self.things: dict[str, Any] = {
            "post": post,
            "closed": closed,
            "conversation": conversation,
            "agreement": an_agreement(conversation=conversation, what=f"Een {SAID}", repeat="weekly"),
            "outcome": an_outcome(conversation=conversation),
            "thanks": a_thanks(conversation=a_conversation(post=a_post(author=owner), helper=helper)),
            "device": device,
            "search": saving.save("heg", Wish(), by=owner),
            "block": blocking.block(self.people["blocked"], by=owner),
            "passkey": a_passkey(owner),
        }
        links = self._at_the_desk()
        self.names = {name: thing.public_id for name, thing in self.things.items()} | self._tokens() | links
        db.session.commit()
        self._snapshot = databases.Snapshot()
        self._ids = [
            {name: (type(thing), thing.id) for name, thing in things.items()} for things in (self.people, self.things)
        ]
        self.enter(client)

    def enter(self, client: InspectingClient) -> None:
        """Shows this world to a test's browser, which has no cookie yet."""
        self._client = client
        self.clients: dict[str, InspectingClient] = {}

    def _at_the_desk(self) -> dict[str, str]:
        """A message that the owner reported about the helper, and what was decided about a stranger before."""
        decider, party = an_account(role="moderator"), an_account(role="moderator")
        self.people |= {"decider": decider, "party": party}
        owner, warned_one = self.people["owner"], self.people["stranger"]
        talk = self.things["conversation"]
        said = conversations.messages_of(talk)[0]
        about = reporting.message(said, TOWN)
        reporting.report(about, reporting.Complaint("threat"), by=owner, copies=[said])
        reporting.report(about, reporting.Complaint("threat"), by=party)
        warned = a_decision(account=warned_one, measure="warn", by=decider)
        paused = a_decision(account=warned_one, measure="pause_writing", by=decider, days=1)
        report = db.session.query(Report).filter_by(case_id=warned.case_id).one()
        waiting = a_decision(account=warned_one, measure="close", by=decider)
        objection = objecting.make(paused, "Ik ben het er niet mee eens.", by=warned_one)
        case = reporting.open_case(about)
        self.things |= {
            "case": moderation.get_case(TOWN, case.public_id),
            "decision": moderation.get_decision(TOWN, paused.public_id),
            "statement": moderation.get_decision(TOWN, warned.public_id),
            "waiting": moderation.get_decision(TOWN, waiting.public_id),
            "objection": moderation.get_objection(TOWN, objection.public_id),
        }
        return {"report": reporting.link_for(report)}

    def restore(self) -> None:
        """Undoes whatever was changed."""
        db.session.remove()
        self._snapshot.restore(self._client.app)
        self.enter(self._client)
        self.people, self.things = (Things(ids) for ids in self._ids)

    def _tokens(self) -> dict[str, str]:
        attempt = signing_in.ask_code("nieuw@example.org", municipality_code=TOWN, language="nl")
        mover = an_account()
        change = profile.ask_address(mover, "verhuisd@example.org")
        db.session.flush()
        profile.confirm_address(mover, change.number, signing_in.code_for(change.number, profile.PURPOSE))
        words = {"title": "Wie helpt mij met de heg?", "body": ""}
        return {
            "draft": a_draft(purpose="request", **words)[1],
            "kept": a_draft(purpose=PURPOSE, path="/mijn/gegevens", fields={"shown_name": "Ria"})[1],
            "link": signing_in.link_for(attempt.number),
            "undo": signing_in.link_for(change.number, "undo-address"),
            "invitation": registration.invite(municipality_code=TOWN, email="nieuwe-mod@example.org", role="moderator"),
        }

    def client(self, role: str) -> InspectingClient:
        """The browser of somebody with this role."""
        if role not in self.clients:
            client = self._client.another()
            if role in self.people:
                signed_in(client, self.people[role], is_proven=role not in HALF)
            self.clients[role] = client
        return self.clients[role]

    def actor(self, role: str) -> Actor:
        """Who that is to this town: somebody from elsewhere is a visitor."""
        if role in ("visitor", "elsewhere"):
            return Actor(VISITOR)
        account = self.people[role]
        session = AccountSession(account_id=account.id, factor_proven_at=None if role in HALF else clock.now())
        hidden = frozenset({self.people["owner"].id}) if role == "blocked" else frozenset()
        return actor_in(account, session, hidden, is_shut_out=role == "suspended")

    def may(self, role: str, row: Row, action: Action | None) -> bool:
        """What policy.py says, and whose the thing is."""
        thing, actor = self.things[row.thing], self.actor(role)
        if isinstance(thing, AccountSession | Block | Passkey):
            is_own = actor.account is not None and thing.account_id == actor.account.id
            return is_own and (action is None or may(actor, action))
        return action is None or may(actor, action, thing)


class Things(dict[str, Any]):
    """Things by their names, each read from the database when somebody asks for it."""

    def __init__(self, ids: dict[str, tuple[Any, int]]) -> None:
        super().__init__()
        self._ids = ids

    def __contains__(self, name: object) -> bool:
        return name in self._ids

    def __missing__(self, name: str) -> Any:
        self[name] = whole(db.session.get_one(*self._ids[name])) if name in self._ids else None
        return self[name]


AT_THE_DESK = {
    Case: moderation.get_case,
    Decision: moderation.get_decision,
    Objection: moderation.get_objection,
}


def whole(thing: Any) -> Any:
    """A thing with all that it belongs to, as the pages find it."""
    if type(thing) in AT_THE_DESK:
        return AT_THE_DESK[type(thing)](TOWN, thing.public_id)
    for relation in inspect(type(thing)).relationships:
        if relation.direction.name == "MANYTOONE" and relation.key in inspect(thing).unloaded:
            ((column, _),) = relation.local_remote_pairs
            number = getattr(thing, relation.parent.get_property_by_column(column).key)
            other = db.session.get(relation.mapper.class_, number) if number else None
            set_committed_value(thing, relation.key, whole(other) if other else None)
    return thing


_made: dict[Flask, World] = {}


@pytest.fixture
def world(client: InspectingClient) -> World:
    """The same world for each test: made once on each database, and put back before every test."""
    if client.app not in _made:
        _made[client.app] = World(client)
    _made[client.app].enter(client)
    _made[client.app].restore()
    return _made[client.app]


def is_denied(page: Page) -> bool:
    """Whether it looks as if the thing were not there, or the visitor is asked to sign in or for the second lock."""
    to = page.location.partition("?")[0] if 300 <= page.status < 400 else ""
    asks_for_a_lock = to in ("/mijn/veiligheid", "/mijn/beslissingen") and not page.path.startswith(to)
    return page.status in (404, 410) or to in ("/inloggen", "/inloggen/tweede-slot") or asks_for_a_lock


def methods_of(app, endpoint: str) -> list[str]:
    return sorted({m for r in app.url_map.iter_rules(endpoint) for m in r.methods or ()} & {"GET", "POST"})


def ask(world: World, role: str, method: str, row: Row) -> Page:
    client, path = world.client(role), row.path.format(**world.names)
    return client.get(path) if method == "GET" else client.post(path, **row.fields)


def check_words(page: Page, role: str) -> None:
    """Private words are on no page of anybody else, however it came."""
    assert SAID not in page.body.replace(f"q={SAID}", "") or role in ("owner", "helper") or "/zoeken" in page.path
    if "/zoeken" not in page.path:
        assert TAKEN_AWAY not in page.body or role == "owner"


def test_every_endpoint_has_a_row(web_app):
    missing = sorted(set(web_app.view_functions) - {row.endpoint for row in ROWS})
    assert not missing, f"no row in the access matrix for {missing}"


# Permission is decided in Python, the same on both databases, so the longest of these runs on one.
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.endpoint}-{row.thing}")
def test_who_may_and_who_may_not(client, world, row):
    action = client.app.view_functions[row.endpoint].access
    wrong = []
    for method in methods_of(client.app, row.endpoint):
        for role in DESK_ROLES if row.thing in DESK_THINGS else ROLES:
            allowed = world.may(role, row, action)
            page = ask(world, role, method, row)
            if page.status == 301:
                page = world.client(role).follow()  # a card's address with its words
            check_words(page, role)
            is_person = role not in ("visitor", "elsewhere")
            if not allowed and not is_denied(page):
                wrong.append(f"{role} may not {method} {row.path}, and got {page}")
            if allowed and action and is_denied(page) and (is_person or method == "GET"):
                wrong.append(f"{role} may {method} {row.path}, and got {page}")
            if method == "POST" and page.status < 400:
                world.restore()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ["visitor", "owner", "moderator"])
def test_no_change_without_a_protection_token(client, world, role):
    rows = [row for row in ROWS if "POST" in methods_of(client.app, row.endpoint)]
    answers = [world.client(role).send("POST", row.path.format(**world.names), data=row.fields) for row in rows]
    assert [page for page in answers if page.status != 400 and not is_denied(page)] == []


@pytest.mark.parametrize("role", HALF)
def test_who_is_half_signed_in_reaches_nothing_but_the_second_lock(client, world, role):
    """A moderator without a second factor reaches 0 moderator routes (R-S05); the same for every half session."""
    reached = set()
    for row in ROWS:
        if client.app.view_functions[row.endpoint].access:
            for method in methods_of(client.app, row.endpoint):
                if not is_denied(ask(world, role, method, row)):
                    reached.add(row.endpoint)
    opening = {"second_lock.prove", "second_lock.recover"}
    making = {row.endpoint for row in ROWS if row.endpoint.startswith("safety.")} | {"passkeys.add", "passkeys.ask_new"}
    assert reached == (opening if role.startswith("unproven") else making)


@pytest.mark.parametrize("role", ["broker", "moderator", "stranger"])
def test_nobody_but_the_two_reaches_a_conversation_or_an_agreement(client, world, role):
    for row in ROWS:
        if row.thing in ("conversation", "agreement"):
            for method in methods_of(client.app, row.endpoint):
                assert ask(world, role, method, row).status == 404
    for path in ("/mijn", "/mijn/reacties", "/mijn/afspraken", "/zoeken?q=Een", f"/kaartje/{world.names['post']}"):
        page = world.client(role).get(path)
        if page.status == 301:
            page = world.client(role).follow()
        assert SAID not in page.body


def test_another_town_shows_nothing_of_this_one(client, world, tmp_path):
    """With a second town that is live: its resident, on its own host, finds no thing of the first town."""
    towns = tmp_path / "towns"
    shutil.copytree(CONFIG / "municipalities", towns)
    lindestad = (towns / "zaanstad.toml").read_text().replace("Zaanstad", "Lindestad").replace(TOWN, ELSEWHERE)
    (towns / "lindestad.toml").write_text(lindestad)
    (towns / "lindestad.places.tsv").write_text(f"code\tname\tlon\tlat\n{ELSEWHERE}\tLindestad\t5.0\t52.0\n")
    config = databases.settings_for(
        client.app.extensions["buuv.settings"].database_url, tmp_path, BUUV_MUNICIPALITIES_DIR=str(towns)
    )
    app = create_app(config)
    loading.load_facts(config.municipality("lindestad"))
    db.session.commit()
    number = world.people["elsewhere"].id
    db.session.commit()
    with app.app_context():
        stranger = db.session.get(Account, number)
        other = signed_in(InspectingClient(app, host="lindestad.localhost"), stranger)
        for row in ROWS:
            if row.thing and row.thing not in ("link", "undo", "invitation", "report"):
                for method in methods_of(app, row.endpoint):
                    page = ask_as(other, world, method, row)
                    assert page.status in (403, 404), page
                    assert SAID not in page.body and TAKEN_AWAY not in page.body
        db.engine.dispose()


def ask_as(client: InspectingClient, world: World, method: str, row: Row) -> Page:
    path = row.path.format(**world.names)
    return client.get(path) if method == "GET" else client.post(path, **row.fields)
