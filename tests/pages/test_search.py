"""The search page: what was read, why each card is there, in which order, and what to do when there is none."""

from urllib.parse import quote

import pytest

from buuv.core.database import db
from buuv.posts import ending, rules
from tests.builders import HOME, a_post, an_account, signed_in
from tests.client import words_of
from tests.pages.test_board import all_cards, cards

# Achtersluispolder, at the other end of the town.
FAR = "BU04791110"


def marked(page):
    return [words_of(mark) for mark in page.all("mark")]


def note(page):
    return " ".join(words_of(e) for e in page.all("p", class_="note"))


def points(page):
    return [words_of(row[-1]) for body in page.all("tbody") for row in body]


def test_each_hit_says_why_and_marks_the_words_that_met(client):
    a_post(title="Wie kan mij naar Hoorn rijden?", body="Met de trein lukt het niet.", category="vervoer")
    page = client.get("/zoeken?q=lift")
    assert marked(page) == ["rijden"]
    assert "Past bij “lift”: rijden" in page.text and "Vandaag geplaatst" in page.text


def test_words_of_people_are_shown_as_they_are(client):
    a_post(title="De <b>heg</b> & de rest", body="<script>heg</script>")
    page = client.get("/zoeken?q=" + quote('heg "><script>alert(1)</script>'))
    assert "<script>heg" not in page.body and "<script>alert" not in page.body and "<b>heg" not in page.body
    assert cards(page) == ["De <b>heg</b> & de rest"]


def test_a_correction_is_shown_and_leads_to_the_search_that_was_meant(client):
    a_post(title="Wie doet mijn boodschappen?", category="boodschappen")
    page = client.get("/zoeken?q=wie+doet+Boodschapen&volgorde=nieuwste")
    assert "Bedoelde u wie doet boodschappen? Dat hebben wij ook gezocht." in page.text
    assert client.click("wie doet boodschappen").path == "/zoeken?q=wie+doet+boodschappen&volgorde=nieuwste"
    assert "Bedoelde u" not in client.page.text and cards(client.page)


def test_a_correction_that_finds_nothing_is_not_offered(client):
    a_post(title="Samen koken", category="koken")
    assert "Bedoelde u" not in client.get("/zoeken?q=koken+huisrts").text


def test_the_order_can_be_chosen_and_is_said(client):
    a_post(title="Heg, heg en nog eens heg", body="De heg.")
    a_post(title="Een bankje", body="Bij de heg.")
    assert "wat het best past eerst" in client.get("/zoeken?q=heg").text
    page = client.click("Nieuwste eerst")
    assert cards(page) == ["Een bankje", "Heg, heg en nog eens heg"]
    assert "het nieuwste kaartje eerst" in page.text and "volgorde=nieuwste" in page.path
    assert "Dichtbij eerst" not in page.links()
    assert "volgorde=nieuwste" in client.submit("Zoeken", q="bankje").path


def test_who_has_a_buurt_may_put_it_first(client):
    far = an_account(place_code=FAR)
    a_post(author=far, title="Heg, heg en nog eens heg", body="De heg.", place_code=FAR)
    a_post(title="Een bankje", body="Bij de heg.")
    signed_in(client, an_account(place_code=HOME))
    assert cards(client.get("/zoeken?q=heg"))[0] == "Heg, heg en nog eens heg"
    page = client.click("Dichtbij eerst")
    assert cards(page)[0] == "Een bankje" and "In uw buurt" in page.text


def test_neighbours_of_two_buurten_do_not_get_each_others_page(client):
    a_post(title="De heg is hoog")
    signed_in(client, an_account(place_code=HOME))
    assert "In uw buurt" in client.get("/zoeken?q=heg").text
    other = signed_in(client.another(), an_account(place_code=FAR))
    assert "In uw buurt" not in other.get("/zoeken?q=heg").text
    assert "In Oud Zaandijk" in client.another().get(f"/zoeken?q=heg&plaats={HOME}").text


@pytest.mark.parametrize("order", ["", "&volgorde=nieuwste", "&volgorde=dichtbij"])
def test_every_order_shows_each_card_once(client, order):
    author = an_account()
    for number in range(45):
        a_post(author=author, title=f"De heg nummer {number}")
    found = all_cards(client, f"/zoeken?q=heg&plaats={HOME}{order}")
    assert len(found) == len(set(found)) == 45


def test_a_card_that_left_between_two_pages_moves_nothing(client):
    author = an_account()
    posts = {post.title: post for post in (a_post(author=author, title=f"De heg nummer {n}") for n in range(25))}
    before = all_cards(client, "/zoeken?q=heg")
    onward = client.get("/zoeken?q=heg").all("a", rel="next")[0].get("href")
    ending.withdraw(posts[before[19]])
    db.session.commit()
    assert cards(client.get(onward)) == before[20:]


