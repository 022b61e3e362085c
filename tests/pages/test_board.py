"""The board as lists: filters are links and a form, counts are true, and no list is a dead end."""

import re
from itertools import product
from urllib.parse import parse_qsl, quote

import pytest

from buuv.core.database import db
from buuv.places import queries as places
from buuv.posts import ending, rules
from buuv.posts.models import Post
from tests.builders import HOME, TOWN, a_post, an_account
from tests.client import words_of

HOSTILE = [
    "%ff%fe%c0%af",
    "%00",
    "%ED%A0%80",
    "%F0%9F%98%80" * 500,
    "a" * 6000,
    "'\"><svg/onload=1>",
    "%0d%0aX-Inj:1",
    "{{7*7}}${7*7}",
    "..%2f..%2f..%2fetc%2fpasswd",
    "-1",
    "99999999999999999999999999",
    "NaN",
    "%E2%80%AE",
    "%25%27%22*%3A%5C%26%7C!()",
]


def cards(page):
    """The titles in the order of the list."""
    return [words_of(h3) for board in page.all("ul", class_="board") for h3 in board.iter("h3")]


def number_of(page):
    """How many cards the list says it has."""
    return int(re.match(r"\d+", words_of(page.one("h2", id="aantal")))[0])


def all_cards(client, path):
    """The titles on all pages of a list."""
    found, page = [], client.get(path)
    while True:
        found += cards(page)
        onward = page.all("a", rel="next")
        if not onward:
            return found
        page = client.get(onward[0].get("href"))


@pytest.fixture
def mixed_board(client):
    """Cards of every reach in two buurten and an elsewhere, of two kinds, sorts and moments."""
    town = places.get_town(TOWN)
    near = town.adjacent[HOME][0]
    far = next(a.code for a in town.neighbourhoods if a.parent_code != town.find(HOME).parent_code)
    author = an_account()
    choices = product((HOME, near, far), rules.REACHES, (rules.REQUEST, rules.OFFER))
    for number, (place, reach, kind) in enumerate(choices):
        a_post(
            author=author,
            title=f"Kaartje {number}",
            place_code=place,
            reach=reach,
            kind=kind,
            category=("tuin", "vervoer", "computer")[number % 3],
            timing=(rules.SOON, rules.CONSULT)[number % 2],
        )
    return client


def test_the_newest_card_comes_first_and_the_page_says_so(client):
    for title in ("Eerste kaartje", "Tweede kaartje"):
        a_post(title=title)
    client.get("/vragen")
    assert cards(client.page) == ["Tweede kaartje", "Eerste kaartje"]
    assert "het nieuwste kaartje eerst" in client.page.text


def test_each_list_has_its_kind(client):
    a_post(title="Een vraag van mij")
    a_post(title="Een aanbod van mij", kind=rules.OFFER)
    assert cards(client.get("/vragen")) == ["Een vraag van mij"]
    assert cards(client.get("/aanbod")) == ["Een aanbod van mij"]
    assert len(cards(client.get("/zoeken"))) == 2
    assert cards(client.get("/zoeken?wat=aanbod")) == ["Een aanbod van mij"]


@pytest.mark.parametrize("path", ["/vragen", "/aanbod?wanneer=snel", "/zoeken?soort=tuin", f"/vragen?plaats={HOME}"])
def test_every_count_beside_a_filter_is_what_the_list_then_shows(mixed_board, path):
    page = mixed_board.get(path)
    links = [a for ul in page.all("ul", class_="filter-links") for a in ul.iter("a")]
    assert links
    for link in links:
        promised = int(words_of(next(e for e in link.iter() if e.get("class") == "count")))
        shown = mixed_board.get(link.get("href"))
        assert (number_of(shown), len(all_cards(mixed_board, link.get("href")))) == (promised, promised)


@pytest.mark.parametrize("path", ["/vragen", "/zoeken?soort=tuin"])
def test_every_count_beside_a_place_is_what_the_list_then_shows(mixed_board, path):
    page = mixed_board.get(path)
    options = [
        (o.get("value"), int(words_of(o).rpartition("(")[2].rstrip(")"))) for o in page.one("select").iter("option")
    ]
    with_cards = [pair for pair in options if pair[1]]
    assert len(with_cards) > 3
    for value, promised in with_cards + [pair for pair in options if not pair[1]][:2]:
        mixed_board.get(path)
        shown = mixed_board.submit("Laat zien", plaats=value)
        assert len(cards(shown)) == promised, value


def test_the_count_of_the_buurten_around_is_what_the_list_then_shows(mixed_board):
    page = mixed_board.get(f"/vragen?plaats={HOME}")
    promised = int(re.search(r"Ook de buurten ernaast \((\d+)\)", page.text)[1])
    assert len(cards(page)) < promised
    assert len(cards(mixed_board.submit("Laat zien", dichtbij=True))) == promised


def test_the_choices_of_one_list_leave_out_what_has_no_card(mixed_board):
    links = mixed_board.get("/vragen").links()
    assert not any(words.startswith("Boodschappen") for words in links)


def test_a_filter_stays_when_another_is_chosen_and_each_can_be_taken_away(mixed_board):
    mixed_board.get(f"/vragen?plaats={HOME}")
    mixed_board.click("Tuin")
    assert dict(parse_qsl(mixed_board.page.path.partition("?")[2])) == {"plaats": HOME, "soort": "tuin"}
    assert mixed_board.click("Haal weg: Tuin").path == f"/vragen?plaats={HOME}"
    assert mixed_board.click("Haal weg: Oud Zaandijk").path == "/vragen"


