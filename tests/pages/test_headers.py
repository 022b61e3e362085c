"""Headers: nothing from elsewhere, nothing inline, nothing kept of what is private."""

import pytest

from tests.builders import an_account, signed_in

CSP = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
# Every kind of answer: page, form, redirect, error, file.
ANSWERS = ["/", "/vragen", "/inloggen", "/taal/en", "/mijn", "/weg", "/robots.txt", "/uitloggen", "/static/buuv.css"]


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_has_the_same_policy_and_just_once(client, path):
    headers = client.get(path).headers
    assert headers.getlist("Content-Security-Policy") == [CSP]
    assert headers.getlist("X-Content-Type-Options") == ["nosniff"]
    assert headers.getlist("X-Frame-Options") == ["DENY"]
    assert headers.getlist("Referrer-Policy") == ["same-origin"]
    assert headers.getlist("Cross-Origin-Opener-Policy") == ["same-origin"]
    assert headers.getlist("Cross-Origin-Resource-Policy") == ["same-origin"]
    assert "camera=()" in headers["Permissions-Policy"]


def test_the_policy_allows_nothing_inline():
    assert "unsafe" not in CSP and "nonce" not in CSP and "data:" not in CSP


def test_https_is_asked_for_on_https_only(client):
    assert "Strict-Transport-Security" not in client.get("/").headers
    client.base = "https://127.0.0.1"
    assert client.get("/").headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("path", ["/mijn", "/mijn/gegevens", "/mijn/apparaten", "/vragen", "/vraag-stellen"])
def test_nothing_is_kept_of_what_the_signed_in_see(client, path):
    signed_in(client, an_account())
    assert client.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/inloggen", "/vraag-stellen", "/mijn", "/taal/en"])
def test_an_answer_that_sets_a_cookie_is_kept_by_nobody_else(client, path):
    headers = client.get(path).headers
    if "Set-Cookie" in headers:
        assert headers["Cache-Control"] in ("no-store", "private, no-cache")
    else:
        assert headers["Cache-Control"] in ("no-cache", "no-store")


def test_what_depends_on_the_cookie_says_so(client):
    signed_in(client, an_account())
    assert "Cookie" in client.get("/mijn").headers["Vary"]


def test_files_with_their_mark_in_the_name_are_kept_for_ever(client):
    style = client.get("/").one("link", rel="stylesheet").get("href")
    assert "immutable" in client.get(style).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/buuv.css").headers["Cache-Control"]


def test_everything_that_a_page_fetches_is_there(client):
    page = client.get("/")
    files = [e.get("href") for e in page.all("link")] + [e.get("src") for e in page.all("script") + page.all("img")]
    icons = [e.get("href", "").partition("#")[0] for e in page.tree.iter() if str(e.tag).endswith("use")]
    for path in {*files, *icons} - {""}:
        assert client.get(path).status == 200, path


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "127.0.0.1@evil.example", "127.0.0.1.evil.example", "amsterdam.localhost"],
)
def test_an_unknown_host_gets_no_page(client, host):
    other = client.another(host="127.0.0.1")
    page = other.send("GET", "/", headers={"Host": host})
    assert page.status == 400
    assert host not in page.body
    assert page.headers["Content-Security-Policy"] == CSP


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"])
def test_no_header_changes_where_links_lead(client, header):
    page = client.send("GET", "/mijn", headers={header: "evil.example"})
    assert page.headers["Location"] == "/inloggen?naar=/mijn"
    assert "evil.example" not in page.body


def test_head_answers_as_get_does_without_the_words(client):
    page = client.send("HEAD", "/vragen")
    assert (page.status, page.body) == (200, "")
    assert page.headers["Content-Security-Policy"] == CSP
