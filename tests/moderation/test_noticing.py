"""What the program notices: it shows things to moderators, and hides and refuses nothing."""

from datetime import timedelta

import pytest

from buuv.conversations import messaging
from buuv.core import clock
from buuv.guard import thresholds
from buuv.moderation import noticing, queries
from buuv.posts import placing
from buuv.web.support import contacting
from tests.builders import TOWN, a_card, a_conversation, a_post, an_account

LEAFLET = "Ik maak uw huis schoon, elke week of elke maand. Ik ben {} en werk netjes. Schrijf mij gerust uit Zaandam!"
# The cards of builders are all alike.
BOARD = ("near_equal",)
FIRST = "Dag buur, ik ben {} en ik kom graag bij u langs om te helpen met van alles. Laat maar weten!"


def signals(*, but=()):
    """The keys at the desk by what they are about, without that somebody is new."""
    found = {case: {one.key for one in case.signals} - {"first_card", *but} for case in queries.queue(TOWN)}
    return {case: keys for case, keys in found.items() if keys}


def keys(*, but=()):
    return sorted(key for found in signals(but=but).values() for key in found)


@pytest.mark.parametrize(
    ("key", "body"),
    [
        ("minor", "Ik ben 14 en wil graag oppassen."),
        ("money", "Kunt u mij 50 euro lenen tot maandag?"),
        ("commercial", "Mijn salon heeft deze maand korting."),
    ],
)
def test_a_card_with_such_words_hangs_and_waits_at_the_desk_with_a_deadline(database, key, body):
    post = a_post(body=body)
    ((case, found),) = signals().items()
    assert post.is_open and found == {key} and case.due_at and case.post_id == post.id
    assert case.weight == thresholds.weight(key)


def test_a_card_that_is_changed_is_looked_at_again(database):
    post = a_post()
    assert keys() == []
    placing.rewrite(post, a_card(title="Ik ben 14 en wil oppassen"))
    placing.rewrite(post, a_card(title="Ik ben 15 en wil oppassen"))
    assert post.is_open and keys() == ["minor"]


@pytest.mark.parametrize("writers", ["one", "many"])
def test_the_third_card_with_one_leaflet_is_shown(database, writers):
    author = an_account()
    for number, name in enumerate(("Petra", "Sandra", "Ans")):
        assert keys() == [] and number < 3
        post = a_post(author=author if writers == "one" else None, title="Hulp in huis", body=LEAFLET.format(name))
    ((case, found),) = signals().items()
    assert (case.post_id, found) == (post.id, {"near_equal"}) and len(noticing.alike(post)) == 2


def test_different_cards_of_one_writer_are_no_leaflet(database):
    author = an_account()
    for title in ("Wie snoeit de heg?", "Wie loopt er mee naar de markt?", "Wie leert mij schaken?", "Wie bakt taart?"):
        a_post(author=author, title=title, body="")
    assert keys() == []


def test_what_a_card_is_compared_with_does_not_grow_with_the_board(database, monkeypatch):
    author = an_account()
    posts = [a_post(author=author, title="Over de duiven van mijn buurman") for _ in range(5)]
    few = thresholds.figures() | {"near_equal_among": 2}
    monkeypatch.setattr(thresholds, "figures", lambda: few)
    assert {one.id for one in noticing.alike(posts[-1])} == {posts[-2].id}


def test_one_first_message_to_five_people_is_shown_without_its_words(database):
    writer = an_account()
    for number, name in enumerate(("Jan", "Piet", "Kees", "Joop")):
        a_conversation(helper=writer, body=FIRST.format(name))
        assert keys(but=BOARD) == [] and number < 4
    conversation = a_conversation(helper=writer, body=FIRST.format("Wim"))
    ((case, found),) = signals(but=BOARD).items()
    assert (case.kind, case.account_id, found) == ("profile", writer.id, {"same_message"})
    assert conversation.ended_at is None and not case.reports


def test_who_answers_each_card_in_other_words_is_a_good_neighbour(database):
    writer = an_account()
    for body in (
        "Ik snoei graag mee met uw heg, ik heb een goede schaar.",
        "Zaterdag heb ik tijd voor de boodschappen. Past dat?",
        "Mijn hond loopt graag met u op, hij is lief en oud.",
        "Schaken leerde ik van mijn opa. Zullen wij dinsdag beginnen?",
        "Die lamp hang ik zo op. Ik neem mijn eigen trapje mee.",
        "Taart bakken kan ik als de beste, kom maar langs!",
    ):
        messaging.answer(a_post(), body, by=writer)
    assert keys(but=BOARD) == []


@pytest.mark.usefixtures("limits_on")
@pytest.mark.parametrize(("is_new", "most"), [(True, 5), (False, 15)])
def test_who_writes_to_many_new_people_in_a_day_is_shown(database, is_new, most):
    writer = an_account(created_at=clock.now() - timedelta(days=1 if is_new else 60))
    with database.test_request_context():
        for _ in range(most - 1):
            contacting.count(writer, an_account())
        assert keys(but=BOARD) == []
        contacting.count(writer, an_account())
    ((case, found),) = signals(but=BOARD).items()
    assert (case.account_id, found) == (writer.id, {"many_contacts"})


def test_a_mistake_in_the_figures_is_named_with_its_key(monkeypatch, tmp_path):
    path = tmp_path / "signals.toml"
    right = thresholds.CONFIG.read_text(encoding="utf-8")
    path.write_text(right.replace("hold_hours = 24", "hold_hours = 48").replace("minor = 3", "miner = 3"), "utf-8")
    monkeypatch.setattr(thresholds, "CONFIG", path)
    thresholds.figures.cache_clear()
    with pytest.raises(ValueError, match=r"hold_hours: verwacht een getal van 1 tot en met 24") as caught:
        thresholds.figures()
    assert "weight.miner bestaat niet" in str(caught.value) and "weight.minor: verwacht" in str(caught.value)
    monkeypatch.undo()
    thresholds.figures.cache_clear()
    assert thresholds.figures()["hold_hours"] == 24
