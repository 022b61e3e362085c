"""Lists to take along: a feed and a plain list show a card's title, kind, buurt and link, and no more."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from buuv.core.database import db
from tests.builders import a_post, an_account

ATOM = "{http://www.w3.org/2005/Atom}"
WHOLE = "Wie rijdt met mij mee naar de markt?"
BODY = "Ik vertel hier iets dat alleen op het kaartje staat."


def feed_of(client, path):
    """The feed at this address, parsed."""
    client.get(path)
    assert client.status == 200
    assert client.page.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(client.page.body)


def titles(feed):
    return [entry.findtext(ATOM + "title") for entry in feed.iter(ATOM + "entry")]


def test_a_feed_says_title_kind_buurt_and_link_and_no_more(client):
    post = a_post(author=an_account(shown_name="Geheimenaam"), title=WHOLE, body=BODY, category="vervoer")
    (entry,) = feed_of(client, "/vragen/feed").iter(ATOM + "entry")
    assert entry.findtext(ATOM + "title") == WHOLE
    assert entry.findtext(ATOM + "summary") == "Vraag in Oud Zaandijk"
    link = entry.find(ATOM + "link").get("href")
    assert link.endswith(f"/kaartje/{post.public_id}-vervoer-en-meegaan-oud-zaandijk") or post.public_id in link
    assert "Geheimenaam" not in client.page.body and "iets dat alleen" not in client.page.body


def test_a_feed_gives_the_day_and_never_the_minute(client):
    a_post(placed_at=datetime(2026, 11, 20, 13, 37, 11, tzinfo=UTC))
    (entry,) = feed_of(client, "/vragen/feed").iter(ATOM + "entry")
    assert entry.findtext(ATOM + "updated") == "2026-11-20T00:00:00Z"
    assert "13:37" not in client.page.body


def test_a_feed_has_what_atom_requires(client):
    a_post()
    feed = feed_of(client, "/vragen/feed?soort=gezelschap")
    assert all(feed.findtext(ATOM + name) for name in ("id", "title", "updated"))
    assert feed.find(f"{ATOM}author/{ATOM}name").text == "buuv Zaanstad"
    ids = [entry.findtext(ATOM + "id") for entry in feed.iter(ATOM + "entry")]
    assert len(ids) == len(set(ids)) == 1


@pytest.mark.parametrize("tail", ["feed", "lijst"])
def test_the_filters_of_the_list_are_the_filters_of_what_goes_along(client, tail):
    a_post(title="Hulp in de tuin gevraagd", category="tuin")
    a_post(title="Hulp met de computer gevraagd", category="computer")
    client.get(f"/vragen/{tail}?soort=tuin")
    assert "Hulp in de tuin" in client.page.body and "computer gevraagd" not in client.page.body


def test_a_search_can_be_followed_too(client):
    a_post(title="Wie speelt er accordeon?", kind="offer")
    a_post(title="Wie maait het gras?")
    assert titles(feed_of(client, "/zoeken/feed?q=accordeon&wat=aanbod")) == ["Wie speelt er accordeon?"]


def test_a_title_with_markup_stays_words(client):
    a_post(title="Wie weet <b>hoe</b> 2 & 3 samen gaan?")
    assert titles(feed_of(client, "/vragen/feed")) == ["Wie weet <b>hoe</b> 2 & 3 samen gaan?"]


def test_a_reader_that_asks_again_gets_nothing_new_until_there_is(client):
    a_post()
    client.get("/vragen/feed")
    mark = client.page.headers["ETag"]
    client.get("/vragen/feed", If_None_Match=mark)
    assert client.status == 304
    a_post(title="Een tweede kaartje hangt erbij")
    db.session.commit()
    client.get("/vragen/feed", If_None_Match=mark)
    assert client.status == 200


def test_a_list_to_copy_is_plain_and_bounded(client):
    author = an_account()
    for number in range(60):
        a_post(author=author, title=f"Kaartje nummer {number}", body=BODY)
    text = client.get("/vragen/lijst").one("textarea").text or ""
    assert text.count("Vraag: Kaartje nummer") == 50
    assert "Vraag: Kaartje nummer 59 (Oud Zaandijk)" in text and "http" in text and BODY not in text


def test_a_list_leads_to_its_feed_and_its_copy(client):
    a_post(category="tuin")
    page = client.get("/vragen?soort=tuin")
    assert page.one("link", rel="alternate").get("href") == "/vragen/feed?soort=tuin"
    assert [a.get("href") for a in page.all("a") if "/lijst" in a.get("href", "")] == ["/vragen/lijst?soort=tuin"]


def test_an_empty_list_to_copy_says_so(client):
    assert "Hier hangt nu geen kaartje" in client.get("/aanbod/lijst").text


def test_a_list_to_copy_has_links_that_can_be_typed_over(client):
    post = a_post(category="vervoer")
    assert f"/kaartje/{post.public_id}\n" in (client.get("/vragen/lijst").one("textarea").text or "")


def test_every_list_to_copy_has_a_name_of_its_own(client):
    a_post()
    names = {client.get(path).title for path in ("/vragen/lijst", "/aanbod/lijst", "/zoeken/lijst?q=eindje")}
    assert len(names) == 3