def test_the_whole_sum_is_a_table_that_adds_up(client):
    a_post(title="Wie kan mijn heg snoeien?", body="Ik heb een snoeischaar.", category="tuin")
    client.get("/zoeken?q=heg+knippen")
    page = client.click("Waarom zie ik dit?")
    shown = [float(one.replace(",", ".")) for one in points(page) if one != "bijna 0"]
    total = float(words_of(page.one("tfoot").find("tr/td")).replace(",", "."))
    assert abs(sum(shown) - total) <= 0.05 * (len(points(page)) + 1)
    assert "Naar punten staat het op plaats 1 van 1." in page.text
    assert "niemand kan betalen om hoger te staan" in page.text
    assert client.click("Terug naar wat u zocht").path == "/zoeken?q=heg+knippen"


def test_the_sum_keeps_the_filters_and_the_language(client):
    a_post(title="De heg is hoog")
    client.get(f"/en/vragen?q=heg&plaats={HOME}")
    page = client.click("Why do I see this?")
    assert page.path.startswith("/en/zoeken/waarom/") and f"wat=vragen&plaats={HOME}" in page.path
    assert "In Oud Zaandijk" in page.text and "the same word" in page.text.lower()


def test_a_card_that_does_not_answer_says_so_and_one_that_left_is_not_there(client):
    post = a_post(title="Samen zingen", category="gezelschap")
    path = f"/zoeken/waarom/{post.public_id}"
    assert "past niet bij uw woorden" in client.get(path + "?q=heg").text
    assert client.get(path).location.startswith(f"/kaartje/{post.public_id}")
    ending.withdraw(post)
    db.session.commit()
    assert client.get(path + "?q=zingen").status == 404


def test_an_empty_search_widens_by_itself_and_says_so(client):
    a_post(title="De heg is hoog", place_code=FAR, category="tuin")
    page = client.get(f"/zoeken?q=heg&plaats={HOME}")
    assert cards(page) == ["De heg is hoog"]
    assert note(page) == "In Oud Zaandijk vonden wij niets. Dit is heel Zaanstad."
    page = client.get(f"/zoeken?q=heg&plaats={HOME}&soort=koken&wanneer=dag")
    assert cards(page) == ["De heg is hoog"] and "“koken en eten”" in note(page)


def test_the_next_page_of_what_was_widened_goes_on_there(client):
    author = an_account(place_code=FAR)
    for number in range(25):
        a_post(author=author, title=f"De heg nummer {number}", place_code=FAR)
    found = all_cards(client, f"/zoeken?q=heg&plaats={HOME}")
    assert len(found) == len(set(found)) == 25


def test_words_that_nobody_wrote_lead_to_kinds_of_help_and_to_asking(client):
    a_post(category="tuin")
    page = client.get("/zoeken?q=tovenaar+gezocht")
    assert cards(page) == [] and "Tuin" in page.links()
    form = client.click("Stel een vraag over “tovenaar gezocht”").form()
    assert form.values()["title"] == ["tovenaar gezocht"]


def test_too_many_words_to_ask_with_are_cut_and_nothing_is_placed(client):
    page = client.get("/vraag-stellen?titel=" + "w" * 3000)
    assert len(page.form().values()["title"][0]) == rules.TITLE_MAX


ODD = (
    "x" * 10_000,
    "heg " * 2500,
    "🙂🙂🙂",
    "مرحبا بالعالم",
    "\u202eheg",
    "'; DROP TABLE post; --",
    'NEAR("heg" snoeien, 3) OR title:heg*',
    "heg AND (NOT",
    '"',
    "-",
    "*",
    "%",
    "\x00",
)


@pytest.mark.parametrize("words", ODD)
@pytest.mark.parametrize("amount", [0, 1])
def test_whatever_is_asked_there_is_a_page_with_a_way_on(client, words, amount):
    for _ in range(amount):
        a_post(title="De heg is hoog")
    page = client.get("/zoeken?q=" + quote(words))
    assert page.status == 200
    assert cards(page) or "/vraag-stellen" in page.links().values()


def test_a_full_list_says_that_it_is_the_first(client):
    author = an_account()
    for _ in range(205):
        a_post(author=author, title="De heg")
    assert "De eerste 200 kaartjes" in client.get("/zoeken?q=heg").text


def suggested(client, path):
    return client.get(path).response.get_json()["suggestions"]


def test_suggestions_are_needs_and_kinds_of_help_with_where_they_lead(client):
    assert suggested(client, "/zoeken/voorstellen?q=heg") == [{"title": "heg snoeien", "path": "/zoeken?q=heg+snoeien"}]
    found = suggested(client, "/zoeken/voorstellen?q=tui&bord=/vragen&wanneer=snel")
    assert {"title": "Soort hulp: tuin", "path": "/vragen?soort=tuin&wanneer=snel"} in found
    assert "private" in client.page.headers["Cache-Control"] and len(found) <= 8


def test_suggestions_hold_no_words_of_people_and_speak_english(client):
    a_post(title="Xylofoonfluisteraar", body="Xylofoonfluisteraar")
    assert suggested(client, "/zoeken/voorstellen?q=xylofoonfl") == []
    found = suggested(client, "/en/zoeken/voorstellen?q=hedge")
    assert found and found[0]["path"].startswith("/en/zoeken?q=heg")


@pytest.mark.parametrize("words", ODD)
def test_no_letters_make_suggestions_fail(client, words):
    assert client.get("/zoeken/voorstellen?q=" + quote(words) + "&bord=//elders").status == 200
