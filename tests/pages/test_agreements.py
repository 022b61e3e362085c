"""From a conversation to an agreement: proposed, confirmed, changed, taken along and called off; by the two alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buuv.agreements import agreeing, ending, reminding
from buuv.agreements.models import Agreement, FitAnswer, SteppingBack
from buuv.conversations import helping, messaging
from buuv.core import clock
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from buuv.core.translation import day_and_month
from tests.builders import a_conversation, a_post, an_account, an_agreement, signed_in
from tests.client import words_of
from tests.pages.journeys import count

IN_THREE_DAYS = (clock.today() + timedelta(days=3)).isoformat()
CHOSEN = {"what": "Samen post lezen", "day": IN_THREE_DAYS, "hour": "10", "meeting_place": "Bij de molen"}

WHOLE = CHOSEN | {"quarter": "00", "minutes": "60", "repeat": "once", "last_on": ""}


@pytest.fixture
def talk(client):
    """A conversation with its owner and helper, each with a browser."""
    conversation = a_conversation(
        post=a_post(author=an_account(shown_name="Riet", email="riet@example.org"), category="administratie"),
        helper=an_account(shown_name="Henk", email="henk@example.org"),
    )
    return conversation, signed_in(client, conversation.owner), signed_in(client.another(), conversation.helper)


def path_of(agreement, rest=""):
    return f"/afspraak/{agreement.public_id}{rest}"


def only_agreement():
    return db.session.scalars(select(Agreement)).one()


def kinds_to(address):
    """What this address was told about agreements, in order."""
    wanted = select(OutgoingMail.kind).where(OutgoingMail.address == address, OutgoingMail.kind.like("agreement%"))
    return list(db.session.scalars(wanted.order_by(OutgoingMail.id)))


def test_two_neighbours_agree(talk):
    conversation, owner, helper = talk
    owner.get(f"/gesprek/{conversation.public_id}")
    owner.click("Maak een afspraak")
    assert owner.page.form().values()["what"] == [""]
    owner.submit(**CHOSEN)
    assert "Henk moet nog ja zeggen" in owner.follow().text
    helper.get(f"/gesprek/{conversation.public_id}")
    assert "Voorstel van Riet: zeg ja of nee." in helper.page.text
    helper.get(path_of(only_agreement()))
    helper.submit("Ja, afgesproken")
    assert "U en Riet hebben allebei ja gezegd." in helper.follow().text
    assert kinds_to("henk@example.org") == ["agreement_proposed"]
    assert kinds_to("riet@example.org") == ["agreement_confirmed"]


def test_a_proposal_is_answered_on_the_spot_in_the_conversation(talk):
    conversation, owner, helper = talk
    agreement = an_agreement(conversation=conversation, is_confirmed=False)
    assert "Ja, afgesproken" not in owner.get(f"/gesprek/{conversation.public_id}").text
    helper.get(f"/gesprek/{conversation.public_id}")
    assert helper.page.links()["Bekijk het voorstel"] == path_of(agreement)
    helper.submit("Ja, afgesproken")
    assert "U en Riet hebben allebei ja gezegd." in helper.follow().text


def test_a_yes_in_the_conversation_asks_once_more_when_one_is_taken(talk):
    conversation, _, helper = talk
    an_agreement(conversation=a_conversation(helper=conversation.helper))
    an_agreement(conversation=conversation, is_confirmed=False)
    helper.get(f"/gesprek/{conversation.public_id}")
    assert "U hebt dan al een andere afspraak." in helper.submit("Ja, afgesproken").text
    helper.submit("Ja, toch afgesproken")
    assert "U en Riet hebben allebei ja gezegd." in helper.follow().text


def test_what_was_called_off_is_told_for_two_weeks_with_the_reason(talk):
    conversation, owner, helper = talk
    agreement = an_agreement(conversation=conversation)
    ending.step_back(agreement, by=conversation.helper, reason="Mijn hond is ziek.")
    day, path = day_and_month(agreement.begins_on), f"/gesprek/{conversation.public_id}"
    page = owner.get(path)
    assert f"De afspraak van {day} gaat niet door." in page.text and "Mijn hond is ziek." in page.text
    assert page.links()["Maak een nieuwe afspraak"] == f"{path}/afspraak"
    assert "Mijn hond is ziek." in helper.get("/mijn/afspraken").text and "Gaat niet door" in helper.page.text
    db.session.scalars(select(SteppingBack)).one().stepped_back_at -= timedelta(days=15)
    assert "gaat niet door" not in owner.get(path).text
    assert "Gaat niet door" not in owner.get("/mijn/afspraken").text


def test_a_proposal_that_was_declined_is_no_agreement_that_is_off(talk):
    conversation, owner, _ = talk
    ending.step_back(an_agreement(conversation=conversation, is_confirmed=False), by=conversation.helper)
    assert "gaat niet door" not in owner.get(f"/gesprek/{conversation.public_id}").text


def test_the_lines_of_the_theme_stand_where_one_says_yes_on_paper_and_in_the_calendar(talk):
    conversation, owner, helper = talk
    agreement = an_agreement(conversation=conversation, is_confirmed=False)
    assert "DigiD" in helper.get(path_of(agreement)).text
    agreeing.confirm(agreement, by=conversation.helper)
    assert "DigiD" in owner.get(path_of(agreement, "/blad")).text
    assert "DigiD" in owner.get(path_of(agreement, "/agenda.ics")).body


def test_the_first_time_is_best_outside(talk):
    conversation, owner, _ = talk
    first = an_agreement(conversation=conversation)
    later = an_agreement(conversation=conversation, begins_on=clock.today() + timedelta(days=9))
    form = f"/gesprek/{conversation.public_id}/afspraak"
    for path in (path_of(first), path_of(later), form):
        assert "openbare plek" in owner.get(path).text
    first.begins_on = clock.today() - timedelta(days=1)
    for path in (path_of(later), form):
        assert "openbare plek" not in owner.get(path).text


def test_all_that_is_missing_is_said_at_once_and_the_hour_once(talk):
    conversation, owner, _ = talk
    page = owner.post(f"/gesprek/{conversation.public_id}/afspraak", minutes="60", repeat="once", last_on="")
    assert page.errors == [
        "Vertel in een paar woorden wat u gaat doen.",
        "Kies een dag.",
        "Kies hoe laat.",
        "Vertel waar u elkaar ziet.",
    ]


def test_a_title_that_is_no_question_is_filled_in_as_what_the_two_will_do(client):
    conversation = a_conversation(post=a_post(title="Planten water geven"))
    page = signed_in(client, conversation.owner).get(f"/gesprek/{conversation.public_id}/afspraak")
    assert page.form().values()["what"] == ["Planten water geven"]


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"what": " "}, "Vertel in een paar woorden wat u gaat doen."),
        ({"day": ""}, "Kies een dag."),
        ({"day": "2020-01-01"}, "Kies een dag."),
        ({"day": "morgen"}, "Kies een dag."),
        ({"hour": ""}, "Kies hoe laat."),
        ({"hour": "25"}, "Kies hoe laat."),
        ({"quarter": "07"}, "Kies hoe laat."),
        ({"minutes": "1"}, "Kies hoe lang het duurt."),
        ({"meeting_place": ""}, "Vertel waar u elkaar ziet."),
        ({"meeting_place": "x" * 201}, "Maak dit korter: hooguit 200 tekens."),
        ({"repeat": "daily"}, "Kies of het terugkomt."),
        ({"last_on": "900"}, "Kies tot wanneer."),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_lost(talk, missing, sentence):
    conversation, owner, _ = talk
    owner.post(f"/gesprek/{conversation.public_id}/afspraak", **(WHOLE | missing))
    assert sentence in owner.page.text and count(Agreement) == 0
    kept = owner.page.form().values()
    assert kept["what"] == [missing.get("what", "Samen post lezen")]


def test_the_same_form_twice_is_one_proposal(talk):
    conversation, owner, _ = talk
    owner.get(f"/gesprek/{conversation.public_id}/afspraak")
    form = owner.page
    owner.submit(**CHOSEN)
    owner.page = form
    owner.submit(**CHOSEN)
    assert count(Agreement) == 1 and kinds_to("henk@example.org") == ["agreement_proposed"]


def test_who_promised_this_time_already_is_warned_and_may_go_on(talk):
    conversation, _owner, helper = talk
    other = an_agreement(conversation=a_conversation(helper=conversation.helper), what="Heg snoeien bij Mina")
    agreement = an_agreement(conversation=conversation, is_confirmed=False)
    helper.get(path_of(agreement))
    helper.submit("Ja, afgesproken")
    assert "Heg snoeien bij Mina" in helper.page.text and other.public_id in helper.page.body
    assert not count(OutgoingMail, kind="agreement_confirmed", address="riet@example.org")
    helper.submit("Ja, toch afgesproken")
    assert "Afgesproken." in helper.follow().text


def test_who_proposes_hears_nothing_of_the_other_ones_promises(talk):
    conversation, owner, _ = talk
    an_agreement(conversation=a_conversation(helper=conversation.helper), what="Heg snoeien bij Mina")
    owner.get(f"/gesprek/{conversation.public_id}/afspraak")
    owner.submit(**CHOSEN)
    assert "Mina" not in owner.follow().body and "al een andere afspraak" not in owner.page.text


def test_who_proposes_at_a_time_of_their_own_taps_twice(talk):
    conversation, owner, _ = talk
    an_agreement(conversation=a_conversation(post=a_post(author=conversation.owner)), what="Thee bij Mina")
    owner.get(f"/gesprek/{conversation.public_id}/afspraak")
    owner.submit(**CHOSEN)
    assert "Thee bij Mina" in owner.page.text and count(Agreement) == 1
    owner.submit("Stel het toch voor")
    assert owner.page.location and count(Agreement) == 2


def test_a_change_leaves_the_old_one_until_both_agree(talk):
    conversation, owner, helper = talk
    agreement = an_agreement(conversation=conversation)
    helper.get(path_of(agreement))
    helper.click("Stel iets anders voor")
    helper.submit(hour="14")
    assert "blijft staan" in helper.follow().text
    assert "Afgesproken." in owner.get(path_of(agreement)).text
    owner.click(next(words for words in owner.page.links() if "14.00 uur" in words))
    owner.submit("Ja, afgesproken")
    assert "vervangen" in owner.get(path_of(agreement)).text
    assert kinds_to("riet@example.org")[-1] == "agreement_change_proposed"
    assert kinds_to("henk@example.org")[-1] == "agreement_changed"


def test_stepping_back_with_a_kind_word_is_told_at_once(talk):
    conversation, owner, helper = talk
    agreement = an_agreement(conversation=conversation)
    owner.get(path_of(agreement))
    owner.click("Zeg de afspraak af")
    owner.submit(words="Mijn zus komt die dag langs.")
    helper.get(path_of(agreement))
    assert "Deze afspraak gaat niet door." in helper.page.text and "Mijn zus komt die dag langs." in helper.page.text
    assert kinds_to("henk@example.org")[-1] == "agreement_cancelled"
    facts = db.session.scalars(select(OutgoingMail.facts)).all()
    assert "zus" not in str(facts) and "molen" not in str(facts)


def test_a_ready_made_sentence_is_read_in_ones_own_language(talk):
    conversation, owner, helper = talk
    agreement = an_agreement(conversation=conversation)
    owner.get(path_of(agreement, "/afzegging"))
    owner.submit(sentence="0")
    assert "Er komt iets tussen. Het spijt me." in helper.get(path_of(agreement)).text
    assert "Something came up. I am sorry." in helper.get("/en" + path_of(agreement)).text


def test_saying_no_to_a_proposal(talk):
    conversation, _owner, helper = talk
    agreement = an_agreement(conversation=conversation, is_confirmed=False)
    helper.get(path_of(agreement))
    helper.click("Nee, dit lukt mij niet")
    helper.submit("Zeg nee tegen dit voorstel", sentence="")
    assert "Dit voorstel gaat niet door." in helper.follow().text
    assert kinds_to("riet@example.org") == ["agreement_declined"]
    assert db.session.scalars(select(SteppingBack)).one().reason is None


def test_one_day_of_a_series_and_a_stand_in(talk):
    conversation, owner, helper = talk
    third = a_conversation(post=conversation.post, helper=an_account(shown_name="Ali", email="ali@example.org"))
    agreement = an_agreement(conversation=conversation, repeat="weekly")
    helper.get(path_of(agreement))
    helper.click("Eén keer gaat niet door")
    assert "Kies een dag." in helper.submit("Zeg deze dag af", sentence="0").text
    day = agreement.begins_on
    helper.submit("Zeg deze dag af", sentence="0", day=day.isoformat())
    page = helper.follow()
    assert "u kunt niet" in page.text
    assert f"{day_and_month(day).capitalize()} gaat niet door. Riet krijgt een mail." in page.text
    assert "Vraag een invaller" not in helper.page.text
    owner.get(path_of(agreement))
    owner.click("Vraag een invaller")
    owner.submit("Vraag deze buur", neighbour=third.public_id)
    assert "U vraagt Ali als invaller voor één keer." in owner.follow().text
    assert kinds_to("ali@example.org") == ["agreement_proposed"]
    assert "heeft nog niet geantwoord" in owner.get(path_of(agreement)).text


def test_without_another_neighbour_there_is_a_way_on(talk):
    conversation, owner, _ = talk
    agreement = an_agreement(conversation=conversation, repeat="weekly")
    ending.cancel_day(agreement, agreement.begins_on, by=conversation.helper)
    assert "Stel een vraag" in owner.get(path_of(agreement, "/invaller")).links()


def test_a_decent_end_of_a_series(talk):
    conversation, owner, helper = talk
    agreement = an_agreement(conversation=conversation, repeat="weekly")
    last = agreement.begins_on + timedelta(weeks=2)
    owner.get(path_of(agreement))
    owner.click("Kies een laatste keer")
    owner.submit("Dit wordt de laatste keer", day=last.isoformat(), sentence="0")
    text = helper.get(path_of(agreement)).text
    assert "De laatste keer is op" in text and "Dank u wel voor de mooie tijd." in text
    assert kinds_to("henk@example.org")[-1] == "agreement_ending"


@pytest.mark.parametrize(
    ("button", "leads_to"),
    [
        ("Ja, het past nog", ""),
        ("Ik wil iets veranderen", "/wijziging"),
        ("Ik wil er netjes mee stoppen", "/laatste-keer"),
    ],
)
def test_after_six_weeks_one_tap_answers(talk, button, leads_to):
    conversation, owner, _ = talk
    agreement = an_agreement(conversation=conversation, repeat="weekly")
    agreement.fit_asked_on = clock.today() - timedelta(days=42)
    assert reminding.ask_fit(10) == 1
    owner.get(path_of(agreement, "/past-het-nog"))
    owner.submit(button=button)
    assert owner.page.location.partition("?")[0].endswith(agreement.public_id + leads_to)
    answers = {row.account_id: row.answer for row in db.session.scalars(select(FitAnswer))}
    assert answers[conversation.owner_id] and answers[conversation.helper_id] is None


def test_my_agreements_the_next_first(talk):
    conversation, owner, _ = talk
    an_agreement(conversation=conversation, what="Daarna", begins_on=clock.today() + timedelta(days=5))
    an_agreement(conversation=conversation, what="Eerst", begins_on=clock.today() + timedelta(days=2))
    an_agreement(conversation=conversation, what="Wacht nog", is_confirmed=False)
    text = owner.get("/mijn/afspraken").text
    assert text.index("Wacht nog") < text.index("Eerst") < text.index("Daarna")


def test_stopping_the_conversation_says_so_and_ends_what_was_to_come(talk):
    conversation, owner, helper = talk
    agreement = an_agreement(conversation=conversation)
    helper.get(f"/gesprek/{conversation.public_id}/einde")
    assert "Uw afspraken met Riet gaan dan niet door." in helper.page.text
    helper.submit("Ja, stop dit gesprek")
    assert "Deze afspraak gaat niet door." in owner.get(path_of(agreement)).text
    assert kinds_to("riet@example.org")[-1] == "agreement_cancelled"
    assert owner.get(f"/gesprek/{conversation.public_id}/afspraak").status == 303


def test_no_public_page_knows_of_an_agreement(talk, client):
    conversation, _owner, _ = talk
    agreement = an_agreement(conversation=conversation, what="Geheimewandeling", meeting_place="Geheimeplek")
    visitor = client.another()
    card = f"/kaartje/{conversation.post.public_id}"
    for path in ("/", "/vragen", "/zoeken?q=rondje"):
        assert "Geheime" not in visitor.get(path).body
    visitor.get(card)
    visitor.follow()
    assert "Geheime" not in visitor.page.body and agreement.public_id not in visitor.page.body


def test_a_stopped_conversation_takes_no_yes(talk):
    conversation, _owner, helper = talk
    agreement = an_agreement(conversation=conversation, is_confirmed=False)
    messaging.stop(conversation, by=conversation.owner)
    assert "ingetrokken" in helper.post(path_of(agreement, "/bevestiging")).text
    assert not agreement.is_confirmed


def test_the_calendar_file_is_a_download_for_both_once_it_is_agreed(talk):
    conversation, owner, helper = talk
    agreement = an_agreement(conversation=conversation, is_confirmed=False)
    assert owner.get(path_of(agreement, "/agenda.ics")).status == 404
    agreeing.confirm(agreement, by=conversation.helper)
    page = helper.get(path_of(agreement, "/agenda.ics"))
    assert page.headers["content-type"].startswith("text/calendar")
    assert page.headers["content-disposition"] == "attachment; filename=afspraak.ics"
    assert page.headers["cache-control"] == owner.get(path_of(agreement)).headers["cache-control"]
    assert "SUMMARY:Een rondje lopen (met Riet)" in page.body


def test_a_proposal_stands_first_on_mijn_buuv_and_in_the_menu(talk):
    conversation, owner, helper = talk
    agreement = an_agreement(conversation=conversation, is_confirmed=False)
    page = helper.get("/mijn")
    assert page.text.index("Wacht op uw antwoord") < page.text.index("Mijn afspraken")
    assert "Voorstel van Riet: zeg ja of nee." in page.text
    assert words_of(page.one("span", class_="badge")).startswith("1")
    assert "Wacht op uw antwoord" not in owner.get("/mijn").text
    helper.get(path_of(agreement))
    helper.submit("Ja, afgesproken")
    assert "Wacht op uw antwoord" not in helper.get("/mijn").text


def test_my_agreements_are_one_link_away_without_any(talk):
    assert talk[2].get("/mijn").links()["Bekijk al mijn afspraken"] == "/mijn/afspraken"


def test_who_was_chosen_reads_so_on_mijn_buuv_until_there_is_a_proposal(talk):
    conversation, owner, helper = talk
    helping.accept(conversation, by=conversation.owner)
    db.session.commit()
    assert "Riet heeft u gekozen." in helper.get("/mijn").text
    assert "heeft u gekozen" not in owner.get("/mijn").text
    an_agreement(conversation=conversation, is_confirmed=False)
    assert "Riet heeft u gekozen." not in helper.get("/mijn").text


def test_who_is_not_answered_yet_is_offered_no_agreement_and_no_details(talk):
    conversation, owner, helper = talk
    offered = {"Maak een afspraak", "Deel mijn gegevens"}
    assert not offered & set(helper.get(f"/gesprek/{conversation.public_id}").links())
    assert offered <= set(owner.get(f"/gesprek/{conversation.public_id}").links())
    messaging.write(conversation, "Graag!", by=conversation.owner)
    assert offered <= set(helper.get(f"/gesprek/{conversation.public_id}").links())


def test_a_yes_in_the_conversation_stands_beside_the_place_and_the_time_it_takes(talk):
    conversation, _, helper = talk
    an_agreement(conversation=conversation, is_confirmed=False)
    text = helper.get(f"/gesprek/{conversation.public_id}").text
    assert "Het duurt ongeveer een uur. Waar: Bij de molen" in text


def test_a_day_that_is_off_stands_wherever_the_series_stands(talk):
    conversation, owner, _ = talk
    weekly = an_agreement(conversation=conversation, repeat="weekly")
    day = weekly.begins_on + timedelta(days=7)
    ending.cancel_day(weekly, day, by=conversation.helper)
    for path in (f"/gesprek/{conversation.public_id}", "/mijn", "/mijn/afspraken"):
        assert f"Niet op {day_and_month(day)}." in owner.get(path).text, path


def test_the_hour_is_told_in_one_way(talk):
    agreement = an_agreement(conversation=talk[0])
    when = f"{day_and_month(agreement.begins_on)} om 10.00 uur"
    assert all(when in talk[1].get(path).text.lower() for path in ("/mijn", path_of(agreement)))
