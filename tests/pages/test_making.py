"""Asking and offering: three short steps without an account, and nothing typed is ever lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from buuv.accounts.models import Account, AccountSession, SignInAttempt
from buuv.core.database import db
from buuv.core.drafts import Draft
from buuv.core.outbox import OutgoingMail
from buuv.posts import rules
from buuv.posts.models import Post
from tests.builders import HOME, TOWN, an_account, signed_in
from tests.pages.journeys import (
    ADDRESS,
    BODY,
    TITLE,
    a_wrong_code,
    code_to,
    count,
    link_to,
    sign_out,
    type_words,
    walk_to_check,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
# What somebody chooses, beside the title and the text that are their own words.
OWN_WORDS = {"title", "body"}


def the_post():
    return db.session.scalars(select(Post)).one()


def test_a_visitor_asks_and_the_code_puts_the_card_on_the_board(client):
    walk_to_check(client)
    assert TITLE in client.page.text and "Oud Zaandijk" in client.page.text
    client.submit("Zet op het bord", code=code_to(), agreed=True)
    assert "Uw kaartje hangt op het bord." in client.follow().text
    assert client.get("/vragen").links()[TITLE] == client.get("/mijn").links()[TITLE]


def test_the_card_holds_what_was_typed_and_chosen(client):
    walk_to_check(client)
    client.submit("Zet op het bord", code=code_to(), agreed=True)
    post = the_post()
    assert (post.kind, post.title, post.body) == ("request", TITLE, BODY)
    assert (post.category, post.timing, post.part) == ("vervoer", rules.SOON, "morning")
    assert (post.place_code, post.reach, post.municipality_code) == (HOME, rules.MUNICIPALITY, TOWN)


def test_an_offer_goes_the_same_way(client):
    walk_to_check(client, path="/aanbod-doen")
    client.submit("Zet op het bord", code=code_to(), agreed=True)
    client.get("/aanbod")
    assert TITLE in client.page.links()
    assert TITLE not in client.get("/vragen").links()


def test_at_most_four_pages_and_eight_choices_lie_between_the_front_page_and_the_card(client):
    client.get("/")
    client.click("Ik kan hulp gebruiken")
    pages, choices = 0, 0
    fillings = (
        {"title": TITLE, "body": BODY},
        {"category": "vervoer", "when": "soon"},
        {"place": HOME, "email": ADDRESS},
        {"agreed": True},
    )
    for filling in fillings:
        form = client.page.form()
        seen = {f.get("name") for f in form.fields if f.get("type") != "hidden"} - OWN_WORDS
        pages, choices = pages + 1, choices + len(seen)
        if "code" in seen:
            filling |= {"code": code_to()}
        client.submit(button=None if "code" in seen else "Verder", **filling)
        client.follow()
    assert client.page.h1 == TITLE
    assert pages <= 4
    assert choices <= 8


def test_the_signed_in_are_asked_neither_address_nor_code(client):
    signed_in(client, an_account())
    walk_to_check(client, email=None)
    client.submit("Zet op het bord")
    assert client.follow().h1 == TITLE
    assert count(SignInAttempt) == 0


def test_the_signed_in_find_their_own_buurt_chosen(client):
    signed_in(client, an_account())
    type_words(client)
    client.submit(category="vervoer")
    client.follow()
    assert client.page.form().values()["place"] == [HOME]


def test_who_has_an_account_already_gets_no_second_one(client):
    account = an_account(email=ADDRESS, shown_name="Riet")
    walk_to_check(client)
    client.submit("Zet op het bord", code=code_to(), agreed=True)
    assert the_post().author_id == account.id
    assert count(Account) == 1


def test_old_house_rules_are_accepted_again_with_one_tick(client):
    signed_in(client, an_account(accepted=False))
    walk_to_check(client, email=None)
    client.submit("Zet op het bord")
    assert client.page.errors == ["Zet een vinkje als u 16 jaar of ouder bent en u zich aan de huisregels houdt."]
    client.submit("Zet op het bord", agreed=True)
    assert client.follow().h1 == TITLE


@pytest.mark.parametrize(
    ("title", "body", "error"),
    [
        ("", "tekst", "Vertel in één zin waar het om gaat."),
        ("Hoi", "tekst", "Vertel in één zin waar het om gaat."),
        ("x" * 91, "tekst", "Maak uw zin korter: hooguit 90 tekens. De rest kan eronder."),
        (TITLE, "y" * 1501, "Maak uw tekst korter: hooguit 1500 tekens."),
    ],
)
def test_words_that_do_not_fit_are_said_and_kept(client, title, body, error):
    client.get("/vraag-stellen")
    client.submit(title=title, body=body)
    assert client.page.errors == [error]
    assert client.page.form().values()["title"] == [title]
    assert client.page.form().values()["body"] == [body]
    assert count(Draft) == 0


def test_each_error_leads_to_its_field(client):
    type_words(client)
    client.submit(category="vervoer")
    client.follow()
    client.submit(button="Verder", place="", email="geen-adres")
    assert client.page.errors == ["Kies uw buurt.", "Vul een e-mailadres in zoals naam@voorbeeld.nl."]
    targets = {a.get("href") for box in client.page.all("div", class_="summary") for a in box.iter("a")}
    assert targets == {"#place", "#email"}
    assert client.page.form().values()["email"] == ["geen-adres"]


def test_a_choice_that_is_not_on_the_list_is_refused(client):
    token = type_words(client).path.split("/")[2]
    client.post(f"/kaartje-maken/{token}/wanneer", category="schoonheid", when="gisteren", part="nacht")
    assert client.status == 200
    assert len(client.page.errors) == 3


def test_a_wrong_code_is_counted_and_the_words_stay(client):
    walk_to_check(client)
    client.submit("Zet op het bord", code=a_wrong_code(), agreed=True)
    assert client.page.errors == ["Deze code klopt niet. Kijk nog eens in de mail."]
    assert TITLE in client.page.text
    assert db.session.scalars(select(SignInAttempt.tries)).all() == [1]
    client.submit("Zet op het bord", code=code_to(), agreed=True)
    assert client.follow().h1 == TITLE


def test_after_five_wrong_codes_the_right_one_is_refused_and_a_new_one_works(client):
    walk_to_check(client)
    for _ in range(5):
        client.submit("Zet op het bord", code=a_wrong_code(), agreed=True)
    client.submit("Zet op het bord", code=code_to(), agreed=True)
    assert client.page.errors == ["Deze code werkt niet meer. Vraag een nieuwe code."]
    client.submit("Stuur mij een nieuwe code")
    client.follow()
    client.submit("Zet op het bord", code=code_to(), agreed=True)
    assert client.follow().h1 == TITLE


def test_a_new_code_ends_the_old_one(client):
    walk_to_check(client)
    old = code_to()
    client.submit("Stuur mij een nieuwe code")
    assert "De oude werkt niet meer." in client.follow().text
    client.submit("Zet op het bord", code=old, agreed=True)
    assert client.page.errors
    assert count(Post) == 0


def test_a_wrong_address_can_be_mended_and_the_words_stay(client):
    walk_to_check(client, email="reit@example.org")
    client.click("Mijn e-mailadres klopt niet")
    assert client.page.form().values()["email"] == ["reit@example.org"]
    client.submit(button="Verder", email=ADDRESS)
    client.follow()
    client.submit("Zet op het bord", code=code_to(), agreed=True)
    assert client.follow().h1 == TITLE
    assert db.session.scalars(select(Account.email)).all() == [ADDRESS]


def test_a_forgotten_tick_keeps_the_code_usable(client):
    walk_to_check(client)
    client.submit("Zet op het bord", code=code_to(), agreed=False)
    assert client.page.errors == ["Zet een vinkje als u 16 jaar of ouder bent en u zich aan de huisregels houdt."]
    assert count(Account) == 0
    client.submit("Zet op het bord", code=code_to(), agreed=True)
    assert client.follow().h1 == TITLE


def test_no_box_is_ticked_beforehand(client):
    walk_to_check(client)
    assert "agreed" not in client.page.form().values()


def test_a_double_submit_makes_one_card_and_leads_to_it(client):
    walk_to_check(client)
    path, fields = client.page.path, {"code": code_to(), "agreed": "y"}
    first = client.post(path, **fields).location
    second = client.post(path, **fields).location
    assert second == first.partition("?")[0]
    assert count(Post) == 1
    assert count(OutgoingMail, kind="card_placed") == 1


def test_ten_submits_at_once_make_one_card_and_one_account(client):
    walk_to_check(client)
    path, data = client.page.path, {"code": code_to(), "agreed": "y", "csrf_token": client.token()}
    with client.session() as session:
        cookie = dict(session)
    db.session.rollback()

    def submit(_):
        browser = client.app.test_client()
        with browser.session_transaction(base_url=client.base) as session:
            session.update(cookie)
        return browser.post(path, data=data, base_url=client.base).headers["Location"].partition("?")[0]

    with ThreadPoolExecutor(10) as pool:
        places = list(pool.map(submit, range(10)))
    assert len(set(places)) == 1
    assert (count(Post), count(Account), count(AccountSession)) == (1, 1, 1)


def test_the_back_button_after_placing_leads_to_the_card_and_not_to_a_second_one(client):
    walk_to_check(client)
    check = client.page.path
    client.submit("Zet op het bord", code=code_to(), agreed=True)
    client.get(check)
    assert client.follow().h1 == TITLE
    client.get(check.replace("nakijken", "woorden"))
    assert client.status == 410


def test_the_back_button_between_steps_finds_everything_as_it_was(client):
    check = walk_to_check(client).path
    assert client.get(check.replace("nakijken", "woorden")).form().values()["body"] == [BODY]
    assert client.get(check.replace("nakijken", "wanneer")).form().values()["part"] == ["morning"]
    assert client.get(check.replace("nakijken", "waar")).form().values()["place"] == [HOME]


def test_an_unfinished_card_waits_on_the_first_step_for_the_back_button_and_a_later_visit(client):
    type_words(client)
    assert client.get("/vraag-stellen").form().values()["title"] == [TITLE]
    client.submit(title="Wie rijdt dinsdag met mij mee?")
    assert db.session.scalars(select(Draft)).one().words["title"] == "Wie rijdt dinsdag met mij mee?"
    assert client.get("/aanbod-doen").form().values()["title"] == [""]


def test_who_wants_to_begin_again_gets_an_empty_form_and_a_second_draft(client):
    type_words(client)
    client.get("/vraag-stellen")
    assert client.click("Begin opnieuw").form().values()["title"] == [""]
    client.submit(title="Wie heeft er een ladder te leen?")
    assert count(Draft) == 2


def test_the_draft_survives_signing_out(client):
    signed_in(client, an_account(email=ADDRESS))
    check = walk_to_check(client, email=None).path
    sign_out(client)
    client.get(check)
    assert client.follow().h1 == "In welke buurt is het?"
    client.submit(button="Verder", email=ADDRESS)
    client.follow()
    client.submit("Zet op het bord", code=code_to(), agreed=True)
    assert client.follow().h1 == TITLE


def test_the_draft_survives_the_end_of_the_session(client):
    with time_machine.travel(NOON, tick=False) as clock:
        signed_in(client, an_account(email=ADDRESS))
        step = type_words(client).path
        db.session.execute(AccountSession.__table__.update().values(ended_at=NOON))
        clock.shift(timedelta(days=3))
        client.get(step)
        client.submit(category="vervoer")
        client.follow()
        client.submit(button="Verder", place=HOME, email=ADDRESS)
        client.follow()
        client.submit("Zet op het bord", code=code_to(), agreed=True)
        assert client.follow().h1 == TITLE


def test_the_draft_survives_signing_in_halfway(client):
    an_account(email=ADDRESS)
    step = type_words(client).path
    client.get("/inloggen")
    client.submit(email=ADDRESS)
    client.follow()
    client.submit("Log in", code=code_to())
    assert client.get(step.replace("wanneer", "woorden")).form().values()["title"] == [TITLE]
    assert client.get("/vraag-stellen").form().values()["title"] == [TITLE]


@pytest.mark.parametrize(("days", "status"), [(29, 200), (31, 404)])
def test_a_draft_is_kept_for_thirty_days(client, days, status):
    with time_machine.travel(NOON, tick=False) as clock:
        step = type_words(client).path
        clock.shift(timedelta(days=days))
        assert client.get(step).status == status


def test_a_day_that_passed_meanwhile_is_said_and_the_code_still_works(client):
    with time_machine.travel(NOON, tick=False) as clock:
        type_words(client)
        client.submit(category="vervoer", when="2026-11-24")
        client.follow()
        client.submit(button="Verder", place=HOME, email=ADDRESS)
        check = client.follow().path
        clock.shift(timedelta(days=1))
        client.get(check)
        client.submit("Stuur mij een nieuwe code")
        client.follow()
        client.submit("Zet op het bord", code=code_to(), agreed=True)
        assert client.page.errors == ["De dag die u koos is voorbij. Kies een andere dag."]
        client.click("Verder" if "Verder" in client.page.links() else "Verander de soort hulp of het moment")
        client.submit(when="consult")
        client.get(check)
        client.submit("Zet op het bord", code=code_to(), agreed=True)
        assert client.follow().h1 == TITLE


def test_the_link_in_the_mail_leads_back_to_the_card_on_any_device(client):
    walk_to_check(client)
    phone = client.another()
    phone.get(link_to())
    phone.submit("Ja, log mij in")
    phone.follow()
    phone.submit(shown_name="Riet", agreed=True)
    assert phone.follow().h1 == "Klopt het zo?"
    phone.submit("Zet op het bord")
    assert phone.follow().h1 == TITLE


def test_a_step_that_was_skipped_is_asked_first(client):
    step = type_words(client).path
    assert client.get(step.replace("wanneer", "waar")).location == step
    assert client.get(step.replace("wanneer", "nakijken")).location == step


@pytest.mark.parametrize("step", ["woorden", "wanneer", "waar", "postcode", "nakijken"])
@pytest.mark.parametrize("token", ["onzin", "\x00", "a" * 300])
def test_a_wrong_token_opens_no_draft(client, step, token):
    assert client.get(f"/kaartje-maken/{token}/{step}").status == 404


def test_the_postcode_finds_the_buurt_and_is_not_kept(client):
    type_words(client)
    client.submit(category="vervoer")
    client.follow()
    client.submit(button="postcode", email="half getypt")
    client.follow()
    client.submit(postcode="1544 AB")
    client.submit("Oud Zaandijk", button="Oud Zaandijk")
    client.follow()
    assert client.page.form().values()["place"] == [HOME]
    assert client.page.form().values()["email"] == ["half getypt"]
    assert "1544" not in str(db.session.scalars(select(Draft)).one().words)


@pytest.mark.parametrize("postcode", ["", "9999", "straat", "0"])
def test_a_postcode_of_elsewhere_is_said(client, postcode):
    token = type_words(client).path.split("/")[2]
    client.get(f"/kaartje-maken/{token}/postcode")
    client.submit(postcode=postcode)
    assert client.page.errors == ["Deze postcode kennen wij niet in Zaanstad. Vul vier cijfers in."]


@pytest.mark.parametrize(("place", "reach"), [(HOME, "9"), (HOME, ""), (HOME, "²"), ("nergens", "4")])
def test_made_up_choices_by_way_of_the_postcode_lead_back_to_the_step(client, place, reach):
    signed_in(client, an_account())
    token = type_words(client).path.split("/")[2]
    client.submit(category="vervoer")
    client.post(f"/kaartje-maken/{token}/waar", postcode="ja", place=place, reach=reach)
    client.get(f"/kaartje-maken/{token}/nakijken")
    assert client.page.location == f"/kaartje-maken/{token}/waar"


def test_a_moderator_does_not_ask_by_way_of_the_code(client):
    an_account(email=ADDRESS, role="moderator")
    walk_to_check(client)
    client.submit("Zet op het bord", code=code_to(), agreed=True)
    assert count(Post) == 0
    assert client.page.errors == ["Met dit account kunt u geen kaartje ophangen."]


@pytest.mark.parametrize("role", ["moderator", "broker"])
def test_staff_has_no_form_to_ask(client, role):
    signed_in(client, an_account(role=role))
    assert client.get("/vraag-stellen").status == 404


def test_it_all_works_in_english(client):
    client.get("/en/vraag-stellen")
    client.submit(title="Who walks the dog with me on Tuesday?", body="")
    assert client.page.location.startswith("/en/kaartje-maken/")
    client.follow()
    client.submit(category="gezelschap")
    client.follow()
    client.submit(place=HOME, email=ADDRESS, button="Continue")
    client.follow()
    client.post(client.page.path, code=code_to(), agreed="y")
    assert client.page.location.startswith("/en/kaartje/")
    assert db.session.scalars(select(Account.language)).all() == ["en"]


@pytest.mark.parametrize(
    ("title", "days", "part"),
    [("Wie rijdt dinsdagmiddag met mij mee?", 2, "afternoon"), ("Wie wandelt er zondag mee?", 7, "")],
)
def test_the_day_of_the_sentence_is_chosen_already(client, title, days, part):
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False):
        client.get("/vraag-stellen")
        client.submit("Verder", title=title, body="")
        values = client.follow().form().values()
    day = date(2026, 11, 22) + timedelta(days=days)
    assert (values["when"], values["part"]) == ([day.isoformat()], [part])


def test_a_weekly_day_of_the_sentence_is_chosen_and_another_choice_stays(client):
    client.get("/aanbod-doen")
    client.submit("Verder", title="Ik kook elke woensdag een portie extra", body="")
    step = client.follow()
    assert step.form().values()["when"] == ["elke-2"]
    client.submit("Verder", when="consult", category="koken")
    assert client.get(step.path).form().values()["when"] == ["consult"]
