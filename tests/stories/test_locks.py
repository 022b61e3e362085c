"""A passkey in a real browser with a virtual device, and the app with codes without JavaScript."""

from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from buuv.accounts import second_lock
from buuv.accounts.lock_models import AuthenticatorApp
from buuv.core.database import db
from tests.authenticators import code_of
from tests.browser import a_page, follow, press
from tests.builders import a_lock, an_account

pytestmark = pytest.mark.browser

ADDRESS = "riet@example.org"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def named(live_server):
    """The same server by its name, for a passkey belongs to a name and never to a number."""
    live_server.url, by_number = live_server.url.replace("127.0.0.1", "localhost"), live_server.url
    yield live_server
    live_server.url = by_number


def touch(page, words):
    """Presses a button that asks the device first; what comes then is up to the device."""
    page.get_by_role("button", name=words, exact=True).click()


def sign_in(page, server, address=ADDRESS):
    page.goto("/inloggen")
    page.locator("#email").fill(address)
    press(page, "Stuur mij een code")
    page.locator("#code").fill(server.read_code(address))
    press(page, "Log in")


def add_device(page, **changes):
    """A device with a finger that is always right; gives the line to Chromium and its number."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    made = line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | changes})
    return line, made["authenticatorId"]


def make_passkey(page):
    page.goto("/mijn/veiligheid/passkey")
    page.locator("#name").fill("Telefoon van Riet")
    touch(page, "Maak de passkey")
    page.get_by_role("status").wait_for()


def leave(page):
    page.goto("/mijn")
    press(page, "Log uit")


@pytest.mark.parametrize("role", ["resident", "moderator"])
def test_a_passkey_is_made_used_and_taken_away(browser, named, role):
    with named.arrange():
        an_account(email=ADDRESS, role=role)
    with a_page(browser, named) as page:
        add_device(page)
        sign_in(page, named)
        make_passkey(page)
        assert page.get_by_role("strong").get_by_text("Telefoon van Riet").is_visible()
        leave(page)
        page.goto("/inloggen?naar=/mijn/veiligheid")
        touch(page, "Log in met een passkey")
        page.wait_for_url("**/mijn/veiligheid")
        if role == "moderator":
            assert page.get_by_role("link", name="Haal weg Telefoon van Riet").count() == 0
        else:
            follow(page, "Haal weg Telefoon van Riet")
            press(page, "Haal deze passkey weg")
            page.get_by_text("De passkey is weg.").wait_for()
            assert page.get_by_text("Telefoon van Riet").count() == 0


def test_with_a_passkey_a_moderator_opens_the_second_lock(browser, named):
    with named.arrange():
        an_account(email=ADDRESS, role="moderator")
    with a_page(browser, named) as page:
        add_device(page)
        sign_in(page, named)
        make_passkey(page)
        leave(page)
        sign_in(page, named)
        assert page.locator("h1").inner_text() == "Open uw tweede slot"
        touch(page, "Gebruik mijn passkey")
        page.wait_for_url("**/mijn")


def test_without_a_finger_nothing_happens_but_a_sentence(browser, named):
    with named.arrange():
        an_account(email=ADDRESS)
    with a_page(browser, named) as page:
        line, device = add_device(page)
        sign_in(page, named)
        make_passkey(page)
        leave(page)
        line.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
        page.goto("/inloggen")
        touch(page, "Log in met een passkey")
        page.get_by_text("Dat lukte niet.").wait_for()
        page.goto("/mijn")
        assert urlsplit(page.url).path == "/inloggen"


def test_an_answer_that_was_overheard_signs_nobody_in(browser, named):
    """What the browser sent is sent once more, with the cookie of that moment."""
    with named.arrange():
        an_account(email=ADDRESS)
    with a_page(browser, named) as page:
        add_device(page)
        sign_in(page, named)
        make_passkey(page)
        leave(page)
        page.goto("/inloggen")
        heard = []
        page.on("request", lambda asked: heard.append(asked) if asked.url.endswith("/inloggen/passkey") else None)
        # Read here: a request that passes the page's worker does not show its cookie.
        cookie = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
        touch(page, "Log in met een passkey")
        page.wait_for_url("**/mijn")
        again = page.context.request.post(
            named.url + "/inloggen/passkey",
            data=heard[0].post_data,
            headers={"content-type": heard[0].headers["content-type"], "cookie": cookie, "origin": named.url},
        )
        assert again.status == 200 and "Inloggen met een passkey lukte niet" in again.text()


def test_the_button_is_shown_where_passkeys_work_and_nowhere_else(browser, named, plain_page):
    with a_page(browser, named) as page:
        page.goto("/inloggen")
        assert page.get_by_role("button", name="Log in met een passkey").is_visible()
    plain_page.goto("/inloggen")
    assert plain_page.get_by_role("button", name="Log in met een passkey").count() == 0


def test_a_moderator_makes_and_opens_the_lock_without_javascript(plain_page, live_server):
    page = plain_page
    with live_server.arrange():
        an_account(email=ADDRESS, role="moderator")
    sign_in(page, live_server)
    follow(page, "Zet een tweede slot op mijn account")
    press(page, "Ik heb een app, ga verder")
    page.locator("#code").fill(shown_code(live_server))
    press(page, "Zet het slot erop")
    assert page.locator("ol.codes li").count() == 10
    paper = page.locator("ol.codes li").first.inner_text()
    follow(page, "Ik heb ze bewaard, ga verder")
    press(page, "Log uit")
    sign_in(page, live_server)
    follow(page, "Ik heb mijn telefoon niet bij me")
    page.locator("#code").fill(paper)
    press(page, "Open het slot")
    assert page.get_by_text("U hebt nog 9 herstelcodes.").is_visible()


def shown_code(server):
    with server.arrange():
        return code_of(db.session.scalars(select(AuthenticatorApp)).one())


@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_of_the_lock_scrolls_sideways(plain_page, live_server, width):
    page = plain_page
    page.set_viewport_size({"width": width, "height": 800})
    with live_server.arrange():
        account = an_account(email=ADDRESS, role="broker")
        a_lock(account)
    sign_in(page, live_server)
    with live_server.arrange():
        code = code_of(second_lock.find_app(account))
    page.locator("#code").fill(code)
    press(page, "Open het slot")
    page.goto("/mijn/veiligheid/app")
    press(page, "Ik heb een app, ga verder")
    for path in (page.url, "/mijn/veiligheid", "/mijn/veiligheid/herstelcodes"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    press(page, "Maak tien nieuwe codes")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
