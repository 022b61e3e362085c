"""Keeping a search from the list, coming back to it, and letting it go."""

import pytest
from sqlalchemy import select

from buuv.accounts import blocking
from buuv.alerts import saving
from buuv.alerts.models import SavedSearch
from buuv.core.database import db
from buuv.posts.wishes import Wish
from tests.builders import HOME, a_post, an_account, signed_in
from tests.pages.journeys import ADDRESS, code_to, count

LIST = "/mijn/zoekopdrachten"


@pytest.fixture
def myself(database):
    return an_account(email=ADDRESS)


@pytest.fixture
def me(client, myself):
    return signed_in(client, myself)


def keep(me, path="/zoeken?q=heg+snoeien&soort=tuin"):
    me.get(path)
    me.click("Bewaar deze zoekopdracht")
    me.submit("Bewaar deze zoekopdracht")
    return me.follow()


def test_a_search_is_kept_with_its_words_and_filters(me):
    page = keep(me, f"/vragen?q=heg+snoeien&plaats={HOME}&dichtbij=ja&soort=tuin&wanneer=snel")
    assert "De zoekopdracht is bewaard." in page.text and "“heg snoeien”, alleen vragen, Oud Zaandijk" in page.text
    saved = db.session.scalars(select(SavedSearch)).one()
    assert saving.wish_of(saved) == Wish("request", HOME, True, "tuin", "soon")


def test_a_list_with_only_a_filter_can_be_kept_and_a_whole_list_can_not(me):
    assert "Bewaar deze zoekopdracht" not in me.get("/vragen").text
    assert "Bewaar deze zoekopdracht" not in me.get("/zoeken?wat=vragen").text
    assert "Alleen aanbod, tuin" in keep(me, "/aanbod?soort=tuin").text


def test_a_search_that_finds_nothing_can_be_kept_and_tells_when_something_hangs(me):
    keep(me, "/zoeken?q=tovenaar")
    a_post(title="Ik ben tovenaar op een kinderfeest", kind="offer", category="kinderen")
    assert "1 nieuw kaartje" in me.get(LIST).text
    me.submit("Bekijk de kaartjes “tovenaar”")
    assert "Ik ben tovenaar" in me.follow().text and "q=tovenaar&volgorde=nieuwste" in me.page.path
    assert "Geen nieuwe kaartjes." in me.get(LIST).text


def test_what_somebody_whom_i_blocked_hangs_is_not_new(me, myself):
    keep(me, "/vragen?soort=tuin")
    post = a_post(category="tuin")
    blocking.block(post.author, by=myself)
    assert "Geen nieuwe kaartjes." in me.get(LIST).text


def test_a_search_can_be_let_go(me):
    keep(me)
    me.submit("Haal weg “heg snoeien”, tuin")
    assert "De zoekopdracht is weg." in me.follow().text
    assert count(SavedSearch) == 0


def test_mijn_buuv_names_them_and_leads_there(me):
    keep(me)
    assert "“heg snoeien”, tuin" in me.get("/mijn").text
    assert me.click("Bekijk of er nieuwe kaartjes hangen").h1 == "Mijn zoekopdrachten"


def test_who_keeps_ten_is_told_so_and_loses_nothing(me, myself):
    for number in range(saving.AT_MOST):
        saving.save(f"woord {number}", Wish(), by=myself)
    me.get("/zoeken?q=heg")
    me.click("Bewaar deze zoekopdracht")
    page = me.submit("Bewaar deze zoekopdracht")
    assert page.errors == ["U bewaart al 10 zoekopdrachten. Haal er eerst een weg."]
    assert page.form("Bewaar deze zoekopdracht").values()["q"] == ["heg"]


def test_an_address_without_words_or_filters_keeps_nothing(me):
    page = me.get(f"{LIST}/nieuw")
    assert "Typ eerst een zoekwoord" in page.text
    assert me.post(f"{LIST}/nieuw", q="").errors and count(SavedSearch) == 0


def test_a_visitor_signs_in_and_keeps_what_was_searched(client):
    an_account(email=ADDRESS)
    client.get("/zoeken?q=heg&soort=tuin")
    client.click("Bewaar deze zoekopdracht")
    client.follow()
    client.submit(email=ADDRESS)
    client.follow()
    client.submit(code=code_to())
    assert "“heg”, tuin" in client.follow().text
    client.submit("Bewaar deze zoekopdracht")
    assert count(SavedSearch) == 1


@pytest.mark.parametrize("role", ["broker", "moderator"])
def test_who_works_here_keeps_no_searches(client, role):
    staff = signed_in(client, an_account(role=role))
    assert "Bewaar deze zoekopdracht" not in staff.get("/zoeken?q=heg").text
    assert staff.get(LIST).status == 404


def test_looking_at_the_list_of_ten_asks_little(me, myself):
    for number in range(saving.AT_MOST):
        saving.save(f"heg {number}", Wish(), by=myself)
    a_post(title="Wie kan mijn heg snoeien?", category="tuin")
    me.get(LIST)
    # Who reads, and for each search the filters and then the words, in at most three steps.
    assert len(me.queries) <= 6 + 5 * saving.AT_MOST, "\n".join(me.queries)


def test_it_speaks_english_too(me):
    me.get("/en/zoeken?q=hedge")
    me.click("Save this search")
    me.submit("Save this search")
    assert "The search is saved." in me.follow().text
