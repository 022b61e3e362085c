"""A mail is worded for its reader, carries no secret of others, and leaves as a file or on the console."""

import email
import email.policy
import stat
from dataclasses import replace

import pytest
from jinja2 import UndefinedError

from buuv.core import carriers, mail
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from buuv.posts.rules import OFFER, REQUEST
from tests.builders import TOWN

ATTEMPT = {"attempt": "k7f3q9x2ma", "purpose": "sign-in"}
CODE, TOKEN = "012345", "k7f3q9x2ma-0123456789abcdef"
FACTS = {
    "sign_in_code": ATTEMPT,
    "address_code": ATTEMPT,
    "address_changed": ATTEMPT,
    "first_reply": {"conversation": "c0nv3rsat1", "kind": REQUEST},
    "new_message": {"conversation": "c0nv3rsat1", "kind": OFFER},
    "details_shared": {"conversation": "c0nv3rsat1"},
    "card_placed": {"post": "p0stp0st12", "kind": OFFER, "until": "2026-12-24"},
    "card_expiring": {"post": "p0stp0st12", "kind": REQUEST, "until": "2026-12-24"},
}
# That an agreement, or one day of it, is off is told to everybody who agreed.
OFF = ("agreement_cancelled", "agreement_day_cancelled")
AGREEMENTS = (
    "agreement_change_proposed",
    "agreement_changed",
    "agreement_confirmed",
    "agreement_declined",
    "agreement_ending",
    "agreement_fit",
    "agreement_proposed",
    "agreement_reminder",
)
FACTS |= {kind: {"agreement": "agreement1"} for kind in (*OFF, *AGREEMENTS)}
UNASKED = {"first_reply", "new_message", "details_shared", "card_expiring", *AGREEMENTS}

pytestmark = pytest.mark.usefixtures("database")


def a_row(database, kind="sign_in_code", *, to="riet@example.org", language="nl", facts=None):
    row = OutgoingMail(kind=kind, address=to, municipality_code=TOWN, language=language, facts=facts or FACTS[kind])
    db.session.add(row)
    db.session.flush()
    return row


def made(database, row, *, settings=None, code=CODE):
    settings = settings or database.extensions["buuv.settings"]
    has_code = row.kind in ("sign_in_code", "address_code")
    return mail.make(row, env=database.jinja_env, settings=settings, code=code if has_code else None, token=TOKEN)


def text_of(one):
    return one.message.get_body(("plain",)).get_content()


def html_of(one):
    return one.message.get_body(("html",)).get_content()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", FACTS)
def test_every_kind_has_words_in_every_language_and_says_where_to_go_with_questions(database, kind, language):
    one = made(database, a_row(database, kind, language=language))
    home = "http://127.0.0.1:8000" + ("/en" if language == "en" else "")
    for body in (text_of(one), html_of(one)):
        assert f"{home}/contact" in body and "14 075" in body and "Zaanstad" in body
        assert "{" not in body.partition("</style>")[2] and "%(" not in body
    assert one.message["Content-Language"] == language
    assert one.subject and "\n" not in one.subject


def test_a_code_stands_in_the_subject_on_its_own_line_and_last_for_phones(database):
    one = made(database, a_row(database))
    lines = text_of(one).splitlines()
    assert one.message["Subject"] == "012345 is uw code voor buuv"
    assert "012345" in lines and lines[-1] == "@127.0.0.1 #012345"
    assert '<p class="code">012345</p>' in html_of(one) and "@127.0.0.1" not in html_of(one)
    assert f"http://127.0.0.1:8000/inloggen/link/{TOKEN}" in lines


def test_links_point_to_the_address_in_the_settings_of_the_town(database):
    settings = database.extensions["buuv.settings"]
    town = replace(settings.municipalities[0], url="https://buuv.example.nl/")
    one = made(database, a_row(database), settings=replace(settings, municipalities=(town,)))
    assert f"https://buuv.example.nl/inloggen/link/{TOKEN}" in text_of(one)
    assert text_of(one).splitlines()[-1] == "@buuv.example.nl #012345"


def test_an_address_that_has_an_account_already_gets_no_code(database):
    one = made(database, a_row(database, "address_code"), code=None)
    assert one.subject == "Dit e-mailadres hoort al bij een account"
    assert "#" not in text_of(one) and TOKEN not in text_of(one) and one.code is None


