"""One card: its address says nothing of its words, and who took it away takes it from everybody."""

import re

import pytest

from buuv.core.database import db
from buuv.posts import ending, rules
from buuv.posts.models import Post
from tests.builders import a_conversation, a_post, an_account, signed_in
from tests.client import words_of

TITLE = "Mijn fornuis is kapot, wie kookt er?"


def path_of(client, post: Post) -> str:
    """The address as the card's own redirect gives it."""
    return client.get(f"/kaartje/{post.public_id}").location


def test_the_address_holds_the_sort_and_the_buurt_and_never_the_words(client):
    post = a_post(title=TITLE, category="vervoer")
    assert path_of(client, post) == f"/kaartje/{post.public_id}-vervoer-oud-zaandijk"


def test_what_others_see_of_a_shared_link_holds_no_words(client):
    client.get(path_of(client, a_post(title=TITLE)))
    assert client.page.one("meta", property="og:title").get("content") == "Vraag in Oud Zaandijk"
    metas = " ".join(meta.get("content") or "" for meta in client.page.all("meta"))
    assert "fornuis" not in metas


@pytest.mark.parametrize("slug", ["", "-", "-andere-woorden", "-vervoer-oud-zaandijk/", "-" + "a" * 500])
def test_a_wrong_slug_leads_to_the_right_one(client, slug):
    post = a_post(category="vervoer")
    client.get(f"/kaartje/{post.public_id}{slug}")
    if slug.endswith("/"):
        assert client.status == 404
    else:
        assert (client.status, client.page.location) == (301, f"/kaartje/{post.public_id}-vervoer-oud-zaandijk")


@pytest.mark.parametrize("ref", ["1", "0000000000", "k7f3q9x2m", "K7F3Q9X2MA", "k7f3q9x2maa", "\x00", "%ff", "a" * 300])
def test_an_id_that_names_no_card_is_not_found(client, ref):
    assert client.get(f"/kaartje/{ref}").status == 404


def test_a_card_is_read_in_english_too(client):
    post = a_post(category="vervoer")
    assert client.get(f"/en/kaartje/{post.public_id}").location.startswith("/en/kaartje/")
    assert client.follow().h1 == post.title


@pytest.mark.parametrize("end", [ending.withdraw, ending.solve, ending.expire, ending.pause])
def test_a_card_that_left_the_board_is_gone_for_others_and_open_for_its_owner(client, end):
    owner, other = an_account(), an_account()
    post = a_post(author=owner, kind=rules.OFFER, title=TITLE)
    path = path_of(client, post)
    end(post)
    assert client.get(path).status == 410
    assert "knie" not in client.page.body
    assert signed_in(client.another(), other).get(path).status == 410
    assert signed_in(client.another(), owner).get(path).h1 == TITLE


def test_neither_moderator_nor_broker_reads_a_card_that_left(client):
    post = a_post(state="withdrawn")
    for role in ("moderator", "broker"):
        browser = signed_in(client.another(), an_account(role=role))
        assert browser.get(f"/kaartje/{post.public_id}-gezelschap-oud-zaandijk").status == 410


def test_no_list_shows_who_placed_a_card(client):
    a_post(author=an_account(shown_name="Wilhelmina", email="wil@example.org"))
    for path in ("/", "/vragen", "/zoeken", "/zoeken?q=eindje"):
        client.get(path)
        assert "Wie loopt een eindje" in client.page.text
        assert "Wilhelmina" not in client.page.body
        assert "wil@example.org" not in client.page.body


def test_a_card_shows_the_first_name_and_never_the_address(client):
    client.get(path_of(client, a_post(author=an_account(shown_name="Wilhelmina", email="wil@example.org"))))
    assert "Wilhelmina" in client.page.text
    assert "wil@example.org" not in client.page.body


def test_who_gave_no_name_is_a_neighbour(client):
    client.get(path_of(client, a_post(author=an_account(shown_name=None))))
    assert "Een buurtbewoner" in client.page.text and "alleen naar deze buur" in client.page.text


def test_a_card_never_shows_an_hour(client):
    client.get(path_of(client, a_post(part="evening", timing=rules.SOON)))
    facts = words_of(client.page.one("dl"))
    assert "Zo snel mogelijk, in de avond" in facts
    assert not re.search(r"\d\s*[:.]\s*\d\d|\d+ uur", client.page.text)


def test_words_on_a_card_are_text_and_nothing_else(client):
    body = "<script>alert(1)</script>\n\nKijk op https://example.org & bel"
    client.get(path_of(client, a_post(body=body)))
    words = [words_of(p) for box in client.page.all("div", class_="card-text") for p in box.iter("p")]
    assert words == ["<script>alert(1)</script>", "Kijk op https://example.org & bel"]
    assert "https://example.org" not in client.page.links().values()


def test_a_visitor_and_a_neighbour_can_answer_and_the_owner_cannot(client):
    owner = an_account()
    path = path_of(client, a_post(author=owner))
    assert "Ik wil helpen" in client.get(path).links()
    assert "Ik wil helpen" in signed_in(client.another(), an_account()).get(path).links()
    assert "Ik wil helpen" not in signed_in(client.another(), owner).get(path).links()


@pytest.mark.parametrize("role", ["moderator", "broker"])
def test_staff_reads_a_card_and_cannot_answer(client, role):
    path = path_of(client, a_post())
    signed_in(client, an_account(role=role))
    assert "Ik wil helpen" not in client.get(path).links()
    assert client.get(path + "/reactie").status == 404


def test_who_answered_is_led_to_the_conversation(client):
    conversation = a_conversation()
    path = path_of(client, conversation.post)
    signed_in(client, conversation.helper)
    client.get(path)
    assert client.click("Naar uw gesprek").path == f"/gesprek/{conversation.public_id}"


def test_the_answers_to_a_card_are_seen_by_its_owner_alone(client):
    conversation = a_conversation(helper=an_account(shown_name="Hendrika"))
    path = path_of(client, conversation.post)
    assert "Hendrika" in signed_in(client.another(), conversation.owner).get(path).text
    for browser in (
        client,
        signed_in(client.another(), an_account()),
        signed_in(client.another(), conversation.helper),
    ):
        assert "Hendrika" not in browser.get(path).text


def test_a_card_of_another_town_is_not_here(client):
    post = a_post()
    db.session.execute(Post.__table__.update().values(municipality_code="GM0363"))
    assert client.get(f"/kaartje/{post.public_id}").status == 404


def test_who_gives_a_number_in_a_first_message_is_asked_once_and_may_go_on(client):
    post = a_post(author=an_account())
    signed_in(client, an_account())
    path = f"/kaartje/{post.public_id}/reactie"
    client.get(path)
    page = client.submit("Stuur mijn bericht", body="Bel mij op 06-12345678.")
    assert "In uw bericht staat een telefoonnummer. Wilt u dat nu al delen?" in page.text
    assert page.text.index("nog niet verstuurd") < page.text.index("Uw bericht gaat alleen naar")
    assert "U deelt nog geen" not in page.text and "Stuur mijn bericht" not in page.text
    assert page.form("Stuur het zo").values()["body"] == ["Bel mij op 06-12345678."]
    client.submit(button="Stuur het zo")
    assert client.status == 303 and client.page.location.startswith("/gesprek/")
