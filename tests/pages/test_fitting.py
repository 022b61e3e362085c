"""What fits, where it is shown: under a card, before a card hangs, and in Mijn buuv; each with why it is there."""

import pytest

from buuv.accounts import blocking, resting
from buuv.conversations import helping
from buuv.posts import ending, placing, rules
from tests.builders import a_card, a_conversation, a_post, an_account, signed_in
from tests.client import words_of
from tests.pages import journeys

HEDGE = "Wie snoeit mijn heg?"
TRIMMER = "Ik snoei graag uw heg"


def a_request(**words):
    return a_post(**({"title": HEDGE, "body": "", "category": "tuin"} | words))


def an_offer(**words):
    return a_post(**({"title": TRIMMER, "body": "", "category": "tuin", "kind": rules.OFFER} | words))


def card_of(client, post):
    client.get(f"/kaartje/{post.public_id}")
    return client.follow()


def suggested(page):
    """The titles of the cards under a heading of this page."""
    return [words_of(card.find("h3")) for card in page.all("li", class_="card")]


def test_a_request_shows_who_offers_this_and_why(client):
    request, _ = a_request(), an_offer()
    page = card_of(client, request)
    assert "Deze buren bieden dit aan" in page.text and suggested(page) == [TRIMMER]
    assert "Gaat ook over “heg snoeien” · in dezelfde buurt" in page.text
    assert client.click(TRIMMER).h1 == TRIMMER
    assert "Deze vragen passen hierbij" in client.page.text and suggested(client.page) == [HEDGE]


def test_it_is_said_in_english_too(client):
    request, _ = a_request(), an_offer()
    client.get(f"/en/kaartje/{request.public_id}")
    assert "Also about “trimming a hedge” · in the same neighbourhood" in client.follow().text


def test_nothing_that_fits_is_no_heading(client):
    page = card_of(client, a_request())
    assert "Deze buren" not in page.text
    client.get(f"/kaartje/{page.path[9:19]}/passend")
    assert "Er hangt nu geen aanbod dat hierbij past." in client.page.text
    assert client.page.links()["Bekijk al het aanbod van deze soort hulp"] == "/aanbod?soort=tuin"


def test_a_card_shows_four_and_leads_to_all_of_them(client):
    request = a_request()
    for _ in range(6):
        an_offer(author=an_account())
    assert len(suggested(card_of(client, request))) == 4
    page = client.click("Bekijk al het aanbod dat past")
    assert len(suggested(page)) == 6 and "6 buren bieden dit aan" in page.text
    assert "Dichtbij en op dezelfde dag telt mee." in page.text


@pytest.mark.parametrize("role", ["resident", "broker", "moderator"])
def test_everybody_who_reads_the_board_sees_it(client, role):
    request, _ = a_request(), an_offer()
    signed_in(client, an_account(role=role))
    assert suggested(card_of(client, request)) == [TRIMMER]


def test_a_closed_card_shows_nothing_to_its_owner_either(client):
    request, _ = a_request(), an_offer()
    ending.withdraw(request)
    signed_in(client, request.author)
    assert suggested(card_of(client, request)) == []
    assert client.get(f"/kaartje/{request.public_id}/passend").status == 303


def test_a_card_that_left_is_gone_from_what_was_drawn_before(client):
    request, offer = a_request(), an_offer()
    assert suggested(card_of(client, request)) == [TRIMMER]
    placing.rewrite(offer, a_card(kind=rules.OFFER, title="Ik snoei heggen en hagen", body="", category="tuin"))
    assert suggested(card_of(client, request)) == ["Ik snoei heggen en hagen"]
    ending.withdraw(offer)
    assert suggested(card_of(client, request)) == []


@pytest.mark.parametrize("reads_first", [True, False])
def test_two_who_do_not_see_each_other_are_never_suggested_to_each_other(client, reads_first):
    me, other = an_account(), an_account()
    request, offer = a_request(author=me), an_offer(author=other)
    if reads_first:
        assert suggested(card_of(client, request)) == [TRIMMER]
    blocking.block(other, by=me)
    for one, card in ((me, request), (other, offer)):
        browser = signed_in(client.another(), one)
        assert suggested(card_of(browser, card)) == []
        assert suggested(browser.get(f"/kaartje/{card.public_id}/passend")) == []
        assert suggested(browser.get("/mijn")) == suggested(browser.get("/mijn/passende-vragen")) == []
        assert "past hierbij" not in browser.get("/mijn").text and "biedt dit aan" not in browser.page.text


def test_a_reader_does_not_meet_the_own_card(client):
    request, offer = a_request(), an_offer()
    signed_in(client, offer.author)
    assert suggested(card_of(client, request)) == []


