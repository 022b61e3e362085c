"""What the owner does with a card, by buttons; nobody else can, and a link alone does nothing."""

from datetime import timedelta

import pytest

from buuv.accounts.models import Account
from buuv.core import clock
from buuv.core.database import db
from buuv.posts import rules
from tests.builders import HOME, a_post, an_account, signed_in
from tests.client import words_of

WORDS = {"title": "Wie rijdt mij naar de tandarts?", "body": "Vanaf het station."}


@pytest.fixture
def owner(client):
    return signed_in(client, an_account())


def own_post(client, **words):
    """A card of whoever is signed in, with its page as the last one."""
    post = a_post(author=db.session.query(Account).order_by(Account.id).first(), **words)
    client.get("/mijn")
    client.click(post.title)
    return post


def test_a_request_that_is_met_leaves_the_board(owner):
    post = own_post(owner)
    owner.submit("Het is opgelost")
    assert "Dit kaartje is gedaan" in owner.follow().text
    assert post.state == "done"
    assert post.title not in owner.get("/vragen").links()


def test_a_request_without_replies_is_done_by_a_quiet_button_and_the_page_says_so(owner):
    own_post(owner)
    (button,) = [one for one in owner.page.all("button") if words_of(one) == "Het is opgelost"]
    assert "button--quiet" in button.get("class")
    owner.submit("Het is opgelost")
    assert "Uw kaartje is gedaan en van het bord." in owner.follow().text and "Bewaard." not in owner.page.text


def test_a_new_term_is_offered_only_when_it_adds_a_day(owner):
    own_post(owner)
    assert "Laat langer hangen" not in owner.page.text


def test_an_offer_rests_and_hangs_again(owner):
    post = own_post(owner, kind=rules.OFFER)
    owner.submit("Laat het even rusten")
    assert "Dit kaartje rust" in owner.follow().text
    assert post.title not in owner.get("/aanbod").links()
    owner.get("/mijn")
    owner.click(post.title)
    owner.submit("Hang het weer op")
    assert post.title in owner.get("/aanbod").links()


def test_a_request_does_not_rest(owner):
    post = own_post(owner)
    owner.post(f"/kaartje/{post.public_id}/pauze")
    assert owner.status == 403
    assert "Een vraag kunt u niet laten rusten." in owner.page.text
    assert post.state == "open"


def test_withdrawing_asks_once_more(owner):
    post = own_post(owner)
    owner.click("Haal van het bord")
    assert post.state == "open"
    owner.submit("Ja, haal van het bord")
    assert "U hebt dit kaartje van het bord gehaald." in owner.follow().text
    assert post.state == "withdrawn"


def test_a_card_gets_a_whole_new_term(owner):
    post = own_post(owner, expires_at=clock.now() + timedelta(days=1))
    owner.submit("Laat langer hangen")
    assert post.expires_at > clock.now() + timedelta(days=27)


def test_the_link_in_the_warning_asks_and_a_button_renews(owner):
    post = own_post(owner, expires_at=clock.now() + timedelta(days=1))
    for _ in range(3):
        owner.get(f"/kaartje/{post.public_id}/verlenging")
    assert post.expires_at < clock.now() + timedelta(days=2)
    owner.submit("Ja, laat hangen")
    assert post.expires_at > clock.now() + timedelta(days=27)


def test_an_expired_card_hangs_again(owner):
    post = own_post(owner, state="expired")
    assert "Dit kaartje hing lang genoeg en is van het bord." in owner.page.text
    owner.submit("Hang het weer op")
    assert post.title in owner.get("/vragen").links()


@pytest.mark.parametrize("state", ["done", "withdrawn"])
def test_a_card_that_is_done_stays_done(owner, state):
    post = own_post(owner, state=state)
    owner.post(f"/kaartje/{post.public_id}/verlenging")
    assert (owner.status, post.state) == (403, state)
    assert owner.get(f"/kaartje/{post.public_id}/wijziging").status == 403


def test_everything_on_a_card_can_be_changed_at_its_own_address(owner):
    post = own_post(owner)
    path = owner.page.path
    owner.click("Verander het kaartje")
    owner.submit("Bewaar", **WORDS, category="vervoer", when="elke-2", part="evening")
    assert owner.follow().h1 == WORDS["title"]
    assert owner.page.path != path and post.public_id in owner.page.path
    assert "Elke woensdag, in de avond" in owner.page.text


