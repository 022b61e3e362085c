"""How it went, in one tap each; what one says is on no page of the other. Thanks, and the front page."""

from datetime import timedelta

import pytest

from buuv.agreements import finishing
from buuv.agreements.outcomes import Outcome, Thanks, Unease
from buuv.conversations import helping
from buuv.core import clock
from tests.builders import a_conversation, a_meeting, a_post, a_thanks, an_account, an_outcome, signed_in
from tests.databases import find_row
from tests.pages.journeys import count


@pytest.fixture
def outcome(database):
    return an_outcome()


@pytest.fixture
def riet(client, outcome):
    """The owner's browser."""
    return signed_in(client, outcome.agreement.conversation.owner)


def answer(client, outcome, question, value):
    client.post(f"/afloop/{outcome.public_id}/{question}", answer=value)
    return client.follow()


def test_mijn_buuv_and_the_conversation_ask(riet, outcome):
    for path in ("/mijn", f"/gesprek/{outcome.agreement.conversation.public_id}"):
        page = riet.get(path)
        assert "Hoe ging het met Henk?" in page.text and "Een rondje lopen" in page.text
    riet.submit("Ja", button="Ja")
    assert "Bewaard." in riet.follow().text
    assert find_row(Outcome, id=outcome.id).did_happen is True


def test_three_taps_and_the_question_is_gone(riet, outcome):
    answer(riet, outcome, "gebeurd", "ja")
    answer(riet, outcome, "nog-eens", "nee")
    page = answer(riet, outcome, "niet-pluis", "nee")
    assert "Bedankt, wij weten genoeg." in page.text
    assert "Hoe ging het" not in riet.get("/mijn").text


@pytest.mark.parametrize("value", ["", "misschien", "1"])
def test_another_answer_than_the_two_buttons_is_none(riet, outcome, value):
    answer(riet, outcome, "gebeurd", value)
    assert find_row(Outcome, id=outcome.id).did_happen is None


def test_what_was_not_right_is_kept_in_words_or_without_and_the_other_reads_nothing(riet, outcome):
    page = answer(riet, outcome, "niet-pluis", "ja")
    assert "Alleen de moderatoren kunnen dit ooit lezen" in page.text and count(Unease) == 1
    riet.submit("Bewaar wat ik vertel", words="Hij wilde mijn geheimepas.")
    assert find_row(Unease, outcome_id=outcome.id).words == "Hij wilde mijn geheimepas."
    conversation = outcome.agreement.conversation
    henk = signed_in(riet.another(), conversation.helper)
    paths = ("/", "/mijn", "/mijn/bedankjes", f"/gesprek/{conversation.public_id}")
    assert all("geheimepas" not in henk.get(path).body for path in paths)


def test_too_many_words_come_back_with_a_sentence(riet, outcome):
    page = riet.post(f"/afloop/{outcome.public_id}/niet-pluis/woorden", words="geheim " * 200)
    assert page.errors == ["Maak uw tekst korter: hooguit 1000 tekens."] and "geheim geheim" in page.body
    assert count(Unease) == 0


def test_who_does_not_want_to_answer_is_not_asked_again(riet, outcome):
    riet.get(f"/afloop/{outcome.public_id}")
    riet.submit("Ik geef liever geen antwoord")
    assert "Hoe ging het" not in riet.follow().text


def test_the_owner_calls_the_card_done_in_one_tap_and_can_put_it_back(riet, outcome):
    post = outcome.agreement.conversation.post
    page = answer(riet, outcome, "gebeurd", "ja")
    riet.submit("Ja, mijn kaartje is gedaan")
    assert "Dit kaartje is gedaan. Fijn!" in riet.follow().text
    riet.submit("Toch niet, zet het terug")
    assert "Bewaard." in riet.follow().text and post.is_open
    assert page.status == 200


def test_a_card_put_back_with_its_helper_chosen_stays_off_the_board(client, database):
    conversation = a_conversation()
    post = conversation.post
    helping.accept(conversation, by=post.author)
    signed_in(client, post.author)
    client.post(f"/kaartje/{post.public_id}/oplossing")
    client.post(f"/kaartje/{post.public_id}/terugkeer")
    assert post.is_taken


def test_the_way_to_thank_is_there_once_the_agreed_moment_has_passed(riet, outcome):
    conversation = outcome.agreement.conversation
    helping.accept(conversation, by=conversation.owner)
    path = f"/gesprek/{conversation.public_id}"
    assert "Schrijf een bedankje" not in riet.get(path).text
    assert "Hier kunt u nu geen bedankje geven." in riet.get(f"{path}/bedankje").text
    outcome.agreement.begins_on = clock.today() - timedelta(days=1)
    assert "Schrijf een bedankje" in riet.get(path).text


