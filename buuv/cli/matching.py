"""The command `match`: what fits a card, for scripts and for measuring how well that goes."""

from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy import or_, select

from buuv.cli import searching, support
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.places.queries import Town
from buuv.posts.models import OPEN, Post
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
            searching.print_json(_best(ids, town, limit))
        else:
            _print_fits(_get(card or "", town), town, limit, as_json=as_json)


def _ids(path: Path) -> list[str]:
    """The ids of a JSON list; Refusal when the file holds something else."""
    found = searching.read_list(path)
    if not all(isinstance(one, str) for one in found):
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
    return {key: searching.best(_fitting(posts[key], town), limit) if key in posts else [] for key in ids}


def _fitting(post: Post, town: Town) -> list[Ranked]:
    return matching.fitting(post, town, finding.ANYBODY, imported=True)


def _print_fits(post: Post, town: Town, limit: int, *, as_json: bool) -> None:
    fits = matching.weighed(post, town)[:limit]
    found = db.session.scalars(select(Post).where(Post.id.in_([one.card.id for one in fits])))
    known = {card.id: card for card in found}
    cards = [known[one.card.id] for one in fits]
    if as_json:
        pairs = zip(cards, fits, strict=True)
        searching.print_json([searching.with_points(card, card.external_id, one) for card, one in pairs])
        return
    if not fits:
        click.echo("Er past niets bij.", err=True)
    searching.print_cards(cards, town)
