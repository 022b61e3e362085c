"""The pages that every town must have: the program's text, and what a town writes over it or adds to it.

A file is called after the address it is shown at and its language: `zo-werkt-het.nl.md`. The program's own lie in
config/pages; a town's in a folder beside its .toml. They are read once, when the program starts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from buuv.core import clock
from buuv.core.translation import LANGUAGES
from buuv.settings import CONFIG, Municipality, SettingsError
from buuv.towns import marking
from buuv.towns.marking import Mistake, Text

HOUSE_RULES = "huisregels"
# A town writes these anew …
WHOLE = ("zo-werkt-het", "veilig-afspreken", "toegankelijkheid", "kwetsbaarheid-melden")
# … and can only add to these, because the law or the program decides what they say.
ADDED = (HOUSE_RULES, "privacy", "contact", "zo-modereren-wij")
OWN = CONFIG / "pages"
WORDS = "words"

_NAME = re.compile(r"(?P<page>[a-z-]+)(?:\.(?P<version>\d{4}-\d\d-\d\d))?\.(?P<language>[a-z]{2})\.md")


@dataclass
class Shelf:
    """The texts of one town: by page and language, and for the house rules by day too."""

    pages: dict[tuple[str, str], Text] = field(default_factory=dict)
    additions: dict[tuple[str, str], Text] = field(default_factory=dict)
    rules: dict[date, dict[str, Text]] = field(default_factory=dict)
    own_rules: dict[date, dict[str, Text]] = field(default_factory=dict)

    @property
    def versions(self) -> list[date]:
        """The days on which the house rules changed, oldest first."""
        return sorted({*self.rules, *self.own_rules})


_shelves: dict[str, Shelf] = {}
# Somebody whose town is not live here has the program's rules.
NOWHERE = ""


def use(towns: tuple[Municipality, ...]) -> None:
    """Reads the texts of these towns; SettingsError names every mistake with its file and line."""
    mistakes: list[str] = []
    found = {town.code: _shelf_of(town, mistakes) for town in towns}
    if mistakes:
        raise SettingsError("\n".join(dict.fromkeys(mistakes)))
    _shelves.update(found)
    _shelves[NOWHERE] = Shelf(rules=next(iter(found.values())).rules)


def page(code: str, name: str, language: str) -> Text:
    """A page as this town shows it."""
    return _shelves[code].pages[name, language]


def addition(code: str, name: str, language: str) -> Text | None:
    """What this town adds to a page."""
    return _shelves[code].additions.get((name, language))


def versions(code: str) -> list[date]:
    """The days on which this town's house rules changed, oldest first; a coming day may be among them."""
    return _shelves.get(code, _shelves[NOWHERE]).versions


def present_version(code: str) -> str:
    """The version of the house rules that holds today, as it is accepted: a day like 2026-11-22."""
    known = [day for day in versions(code) if day <= clock.today()] or versions(code)[:1]
    return known[-1].isoformat()


def house_rules(code: str, day: date, language: str) -> tuple[Text, Text | None]:
    """The rules that hold from this day: the program's and what the town adds."""
    shelf = _shelves[code]
    own = [known for known in sorted(shelf.own_rules) if known <= day]
    general = [known for known in sorted(shelf.rules) if known <= day]
    return shelf.rules[general[-1]][language], shelf.own_rules[own[-1]][language] if own else None


def news(code: str, after: str, language: str) -> list[Text]:
    """What changed in the rules since the version `after`, until today, oldest first."""
    shelf, found = _shelves.get(code, _shelves[NOWHERE]), []
    for day in shelf.versions:
        if after < day.isoformat() <= present_version(code):
            found += [texts[day][language] for texts in (shelf.rules, shelf.own_rules) if day in texts]
    return found


