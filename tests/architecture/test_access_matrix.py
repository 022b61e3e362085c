"""Every endpoint, for every role, on own and foreign things: what policy.py says is what happens.

Who may not, gets the answer of something that does not exist or is asked to sign in; nobody ever sees the
words of a conversation that is not theirs, or of a card that has left the board.
"""

import shutil
from typing import Any, NamedTuple

import pytest

from buuv.accounts import profile, registration, signing_in
from buuv.accounts.models import Account, AccountSession
from buuv.app import create_app
from buuv.core.database import db
from buuv.core.drafts import FORM as PURPOSE
from buuv.places import loading
from buuv.policy import VISITOR, Action, Actor, may
from buuv.settings import CONFIG
from tests import databases
from tests.builders import TOWN, a_conversation, a_draft, a_post, an_account, signed_in
from tests.client import InspectingClient, Page

SAID = "vertrouwelijkezin"
TAKEN_AWAY = "weggehaaldewoorden"
ELSEWHERE = "GM9990"
ROLES = ("visitor", "elsewhere", "stranger", "broker", "moderator", "helper", "owner")


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
    Row("towns.contact", "/contact"),
    Row("towns.house_rules", "/huisregels"),
    Row("towns.robots", "/robots.txt"),
    Row("cards.card", "/kaartje/{post}"),
    Row("cards.card", "/kaartje/{closed}"),
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
    Row("staff.invitation", "/uitnodiging/{invitation}"),
    Row("mine.overview", "/mijn"),
    Row("mine.replies", "/mijn/reacties"),
    Row("mine.details", "/mijn/gegevens", {"shown_name": "Ria", "place": "", "language": "nl"}),
    Row("mine.address", "/mijn/adres", {"email": "ander@example.org"}),
    Row("mine.confirm_address", "/mijn/adres/code", {"code": "123456"}),
    Row("mine.devices", "/mijn/apparaten"),
    Row("mine.end_device", "/mijn/apparaten/{device}/einde"),
    Row("mine.end_other_devices", "/mijn/apparaten/einde"),
    Row("conversations.conversation", "/gesprek/{conversation}", {"body": "Tot dan!"}),
    Row("conversations.mark_read", "/gesprek/{conversation}/gelezen"),
    Row("conversations.share", "/gesprek/{conversation}/gegevens", {"line": "bel na 18 uur"}),
    Row("conversations.take_back", "/gesprek/{conversation}/gegevens/terug"),
    Row("conversations.stop", "/gesprek/{conversation}/einde"),
)


class World:
    """People of every role, and things that belong to the owner, the helper or nobody."""

    def __init__(self, client: InspectingClient) -> None:
        self._client = client
        databases.empty(client.app)
        owner, helper = an_account(shown_name="Riet"), an_account(shown_name="Henk")
        self.people = {
            "owner": owner,
            "helper": helper,
            "stranger": an_account(),
            "broker": an_account(role="broker"),
            "moderator": an_account(role="moderator"),
            "elsewhere": an_account(municipality_code=ELSEWHERE, place_code=None),
        }
        post = a_post(author=owner, kind="offer")
        closed = a_post(author=owner, title=f"Over {TAKEN_AWAY}", state="withdrawn")
        device, _ = signing_in.open_session(owner, device="Firefox")
        self.things: dict[str, Any] = {
            "post": post,
            "closed": closed,
            "conversation": a_conversation(post=post, helper=helper, body=f"Een {SAID}."),
            "device": device,
        }
        self.names = {name: thing.public_id for name, thing in self.things.items()} | self._tokens()
        db.session.commit()
        self.clients: dict[str, InspectingClient] = {}

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
            self.clients[role] = signed_in(client, self.people[role]) if role in self.people else client
        return self.clients[role]

    def actor(self, role: str) -> Actor:
        """Who that is to this town: somebody from elsewhere is a visitor."""
        if role in ("visitor", "elsewhere"):
            return Actor(VISITOR)
        return Actor(self.people[role].role, self.people[role])

    def may(self, role: str, row: Row, action: Action | None) -> bool:
        """What policy.py says, and whose the thing is."""
        thing, actor = self.things.get(row.thing), self.actor(role)
        if isinstance(thing, AccountSession):
            is_own = actor.account is not None and thing.account_id == actor.account.id
            return is_own and (action is None or may(actor, action))
        return action is None or may(actor, action, thing)


def is_denied(page: Page) -> bool:
    """Whether it looks as if the thing were not there, or the visitor is asked to sign in."""
    return page.status in (404, 410) or (300 <= page.status < 400 and page.location.startswith("/inloggen"))


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


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.endpoint}-{row.thing}")
def test_who_may_and_who_may_not(client, row):
    action = client.app.view_functions[row.endpoint].access
    world, wrong = World(client), []
    for method in methods_of(client.app, row.endpoint):
        for role in ROLES:
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
                world = World(client)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.endpoint}-{row.thing}")
def test_no_change_without_a_protection_token(client, row):
    if "POST" not in methods_of(client.app, row.endpoint):
        return
    world = World(client)
    for role in ("visitor", "owner"):
        page = world.client(role).send("POST", row.path.format(**world.names), data=row.fields)
        assert page.status == 400 or is_denied(page), page


@pytest.mark.parametrize("role", ["broker", "moderator", "stranger"])
def test_nobody_but_the_two_reaches_a_conversation(client, role):
    world = World(client)
    for row in ROWS:
        if row.thing == "conversation":
            for method in methods_of(client.app, row.endpoint):
                assert ask(world, role, method, row).status == 404
    for path in ("/mijn", "/mijn/reacties", "/zoeken?q=Een", f"/kaartje/{world.names['post']}"):
        page = world.client(role).get(path)
        if page.status == 301:
            page = world.client(role).follow()
        assert SAID not in page.body


def test_another_town_shows_nothing_of_this_one(client, tmp_path):
    """With a second town that is live: its resident, on its own host, finds no thing of the first town."""
    towns = tmp_path / "towns"
    shutil.copytree(CONFIG / "municipalities", towns)
    lindestad = (towns / "zaanstad.toml").read_text().replace("Zaanstad", "Lindestad").replace(TOWN, ELSEWHERE)
    (towns / "lindestad.toml").write_text(lindestad)
    (towns / "lindestad.places.tsv").write_text(f"code\tname\tlon\tlat\n{ELSEWHERE}\tLindestad\t5.0\t52.0\n")
    world = World(client)
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
            if row.thing and row.thing not in ("link", "undo", "invitation"):
                for method in methods_of(app, row.endpoint):
                    page = ask_as(other, world, method, row)
                    assert page.status in (403, 404), page
                    assert SAID not in page.body and TAKEN_AWAY not in page.body
        db.engine.dispose()


def ask_as(client: InspectingClient, world: World, method: str, row: Row) -> Page:
    path = row.path.format(**world.names)
    return client.get(path) if method == "GET" else client.post(path, **row.fields)
