"""On the judged set of Dutch cards both databases give the same first page for every query."""

import json
from pathlib import Path

import pytest

from buuv.core import clock
from buuv.core.database import db
from buuv.places.queries import get_town
from buuv.posts import rules
from buuv.posts.models import Post
from buuv.posts.wishes import Wish
from buuv.search import asking, finding, index
from buuv.search.fields import fields_of
from buuv.search.whereabouts import Whereabouts
from buuv.settings import ROOT
from tests import databases
from tests.builders import TOWN, an_account

FOLDER = ROOT.parent / "shared" / "quality"
FIRST = 10


def read(name: str, folder: Path = FOLDER) -> list[dict[str, str]]:
    """One file of the set."""
    found: list[dict[str, str]] = json.loads((folder / name).read_text(encoding="utf-8"))
    return found


def hang(cards, entries):
    """All cards of the set on an empty board, found by what was read of them before."""
    author = an_account()
    same = {"municipality_code": TOWN, "author_id": author.id, "expires_at": clock.now() + rules.life_of("offer")}
    rows = [
        {**same, "id": number, "public_id": f"{number:010d}", **{key: card[key] for key in card if key != "id"}}
        for number, card in enumerate(cards, 1)
    ]
    db.session.execute(Post.__table__.insert(), rows)
    index.engine().add_new(entries)


def test_the_first_ten_of_every_query_are_the_same_on_both():
    if not FOLDER.is_dir():
        pytest.skip(f"the judged set is not at {FOLDER}")
    cards, queries = read("posts.json"), [asking.read(query["text"]) for query in read("queries.json")]
    where = Whereabouts(TOWN, None, None)
    entries = [
        (number, fields_of(card["title"], card["body"], card["category"]), where)
        for number, card in enumerate(cards, 1)
    ]
    answers = []
    for engine in databases.ENGINES:
        app = databases.app_on(engine)
        with app.app_context():
            databases.empty(app)
            hang(cards, entries)
            town = get_town(TOWN)
            found = [finding.find(asked, Wish(), town, finding.ANYBODY)[:FIRST] for asked in queries]
            answers.append([[(one.card.id, one.points) for one in hits] for hits in found])
            db.session.rollback()
    assert answers[0] == answers[1]
    assert sum(map(bool, answers[0])) > len(queries) * 0.9
