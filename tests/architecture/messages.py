"""The sentences of the program and their translations.

As a script (`python -m tests.architecture.messages`) it adds the sentences that are new to en.po, without
words yet, and removes those that nothing says any more.
"""

import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from buuv.core.translation import FOLDER
from buuv.settings import ROOT

CATALOGUE = FOLDER / "en.po"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy": None,
    "_l": None,
    "ngettext": (1, 2),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)")

Sentence = str | tuple[str, str]


def said(folder: Path = ROOT / "buuv") -> dict[Sentence, str]:
    """Every sentence that the program says, and where it first says it."""
    found: dict[Sentence, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".py":
            method, options = "python", {}
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            method, options = "jinja2", {"extensions": "jinja2.ext.i18n", "silent": "false"}
        else:
            continue
        with path.open("rb") as file:
            for line, sentence, _comments, _context in extract(method, file, keywords=KEYWORDS, options=options):
                key = sentence if isinstance(sentence, str) else (sentence[0], sentence[1])
                found.setdefault(key, f"{path.relative_to(folder.parent)}:{line}")
    return found


def translated(path: Path = CATALOGUE) -> dict[Sentence, Message]:
    """The sentences of a catalogue."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale="en")
    return {
        message.id if isinstance(message.id, str) else tuple(message.id): message  # type: ignore[misc]
        for message in catalogue
        if message.id
    }


def mistakes(sentences: dict[Sentence, str], known: dict[Sentence, Message]) -> list[str]:
    """Sentences without English, with other placeholders, or that nothing says any more."""
    wrong = []
    for sentence, where in sentences.items():
        message = known.get(sentence)
        strings = _strings(message) if message else []
        wanted = [sentence] if isinstance(sentence, str) else list(sentence)
        if message is None or message.fuzzy or len(strings) != len(wanted) or not all(strings):
            wrong.append(f"{where}: no English for {sentence!r}")
        elif any(_placeholders(a) != _placeholders(b) for a, b in zip(wanted, strings, strict=True)):
            wrong.append(f"{where}: the English of {sentence!r} has other placeholders")
    return wrong + [f"en.po: nothing says {sentence!r}" for sentence in known if sentence not in sentences]


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def update(path: Path = CATALOGUE) -> list[str]:
    """Writes the catalogue anew, keeping the English there is; gives what it still lacks."""
    sentences, known = said(), translated(path)
    catalogue = Catalog(locale="en", project="buuv", fuzzy=False)
    for sentence in sorted(sentences, key=lambda one: one if isinstance(one, str) else one[0]):
        old = known.get(sentence)
        catalogue.add(sentence, old.string if old else None, user_comments=old.user_comments if old else ())
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, omit_header=False, sort_output=False)
    return mistakes(sentences, translated(path))


if __name__ == "__main__":
    for line in update():
        sys.stdout.write(f"{line}\n")
