"""`buuv guard`: one line for each text, or a sentence and nothing half."""

import json

import pytest


def test_each_text_gets_its_labels_in_the_order_of_the_file(command, tmp_path):
    file = tmp_path / "set.jsonl"
    rows = [
        {"id": "b", "text": "Bel 06-12345678 of 06-87654321, of mail riet@xs4all.nl."},
        {"id": 7, "text": "Wie loopt er met mij mee?"},
        {"id": "a", "text": "Mijn buurvrouw is drie weken op vakantie."},
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    result = command("guard", file)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"id": "b", "labels": ["email", "phone"], "about": "self"},
        {"id": 7, "labels": [], "about": "none"},
        {"id": "a", "labels": ["absence"], "about": "third"},
    ]


BROKEN = ('{"id": 1', "[]", '{"id": "x"}', '{"text": "x"}', '{"id": true, "text": "x"}', "\xff")


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_line_is_named_by_its_number_and_nothing_is_printed(command, tmp_path, broken):
    file = tmp_path / "set.jsonl"
    file.write_bytes(b'{"id": 1, "text": "Dag."}\n' + broken.encode("latin-1") + b"\n")
    result = command("guard", file)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Regel 2: ")


def test_a_file_that_is_not_there_is_a_refusal_and_no_file_is_wrong_words(command, tmp_path):
    assert command("guard", tmp_path / "nergens").exit_code == 1
    assert command("guard").exit_code == 2
