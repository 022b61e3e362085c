"""All replies side by side: the owner chooses, changes the number and thanks the others; nobody else sees it."""

import pytest

from buuv.accounts import blocking
from buuv.conversations import helping, messaging, queries
from tests.builders import a_conversation, a_post, an_account, signed_in


@pytest.fixture
def post(database):
    return a_post()


def replies(post, *names, **more):
    return [a_conversation(post=post, helper=an_account(shown_name=name, **more)) for name in names]


def side_by_side(client, post):
    return signed_in(client, post.author).get(f"/kaartje/{post.public_id}/reacties")


def test_every_reply_shows_who_where_and_the_first_words(client, post):
    replies(post, "Henk", "Mina")
    page = side_by_side(client, post)
    assert [item.find(".//h2").text.strip() for item in page.all("li", class_="reply")] == ["Mina", "Henk"]
    assert "Dag, ik loop graag met u mee." in page.text and "Oud Zaandijk" in page.text
    assert "U zoekt 1 buur. Gekozen: 0." in page.text


def test_choosing_and_thanking_the_others_by_buttons(client, post):
    henk, mina = replies(post, "Henk", "Mina")
    side_by_side(client, post)
    client.submit("Kies Henk")
    page = client.follow()
    assert "Gekozen: 1." in page.text and "Kies Mina" not in page.text
    assert helping.closing_words("request", "nl") in page.text
    client.submit("Bedank de andere buur")
    page = client.follow()
    assert "Bedank de andere" not in page.text and mina.ended_at and not henk.ended_at


def test_after_choosing_the_page_says_so_and_leads_to_an_agreement(client, post):
    henk, _ = replies(post, "Henk", "Mina")
    side_by_side(client, post)
    client.submit("Kies Henk")
    page = client.follow()
    assert "U hebt Henk gekozen. Henk krijgt een mail." in page.text
    assert page.links()["Maak een afspraak"] == f"/gesprek/{henk.public_id}/afspraak"
    assert [item.find(".//h2").text.strip() for item in page.all("li", class_="reply")] == ["Henk", "Mina"]
    assert "Daarna stopt dat gesprek." in page.text
    client.submit("Bedank de andere buur")
    assert "Uw bericht is verstuurd." in client.follow().text


def thanked_and_left(post):
    """Henk was chosen and Daan thanked; then Henk cannot come after all. Gives both conversations."""
    henk, daan = replies(post, "Henk", "Daan")
    helping.accept(henk, by=post.author)
    helping.close_others(post, by=post.author)
    helping.release(henk, by=henk.helper)
    return henk, daan


def test_when_the_chosen_one_steps_back_the_thanked_one_is_asked_again(client, post):
    _, daan = thanked_and_left(post)
    page = side_by_side(client, post)
    assert "Henk kan toch niet. Uw kaartje hangt weer op het bord." in page.text
    assert "Kies Henk" not in page.text and "Vraag Henk alsnog" not in page.text
    client.click("Vraag Daan alsnog")
    client.submit(body="Henk kan niet. Wilt u toch komen?")
    assert "Henk kan niet." in client.follow().text and daan.ended_at is None
    assert "Kies Daan" in side_by_side(client, post).text


def test_who_was_asked_again_can_be_thanked_again(post):
    _, daan = thanked_and_left(post)
    helping.ask_again(daan, "Wilt u toch komen?", by=post.author)
    mina = replies(post, "Mina")[0]
    helping.accept(mina, by=post.author)
    helping.close_others(post, by=post.author)
    assert daan.ended_at and "Bedankt voor uw reactie" in queries.messages_of(daan)[-1].body


def test_who_stopped_or_blocked_is_not_asked_again(client, post):
    (daan,) = replies(post, "Daan")
    messaging.stop(daan, by=daan.helper)
    assert "Vraag Daan alsnog" not in side_by_side(client, post).text
    page = client.post(f"/gesprek/{daan.public_id}/alsnog", body="Toch?")
    assert page.errors == ["U kunt deze buur nu niet vragen."] and daan.ended_at
    blocking.block(post.author, by=daan.helper)
    assert client.post(f"/gesprek/{daan.public_id}/alsnog", body="Toch?").status == 404