def walk(client, *, path, title, email="riet@example.org"):
    journeys.type_words(client, path=path, title=title, body="")
    client.submit(category="tuin", when="consult", part="")
    client.follow()
    client.submit(button="Verder", place="BU04794110", **({"email": email} if email else {}))
    return client.follow()


def test_who_asks_sees_before_it_hangs_who_offers_it_already(client):
    an_offer()
    page = walk(client, path="/vraag-stellen", title=HEDGE)
    assert page.h1 == "Klopt het zo?"
    assert "Deze buren bieden dit al aan" in page.text and TRIMMER in page.links()
    assert "Gaat ook over “heg snoeien” · in uw buurt" in page.text
    assert client.click(TRIMMER).h1 == TRIMMER


def test_who_offers_sees_before_it_hangs_who_asks_for_it(client):
    a_request()
    page = walk(client, path="/aanbod-doen", title=TRIMMER)
    assert "Deze buren vragen dit nu" in page.text and HEDGE in page.links()


def test_it_adds_no_page_and_no_field(client):
    fields = []
    for _ in range(2):
        fields.append(walk(client.another(), path="/vraag-stellen", title=HEDGE).form().names)
        an_offer()
    assert fields[0] == fields[1]


def test_who_is_signed_in_is_not_offered_the_own_card_before_it_hangs(client):
    me = an_account()
    an_offer(author=me)
    signed_in(client, me)
    assert "Deze buren bieden dit al aan" not in walk(client, path="/vraag-stellen", title=HEDGE, email=None).text


def test_mijn_buuv_counts_what_fits_each_card_and_leads_there(client):
    me = an_account()
    a_request(author=me)
    for _ in range(3):
        an_offer(author=an_account())
    signed_in(client, me).get("/mijn")
    page = client.click("3 buren bieden dit aan")
    assert len(suggested(page)) == 3 and "in uw buurt" in page.text


def test_a_helper_gets_the_requests_that_fit_what_hangs(client):
    offer = an_offer()
    a_request()
    a_post(title="Wie helpt met mijn belastingaangifte?", body="", category="administratie")
    signed_in(client, offer.author)
    assert suggested(client.get("/mijn")) == [HEDGE]
    page = client.click("Bekijk ze allemaal, en lees waarom")
    assert suggested(page) == [HEDGE] and "1 vraag past bij u" in page.text
    assert "Wij bewaren er niets van" in page.text


def test_a_helper_gets_the_requests_that_are_like_what_was_done_before(client):
    conversation = a_conversation(post=a_request())
    helping.accept(conversation, by=conversation.owner)
    ending.solve(conversation.post)
    a_request(title="Mijn heg is te hoog")
    signed_in(client, conversation.helper)
    assert suggested(client.get("/mijn/passende-vragen")) == ["Mijn heg is te hoog"]


def test_what_one_stepped_back_from_is_not_looked_for_again(client):
    conversation = a_conversation(post=a_request())
    helping.accept(conversation, by=conversation.owner)
    helping.release(conversation, by=conversation.helper)
    a_request(title="Mijn heg is te hoog")
    signed_in(client, conversation.helper)
    assert suggested(client.get("/mijn/passende-vragen")) == []
    assert "nog niemand geholpen" in client.page.text


def test_a_new_request_is_there_at_once_for_who_looks_at_the_own_card(client):
    offer = an_offer()
    assert suggested(card_of(client, offer)) == []
    a_request()
    signed_in(client, offer.author)
    assert suggested(card_of(client, offer)) == suggested(client.get("/mijn")) == [HEDGE]


def test_what_one_answered_already_is_not_suggested_again(client):
    offer = an_offer()
    a_conversation(post=a_request(), helper=offer.author)
    signed_in(client, offer.author)
    assert suggested(client.get("/mijn/passende-vragen")) == []
    assert "Er hangt nu geen vraag die bij u past." in client.page.text


def test_who_rests_is_asked_for_nothing(client):
    conversation = a_conversation(post=a_request())
    helping.accept(conversation, by=conversation.owner)
    a_request(title="Mijn heg is te hoog")
    resting.begin(conversation.helper, "week")
    signed_in(client, conversation.helper)
    assert suggested(client.get("/mijn")) == []
    assert "U neemt even rust." in client.get("/mijn/passende-vragen").text


def test_the_page_about_the_board_says_the_order(client):
    assert (
        "Wat bij een kaartje past: wat het meest over hetzelfde gaat eerst, dichtbij eerder dan ver weg,"
        " op dezelfde dag eerder dan op een andere, het nieuwste kaartje eerst." in client.get("/zo-werkt-het").text
    )
