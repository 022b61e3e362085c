"""What every town shows: house rules, whom to reach, and nothing for search engines."""

from datetime import date

import pytest

from buuv.accounts.registration import HOUSE_RULES_VERSION
from buuv.core.translation import day_and_month


def test_every_page_leads_to_contact_and_house_rules(client):
    for path in ("/", "/vragen", "/inloggen", "/weg"):
        links = client.get(path).links()
        assert (links["Contact"], links["Huisregels"]) == ("/contact", "/huisregels")


def test_contact_gives_mail_phone_hours_and_languages(client):
    page = client.get("/contact")
    assert {"mailto:buuv@example.org", "tel:14075"} <= set(page.links().values())
    assert "van 9 tot 17 uur" in page.text and "Nederlands en Engels" in page.text


def test_contact_is_there_in_english(client):
    assert "Monday to Friday, 9 am to 5 pm" in client.get("/en/contact").text


def test_contact_names_the_card_that_it_is_about(client):
    assert "k7f3q9x2ma" in client.get("/contact?kaartje=k7f3q9x2ma").text


@pytest.mark.parametrize("about", ["evil.example", "<script>", "K7F3Q9X2MA", "k7f3q9x2maa", "%00"])
def test_contact_names_nothing_else(client, about):
    body = client.get(f"/contact?kaartje={about}").body
    assert "dit nummer" not in body


def test_the_house_rules_carry_the_version_that_is_accepted(client):
    day = day_and_month(date.fromisoformat(HOUSE_RULES_VERSION), weekday=False)
    assert f"Versie van {day}" in client.get("/huisregels").text


def test_search_engines_are_asked_to_stay_away(client):
    page = client.get("/robots.txt")
    assert page.body == "User-agent: *\nDisallow: /\n"
    assert client.get("/vragen").headers["X-Robots-Tag"] == "noindex"
