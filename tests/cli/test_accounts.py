"""`buuv account invite`, and which town a command is about."""

import pytest

from tests.cli.conftest import Command


def test_an_invitation_is_a_link_alone_on_stdout(ready: Command) -> None:
    result = ready("account", "invite", "Mod@Example.org", "--role", "moderator")
    assert result.exit_code == 0
    assert result.stdout.startswith("http://127.0.0.1:8000/uitnodiging/")
    assert "24 uur" in result.stderr
    assert "mod@example.org" in result.stderr


def test_an_address_with_another_role_is_refused(ready: Command) -> None:
    ready("demo", "--posts", 0)
    result = ready("account", "invite", "makelaar@example.org", "--role", "moderator")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "andere rol" in result.stderr


@pytest.mark.parametrize("words", [("geen-adres", "--role", "broker"), ("a@example.org", "--role", "resident")])
def test_wrong_words_are_exit_2(ready: Command, words: tuple[str, ...]) -> None:
    assert ready("account", "invite", *words).exit_code == 2


@pytest.mark.usefixtures("two_towns")
def test_with_several_towns_one_must_be_named(ready: Command) -> None:
    words = ("account", "invite", "a@example.org", "--role", "broker")
    result = ready(*words)
    assert result.exit_code == 2
    assert "GM9998 (Waterdam)" in result.stderr
    named = ready(*words, "--municipality", "GM9998")
    assert named.stdout.startswith("http://waterdam.localhost:8000/uitnodiging/")
    assert ready(*words, "--municipality", "GM0000").exit_code == 2
