"""Taking one's data along and leaving, in a real browser with JavaScript off."""

import json
import zipfile

import pytest

from tests.browser import follow, press
from tests.builders import a_conversation, a_post, an_account

pytestmark = pytest.mark.browser

ADDRESS = "riet@example.org"


def sign_in(page, server):
    page.goto("/inloggen")
    page.locator("#email").fill(ADDRESS)
    press(page, "Stuur mij een code")
    page.locator("#code").fill(server.read_code(ADDRESS))
    press(page, "Log in")


def test_somebody_takes_everything_along_and_leaves(plain_page, live_server, tmp_path):
    with live_server.arrange():
        riet = an_account(email=ADDRESS)
        a_conversation(post=a_post(author=riet, title="Wie helpt mij met de schutting?"))
    page = plain_page
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server)

    follow(page, "Stop met buuv en wis alles")
    follow(page, "Neem eerst mijn gegevens mee")
    press(page, "Stuur mij een code")
    page.locator("#code").fill(live_server.read_code(ADDRESS))
    with page.expect_download() as download:
        page.get_by_role("button", name="Geef mij mijn gegevens").click()
    download.value.save_as(tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as archive:
        data = json.loads(archive.read("buuv.json"))
        (tmp_path / "lees-mij.html").write_bytes(archive.read("lees-mij.html"))
    assert data["data"]["account"][0]["email"] == ADDRESS
    assert data["data"]["post"][0]["title"] == "Wie helpt mij met de schutting?"

    follow(page, "Terug naar Mijn buuv")
    follow(page, "Stop met buuv en wis alles")
    press(page, "Wis mijn gegevens en vertrek")
    assert page.locator("h1").inner_text() == "Uw gegevens zijn gewist"
    page.goto("/vragen")
    assert "schutting" not in page.content()
    assert live_server.mails_to(ADDRESS)[-1]["Subject"] == "Uw gegevens bij buuv zijn gewist"
    page.goto("/mijn")
    assert "/inloggen" in page.url
