"""How a town moderates, for everybody: words in both languages, and figures in which small numbers are hidden."""

import pytest

from buuv.core.database import db
from tests.builders import a_post, an_account
from tests.moderation.cases import a_case, a_decision, a_report


@pytest.mark.parametrize(
    ("path", "words"),
    [("/zo-modereren-wij", "minder dan 5"), ("/en/zo-modereren-wij", "fewer than 5")],
)
def test_an_empty_town_has_the_page_with_small_numbers_hidden(client, path, words):
    page = client.get(path)
    assert page.status == 200 and words in page.text


def test_numbers_from_five_on_are_there_and_smaller_ones_are_not(client):
    moderator, author = an_account(role="moderator"), an_account()
    post = a_post(author=author)
    case = a_case(account=author, post_id=post.id)
    for _ in range(17):
        a_report(case, ground="commercial")
    for _ in range(3):
        a_report(case, ground="insult")
    a_decision(case, by=moderator)
    db.session.commit()
    text = client.get("/zo-modereren-wij").text
    # An exact total would say that there is nothing about messages, names and thanks.
    assert "Aantal meldingen ten minste 20 " in text and "Kaartjes 20 Berichten minder dan 5" in text
    assert "Reclame of verkoop 17" in text
    assert "Schelden of kwetsen" not in text


def test_the_footer_and_the_house_rules_lead_to_it(client):
    client.get("/huisregels")
    assert "/zo-modereren-wij" in client.page.body