def test_links_lead_to_the_card_its_new_term_the_conversation_and_the_old_address(database):
    home = "http://127.0.0.1:8000"
    links = {
        "first_reply": f"{home}/gesprek/c0nv3rsat1",
        "card_placed": f"{home}/kaartje/p0stp0st12",
        "card_expiring": f"{home}/kaartje/p0stp0st12/verlenging",
        "address_changed": f"{home}/adres-terug/{TOKEN}",
        "agreement_cancelled": f"{home}/afspraak/agreement1",
        "agreement_fit": f"{home}/afspraak/agreement1/past-het-nog",
    }
    for kind, link in links.items():
        one = made(database, a_row(database, kind))
        assert link in text_of(one).splitlines() and f'<a href="{link}">' in html_of(one)


def test_a_term_is_a_day_in_words(database):
    assert "tot donderdag 24 december" in text_of(made(database, a_row(database, "card_placed")))


@pytest.mark.parametrize("kind", FACTS)
def test_only_mails_that_nobody_asked_for_say_where_to_unsubscribe(database, kind):
    headers = made(database, a_row(database, kind)).message
    expected = "<http://127.0.0.1:8000/mijn/gegevens>" if kind in UNASKED else None
    assert headers["List-Unsubscribe"] == expected
    assert headers["Auto-Submitted"] == "auto-generated" and headers["From"] == "buuv <buuv@example.org>"


def test_a_mail_that_is_made_twice_has_the_same_id_date_and_file(database):
    row = a_row(database)
    one, other = made(database, row), made(database, row)
    assert one.message["Message-ID"] == f"<{row.message_id}@example.org>" == other.message["Message-ID"]
    assert one.message["Date"] == other.message["Date"] and one.name == other.name


@pytest.mark.parametrize("address", ["a@b.nl\r\nBcc: x@y.nl", "a@b.nl, x@y.nl", "a@b.nl\nX: 1", "<a@b.nl>", "a"])
def test_an_address_that_would_add_a_header_or_a_reader_is_refused(database, address):
    with pytest.raises((ValueError, email.errors.MessageError)):
        made(database, a_row(database, to=address))


def test_a_town_that_is_not_live_and_facts_that_are_missing_are_errors(database):
    settings = replace(database.extensions["buuv.settings"], municipalities=())
    with pytest.raises(LookupError):
        made(database, a_row(database), settings=settings)
    with pytest.raises(UndefinedError):
        made(database, a_row(database, "details_shared", facts={"other": 1}))


def test_nothing_in_facts_becomes_markup(database):
    one = made(database, a_row(database, "details_shared", facts={"conversation": '"><script>'}))
    assert "<script>" not in html_of(one)


def test_letters_with_accents_arrive_whole_without_eight_bits(database):
    settings = database.extensions["buuv.settings"]
    town = replace(settings.municipalities[0], name="Súdwest-Fryslân")
    one = made(database, a_row(database), settings=replace(settings, municipalities=(town,)))
    raw = one.message.as_bytes()
    again = email.message_from_bytes(raw, policy=email.policy.default)
    assert raw.isascii() and "Súdwest-Fryslân" in again.get_body(("plain",)).get_content()


def test_the_file_carrier_writes_one_file_for_its_owner_only_and_prints_the_code(database, tmp_path, capsys):
    one = made(database, a_row(database))
    for _ in range(2):
        carriers.FileCarrier(tmp_path / "mail").carry(one)
    (path,) = (tmp_path / "mail").iterdir()
    assert path.name == f"{one.name}.eml" and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == one.message.as_bytes()
    assert capsys.readouterr().out == "Mail aan riet@example.org: code 012345\n" * 2


def test_the_file_carrier_prints_the_subject_of_a_mail_without_code(database, tmp_path, capsys):
    carriers.FileCarrier(tmp_path).carry(made(database, a_row(database, "first_reply")))
    assert capsys.readouterr().out == "Mail aan riet@example.org: Een buur reageert op uw vraag\n"


def test_a_folder_that_cannot_be_written_is_a_carrier_that_cannot_be_reached(database, tmp_path):
    (tmp_path / "mail").write_text("no folder")
    with pytest.raises(carriers.Unreachable, match=r"^[A-Za-z]+$"):
        carriers.FileCarrier(tmp_path / "mail").carry(made(database, a_row(database)))


def test_the_console_carrier_prints_the_words(database, capsys):
    carriers.ConsoleCarrier().carry(made(database, a_row(database)))
    assert "Dit is uw code." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "kind"),
    [("file", carriers.FileCarrier), ("console", carriers.ConsoleCarrier), ("smtp", carriers.SmtpCarrier)],
)
def test_the_settings_choose_the_carrier(database, name, kind):
    settings = replace(database.extensions["buuv.settings"], mail_carrier=name)
    assert isinstance(carriers.carrier_for(settings), kind)
