"""Taking one's data along and leaving, by their pages."""

import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest
from sqlalchemy import select

from buuv.accounts import blocking, signing_in
from buuv.accounts.lock_models import AuthenticatorApp, Passkey, RecoveryCode
from buuv.accounts.models import Account
from buuv.core import clock
from buuv.core.database import db
from buuv.core.outbox import UNASKED, OutgoingMail
from buuv.core.tokens import digest
from buuv.notices import kinds
from buuv.privacy import asking
from buuv.privacy.models import DataRequest, Erasure
from tests.builders import HOME, a_conversation, a_draft, a_post, an_account, signed_in
from tests.client import words_of
from tests.pages.journeys import count, fetch
from tests.privacy.codes import WORDS_OF_CODE
from tests.privacy.people import (
    EMAIL,
    FELT,
    HEARD,
    MARKS,
    OF_ANOTHER,
    SAID,
    THANKED,
    THANKED_BY,
    a_whole_person,
)

MAILS = Path(kinds.__file__).parents[1] / "templates" / "mail"


@pytest.fixture
def whole():
    """Filled by the `me` fixture."""
    return {}


@pytest.fixture
def me(client, whole):
    whole["person"] = a_whole_person()
    return signed_in(client, whole["person"].account)


def code():
    """The code of the newest request."""
    newest = db.session.scalars(select(DataRequest).order_by(DataRequest.id.desc())).first()
    return signing_in.code_for(newest.number, asking.PURPOSE)


def take(me):
    """The whole way to the file; gives its two parts."""
    me.get("/mijn/meenemen")
    me.submit("Stuur mij een code")
    me.follow()
    token = me.token()
    answer = fetch(me._flask, "/mijn/meenemen/code", method="POST", data={"code": code(), "csrf_token": token})
    return answer


def parts(answer):
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert sorted(archive.namelist()) == ["buuv.json", "lees-mij.html"]
        return json.loads(archive.read("buuv.json")), archive.read("lees-mij.html").decode()


def test_the_file_comes_at_once_and_is_never_stored(me):
    answer = take(me)
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="buuv-mijn-gegevens-')


def test_the_file_holds_all_of_mine_in_both_parts(me):
    data, page = parts(take(me))
    unproven = {MARKS["draft with only an address"]}
    for word in {*MARKS.values(), SAID, "Henk"} - unproven:
        assert word in json.dumps(data, ensure_ascii=False), word
        assert word in page, word
    assert all(data["data"][name] for name in set(data["data"]) - {"erasure"})


def test_of_others_there_is_no_more_than_the_name_they_show(me):
    data, page = parts(take(me))
    for word in (HEARD, OF_ANOTHER, "resident-", MARKS["draft with only an address"]):
        assert word not in json.dumps(data) and word not in page
    theirs = [one for one in data["data"]["message"] if not one["from_you"]]
    assert theirs and all(one["body"] is None and one["sent_at"] for one in theirs)


def test_words_that_a_step_of_asking_put_by_come_along(me):
    """What passed the first step leaves its place for words that did not empty."""
    me.get("/vraag-stellen")
    me.submit("Verder", title="Wie helpt mij in de tuin met onkruid?", body="")
    _, page = parts(take(me))
    assert "onkruid" in page


def test_no_secret_is_in_the_file(me):
    data, page = parts(take(me))
    with me.session() as session:
        token = session["_user_id"]
    columns = (DataRequest.number, AuthenticatorApp.sealed_secret, RecoveryCode.digest, Passkey.credential_id)
    found = [secret for column in columns for secret in db.session.scalars(select(column))]
    assert len(found) > len(columns)
    for secret in (token, digest(token), *found):
        assert secret not in json.dumps(data) and secret not in page


def test_the_readable_page_stands_alone_and_is_right(me):
    _, page = parts(take(me))
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: ElementTree.Element = parser.parse(page)
    assert len(list(tree.iter("h1"))) == 1
    assert not [e for e in tree.iter() if e.get("src") or e.get("href")]
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))


def test_the_file_speaks_the_language_of_the_reader(me):
    me.get("/en/mijn/meenemen")
    me.submit("Send me a code")
    fields = {"code": code(), "csrf_token": me.token()}
    _, page = parts(fetch(me._flask, "/en/mijn/meenemen/code", method="POST", data=fields))
    assert 'lang="en"' in page and "Your conversations" in page and "Uw gesprekken" not in page


@pytest.mark.parametrize(("prefix", "button"), [("", "Stuur mij een code"), ("/en", "Send me a code")])
def test_no_word_of_the_program_is_on_the_readable_page(me, whole, prefix, button):
    account = whole["person"].account
    words = {"category": "tuin", "when": "elke-1", "part": "morning", "reach": "4", "place": HOME}
    a_draft(purpose="offer", title="Ik help met tuinieren", **words)[0].give_to(account.id)
    me.get(f"{prefix}/mijn/meenemen")
    me.submit(button)
    fields = {"code": code(), "csrf_token": me.token()}
    _, page = parts(fetch(me._flask, f"{prefix}/mijn/meenemen/code", method="POST", data=fields))
    tree: ElementTree.Element = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
    lines = [line for one in tree.iter("dd") for line in "".join(one.itertext()).splitlines()]
    said = {part.strip() for line in lines for part in (line, line.partition(": ")[2])}
    # Some codes are the English words themselves.
    assert prefix or not said & WORDS_OF_CODE
    assert not [one for one in said if re.search(r"BU\d{4}|FREQ=|\d{4}-\d\d-\d\d|None|\b[a-z]+_[a-z]+", one)]


