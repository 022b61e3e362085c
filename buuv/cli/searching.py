"""The command `search`: the board's search, for scripts and for measuring its quality."""

import json

import click
from sqlalchemy import select

from buuv.cli import support
from buuv.core.database import db
from buuv.places.queries import Town
from buuv.posts import rules
from buuv.posts.browsing import Hit
from buuv.posts.categories import all_categories
from buuv.posts.models import Post
from buuv.posts.wishes import Wish
from buuv.posts.wording import kind_name
from buuv.search import finding


@click.command()
@click.argument("words")
@click.option("--kind", type=click.Choice([rules.REQUEST, rules.OFFER]), help="Alleen vragen, of alleen aanbod.")
@click.option("--category", type=click.Choice(list(all_categories())), help="Alleen deze soort hulp.")
@click.option("--place", metavar="CODE", help="Alleen deze wijk of buurt, zoals BU04794110.")
@click.option("--json", "as_json", is_flag=True, help="Druk één JSON-lijst af.")
@click.option("--limit", type=click.IntRange(1, finding.CANDIDATES), default=20, show_default=True)
@support.municipality_option
def search(
    words: str,
    kind: str | None,
    category: str | None,
    place: str | None,
    as_json: bool,
    limit: int,
    municipality: str | None,
) -> None:
    """Zoek open kaartjes met WORDS, de best passende eerst."""
    municipality_found = support.chosen_town(municipality)
    with support.command_app(writer=False):
        town = support.places_of(municipality_found)
        if place and town.find(place) is None:
            raise click.BadParameter(f"{place} ligt niet in {town.name}.", param_hint="--place")
        wish = Wish(kind=kind, category=category, place=place)
        hits = finding.page_of(words, wish, town, after=None, size=limit).hits
        external = _external_ids(hits)
    if as_json:
        click.echo(json.dumps([_fields(hit, external) for hit in hits], ensure_ascii=False, indent=1))
        return
    if not hits:
        click.echo("Niets gevonden.", err=True)
    for hit in hits:
        click.echo(_line(hit, town))


def _external_ids(hits: list[Hit]) -> dict[int, str | None]:
    wanted = select(Post.id, Post.external_id).where(Post.id.in_([hit.id for hit in hits]))
    return {row.id: row.external_id for row in db.session.execute(wanted)}


def _fields(hit: Hit, external: dict[int, str | None]) -> dict[str, str | None]:
    return {
        "id": hit.public_id,
        "external_id": external[hit.id],
        "kind": hit.kind,
        "category": hit.category,
        "title": hit.title,
        "place": hit.place_code,
    }


def _line(hit: Hit, town: Town) -> str:
    return f"{hit.public_id}  {kind_name(hit.kind)} in {town.name_of(hit.place_code)}: {hit.title}"
