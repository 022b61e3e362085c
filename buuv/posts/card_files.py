"""An operator's file of cards, read and checked as a whole before anything is loaded."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from buuv.accounts import registration
from buuv.core.errors import Refusal
from buuv.core.text import one_line, paragraphs
from buuv.guard import findings
from buuv.language import dutch
from buuv.places.models import NEIGHBOURHOOD
from buuv.places.queries import Town
from buuv.posts import rules
from buuv.posts.categories import all_categories

ID_MAX = 80
# Words beyond this are not found (see language/dutch.py), so they are refused rather than lost.
BODY_MAX = dutch.READ_AT_MOST
MISTAKES_SHOWN = 20


@dataclass(frozen=True)
class ImportedCard:
    """One card of the file, cleaned; no place is the whole municipality, no author a nameless one."""

    id: str
    kind: str
    category: str
    title: str
    body: str
    place: str | None
    author: str | None


def read(content: bytes, town: Town) -> list[ImportedCard]:
    """The cards of a file of JSON Lines or one JSON array; Refusal names every wrong one by its number."""
    cards: list[ImportedCard] = []
    first_seen: dict[str, str] = {}
    mistakes: list[str] = []
    for where, value in _values(content):
        try:
            card = _card(value, town)
        except (Refusal, ValueError) as error:
            mistakes.append(f"{where}: {error}")
            continue
        if card.id in first_seen:
            mistakes.append(f"{where}: id {card.id} staat ook al op {first_seen[card.id].lower()}.")
        first_seen.setdefault(card.id, where)
        cards.append(card)
    if mistakes:
        more = len(mistakes) - MISTAKES_SHOWN
        shown = mistakes[:MISTAKES_SHOWN] + ([f"En nog {more} fouten."] if more > 0 else [])
        raise Refusal("\n".join([*shown, "Er is niets geladen."]))
    return cards


def count_labels(cards: Sequence[ImportedCard]) -> dict[str, int]:
    """In how many cards the guard finds each label; it is told and refuses nothing, for this is the operator's act."""
    found = Counter(
        label
        for card in cards
        for label in {
            one.label for text in (card.title, card.body) for one in findings.find(text, only=findings.told())
        }
    )
    return dict(sorted(found.items()))


def _values(content: bytes) -> Iterator[tuple[str, Any]]:
    """Each value with where it stands; what is no JSON comes as its error."""
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
        whole = _parsed(content)
        if isinstance(whole, ValueError):
            raise Refusal(f"Het bestand is geen JSON: {whole} Er is niets geladen.")
        for number, value in enumerate(whole, start=1):
            yield f"Kaartje {number}", value
        return
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            yield f"Regel {number}", _parsed(line)


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return ValueError("dit is geen UTF-8.")
    except json.JSONDecodeError as error:
        place = f"teken {error.colno}" + (f" van regel {error.lineno}" if error.lineno > 1 else "")
        return ValueError(f"dit is geen JSON bij {place}.")
    except (ValueError, RecursionError):
        return ValueError("dit getal of deze lijst is te groot.")


def _card(value: Any, town: Town) -> ImportedCard:
    if isinstance(value, ValueError):
        raise value
    if not isinstance(value, dict):
        raise ValueError("dit is geen kaartje met id, kind, category, title en body.")
    if isinstance(value.get("id"), int) and not isinstance(value["id"], bool):
        value = value | {"id": str(value["id"])}
    title, body = one_line(_word(value, "title")), paragraphs(_word(value, "body"))
    number = one_line(_word(value, "id"))
    if not number or len(number) > ID_MAX:
        raise ValueError(f"id moet 1 tot {ID_MAX} tekens hebben.")
    if not title or len(title) > rules.TITLE_MAX:
        raise ValueError(f"title moet 1 tot {rules.TITLE_MAX} tekens hebben.")
    if len(body) > BODY_MAX:
        raise ValueError(f"body mag hooguit {BODY_MAX} tekens hebben.")
    return ImportedCard(
        id=number,
        kind=_one_of(value, "kind", (rules.REQUEST, rules.OFFER)),
        category=_one_of(value, "category", tuple(all_categories())),
        title=title,
        body=body,
        place=_place(value, town),
        author=registration.check_name(_word(value, "author") if value.get("author") is not None else ""),
    )


def _word(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    if not isinstance(found, str):
        raise ValueError(f"{key} ontbreekt." if found is None else f"{key} moet tekst zijn.")
    return found


def _one_of(value: dict[str, Any], key: str, known: Sequence[str]) -> str:
    found = _word(value, key)
    if found not in known:
        raise ValueError(f"{key} {found[:40]!r} is geen van {', '.join(known)}.")
    return found


def _place(value: dict[str, Any], town: Town) -> str | None:
    """A buurt of this town, ended ones included since their cards stay; the town's own code is the whole town."""
    if value.get("place") is None or value["place"] == town.code:
        return None
    code = _word(value, "place")
    area = town.find(code)
    if area is None or area.level != NEIGHBOURHOOD:
        raise ValueError(f"place {code[:40]!r} is geen buurt van {town.name}.")
    return code
