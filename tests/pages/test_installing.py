"""buuv on a phone: the manifest and its icons, the worker, and the page without a connection."""

import json
import re
import struct

import pytest

from buuv.web.support.rendering import STATIC
from tests.builders import an_account, signed_in

WORKER_MAX = 2048


def the_manifest(client, path="/manifest.webmanifest"):
    page = client.get(path)
    assert page.headers["Content-Type"] == "application/manifest+json"
    return json.loads(page.body)


def size_of(picture: bytes):
    """Width and height in the header of a PNG."""
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", picture[16:24])


def test_every_page_leads_to_the_manifest_of_its_language(client):
    assert client.get("/").one("link", rel="manifest").get("href") == "/manifest.webmanifest"
    assert client.get("/en/").one("link", rel="manifest").get("href") == "/en/manifest.webmanifest"


def test_the_manifest_names_the_town_and_begins_in_its_language(client):
    dutch, english = the_manifest(client), the_manifest(client, "/en/manifest.webmanifest")
    assert (dutch["name"], dutch["short_name"]) == ("buuv Zaanstad", "buuv")
    assert (dutch["lang"], dutch["start_url"], english["lang"], english["start_url"]) == ("nl", "/", "en", "/en/")
    assert dutch["display"] == "standalone" and dutch["scope"] == english["scope"] == "/"


def test_the_icons_have_the_sizes_that_the_manifest_says(client):
    icons = the_manifest(client)["icons"]
    for icon in icons:
        page = client.get(icon["src"])
        assert page.status == 200 and page.headers["Content-Type"] == icon["type"]
        assert "immutable" in page.headers["Cache-Control"]
        name = icon["src"].rpartition("/")[2].partition(".")[0]
        assert "{}x{}".format(*size_of((STATIC / f"{name}.png").read_bytes())) == icon["sizes"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    assert size_of((STATIC / "apple-touch-icon.png").read_bytes()) == (180, 180)


def test_the_icons_are_small():
    assert sum(path.stat().st_size for path in STATIC.glob("*.png")) < 25_000


def test_the_colour_is_the_paper_of_the_style_sheet(client):
    paper, dark = re.findall(r"--paper: (#\w+)", (STATIC / "buuv.css").read_text())
    colours = [meta.get("content") for meta in client.get("/").all("meta", name="theme-color")]
    assert colours == [paper, dark]
    assert the_manifest(client)["theme_color"] == paper


def test_the_worker_is_small_and_looked_for_anew_each_time(client):
    page = client.get("/sw.js")
    assert page.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert page.headers["Cache-Control"] == "no-cache"
    assert len(page.body.encode()) < WORKER_MAX


def test_the_worker_keeps_only_what_the_page_without_connection_needs(client):
    script = client.get("/sw.js").body
    files, pages = (json.loads(re.search(f"const {name} = (.*);", script)[1]) for name in ("FILES", "PAGES"))
    assert pages == ["/zonder-verbinding", "/en/zonder-verbinding"]
    kinds = [re.fullmatch(r"/static/(\w+)(?:\.\w{12})?\.(\w+)", path).groups() for path in files]
    assert kinds == [("buuv", "css"), ("buuv", "js"), ("logo", "svg"), ("hyperlegible", "woff2")]
    assert all(client.get(path).status == 200 for path in [*files, *pages])


@pytest.mark.parametrize("path", ["/zonder-verbinding", "/en/zonder-verbinding"])
def test_the_page_without_connection_needs_nothing_that_is_not_kept(client, path):
    page = client.get(path)
    script = client.get("/sw.js").body
    needed = [e.get("src") for e in page.all("img") + page.all("script")] + [
        page.one("link", rel="stylesheet").get("href")
    ]
    assert all(file in script for file in needed)
    assert "#" not in "".join(e.get("href", "") for e in page.tree.iter() if str(e.tag).endswith("use"))


def test_nobodys_name_is_on_the_page_without_connection(client):
    """The worker asks for it as a visitor; the page itself holds nothing of a person either."""
    assert 'credentials: "omit"' in client.get("/sw.js").body
    signed_in(client, an_account(shown_name="Roosmarijn"))
    assert "Roosmarijn" not in client.get("/zonder-verbinding").body


def test_the_pages_about_installing_set_no_cookie(client):
    for path in ("/manifest.webmanifest", "/sw.js", "/zonder-verbinding"):
        assert "Set-Cookie" not in client.get(path).headers