def give(client, conversation, words, **more):
    a_meeting(conversation=conversation)
    client.get(f"/gesprek/{conversation.public_id}/bedankje")
    return client.submit(words=words, **more)


def test_thanks_with_the_tick_are_on_the_front_page_without_a_name(client, outcome, riet):
    conversation = outcome.agreement.conversation
    give(riet, conversation, "Wat een heerlijke wandeling!", may_be_shown=True)
    assert "Uw bedankje is gegeven." in riet.follow().text
    front = riet.another().get("/")
    assert "Wat een heerlijke wandeling!" in front.text
    assert "Oud Zaandijk, gezelschap en wandelen" in front.text
    assert not {"Henk", "Riet"} & set(front.text.replace(".", " ").split())


def test_the_tick_is_not_there_beforehand_and_without_it_only_two_read(riet, outcome):
    give(riet, outcome.agreement.conversation, "Alleen voor Henk: dank!")
    assert "dank!" not in riet.another().get("/").text
    henk = signed_in(riet.another(), outcome.agreement.conversation.helper)
    assert "Alleen voor Henk: dank!" in henk.get("/mijn/bedankjes").text
    assert "Alleen voor u beiden." in henk.page.text


def test_a_name_with_the_tick_is_refused_and_nothing_typed_is_lost(riet, outcome):
    page = give(riet, outcome.agreement.conversation, "Dank je wel, Henk!", may_be_shown=True)
    assert page.errors[0].startswith("Er staat een naam in.") and count(Thanks) == 0
    assert "Dank je wel, Henk!" in page.body and page.one("input", id="may_be_shown").get("checked") is not None


def test_the_receiver_takes_it_from_the_front_page_at_once(client):
    thanks = a_thanks(words="Heel fijn gewandeld!", may_be_shown=True)
    visitor = client.another()
    assert "Heel fijn gewandeld!" in visitor.get("/").text
    signed_in(client, thanks.conversation.helper).get("/mijn/bedankjes")
    client.submit("Haal het van de voorpagina")
    assert "Staat niet meer op de voorpagina." in client.follow().text
    assert "Heel fijn gewandeld!" not in visitor.get("/").text


def test_thanks_are_text_and_no_markup(client):
    a_thanks(words="<b>Dank</b> & tot ziens", may_be_shown=True)
    assert "<b>Dank" not in client.get("/").body


def test_what_worked_out_is_told_by_wijk_from_five_on(client):
    author = an_account()
    for _ in range(5):
        a_post(author=author, state="done")
    assert "In Oud Zaandijk lukten er 5 dingen" in client.get("/").text


def test_my_thanks_ask_no_more_with_every_one(client):
    me = an_account()
    signed_in(client, me)
    counts = []
    for size in (1, 8):
        for _ in range(size):
            a_thanks(conversation=a_conversation(post=a_post(author=me)))
        client.get("/mijn/bedankjes")
        counts.append(len(client.queries))
    assert counts[1] <= counts[0] <= 8


def test_one_who_guesses_an_address_finds_nothing(client, outcome):
    signed_in(client, outcome.agreement.conversation.helper)
    for path in (f"/afloop/{outcome.public_id}", "/afloop/aaaaaaaaaa", "/afloop/x", "/gesprek/aaaaaaaaaa/bedankje"):
        assert client.get(path).status == 404
    assert finishing.open_for(outcome.account_id)


def test_what_was_not_right_leads_to_a_person_and_to_blocking_and_asks_no_thanks(riet, outcome):
    outcome.agreement.begins_on = clock.today() - timedelta(days=1)
    page = answer(riet, outcome, "niet-pluis", "ja")
    assert "Maar wij lezen het nu nog niet." in page.text
    assert page.links()["Bel of mail ons"] == "/contact?gesprek=ja"
    assert "Schrijf een bedankje" not in page.text
    riet.submit("Blokkeer deze persoon")
    assert riet.page.location.startswith("/mijn/blokkades")


def test_of_what_did_not_take_place_less_is_asked(riet, outcome):
    page = answer(riet, outcome, "gebeurd", "nee")
    assert "nog eens doen" not in page.text and "Schrijf een bedankje" not in page.text
    assert "Bedankt, wij weten genoeg." in answer(riet, outcome, "niet-pluis", "nee").text


def test_thanking_comes_before_choosing_another(riet, outcome):
    conversation = outcome.agreement.conversation
    helping.accept(conversation, by=conversation.owner)
    outcome.agreement.begins_on = clock.today() - timedelta(days=1)
    text = riet.get(f"/gesprek/{conversation.public_id}").text
    assert text.index("Schrijf een bedankje") < text.index("Ik kies toch een ander")
