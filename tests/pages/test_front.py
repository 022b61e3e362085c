"""The front page: two doors, a search box, what is new, and the same in English."""

import pytest

from buuv.core.database import db
from tests.builders import a_post

# Pages without a form that posts, so that reading needs no cookie (R-P11).
COOKIELESS = ["/", "/vragen", "/aanbod", "/zoeken", "/zoeken?q=tuin", "/huisregels", "/contact", "/robots.txt", "/weg"]


def test_both_doors_and_the_search_box_are_on_the_front_page(client):
    client.get("/")
    assert client.click("Ik kan hulp gebruiken").path == "/vraag-stellen"
    client.get("/")
    assert client.click("Ik wil iets doen").path == "/aanbod-doen"
    client.get("/")
    assert client.submit("Zoeken", q="tuin").path == "/zoeken?q=tuin"


def test_the_six_newest_cards_are_on_the_front_page(client):
    for number in range(8):
        a_post(title=f"Kaartje nummer {number}")
    shown = [words for words in client.get("/").links() if words.startswith("Kaartje nummer")]
    assert shown == [f"Kaartje nummer {number}" for number in (7, 6, 5, 4, 3, 2)]


def test_the_counts_on_the_front_page_are_those_of_the_lists(client):
    for kind in ("request", "request", "offer"):
        a_post(kind=kind)
    client.get("/")
    assert client.click("Alle vragen (2)").text.count("2 vragen")
    client.get("/")
    assert client.click("Al het aanbod (1)").text.count("1 kaartje met aanbod")


def test_an_empty_board_invites(client):
    assert "Het eerste kaartje kan van u zijn." in client.get("/").text


@pytest.mark.parametrize("path", COOKIELESS)
def test_a_page_without_a_form_sets_no_cookie(client, path):
    assert "Set-Cookie" not in client.get(path).headers


def test_reading_a_card_sets_no_cookie(client):
    a_post()
    client.get("/vragen")
    assert "Set-Cookie" not in client.click("Wie loopt een eindje met mij mee?").headers


def test_the_front_page_asks_the_database_little_and_hardly_anything_once_it_is_warm(client):
    a_post()
    client.get("/")
    assert len(client.queries) <= 5
    client.get("/")
    assert len(client.queries) <= 1


@pytest.mark.parametrize("path", ["/", "/vragen?soort=tuin", "/huisregels", "/vraag-stellen"])
def test_the_switch_shows_the_same_page_in_english_and_back(client, path):
    client.get(path)
    client.click("English")
    assert client.follow().path == "/en" + path
    client.click("Nederlands")
    assert client.follow().path == path


def test_the_choice_for_english_is_remembered(client):
    client.get("/")
    client.click("English")
    assert client.get("/").location == "/en/"
    client.follow()
    client.click("Nederlands")
    assert client.get("/").status == 200


def test_links_on_an_english_page_stay_english(client):
    a_post()
    switch = {"Nederlands"}
    local = [to for words, to in client.get("/en/").links().items() if to.startswith("/") and words not in switch]
    assert local
    assert all(to.startswith("/en/") for to in local)


@pytest.mark.parametrize("where", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_switch_leads_nowhere_else(client, where):
    assert client.get(f"/taal/en?naar={where}").headers["Location"] == "/en/"


def test_an_unknown_language_is_dutch(client):
    assert client.get("/taal/xx?naar=/vragen").location == "/vragen"


def test_only_the_default_town_answers_on_this_machine(client):
    a_post()
    db.session.commit()
    assert "Zaanstad" in client.another(host="localhost:9000").get("/").h1
    assert "Zaanstad" in client.another(host="zaanstad.localhost").get("/").h1