def test_what_is_empty_stands_in_one_line_and_days_have_their_year(me, whole):
    _, page = parts(take(signed_in(me.another(), an_account())))
    assert "Niets." not in page and page.count("<h2") < 6
    assert "Hierover bewaart buuv nu niets van u:" in page and "uw kaartjes" in page
    assert f"{clock.today().year} om " in page


def test_a_wrong_code_gives_nothing_and_is_counted(me):
    me.get("/mijn/meenemen")
    me.submit("Stuur mij een code")
    me.follow()
    wrong = f"{(int(code()) + 1) % 1_000_000:06d}"
    for tried in range(1, 7):
        me.submit("Geef mij mijn gegevens", code=wrong)
        assert me.page.is_html and me.page.errors
        assert max(db.session.scalars(select(DataRequest.tries))) == min(tried, 5)
    me.submit("Geef mij mijn gegevens", code=code())
    assert me.page.errors == ["Deze code werkt niet meer. Vraag een nieuwe code."]


def test_a_code_works_once(me):
    take(me)
    me.get("/mijn/meenemen/code")
    me.submit("Geef mij mijn gegevens", code=code())
    assert me.page.is_html and me.page.errors


def test_the_code_of_somebody_else_is_not_mine(me):
    me.get("/mijn/meenemen")
    me.submit("Stuur mij een code")
    with me.session() as session:
        number = session["my-data"]
    other = signed_in(me.another(), an_account())
    with other.session() as session:
        session["my-data"] = number
    assert other.get("/mijn/meenemen/code").location == "/mijn/meenemen"


