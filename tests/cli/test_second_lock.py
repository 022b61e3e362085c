"""`buuv account code` and `buuv account reset-factor`, for demo accounts and for who lost the phone."""

import pytest

from buuv.accounts import queries, second_lock, signing_in
from buuv.app import create_app
from buuv.core.database import db
from buuv.core.outbox import OutgoingMail
from tests.builders import TOWN, a_lock, a_passkey, an_account
from tests.cli.conftest import Command

MODERATOR = "mo@example.nl"


@pytest.fixture
def application(ready: Command):
    """What the commands work on."""
    app = create_app()
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_code_of_a_demo_account_is_alone_on_stdout(ready: Command) -> None:
    ready("demo", "--posts", 0)
    for name in ("moderator1", "moderator2", "makelaar"):
        result = ready("account", "code", f"{name.title()}@Example.org")
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.strip().isdecimal() and len(result.stdout.strip()) == 6


@pytest.mark.parametrize("address", ["bewoner@example.org", "niemand@example.org"])
def test_without_a_lock_or_an_account_there_is_no_code(ready: Command, address: str) -> None:
    ready("demo", "--posts", 0)
    result = ready("account", "code", address)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_real_moderator_has_no_code_for_the_operator(ready: Command, application) -> None:
    a_lock(an_account(email=MODERATOR, role="moderator"))
    db.session.commit()
    result = ready("account", "code", MODERATOR)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "alleen voor proefaccounts" in result.stderr


def test_a_reset_takes_the_locks_and_the_sessions_and_says_so(ready: Command, application, caplog) -> None:
    account = an_account(email=MODERATOR, role="moderator")
    a_lock(account)
    a_passkey(account)
    _, token = signing_in.open_session(account, device="Firefox", is_proven=True)
    number = account.id
    db.session.commit()
    result = ready("account", "reset-factor", MODERATOR)
    assert result.exit_code == 0
    assert f"Weggehaald bij {MODERATOR}: 1 app, 1 passkeys, 0 herstelcodes." in result.stdout
    assert "kiest deze persoon eerst een nieuw tweede slot" in result.stdout
    assert [line.getMessage() for line in caplog.records if line.name == "buuv.accounts"] == [
        f"account {number}: de beheerder haalde het tweede slot weg"
    ]
    with application.app_context():
        account = queries.find_by_email(TOWN, MODERATOR)
        assert second_lock.locks_for(account) == second_lock.Locks(None, [], 0)
        assert queries.find_signed_in(token) is None
        assert [mail.facts for mail in db.session.query(OutgoingMail)] == [{"what": "lock_reset"}]


def test_a_reset_of_nobody_is_a_sentence(ready: Command) -> None:
    result = ready("account", "reset-factor", "niemand@example.org")
    assert (result.exit_code, result.stdout) == (1, "")
    assert ready("account", "reset-factor", "geen-adres").exit_code == 2
