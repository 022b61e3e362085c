"""A crawl of every page that can be reached: no address, no closed card and no private word is on any of them."""

import re
from collections import deque
from html import unescape
from urllib.parse import urljoin

import pytest

from buuv.accounts.models import Account
from buuv.conversations import messaging
from buuv.core.database import db
from buuv.posts import rules
from tests.builders import a_conversation, a_draft, a_post, an_account, signed_in
from tests.pages.journeys import fetch

LINK = re.compile(r'(?:href|src|content)="([^"]*)"')
# Beside the closed cards, each word is somewhere in the database and may be on no page that others reach.
SECRETS = {
    "address": "geheimadres",
    "shared line": "0655512345",
    "message": "tulpenbollen",
    "draft": "conceptwoorden",
    "helper's name": "Wilhelmina",
}


STATES = ("paused", "done", "withdrawn", "expired")
CLOSED = [f"gesloten{state}" for state in STATES]


def seed():
    """A lively board with secrets in every corner; gives the words that nobody else may read."""
    owner = an_account(email=f"{SECRETS['address']}@example.org", shown_name="Riet")
    helper = an_account(email=f"2{SECRETS['address']}@example.org", shown_name=SECRETS["helper's name"])
    posts = [
        a_post(author=owner, title=f"Open kaartje {kind}", kind=kind, category=category)
        for kind, category in ((rules.REQUEST, "tuin"), (rules.OFFER, "vervoer"))
    ]
    conversation = a_conversation(post=posts[0], helper=helper, body=f"Ik plant {SECRETS['message']}.")
    messaging.write(conversation, "Fijn!", by=conversation.owner)
    messaging.share_details(conversation, by=helper, email=True, line=SECRETS["shared line"])
    a_draft(purpose="request", title=SECRETS["draft"], body="")
    for state, word in zip(STATES, CLOSED, strict=True):
        a_post(author=owner, title=f"Kaartje {word}", kind=rules.OFFER, category="tuin", state=state)
    return [*SECRETS.values(), *CLOSED]


def crawl(browser, within="/"):
    """Every page by its path, breadth first from the first; files and other hosts are left out."""
    pages, waiting = {}, deque([within])
    while waiting:
        path = waiting.popleft()
        if path in pages:
            continue
        response = fetch(browser, path)
        pages[path] = response.get_data(as_text=True) + str(response.headers)
        found = [response.headers.get("Location", ""), *LINK.findall(pages[path])]
        for to in found:
            to = urljoin(path, unescape(to)).partition("#")[0]
            # The switch of language leads to the page that is read already, and each page has another one.
            if to.startswith((within, "/gesprek/")) and not to.startswith(("/static/", "/taal/", "//")):
                waiting.append(to)
        response.close()
        assert len(pages) < 800, "the board has no end"
    return pages


def hits(pages, words):
    return [(path, word) for path, body in pages.items() for word in words if word.lower() in body.lower()]


@pytest.fixture
def secrets(client):
    return seed()


def test_a_visitor_finds_no_secret_on_any_page(client, secrets):
    browser = client.app.test_client()
    pages = crawl(browser)
    fetch(browser, "/taal/en")
    english = crawl(browser)
    assert len(pages) > 20 and any(path.startswith("/en/vragen") for path in english)
    assert hits(pages | english, secrets) == []


def test_another_resident_finds_no_secret_on_any_page(client, secrets):
    signed_in(client, an_account(shown_name="Piet"))
    pages = crawl(client._flask)
    assert "/mijn/apparaten" in pages
    assert hits(pages, secrets) == []


@pytest.mark.parametrize("role", ["moderator", "broker"])
def test_staff_finds_no_secret_on_any_page(client, secrets, role):
    signed_in(client, an_account(role=role))
    found = hits(crawl(client._flask), secrets)
    # What the program noticed about a card waits at the desk with the card, on the board or not.
    assert [(path, word) for path, word in found if not (path.startswith("/moderatie/zaak/") and word in CLOSED)] == []


def test_the_crawl_would_find_a_secret(client, secrets):
    """Whoever may read the secrets finds them by the same crawl, so that finding none means something."""
    helper = db.session.query(Account).filter_by(shown_name=SECRETS["helper's name"]).one()
    found = {word for _, word in hits(crawl(signed_in(client, helper)._flask, "/mijn"), secrets)}
    assert {SECRETS["message"], SECRETS["shared line"], SECRETS["address"]} <= found


@pytest.mark.parametrize(
    "word", ["gesloten", "gepauzeerd", "tulpenbollen", "geheimadres", "Wilhelmina", "conceptwoorden"]
)
def test_no_search_finds_what_is_not_on_the_board(client, secrets, word):
    for path in ("/vragen", "/aanbod", "/zoeken"):
        page = client.get(f"{path}?q={word}")
        assert not page.all("ul", class_="board")


def test_no_page_gives_a_place_nearer_than_the_buurt(client, secrets):
    """No coordinates, no postcode and no distance in metres anywhere (R-P02)."""
    pages = crawl(client.app.test_client())
    pattern = re.compile(r"\b52\.4\d+|\b4\.8\d+|\b15\d\d ?[A-Z]{2}\b|\b\d+ ?(?:meter|km)\b")
    assert [path for path, body in pages.items() if pattern.search(body)] == []


def test_no_page_counts_its_cards_in_an_address(client, secrets):
    """Addresses hold no sequential numbers (T-11)."""
    pages = crawl(client.app.test_client())
    assert [path for path in pages if re.search(r"/\d+(?:[/?-]|$)", path)] == []
