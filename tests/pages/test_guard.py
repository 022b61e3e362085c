"""No card is public before the guard has passed it; what was typed stays, and a safer text is one tap away."""

import ast

import pytest
from sqlalchemy import select

from buuv.core.database import db
from buuv.core.drafts import Draft
from buuv.posts import placing
from buuv.posts.models import Consent, Post
from buuv.settings import ROOT
from tests.builders import HOME, a_card, a_conversation, a_post, an_account, signed_in
from tests.client import words_of
from tests.pages.journeys import count

HARD = "Bel mij maar op 06-12345678."
SOFT = "Wie geeft de planten water als wij op vakantie zijn?"
BODY = "Wij zijn op vakantie. Op vakantie, dus. De sleutel ligt onder de mat. De gieter staat klaar."
TITLE = "Wie helpt mij met de heg?"
WHY = "Er staat een telefoonnummer in: “06-12345678”. Laat het weg; u geeft het later zelf aan wie u kiest."


def type_words(client, **words):
    client.get("/vraag-stellen")
    client.submit(**({"title": TITLE, "body": ""} | words))
    return explained(client)


def explained(client):
    """The page with what the guard says, when it says something: an address of its own, for the way back."""
    return client.follow() if client.page.location.endswith("/woorden") else client.page


def kept_words():
    """What the draft holds as words of a card, that the guard let through."""
    return {name: db.session.scalars(select(Draft)).one().words.get(name) for name in ("title", "body")}


def test_the_first_step_refuses_a_telephone_number_and_keeps_what_was_typed(client):
    page = type_words(client, body=HARD)
    assert page.errors == [WHY]
    assert page.form().values()["body"] == [HARD] and page.form().values()["title"] == [TITLE]
    assert [words_of(mark) for mark in page.all("mark")] == ["06-12345678"]
    assert "Laat mijn tekst zo staan" not in page.text
    assert kept_words() == {"title": None, "body": None}


def test_one_tap_takes_the_safer_text(client):
    type_words(client, body=HARD)
    client.submit(button="Neem de veilige tekst")
    assert client.status == 303
    assert db.session.scalars(select(Draft)).one().words["body"] == "Bel mij maar op (mijn nummer geef ik later)."


def test_away_from_home_is_explained_and_a_second_tap_lets_it_through(client):
    page = type_words(client, title=SOFT)
    assert page.errors == ["Hier staat dat u weg bent: “op vakantie”. Iedereen kan dit lezen, ook een inbreker."]
    client.submit(button="Laat mijn tekst zo staan")
    assert client.status == 303
    assert db.session.scalars(select(Draft)).one().words["title"] == SOFT


def test_a_warning_asks_instead_of_calling_it_wrong_and_says_each_reason_once(client):
    page = type_words(client, title=SOFT, body=BODY)
    assert "Wilt u dit echt vertellen?" in page.text and "Er klopt nog iets niet" not in page.text
    assert len(page.errors) == len({one.casefold() for one in page.errors}) == 2
    assert page.text.count("Hier staat hoe iemand binnenkomt") == 1
    full = [words_of(one) for one in page.all("button", class_="button") if "quiet" not in one.get("class")]
    assert full == ["Neem de veilige tekst"]


def test_the_way_back_finds_what_was_typed_and_what_the_guard_said(client):
    page = type_words(client, body=HARD)
    assert client.get(page.path).errors == [WHY]
    assert client.get("/vraag-stellen").form().values()["body"] == [HARD]
    client.submit(button="Neem de veilige tekst")
    assert "typed" not in {k for k, v in db.session.scalars(select(Draft)).one().words.items() if v}
    assert not client.get(page.path).errors


@pytest.mark.parametrize("step", ["wanneer", "waar", "nakijken"])
def test_words_that_the_guard_did_not_pass_go_to_no_next_step(client, step):
    page = type_words(client, body=HARD)
    client.get(page.path.replace("woorden", step))
    while client.status == 303:
        client.follow()
    assert client.page.path == page.path