def test_a_stale_tab_that_chooses_one_too_many_gets_a_sentence(client, post):
    _, mina = replies(post, "Henk", "Mina")
    side_by_side(client, post)
    helping.accept(mina, by=post.author)
    page = client.submit("Kies Henk")
    assert page.errors[0].startswith("U hebt al 1 buur gekozen")
    assert queries.count_chosen(post.id) == 1


def test_the_owner_chooses_in_the_conversation_too(client, post):
    (henk,) = replies(post, "Henk")
    path = f"/gesprek/{henk.public_id}"
    assert "Kies" not in signed_in(client.another(), henk.helper).get(path).text
    signed_in(client, post.author).get(path)
    client.submit("Kies Henk")
    assert "Gekozen: 1." in client.follow().text and "Kies Henk" not in client.get(path).text


def test_the_number_is_changed_on_the_page_and_shown_on_the_card(client, post):
    replies(post, "Henk")
    side_by_side(client, post)
    client.submit("Bewaar het aantal", people="2")
    assert "U zoekt 2 buren." in client.follow().text
    client.another().get(f"/kaartje/{post.public_id}")
    other = client.another()
    other.get(f"/kaartje/{post.public_id}")
    assert "2 buren gezocht" in other.follow().text


@pytest.mark.parametrize("people", ["0", "21", "veel", ""])
def test_another_number_than_those_in_the_list_is_refused(client, post, people):
    signed_in(client, post.author)
    page = client.post(f"/kaartje/{post.public_id}/aantal", people=people)
    assert page.errors == ["Kies een aantal."] and post.people_wanted == 1


def test_the_chosen_one_reads_it_and_steps_back(client, post):
    (henk,) = replies(post, "Henk")
    helping.accept(henk, by=post.author)
    signed_in(client, henk.helper).get(f"/gesprek/{henk.public_id}")
    assert "Riet heeft u gekozen." in client.page.text
    client.click("Ik kan toch niet")
    client.submit("Ja, ik kan toch niet")
    assert "U hebt laten weten dat u toch niet kunt." in client.follow().text
    assert post.is_open and "Kan toch niet" in side_by_side(client, post).text


def test_the_card_and_mijn_buuv_lead_to_the_replies(client, post):
    replies(post, "Henk", "Mina")
    path = f"/kaartje/{post.public_id}/reacties"
    assert signed_in(client, post.author).get("/mijn").links()["Bekijk 2 reacties"] == path
    client.get(f"/kaartje/{post.public_id}")
    assert client.follow().links()["Bekijk ze naast elkaar en kies"] == path


def test_a_card_that_is_full_is_gone_for_others_and_takes_no_reply(client, post):
    (henk,) = replies(post, "Henk")
    helping.accept(henk, by=post.author)
    visitor = client.another()
    assert visitor.get(f"/kaartje/{post.public_id}").status == 410
    signed_in(client, an_account())
    assert client.post(f"/kaartje/{post.public_id}/reactie", body="Ik ook!").status == 410
    assert len(queries.replies_to(post.id)) == 1


def test_the_replies_ask_no_more_with_every_reply(client, post):
    replies(post, "Henk")
    side_by_side(client, post)
    few = len(client.queries)
    replies(post, *(f"Henk {n}" for n in range(10)))
    side_by_side(client, post)
    assert len(client.queries) <= few <= 8, "\n".join(client.queries)


def test_what_somebody_calls_himself_is_only_text(client, post):
    replies(post, '<b>Henk"</b>')
    assert "<b>Henk" not in side_by_side(client, post).body


def test_money_words_are_pointed_out_where_the_owner_chooses(client, post):
    a_conversation(post=post, helper=an_account(shown_name="Sjaak"), body="Ik kom graag, als u mij 50 euro leent.")
    assert "Dit bericht gaat over geld, een pas of een code." in side_by_side(client, post).text


def test_the_replies_come_before_the_number_of_neighbours(client, post):
    replies(post, "Henk")
    text = side_by_side(client, post).text
    assert text.index("Kies Henk") < text.index("Hoeveel buren zoekt u?")