def test_twice_a_day_is_enough(me, limits_on):
    answers = [take(me).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


@pytest.mark.parametrize("role", ["resident", "broker", "moderator"])
def test_every_role_can_leave_with_one_button(client, role):
    person = signed_in(client, an_account(role=role))
    person.get("/mijn")
    person.click("Stop met buuv en wis alles")
    person.submit("Wis mijn gegevens en vertrek")
    assert person.follow().h1 == "Uw gegevens zijn gewist"
    assert db.session.scalars(select(Account.left_at)).one() is not None
    assert person.get("/mijn").location.startswith("/inloggen")


def test_leaving_takes_no_more_steps_than_joining(client):
    """R-D11. Joining: address, code, three questions. Leaving: one page, one button."""
    person = signed_in(client, an_account())
    page = person.get("/mijn/vertrekken")
    assert len([e for e in page.form().element.iter("input") if e.get("type") != "hidden"]) == 0
    assert len(page.form().buttons) == 1


def test_leaving_needs_a_tap_of_ones_own(me):
    me.get("/mijn/vertrekken")
    assert count(Erasure) == 0
    me.send("POST", "/mijn/vertrekken", data={"csrf_token": me.token()}, headers={"Origin": "http://elders.example"})
    assert me.status == 400 and count(Erasure) == 0


def test_every_device_is_signed_out_and_the_address_gets_one_mail(me, whole):
    phone = signed_in(me.another(), whole["person"].account)
    me.get("/mijn/vertrekken")
    me.submit("Wis mijn gegevens en vertrek")
    assert phone.get("/mijn").status == 303
    assert [one.kind for one in db.session.scalars(select(OutgoingMail)) if one.address == EMAIL] == ["left"]


def test_the_other_one_still_reads_the_conversation(me, whole):
    conversation = whole["person"].conversation
    helper = signed_in(me.another(), conversation.helper)
    me.get("/mijn/vertrekken")
    me.submit("Wis mijn gegevens en vertrek")
    page = helper.get(f"/gesprek/{conversation.public_id}")
    assert page.h1 == "Gesprek met verwijderde gebruiker"
    assert SAID in page.text and HEARD in page.text
    assert "Deze buur is weg van buuv." in page.text
    for word in MARKS.values():
        assert word not in page.body
    for path in ("/mijn", "/mijn/reacties"):
        assert "Verwijderde gebruiker" in helper.get(path).text


def test_nobody_writes_to_who_left(me, whole):
    conversation = whole["person"].conversation
    helper = signed_in(me.another(), conversation.helper)
    me.get("/mijn/vertrekken")
    me.submit("Wis mijn gegevens en vertrek")
    page = helper.post(f"/gesprek/{conversation.public_id}", body="Nog één ding", submission="s1")
    assert "gestopt" in page.text
    assert helper.get(f"/kaartje/{conversation.post.public_id}").status in (301, 410)


def test_the_overview_shows_a_little_of_everything_and_the_way_to_all(client):
    me = an_account()
    posts = [a_post(author=me, title=f"Mijn kaartje nummer {number}") for number in range(7)]
    for _ in range(5):
        a_conversation(post=posts[-1])
    page = signed_in(client, me).get("/mijn")
    # Each conversation names its card in the link too, for who hears the links alone.
    assert page.text.count("Mijn kaartje nummer") == 5 + 2 * 3
    assert "5 reacties" in page.text and "5 nieuw" in page.text
    client.click("Bekijk al mijn kaartjes")
    assert client.page.text.count("Mijn kaartje nummer") == 7
    client.get("/mijn")
    client.click("Bekijk alle gesprekken")
    assert len(client.page.all("h2")) == 5


def test_what_i_did_not_finish_is_on_the_overview(client):
    me = signed_in(client, an_account())
    me.get("/vraag-stellen")
    me.submit(title="Wie helpt mij verhuizen?", body="")
    me.get("/mijn")
    assert me.click("Wie helpt mij verhuizen?").form().values()["title"] == ["Wie helpt mij verhuizen?"]


def test_a_draft_of_another_is_not_on_my_overview(client):
    a_draft(purpose="request", title="Van een ander")
    assert "Van een ander" not in signed_in(client, an_account()).get("/mijn").text


def test_mail_can_be_switched_off_and_on(client):
    me = signed_in(client, an_account())
    for wanted in (False, True):
        me.get("/mijn/mail")
        me.submit("Bewaar", wants_notices=wanted)
        assert "Bewaard." in me.follow().text
        assert db.session.scalars(select(Account.wants_notices)).one() is wanted


def test_every_kind_of_mail_is_explained_once():
    templates = {path.stem for path in MAILS.glob("*.txt")} - {"layout"}
    missing = templates - set(kinds.BY_CHOICE) - set(kinds.ALWAYS)
    assert not missing, f"say in notices/kinds.py what these mails are: {missing}"
    assert set(kinds.BY_CHOICE) == set(UNASKED)
    assert set(kinds.BY_CHOICE) | set(kinds.ALWAYS) == templates
    assert not set(kinds.BY_CHOICE) & set(kinds.ALWAYS)


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_about_mail_says_each_thing_once(client, language):
    page = signed_in(client, an_account()).get(f"{language}/mijn/mail")
    said = [words_of(one) for one in page.one("main").iter("li")]
    assert len(said) == len(set(said)) == len(kinds.sentences(kinds.BY_CHOICE)) + len(kinds.sentences(kinds.ALWAYS))


def test_the_other_one_still_opens_an_agreement_that_lost_its_words(me, whole):
    person = whole["person"]
    helper = signed_in(me.another(), person.conversation.helper)
    me.get("/mijn/vertrekken")
    me.submit("Wis mijn gegevens en vertrek")
    for path in (f"/afspraak/{person.agreement.public_id}", f"/afspraak/{person.agreement.public_id}/agenda.ics"):
        page = helper.get(path)
        assert page.status == 200 and "afspraak waarvan de woorden zijn gewist" in page.body.replace("\r\n ", "")
        assert not [word for word in MARKS.values() if word in page.body]
    for path in ("/mijn", "/mijn/afspraken", "/mijn/bedankjes"):
        page = helper.get(path)
        assert page.status == 200 and not [word for word in MARKS.values() if word in page.body]
    assert THANKED in helper.page.body and THANKED not in helper.another().get("/").body


def test_the_file_holds_my_agreements_and_no_words_or_feelings_of_another(me):
    data = parts(take(me))[0]["data"]
    agreed = {(one["what"], one["meeting_place"]) for one in data["agreement"]}
    assert (MARKS["what"], MARKS["meeting place"]) in agreed
    assert (MARKS["proposed by another"], MARKS["place by another"]) in agreed
    assert [one["words"] for one in data["thanks"]] == [THANKED, None]
    assert [one["words"] for one in data["unease"]] == [MARKS["unease"]]
    assert [one["name"] for one in data["block"]] == ["Ongezien"]
    assert FELT not in str(data) and THANKED_BY not in str(data)


@pytest.mark.parametrize("blocker", ["me", "the other"])
def test_after_a_block_the_file_does_not_show_the_other_one(me, whole, blocker):
    person, other = whole["person"].account, whole["person"].conversation.helper
    other.shown_name = "Nergensmeer"
    (blocking.block(other, by=person) if blocker == "me" else blocking.block(person, by=other))
    db.session.commit()
    data = parts(take(me))[0]["data"]
    block_list = data.pop("block")
    assert "Nergensmeer" not in str(data) and MARKS["proposed by another"] not in str(data)
    assert ("Nergensmeer" in str(block_list)) == (blocker == "me")
    assert len(block_list) == (2 if blocker == "me" else 1)


def test_that_data_are_gone_is_told_to_who_left_and_to_nobody_else(me):
    me.get("/mijn/vertrekken")
    me.submit("Wis mijn gegevens en vertrek")
    assert "Uw gegevens zijn gewist" in me.follow().text
    assert me.another().get("/vertrokken").location == "/"