def test_where_only_the_safer_text_is_offered_it_is_the_button(client):
    page = type_words(client, body=HARD)
    full = [words_of(one) for one in page.all("button", class_="button") if "quiet" not in one.get("class")]
    assert full == ["Neem de veilige tekst"]


@pytest.mark.parametrize("title", ["Bel 06-12345678", "06-12345678", "Ik help graag, bel 06-12345678."])
def test_a_safer_text_that_says_nothing_is_not_offered(client, title):
    page = type_words(client, title=title)
    assert page.errors and "Neem de veilige tekst" not in page.text


def test_the_second_tap_counts_for_those_words_only(client):
    type_words(client, title=SOFT)
    client.submit(button="Laat mijn tekst zo staan", title="Wie geeft de kat eten als wij op vakantie zijn?")
    assert explained(client).errors and kept_words()["title"] is None


def test_the_whole_way_to_the_board_with_words_that_were_insisted_on(client):
    signed_in(client, an_account())
    type_words(client, title=SOFT)
    client.submit(button="Laat mijn tekst zo staan")
    client.follow()
    client.submit(category="tuin")
    client.follow()
    client.submit(button="Verder", place=HOME)
    client.follow()
    client.submit("Zet op het bord")
    assert client.follow().h1 == SOFT


def test_a_draft_of_before_the_guard_is_stopped_at_the_last_page(client):
    signed_in(client, an_account())
    type_words(client)
    client.follow()
    client.submit(category="tuin")
    client.follow()
    client.submit(button="Verder", place=HOME)
    check = client.page.location
    draft = db.session.scalars(select(Draft)).one()
    draft.write(body=HARD)
    db.session.commit()
    client.get(check)
    client.submit("Zet op het bord")
    assert client.page.errors == [WHY] and count(Post) == 0
    assert "Verander de woorden" in client.page.links()


def test_a_card_is_rewritten_only_with_words_that_pass(client):
    post = a_post()
    path = f"/kaartje/{post.public_id}/wijziging"
    signed_in(client, post.author)
    client.get(path)
    client.submit("Bewaar", body=HARD)
    assert client.page.errors == [WHY] and client.page.form().values()["body"] == [HARD]
    client.submit(button="Neem de veilige tekst")
    assert client.status == 303 and "(mijn nummer geef ik later)" in client.get(path).form().values()["body"][0]
    client.submit("Bewaar", title=SOFT)
    assert client.status == 200
    client.submit(button="Laat mijn tekst zo staan")
    assert client.status == 303


def test_words_that_hang_there_already_are_not_explained_again(client):
    post = placing.place(
        a_card(title=SOFT, insisted=placing.judge_words(SOFT, "").seal, body=""), by=(owner := an_account())
    )
    db.session.commit()
    signed_in(client, owner)
    client.get(f"/kaartje/{post.public_id}/wijziging")
    client.submit("Bewaar", category="tuin")
    assert client.status == 303


@pytest.mark.parametrize("name", ["riet apenstaart ziggo punt nl", "Riet Kerkstraat twaalf"])
def test_a_name_that_gives_something_away_is_refused(client, name):
    signed_in(client, an_account())
    client.get("/mijn/gegevens")
    client.submit(shown_name=name)
    assert client.page.errors == ["Vul alleen een voornaam in. Iedereen kan deze naam lezen."]


def test_words_are_looked_at_while_typing_and_nothing_is_kept(client):
    client.get("/vraag-stellen")
    answer = client.post("/woorden-nakijken", title=TITLE, body=HARD)
    assert "06-12345678" in answer.response.json["html"] and "data-safer" in answer.response.json["html"]
    assert client.post("/woorden-nakijken", title=TITLE, body="").response.json == {"html": ""}
    assert client.post("/woorden-nakijken", title=TITLE, body=HARD * 500).response.json == {"html": ""}
    assert count(Draft) == 0


