"""From report to restored, and a suspended person, in a real browser with JavaScript off."""

import pytest

from buuv.accounts import authenticator
from buuv.accounts.models import Account
from buuv.core.database import db
from tests.browser import a_page, follow, press
from tests.builders import a_lock, a_post, an_account

pytestmark = pytest.mark.browser
RIET, MO, BO = "riet@example.org", "mo@example.org", "bo@example.org"
TITLE = "Wie koopt mijn oude fiets voor tien euro?"


@pytest.fixture
def windows(browser, live_server):
    """Riet with a card, two moderators, and somebody without an account; a window for each, without JavaScript."""
    with live_server.arrange():
        a_post(author=an_account(email=RIET, shown_name="Riet"), title=TITLE)
        for email, name in ((MO, "Mo"), (BO, "Bo")):
            a_lock(an_account(email=email, role="moderator", shown_name=name, is_demo=True))
    narrow = {"width": 390, "height": 844}
    with (
        a_page(browser, live_server, java_script_enabled=False, viewport=narrow) as visitor,
        a_page(browser, live_server, java_script_enabled=False, viewport=narrow) as riet,
        a_page(browser, live_server, java_script_enabled=False) as mo,
        a_page(browser, live_server, java_script_enabled=False) as bo,
    ):
        yield visitor, sign_in(riet, live_server, RIET), *(sign_in(w, live_server, e) for w, e in ((mo, MO), (bo, BO)))


def sign_in(page, server, email):
    page.goto("/inloggen")
    page.locator("#email").fill(email)
    press(page, "Stuur mij een code")
    page.locator("#code").fill(server.read_code(email))
    press(page, "Log in")
    if page.url.endswith("/inloggen/tweede-slot") or "/inloggen/tweede-slot" in page.url:
        with server.arrange():
            account = db.session.query(Account).filter_by(email=email).one()
            code = authenticator.code_for_demo(account)
        page.locator("#code").fill(code)
        page.locator("main button[type=submit]").first.click()
        page.wait_for_load_state()
    return page


def shows(page, words):
    return words in page.locator("main").inner_text()


def test_report_decision_statement_objection_restored(windows):
    visitor, riet, mo, bo = windows
    visitor.goto("/vragen")
    follow(visitor, TITLE)
    card = visitor.url
    follow(visitor, "Meld dit kaartje")
    visitor.get_by_label("Het kaartje", exact=True).check()
    visitor.get_by_label("Wat klopt er niet?").select_option("commercial")
    visitor.get_by_label("Om welke woorden gaat het?").fill("voor tien euro")
    press(visitor, "Stuur mijn melding")
    assert shows(visitor, "Wij hebben uw melding.")
    report = visitor.url.partition("?")[0]

    mo.goto("/moderatie")
    follow(mo, "Reclame of verkoop: een kaartje")
    mo.get_by_label("Haal het uit het zicht", exact=True).check()
    press(mo, "Neem dit besluit")
    assert shows(mo, "Het besluit is genomen.")
    visitor.goto("/vragen")
    assert not shows(visitor, TITLE)

    riet.goto("/mijn/beslissingen")
    follow(riet, "Over uw kaartje")
    assert shows(riet, "Huisregels: reclame en verkoop horen hier niet") and shows(riet, "voor tien euro")
    follow(riet, "Maak bezwaar")
    riet.locator("#words").fill("Ik vraag wie mij helpt met verkopen.")
    press(riet, "Maak bezwaar")

    mo.goto("/moderatie")
    assert not shows(mo, "Bezwaar over een kaartje")
    bo.goto("/moderatie")
    follow(bo, "Bezwaar over een kaartje")
    bo.get_by_label("Het bezwaar klopt: zet alles terug").check()
    bo.locator("#reasons").fill("Zij vraagt hulp en verkoopt niets.")
    press(bo, "Beantwoord dit bezwaar")
    riet.reload()
    assert shows(riet, "U kreeg gelijk.")
    assert visitor.goto(card).status == 200 and shows(visitor, TITLE)
    visitor.goto(report)
    assert shows(visitor, "Een andere moderator gaf de schrijver gelijk.")


def test_a_suspended_person_reads_why_and_objects_and_reaches_nothing_else(windows):
    visitor, riet, mo, bo = windows
    riet.goto("/mijn")
    follow(riet, TITLE)
    card = riet.url
    visitor.goto(card)
    follow(visitor, "Meld dit kaartje")
    visitor.get_by_label("De naam op het kaartje").check()
    visitor.get_by_label("Wat klopt er niet?").select_option("insult")
    press(visitor, "Stuur mijn melding")
    mo.goto("/moderatie")
    follow(mo, "Schelden of kwetsen: een naam")
    mo.get_by_label("Laat de schrijver een tijd niet meedoen").check()
    press(mo, "Neem dit besluit")

    riet.goto("/mijn/kaartjes")
    assert riet.url.endswith("/mijn/beslissingen") and shows(riet, "U kunt nu niet meedoen op buuv.")
    visitor.goto("/vragen")
    assert not shows(visitor, TITLE)
    follow(riet, "Over uw naam op buuv")
    follow(riet, "Maak bezwaar")
    riet.locator("#words").fill("Zo heet ik nu eenmaal.")
    press(riet, "Maak bezwaar")
    assert shows(riet, "Uw bezwaar is ontvangen.")

    bo.goto("/moderatie")
    follow(bo, "Bezwaar over een naam")
    bo.get_by_label("Het bezwaar klopt: zet alles terug").check()
    bo.locator("#reasons").fill("Het is haar naam.")
    press(bo, "Beantwoord dit bezwaar")
    riet.goto("/mijn")
    assert shows(riet, TITLE)
    visitor.goto("/vragen")
    assert shows(visitor, TITLE)
