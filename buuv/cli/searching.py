"""The command `search`: the board's search, for scripts and for measuring its quality."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from buuv.cli import support
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.places.queries import Town
from buuv.posts import rules
from buuv.posts.browsing import Hit
from buuv.posts.categories import all_categories
from buuv.posts.models import Post
from buuv.posts.wishes import Wish
from buuv.posts.wording import kind_name
from buuv.search import finding
from buuv.search.ranking import Ranked


@click.command()
@click.argument("words", required=False)
@click.option("--kind", type=click.Choice([rules.REQUEST, rules.OFFER]), help="Alleen vragen, of alleen aanbod.")
@click.option("--category", type=click.Choice(list(all_categories())), help="Alleen deze soort hulp.")
@click.option("--place", metavar="CODE", help="Alleen deze wijk of buurt, zoals BU04794110.")
@click.option("--json", "as_json", is_flag=True, help="Druk één JSON-lijst af, met de uitleg bij elk kaartje.")
@click.option("--batch", type=click.Path(path_type=Path), metavar="FILE", help="Een JSON-lijst van {id, text}.")
@click.option("--limit", "--top", type=click.IntRange(1, finding.CANDIDATES), default=20, show_default=True)
@support.municipality_option
def search(
    words: str | None,
    kind: str | None,
    category: str | None,
    place: str | None,
    as_json: bool,
    batch: Path | None,
    limit: int,
    municipality: str | None,
) -> None:
    """Zoek open kaartjes met WORDS, de best passende eerst; of met --batch voor elke tekst in een bestand.

    Een batch kijkt alleen naar kaartjes met een eigen id, in de hele gemeente, en drukt {id: [ids]} af.
    """
    if (words is None) == (batch is None):
        raise click.UsageError("Geef woorden om te zoeken, of een bestand met --batch.")
    if batch and (place or as_json):
        raise click.UsageError("--batch zoekt in de hele gemeente en drukt altijd JSON af; laat de rest weg.")
    municipality_found = support.chosen_town(municipality)
    asked = read_batch(batch) if batch else {}
    with support.command_app(writer=False):
        town = support.places_of(municipality_found)
        if place and town.find(place) is None:
            raise click.BadParameter(f"{place} ligt niet in {town.name}.", param_hint="--place")
        wish = Wish(kind=kind, category=category, place=place, imported=bool(batch))
        if batch:
            print_json({key: best(finding.ranked(text, wish, town), limit) for key, text in asked.items()})
        else:
            _print_page(finding.page_of(words or "", wish, town, after=None, size=limit), town, as_json=as_json)


def read_batch(path: Path) -> dict[str, str]:
    """The texts of a JSON list of {id, text} by their ids; Refusal names the first that is none."""
    found: dict[str, str] = {}
    for number, one in enumerate(read_list(path), start=1):
        if not isinstance(one, dict) or not isinstance(one.get("text"), str) or not _is_id(one.get("id")):
            raise Refusal(f"Nummer {number} in {path}: verwacht {{id, text}}, met text als tekst.")
        if str(one["id"]) in found:
            raise Refusal(f"Nummer {number} in {path}: {one['id']} staat er al.")
        found[str(one["id"])] = one["text"]
    return found


def read_list(path: Path) -> list[Any]:
    """The items of a JSON list; Refusal when the file holds something else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refusal(f"Het bestand {path} is niet te lezen: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise Refusal(f"Het bestand {path} is geen JSON in UTF-8.") from None
    if not isinstance(found, list):
        raise Refusal(f"Het bestand {path} moet één JSON-lijst zijn.")
    return found


def best(ranked: list[Ranked], limit: int) -> list[str]:
    """The external ids of the first cards; each of these cards has one."""
    external = _external_ids([one.card.id for one in ranked[:limit]])
    return [found for one in ranked[:limit] if (found := external.get(one.card.id))]


def print_json(value: Any) -> None:
    """Prints one JSON value, in UTF-8 whatever the operator's terminal is; half a character stays an escape."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1).encode(errors="backslashreplace"))


def _is_id(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _print_page(page: finding.Page, town: Town, *, as_json: bool) -> None:
    if as_json:
        external = _external_ids([hit.id for hit in page.hits])
        ranked = {one.card.id: one for one in page.ranked}
        print_json([with_points(hit, external.get(hit.id), ranked[hit.id]) for hit in page.hits])
        return
    if not page.hits:
        click.echo("Niets gevonden.", err=True)
    print_cards(page.hits, town)


def print_cards(cards: Iterable[Hit | Post], town: Town) -> None:
    """A line for each card, for people."""
    for one in cards:
        click.echo(f"{one.public_id}  {kind_name(one.kind)} in {town.name_of(one.place_code)}: {one.title}")


def with_points(card: Hit | Post, external_id: str | None, ranked: Ranked) -> dict[str, Any]:
    """A card with its points: each with its reason, the word that asked and what met it; `sum` is the score."""
    points = [
        {"reason": one.reason, "yours": one.yours, "theirs": one.token, "points": one.points} for one in ranked.points
    ]
    return {
        "id": card.public_id,
        "external_id": external_id,
        "kind": card.kind,
        "category": card.category,
        "title": card.title,
        "place": card.place_code,
        "points": points,
        "sum": ranked.score,
    }


def _external_ids(ids: list[int]) -> dict[int, str | None]:
    wanted = select(Post.id, Post.external_id).where(Post.id.in_(ids))
    return {row.id: row.external_id for row in db.session.execute(wanted)}