def test_the_form_for_the_place_keeps_the_other_filters_and_the_words(mixed_board):
    mixed_board.get("/vragen?soort=tuin&wanneer=overleg&q=kaartje")
    mixed_board.submit("Laat zien", plaats=HOME)
    found = dict(parse_qsl(mixed_board.page.path.partition("?")[2]))
    assert found == {"plaats": HOME, "q": "kaartje", "soort": "tuin", "wanneer": "overleg"}


def test_a_search_keeps_the_filters(mixed_board):
    mixed_board.get(f"/vragen?soort=tuin&plaats={HOME}")
    mixed_board.submit("Zoeken", q="kaartje")
    assert "soort=tuin" in mixed_board.page.path and f"plaats={HOME}" in mixed_board.page.path


def test_the_title_of_the_page_names_the_filters(mixed_board):
    assert "Tuin" in mixed_board.get("/vragen?soort=tuin").title


def test_a_search_finds_other_forms_of_a_word_and_says_its_order(client):
    a_post(title="Wie helpt mij met de heg snoeien?")
    a_post(title="Wie loopt er met de hond?")
    client.get("/")
    client.submit("Zoeken", q="hulp bij snoeiwerk, hond uitlaten")
    assert "Wie loopt er met de hond?" in cards(client.page)
    assert "wat het best past eerst" in client.page.text


def test_a_search_without_words_shows_the_board(client):
    a_post()
    assert cards(client.get("/zoeken?q=")) == ["Wie loopt een eindje met mij mee?"]


@pytest.mark.parametrize(
    "path",
    [
        f"/vragen?plaats={HOME}&soort=computer&wanneer=dag",
        "/vragen?soort=boodschappen",
        "/zoeken?q=tovenaar&soort=tuin",
        "/zoeken?q=tovenaar&soort=boodschappen",
        "/vragen?q=tovenaar&wanneer=dag",
        "/zoeken?q=de",
    ],
)
def test_an_empty_list_says_what_to_widen_with_true_counts(mixed_board, path):
    page = mixed_board.get(path)
    assert cards(page) == []
    ways = [li for note in page.all("div", class_="note") for li in note.iter("li")]
    assert ways
    for way in ways:
        link, promised = next(way.iter("a")), int(re.search(r"\((\d+) kaartje", words_of(way))[1])
        assert promised == len(all_cards(mixed_board, link.get("href"))) > 0


@pytest.mark.parametrize("path", ["/vragen", "/aanbod", "/zoeken", "/zoeken?q=tovenaar", "/vragen?soort=tuin"])
def test_even_an_empty_board_is_no_dead_end(client, path):
    links = client.get(path).links().values()
    assert "/vraag-stellen" in links and "/aanbod-doen" in links


@pytest.fixture
def long_board(client):
    """Forty-five requests, two of three in one buurt."""
    author = an_account()
    for number in range(45):
        place = HOME if number % 3 else places.get_town(TOWN).adjacent[HOME][0]
        a_post(author=author, title=f"Kaartje nummer {number}", place_code=place)
    return client


@pytest.mark.parametrize(
    "path", ["/vragen", f"/vragen?plaats={HOME}&dichtbij=ja", "/zoeken?q=nummer&volgorde=nieuwste"]
)
def test_twenty_a_page_without_gaps_or_doubles(long_board, path):
    assert len(cards(long_board.get(path))) == 20
    assert all_cards(long_board, path) == [f"Kaartje nummer {n}" for n in reversed(range(45))]


def test_what_fits_best_comes_twenty_a_page_too(long_board):
    assert len(cards(long_board.get("/zoeken?q=nummer"))) == 20
    assert sorted(all_cards(long_board, "/zoeken?q=nummer")) == sorted(f"Kaartje nummer {n}" for n in range(45))


def test_a_new_card_does_not_move_the_next_page(long_board):
    long_board.get("/vragen")
    a_post(title="Net geplaatst")
    long_board.click("Bekijk de volgende kaartjes")
    assert cards(long_board.page)[0] == "Kaartje nummer 24"


def test_a_card_that_left_does_not_move_the_next_page(long_board):
    page = long_board.get("/vragen")
    onward = page.all("a", rel="next")[0].get("href")
    last = db.session.get(Post, 26)
    assert f"na={last.public_id}" in onward
    ending.withdraw(last)
    assert cards(long_board.get(onward))[0] == "Kaartje nummer 24"


@pytest.mark.parametrize("after", ["0000000000", "k7f3q9x2ma", "onzin", "-1"])
def test_a_page_after_an_unknown_card_is_a_page(long_board, after):
    assert long_board.get(f"/vragen?na={after}").status == 200


@pytest.mark.parametrize("path", ["/vragen", "/zoeken", "/en/aanbod"])
@pytest.mark.parametrize("bad", HOSTILE)
def test_hostile_words_in_an_address_do_no_harm(client, path, bad):
    names = ("q", "plaats", "soort", "wanneer", "na", "wat", "dichtbij", "page")
    client.get(path + "?" + "&".join(f"{name}={bad}" for name in names))
    assert client.status == 200
    assert "<svg/onload" not in client.page.body
    assert "X-Inj" not in client.page.headers


def test_words_of_a_visitor_are_shown_as_typed(client):
    page = client.get("/zoeken?q=" + quote("<b>tuin</b> & {{7*7}}"))
    assert page.form("Zoeken").values()["q"] == ["<b>tuin</b> & {{7*7}}"]


def test_no_hour_is_shown_in_a_list(client):
    a_post(part="morning")
    board = words_of(client.get("/vragen").one("ul", class_="board"))
    assert "in de ochtend" in board
    assert not re.search(r"\d[:.]\d\d|\buur\b", board)


def test_the_board_asks_the_database_at_most_twice(mixed_board):
    mixed_board.get(f"/vragen?plaats={HOME}&dichtbij=ja")
    assert len(mixed_board.queries) <= 2
