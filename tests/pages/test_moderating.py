"""From a report to a card that hangs back, on the pages: report, case, decision, statement, objection, restored."""

import pytest

from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from tests.builders import a_lock, a_post, an_account, signed_in

TITLE = "Wie koopt mijn oude fiets voor tien euro?"


@pytest.fixture
def people(client):
    """An author with a card, two moderators with their second lock, and a browser for each."""
    author = an_account(email="riet@example.org")
    one, other = an_account(role="moderator", shown_name="Mo"), an_account(role="moderator", shown_name="Bo")
    a_lock(one), a_lock(other)
    post = a_post(author=author, title=TITLE)
    return {
        "post": post,
        "author": signed_in(client.another(), author),
        "one": signed_in(client.another(), one, is_proven=True),
        "other": signed_in(client.another(), other, is_proven=True),
    }


def mails(kind):
    return db.session.query(OutgoingMail).filter_by(kind=kind).all()


def test_report_decision_statement_objection_restored(client, people):
    post = people["post"]
    visitor = client
    visitor.get(f"/kaartje/{post.public_id}")
    visitor.follow()
    visitor.click("Meld dit kaartje")
    visitor.submit(what="card", ground="commercial", quoted="voor tien euro", email="melder@example.org")
    page = visitor.follow()
    assert "Wij hebben uw melding" in page.text
    status = page.path.partition("?")[0]
    assert [mail.address for mail in mails("report_received")] == ["melder@example.org"]

    one = people["one"]
    one.get("/moderatie")
    page = one.click("Reclame of verkoop: een kaartje")
    assert TITLE in page.text and "“voor tien euro”" in page.body
    one.submit("Neem dit besluit", measure="hide")
    assert "Het besluit is genomen" in one.follow().text
    assert client.get(f"/kaartje/{post.public_id}").status == 410

    author = people["author"]
    author.get("/mijn/beslissingen")
    page = author.click("Over uw kaartje")
    assert "reclame en verkoop horen hier niet" in page.text and "“voor tien euro”" in page.text
    author.click("Maak bezwaar")
    author.submit(words="Ik vraag hulp bij het verkopen, ik verkoop hier niets.")
    assert "Uw bezwaar is ontvangen" in author.follow().text
    assert "Een moderator keek ernaar en deed er iets aan" in visitor.get(status).text

    one.get("/moderatie")
    assert "Bezwaar over" not in one.page.text
    other = people["other"]
    other.get("/moderatie")
    other.click("Bezwaar over een kaartje")
    other.submit("Beantwoord dit bezwaar", outcome="upheld", reasons="De schrijver vraagt hulp.")
    page = client.get(f"/kaartje/{post.public_id}")
    assert page.status == 301


HOSTILE = (
    "<script>alert(1)</script>\"'><svg/onload=alert(1)>",
    "'; DROP TABLE report; --",
    "{{7*7}} ${7*7} {% raw %} %s %(name)s {0}",
    "\u202egnidem\u2066\x00\ufffe\r\nBcc: iedereen@example.org",
    "😀" * 3_000,
    "x" * 20_000,
)


def is_sound(page):
    """No failure, and nothing of what was typed became markup or was worked out."""
    assert page.status < 500
    assert "<script>alert" not in page.body and "<svg/onload" not in page.body and "49 $" not in page.text
    return page


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_in_every_field_do_no_harm(client, people, text):
    """Each is refused with a sentence or shown as it was typed, all the way from the report to the answer."""
    post, one, other, author = (people[name] for name in ("post", "one", "other", "author"))
    client.get(f"/kaartje/{post.public_id}")
    client.follow()
    client.click("Meld dit kaartje")
    is_sound(client.submit(what="card", ground="commercial", quoted=text, words=text, email=text))
    client.get(f"/melden/kaartje/{post.public_id}")
    client.submit(what="card", ground="commercial", quoted="voor tien euro", words=text[:400])
    is_sound(client.follow() if client.page.location else client.page)
    client.get(f"/melden/kaartje/{post.public_id}")
    client.submit(what="card", ground="commercial", quoted="voor tien euro")
    one.get("/moderatie")
    is_sound(one.click("Reclame of verkoop: een kaartje"))
    is_sound(one.submit("Neem dit besluit", measure="hide", facts=text))
    if not one.page.location:
        is_sound(one.submit("Neem dit besluit", measure="hide", facts="Er staat een prijs."))
    author.get("/mijn/beslissingen")
    is_sound(author.click("Over uw kaartje"))
    author.click("Maak bezwaar")
    is_sound(author.submit(words=text))
    if not author.page.location:
        is_sound(author.submit(words="Ik ben het er niet mee eens."))
    other.get("/moderatie")
    is_sound(other.click("Bezwaar over een kaartje"))
    is_sound(other.submit("Beantwoord dit bezwaar", outcome="rejected", reasons=text))
    is_sound(other.get("/moderatie"))
    is_sound(author.get("/mijn/beslissingen"))
    assert not [mail for mail in db.session.query(OutgoingMail) if "Bcc" in mail.address]
