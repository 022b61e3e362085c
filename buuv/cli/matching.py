"""The command `match`: what fits a card, for scripts and for measuring how well that goes."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from sqlalchemy import or_, select

from buuv.cli import support
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.places.queries import Town
from buuv.posts.models import OPEN, Post
from buuv.posts.wording import kind_name
from buuv.search import finding, matching
from buuv.search.ranking import Ranked

# So many ids are looked up in one question.
CHUNK = 500


@click.command()
@click.argument("card", metavar="ID", required=False)
@click.option("--json", "as_json", is_flag=True, help="Druk één JSON-lijst af, met de punten bij elk kaartje.")
@click.option("--batch", type=click.Path(path_type=Path), metavar="FILE", help="Een JSON-lijst van eigen ids.")
@click.option("--limit", "--top", type=click.IntRange(1, finding.CANDIDATES), default=20, show_default=True)
@support.municipality_option
def match(card: str | None, *, as_json: bool, batch: Path | None, limit: int, municipality: str | None) -> None:
    """Zoek wat past bij kaartje ID: het aanbod bij een vraag, de vragen bij een aanbod.

    ID is het id in het adres van het kaartje, of het eigen id van een geladen kaartje. Een batch kijkt alleen naar
    geladen kaartjes, in de hele gemeente, zonder nabijheid en nieuwheid, en drukt {id: [ids]} af.
    """
    if (card is None) == (batch is None):
        raise click.UsageError("Geef het id van een kaartje, of een bestand met --batch.")
    if batch and as_json:
        raise click.UsageError("--batch drukt altijd JSON af; laat --json weg.")
    town_found = support.chosen_town(municipality)
    ids = _ids(batch) if batch else []
    with support.command_app(writer=False):
        town = support.places_of(town_found)
        if batch:
            _print_json(_best(ids, town, limit))
        else:
            _print_fits(_get(card or "", town), town, limit, as_json=as_json)


def _ids(path: Path) -> list[str]:
    """The ids of a JSON list; Refusal when the file holds something else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refusal(f"Het bestand {path} is niet te lezen: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise Refusal(f"Het bestand {path} is geen JSON in UTF-8.") from None
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise Refusal(f"Het bestand {path} moet één JSON-lijst van ids zijn.")
    return list(dict.fromkeys(found))


def _get(card: str, town: Town) -> Post:
    """The open card with this id of the board, or else with this id of its own; Refusal when there is none."""
    is_it = or_(Post.public_id == card, Post.external_id == card)
    wanted = select(Post).where(Post.municipality_code == town.code, Post.state == OPEN, is_it)
    found = db.session.scalars(wanted.order_by((Post.public_id == card).desc()).limit(1)).first()
    if found is None:
        raise Refusal(f"Op het bord van {town.name} hangt geen kaartje met id {card}.")
    return found


def _best(ids: Sequence[str], town: Town, limit: int) -> dict[str, list[str]]:
    """For each id those of the cards that fit, best first; none for a card that does not hang."""
    posts: dict[str, Post] = {}
    for start in range(0, len(ids), CHUNK):
        wanted = select(Post).where(
            Post.municipality_code == town.code,
            Post.state == OPEN,
            Post.external_id.in_(ids[start : start + CHUNK]),
        )
        posts |= {str(post.external_id): post for post in db.session.scalars(wanted)}
    unknown = len(ids) - len(posts)
    if unknown:
        click.echo(f"{unknown} van de {len(ids)} ids hangen niet op het bord.", err=True)
    best: dict[str, list[str]] = {}
    for key in ids:
        fits = matching.fitting(posts[key], town, finding.ANYBODY, imported=True)[:limit] if key in posts else []
        known = _cards(fits)
        best[key] = [str(known[one.card.id].external_id) for one in fits]
    return best


def _print_fits(post: Post, town: Town, limit: int, *, as_json: bool) -> None:
    fits = matching.weighed(post, town)[:limit]
    known = _cards(fits)
    if as_json:
        _print_json([_fields(known[one.card.id], one) for one in fits])
        return
    if not fits:
        click.echo("Er past niets bij.", err=True)
    for one in fits:
        found = known[one.card.id]
        click.echo(f"{found.public_id}  {kind_name(found.kind)} in {town.name_of(found.place_code)}: {found.title}")


def _cards(fits: Sequence[Ranked]) -> dict[int, Any]:
    columns = (Post.id, Post.public_id, Post.external_id, Post.kind, Post.category, Post.title, Post.place_code)
    wanted = select(*columns).where(Post.id.in_([one.card.id for one in fits]))
    return {row.id: row for row in db.session.execute(wanted)}


def _fields(card: Any, ranked: Ranked) -> dict[str, Any]:
    """A card with its points: each with its reason, the word of the one card and what met it; `sum` is the score."""
    points = [
        {"reason": one.reason, "yours": one.yours, "theirs": one.token, "points": one.points} for one in ranked.points
    ]
    return {
        "id": card.public_id,
        "external_id": card.external_id,
        "kind": card.kind,
        "category": card.category,
        "title": card.title,
        "place": card.place_code,
        "points": points,
        "sum": ranked.score,
    }


def _print_json(value: Any) -> None:
    """Prints one JSON value, in UTF-8 whatever the operator's terminal is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1).encode())