def test_only_our_own_page_may_ask(client):
    client.get("/vraag-stellen")
    answer = client.app.test_client().post("/woorden-nakijken", data={"body": HARD}, base_url=client.base)
    assert HARD not in answer.get_data(as_text=True) and "06-12345678" not in answer.get_data(as_text=True)


def test_the_receiver_of_money_words_is_warned_and_the_sender_is_not(client):
    talk = a_conversation(body="Kunt u mij 50 euro lenen? Stuur maar een tikkie.")
    db.session.commit()
    path = f"/gesprek/{talk.public_id}"
    page = signed_in(client, talk.owner).get(path)
    assert "Veilig Thuis, 0800-2000" in page.links() and "Kunt u mij 50 euro lenen?" in page.text
    assert "Veilig Thuis" not in signed_in(client, talk.helper).get(path).text


def test_a_number_in_the_first_message_is_pointed_out_and_later_ones_are_not(client):
    from buuv.conversations import messaging

    talk = a_conversation(body="Dag! App mij op 06-12345678.")
    messaging.write(talk, "Of mail: henk@example.org", by=talk.helper)
    db.session.commit()
    page = signed_in(client, talk.owner).get(f"/gesprek/{talk.public_id}")
    assert page.text.count("In dit eerste bericht staat een telefoonnummer of e-mailadres.") == 1


def test_there_is_no_other_way_to_the_board():
    """Cards are made and their words set in these modules only; the first asks the guard, the others are commands."""
    found = set()
    for path in (ROOT / "buuv").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_made = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Post"
            targets = node.targets if isinstance(node, ast.Assign) else []
            names = [n for t in targets for n in ast.walk(t) if isinstance(n, ast.Attribute)]
            is_written = any(
                n.attr in ("title", "body") and isinstance(n.value, ast.Name) and n.value.id == "post" for n in names
            )
            if is_made or is_written:
                found.add(path.relative_to(ROOT / "buuv").as_posix())
    assert found <= {"posts/placing.py", "posts/importing.py", "cli/demo.py", "cli/demo_endings.py", "cli/demo_town.py"}
    assert "check_words" in (ROOT / "buuv/posts/placing.py").read_text("utf-8")


OWN = "Ik heb reuma en zoek hulp in de tuin."
THEIRS = "Mijn moeder heeft dementie en zoekt gezelschap."


def test_own_health_is_shown_with_neutral_words_for_one_tap(client):
    page = type_words(client, body=OWN)
    assert page.errors == [
        "Dit gaat over uw gezondheid: “heb reuma”. Iedereen kan dit lezen. Buren helpen u ook zonder dat."
    ]
    client.submit(button="Neem de veilige tekst")
    assert kept_words()["body"] == "Ik ben slecht ter been en zoek hulp in de tuin."


def test_who_wants_to_tell_it_says_yes_to_a_sentence_that_says_so(client):
    signed_in(client, an_account())
    page = type_words(client, body=OWN)
    assert "Ik wil dat iedereen kan lezen wat hier staat over mijn gezondheid" in page.text
    assert "Laat mijn tekst zo staan" not in page.text
    client.submit(button="Ja, iedereen mag dit lezen")
    client.follow()
    client.submit(category="tuin")
    client.follow()
    client.submit(button="Verder", place=HOME)
    client.follow()
    client.submit("Zet op het bord")
    assert OWN in client.follow().text and count(Consent) == 1


def test_somebody_elses_health_is_refused_with_words_that_work(client):
    page = type_words(client, body=THEIRS)
    assert "Mijn vader zoekt gezelschap" in page.errors[0]
    assert "Ja, iedereen mag dit lezen" not in page.text
    client.submit(button="Neem de veilige tekst")
    assert kept_words()["body"] == "Mijn moeder zoekt gezelschap."