def _facts(town: Municipality, language: str) -> dict[str, str]:
    contact = town.contact
    return {
        "gemeente": town.name,
        "organisatie": contact["organisation"],
        "mail": contact["email"],
        "telefoon": contact["phone"],
        "uren": contact[f"hours_{language}"],
        "talen": contact[f"languages_{language}"],
        "fg": town.privacy["officer"],
        "toezichthouder": town.privacy["supervisor"],
    }


def _shelf_of(town: Municipality, mistakes: list[str]) -> Shelf:
    shelf = Shelf()
    for name, version, language, text in _read(OWN, town, mistakes):
        if version:
            shelf.rules.setdefault(version, {})[language] = text
        else:
            shelf.pages[name, language] = text
    for name, version, language, text in _read(town.folder / town.slug, town, mistakes):
        if version:
            shelf.own_rules.setdefault(version, {})[language] = text
        else:
            (shelf.pages if name in WHOLE else shelf.additions)[name, language] = text
    if not mistakes:
        _check_versions(town, shelf, mistakes)
    return shelf


def _check_versions(town: Municipality, shelf: Shelf, mistakes: list[str]) -> None:
    """Who accepted older rules is told what changed, so every later version says it."""
    first = min(shelf.rules)
    for folder, texts in ((OWN, shelf.rules), (town.folder / town.slug, shelf.own_rules)):
        for day, spoken in texts.items():
            for language, text in spoken.items():
                path = folder / f"{HOUSE_RULES}.{day}.{language}.md"
                if day < first:
                    mistakes.append(f"{path}: deze dag is eerder dan de eerste huisregels van buuv ({first}).")
                elif not text.news and texts[day] is not shelf.rules.get(first):
                    mistakes.append(f"{path}: zet in een regel met > wat er nieuw is; bewoners zien die regel.")


def _read(folder: Path, town: Municipality, mistakes: list[str]) -> Iterator[tuple[str, date | None, str, Text]]:
    if not folder.is_dir():
        return
    # A town's words for the search lie here too; `language` reads those.
    for path in sorted(path for path in folder.iterdir() if path.name != WORDS):
        name = _NAME.fullmatch(path.name)
        wrong = _wrong_name(path, name)
        if wrong or name is None:
            mistakes.append(f"{path}: {wrong}")
            continue
        try:
            facts = _facts(town, name["language"])
            prefix = "" if name["language"] == LANGUAGES[0] else f"/{name['language']}"
            text = marking.read(path.read_text(encoding="utf-8"), facts, prefix=prefix)
        except Mistake as mistake:
            mistakes.append(f"{path}, regel {mistake.line}: {mistake.sentence}")
        except (OSError, UnicodeDecodeError) as error:
            mistakes.append(f"{path} is niet te lezen: {error}")
        else:
            version = date.fromisoformat(name["version"]) if name["version"] else None
            yield name["page"], version, name["language"], text


def _wrong_name(path: Path, name: re.Match[str] | None) -> str:
    """What is wrong with a file's name; nothing when it is right and its other language is there too."""
    if name is None or name["page"] not in WHOLE + ADDED or name["language"] not in LANGUAGES:
        known = ", ".join(f"{page}.nl.md" for page in WHOLE + ADDED if page != HOUSE_RULES)
        return f"zo heet geen pagina van buuv; wel: {known}, {HOUSE_RULES}.JAAR-MAAND-DAG.nl.md (en .en.md)."
    if (name["page"] == HOUSE_RULES) != bool(name["version"]):
        return "alleen huisregels hebben een dag in hun naam, en altijd: huisregels.2026-12-01.nl.md."
    try:
        date.fromisoformat(name["version"] or "2026-01-01")
    except ValueError:
        return f"{name['version']} is geen dag."
    missing = [
        other.name
        for language in LANGUAGES
        if not (other := path.with_name(path.name.removesuffix(f"{name['language']}.md") + f"{language}.md")).exists()
    ]
    return f"{missing[0]} ontbreekt; elke pagina is er in het Nederlands en in het Engels." if missing else ""
