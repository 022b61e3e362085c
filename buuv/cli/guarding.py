"""The command `guard`: what the privacy guard finds in anyone's own set of texts."""

import json
from pathlib import Path
from typing import Any

import click

from buuv.core.errors import Refusal
from buuv.guard import findings


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def guard(file: Path) -> None:
    """Druk voor elke regel {id, text} van FILE af welke labels de privacywacht vindt."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Refusal(f"Het bestand {file} is niet te lezen: {error.strerror}.") from None
    rows = _rows(content)
    for number, text in rows:
        found = findings.find(text, only=findings.told())
        labels = sorted({finding.label for finding in found})
        line = {"id": number, "labels": labels, "about": findings.about(found)}
        # As bytes: the answer is UTF-8 whatever the operator's terminal is.
        click.echo(json.dumps(line, ensure_ascii=False).encode())


def _rows(content: bytes) -> list[tuple[str | int, str]]:
    """Every id and text; Refusal names each broken line by its number, and then nothing is printed."""
    rows, mistakes = [], []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            try:
                rows.append(_row(line))
            except (ValueError, RecursionError) as error:
                mistakes.append(f"Regel {number}: {error}")
    if mistakes:
        raise Refusal("\n".join([*mistakes[:20], f"{len(mistakes)} regels kloppen niet. Er is niets nagekeken."]))
    return rows


def _row(line: bytes) -> tuple[str | int, str]:
    try:
        value: Any = json.loads(line.decode())
    except (ValueError, RecursionError):
        raise ValueError("dit is geen JSON in UTF-8.") from None
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise ValueError("verwacht {id, text}, met text als tekst.")
    number = value.get("id")
    if isinstance(number, bool) or not isinstance(number, str | int):
        raise ValueError("verwacht {id, text}, met een id.")
    return number, value["text"]