def test_a_changed_card_asks_for_a_yes_of_its_own(client):
    post = a_post()
    signed_in(client, post.author)
    client.get(f"/kaartje/{post.public_id}/wijziging")
    client.submit(button="Bewaar", body=OWN)
    assert client.page.errors and db.session.get(Post, post.id).body != OWN
    client.submit(button="Ja, iedereen mag dit lezen")
    assert client.status == 303 and count(Consent, post_id=post.id) == 1


def test_neutral_words_about_moving_go_straight_on(client):
    type_words(client, body="Ik ben slecht ter been en loop met een rollator. Naar de dokter, de apotheek of de kerk.")
    assert client.page.location.endswith("/wanneer")


def test_who_may_be_in_need_reads_where_help_is_on_the_next_page_and_nothing_is_kept(client):
    type_words(client, body="Mijn man slaat mij.")
    page = client.follow() if client.status == 303 else client.page
    assert "Veilig Thuis denkt mee" in page.text and words_of(page.one("a", href="tel:08002000")) == "Bel 0800-2000"
    assert "safety" not in str(db.session.scalars(select(Draft)).one().words)


def test_lines_of_help_come_while_typing_too(client):
    client.get("/vraag-stellen")
    answer = client.post("/woorden-nakijken", csrf_token=client.token(), title="Ik wil dood", body="")
    assert "tel:08000113" in answer.response.text


def test_who_sends_and_who_receives_each_read_where_help_is_in_words_of_their_own(client):
    talk = a_conversation(body="Ik wil niet meer leven, en kom graag wandelen.")
    path = f"/gesprek/{talk.public_id}"
    sent = signed_in(client, talk.helper).get(path).response.text
    assert "tel:08000113" in sent and "Maakt u zich zorgen over de ander?" not in sent
    signed_in(client, talk.owner)
    received = client.get(path).response.text
    assert "tel:08000113" in received and "Maakt u zich zorgen over de ander?" in received
    assert "Hebt u nu hulp nodig?" not in received


def test_an_ordinary_message_shows_no_help_lines(client):
    talk = a_conversation(body="Ik kom graag wandelen, mijn hond ook.")
    for person in (talk.helper, talk.owner):
        signed_in(client, person)
        assert "hulplijnen" not in client.get(f"/gesprek/{talk.public_id}").response.text


def test_where_help_is_stays_through_every_step_and_on_the_own_card_only(client):
    author = an_account()
    signed_in(client, author)
    type_words(client, body="Ik wil niet meer leven.")
    steps = [client.follow() if client.status == 303 else client.page]
    client.submit(category="gezelschap")
    steps.append(client.follow())
    client.submit(button="Verder", place=HOME)
    steps.append(client.follow())
    client.submit("Zet op het bord")
    steps.append(client.follow())
    assert all("tel:08000113" in page.response.text for page in steps)
    path = f"/kaartje/{db.session.scalars(select(Post)).one().public_id}"
    signed_in(client, an_account())
    client.get(path)
    assert client.follow().h1 == TITLE and "tel:08000113" not in client.page.response.text


def test_a_message_that_is_held_back_shows_where_help_is(client):
    post = a_post()
    signed_in(client, an_account())
    client.get(f"/kaartje/{post.public_id}/reactie")
    client.submit(body="Ik wil dood. Bel mij op 06-12345678.")
    assert "nog niet verstuurd" in client.page.text and "tel:08000113" in client.page.response.text


@pytest.mark.parametrize(
    ("words", "number"),
    [("ik wil dood", "08000113"), ("zelfmoord", "08000113"), ("mishandeld door mijn man", "08002000")],
)
def test_who_searches_with_words_of_need_reads_where_help_is_and_no_word_is_kept(client, app, words, number):
    page = client.get("/zoeken?q=" + words.replace(" ", "+"))
    assert f"tel:{number}" in page.response.text
    kept = app.extensions["buuv.settings"].data_dir.rglob("*")
    assert not any(words.encode() in path.read_bytes() for path in kept if path.is_file())
    assert "hulplijnen" not in client.get("/zoeken?q=hond+uitlaten").response.text
