"""What every town shows: how it works, safety, rules, privacy, accessibility, and whom to reach."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from markupsafe import Markup

from buuv.accounts import queries, registration
from buuv.accounts.models import Acceptance
from buuv.core.database import db
from buuv.core.translation import day_and_month
from buuv.posts import browsing
from buuv.search import finding
from buuv.settings import load
from buuv.towns import texts
from buuv.towns.marking import Text
from tests.builders import TOWN, a_post, an_account, signed_in

PAGES = (
    "/zo-werkt-het",
    "/veilig-afspreken",
    "/huisregels",
    "/privacy",
    "/toegankelijkheid",
    "/contact",
    "/kwetsbaarheid-melden",
)
TOMORROW = datetime.now(UTC).date() + timedelta(days=1)
NEXT_WEEK = TOMORROW + timedelta(days=6)


@pytest.fixture
def new_rules():
    """House rules with a version that begins tomorrow."""
    shelf = texts._shelves[TOWN]
    text = Text("Huisregels", Markup("<p>Nieuw: honden aan de lijn.</p>"), Markup("<p>Honden aan de lijn.</p>"))
    shelf.rules[TOMORROW] = {"nl": text, "en": text}
    yield
    del shelf.rules[TOMORROW]


def test_every_page_leads_to_what_a_town_must_have(client):
    for path in ("/", "/vragen", "/inloggen", "/weg"):
        links = client.get(path).links()
        assert set(PAGES) - {"/kwetsbaarheid-melden"} <= set(links.values())


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_and_so_is_what_it_leads_to(client, prefix, path):
    page = client.get(prefix + path)
    assert page.status == 200
    for words, link in page.links().items():
        is_ours = link.startswith("/") and "/taal/" not in link
        if is_ours:
            assert client.get(link).status == 200, words
            assert not prefix or urlsplit(link).path.startswith("/en"), link
        assert is_ours or link.startswith(("#", "/taal/", "https://", "mailto:", "tel:"))


def test_no_fact_is_left_open(client):
    for path in PAGES:
        assert "{" not in client.get(path).text.replace("{{", "")


def test_the_page_says_the_order_that_lists_have(client):
    text = client.get("/zo-werkt-het").text
    assert (browsing.ORDER, finding.ORDER) == (("newest",), ("words", "about", "near", "newest"))
    assert "Op het bord: het nieuwste kaartje eerst." in text
    assert (
        "Als u zoekt: het kaartje dat het best bij uw woorden past eerst,"
        " ook als het dezelfde hulp in andere woorden vraagt of biedt,"
        " bij gelijke kaartjes dat uit uw buurt, het nieuwste kaartje eerst." in text
    )


def test_lists_have_the_order_that_the_page_says(client):
    old = a_post(title="Wie snoeit mijn heg?", body="In de tuin.")
    new = a_post(title="Wie helpt in de tuin?", body="Er staat een heg.")
    both = a_post(title="Praatje maken", body="Over de tuin en de heg snoeien.")
    shown = [words for words in client.get("/vragen").links() if words in (old.title, new.title, both.title)]
    assert shown == [both.title, new.title, old.title]
    found = [words for words in client.get("/zoeken?q=heg+snoeien").links() if words in shown]
    assert found == [old.title, both.title, new.title]


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
    version = texts.present_version(TOWN)
    day = day_and_month(date.fromisoformat(version), weekday=False)
    assert f"Versie van {day}" in client.get("/huisregels").text
    account = an_account()
    assert queries.has_accepted(account.id, version)


def test_coming_rules_are_announced_and_old_ones_stay(client, new_rules, time_machine):
    assert "gelden vanaf" in client.get(f"/huisregels/{TOMORROW}").text
    assert client.get("/huisregels").h1 == "Huisregels"
    time_machine.move_to(datetime.combine(NEXT_WEEK, datetime.min.time(), UTC))
    assert "Honden aan de lijn" in client.get("/huisregels").text
    assert "U bent 16 jaar of ouder" in client.click("22 november 2026").text
    assert "Dit zijn oude huisregels" in client.page.text


@pytest.mark.parametrize("version", ["2020-01-01", "morgen", "2026-11-22 ", "../privacy"])
def test_rules_that_never_were_are_not_there(client, version):
    assert client.get(f"/huisregels/{version}").status == 404


def test_who_accepted_older_rules_sees_what_changed_until_it_is_seen(client, new_rules, time_machine):
    me = an_account()
    signed_in(client, me)
    assert "huisregels zijn veranderd" not in client.get("/mijn").text
    time_machine.move_to(datetime.combine(NEXT_WEEK, datetime.min.time(), UTC))
    assert "Nieuw: honden aan de lijn." in client.get("/mijn").text
    client.submit("Gezien")
    assert "huisregels zijn veranderd" not in client.follow().text
    assert queries.find_accepted_version(me.id) == TOMORROW.isoformat()
    assert db.session.get(Acceptance, (me.id, "2026-11-22"))


def test_accepting_twice_is_accepting_once(client):
    me = an_account()
    registration.accept_house_rules(me)
    assert signed_in(client, me).post("/huisregels/gezien").location == "/mijn"


def test_security_txt_has_what_the_standard_asks(client):
    page = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in page.body.splitlines())
    assert page.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:buuv@example.org"
    assert fields["Canonical"] == "http://127.0.0.1/.well-known/security.txt"
    assert client.get(urlsplit(fields["Policy"]).path).h1 == "Een lek melden"
    assert fields["Preferred-Languages"] == "nl, en"
    assert datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%S%z").tzinfo


def test_the_accessibility_page_gives_the_day_of_the_last_test(client):
    reviewed = load({}).municipality("zaanstad").accessibility["reviewed_on"]
    assert f"{day_and_month(reviewed, weekday=False)} {reviewed.year}" in client.get("/toegankelijkheid").text


def test_the_last_test_of_accessibility_was_less_than_a_year_ago():
    for town in load({}).municipalities:
        assert datetime.now(UTC).date() - town.accessibility["reviewed_on"] < timedelta(days=365), town.name


def test_search_engines_are_asked_to_stay_away(client):
    page = client.get("/robots.txt")
    assert page.body == "User-agent: *\nDisallow: /\n"
    assert client.get("/vragen").headers["X-Robots-Tag"] == "noindex"