def test_a_changed_card_is_found_by_its_new_words_only(owner):
    own_post(owner, title="Wie leent mij een ladder?")
    owner.click("Verander het kaartje")
    owner.submit("Bewaar", **WORDS)
    assert WORDS["title"] in owner.get("/zoeken?q=tandarts").links()
    assert WORDS["title"] not in owner.get("/zoeken?q=ladder").links()


def test_the_counts_follow_a_changed_card(owner):
    own_post(owner, category="tuin")
    owner.click("Verander het kaartje")
    owner.submit("Bewaar", category="vervoer")
    links = owner.get("/vragen").links()
    assert any(words.startswith("Vervoer") for words in links)
    assert not any(words.startswith("Tuin") for words in links)


def test_a_mistake_in_a_change_keeps_what_was_typed(owner):
    post = own_post(owner)
    owner.click("Verander het kaartje")
    owner.submit("Bewaar", title="Hoi", body="Andere tekst")
    assert owner.page.errors == ["Vertel in één zin waar het om gaat."]
    assert owner.page.form("Bewaar").values()["body"] == ["Andere tekst"]
    assert post.title == "Wie loopt een eindje met mij mee?"


def test_a_mistake_in_a_change_leaves_the_card_where_it_hangs(owner):
    post = own_post(owner)
    owner.click("Verander het kaartje")
    owner.submit("Bewaar", title="Hoi")
    assert post.title in owner.get("/zoeken?q=rondje").links()
    assert "1 vraag" in owner.get("/vragen").text


def test_a_change_names_its_fields_and_takes_no_others(owner):
    post = own_post(owner)
    before = (post.author_id, post.state, post.public_id, post.placed_at, post.external_id, post.released_at)
    owner.click("Verander het kaartje")
    fields = {name: values[0] for name, values in owner.page.form("Bewaar").values().items()}
    more = {"author_id": "999", "state": "done", "public_id": "0000000000", "external_id": "x", "released_at": "now"}
    owner.post(owner.page.path, **(fields | more))
    assert owner.status == 303
    assert (post.author_id, post.state, post.public_id, post.placed_at, post.external_id, post.released_at) == before


ACTS = ["oplossing", "pauze", "hervatting", "verlenging", "intrekking", "wijziging"]


@pytest.mark.parametrize("act", ACTS)
def test_nobody_else_changes_a_card(client, act):
    post = a_post(kind=rules.OFFER)
    people = [signed_in(client.another(), an_account(role=role)) for role in ("resident", "broker", "moderator")]
    for browser in people:
        assert browser.post(f"/kaartje/{post.public_id}/{act}", **WORDS).status == 404
    assert (post.state, post.title) == ("open", "Wie loopt een eindje met mij mee?")


@pytest.mark.parametrize("act", ACTS)
def test_a_visitor_is_asked_to_sign_in_first(client, act):
    post = a_post(kind=rules.OFFER)
    client.post(f"/kaartje/{post.public_id}/{act}")
    assert client.page.location.startswith("/inloggen")
    assert post.state == "open"


@pytest.mark.parametrize("act", ["verlenging", "intrekking", "wijziging"])
def test_a_link_in_a_mail_leads_back_after_signing_in(client, act):
    post = a_post()
    client.get(f"/kaartje/{post.public_id}/{act}")
    assert client.page.location == f"/inloggen?naar=/kaartje/{post.public_id}/{act}"


@pytest.mark.parametrize("act", ["oplossing", "pauze", "hervatting"])
def test_an_act_without_a_page_cannot_be_opened(owner, act):
    post = own_post(owner)
    assert owner.get(f"/kaartje/{post.public_id}/{act}").status == 405


def test_my_cards_are_listed_with_what_became_of_them(owner):
    own_post(owner, title="Kaartje dat hangt")
    own_post(owner, title="Kaartje dat klaar is", state="done")
    own_post(owner, title="Kaartje dat weg is", state="withdrawn")
    text = owner.get("/mijn").text
    assert text.index("Kaartje dat hangt") < text.index("Kaartje dat weg is") < text.index("Kaartje dat klaar is")
    assert "Gedaan" in text and "Van het bord gehaald" in text


def test_the_buurt_of_a_card_does_not_follow_its_owner(owner):
    post = own_post(owner)
    owner.get("/mijn/gegevens")
    owner.submit("Bewaar", place="")
    assert owner.status == 303
    assert post.place_code == HOME


def test_the_owner_hears_that_the_card_hangs_longer(client):
    post = a_post()
    owner = signed_in(client, post.author)
    owner.get(f"/kaartje/{post.public_id}/verlenging")
    owner.submit("Ja, laat hangen")
    assert "Uw kaartje hangt op het bord tot" in owner.follow().text
