"""The nightly work is killed with -9 half-way: what was done is done, the rest is done the next time (R-P07)."""

import subprocess
import sys
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from buuv import tending
from buuv.app import create_app
from buuv.core import clock, tokens
from buuv.core.database import db, transaction
from buuv.core.drafts import Draft
from buuv.moderation.case_models import Case, Report
from buuv.posts.models import Post
from buuv.privacy import retention
from buuv.settings import load
from tests.builders import TOWN, a_post, an_account
from tests.moderation.cases import forget_first_look

AMOUNT = 250
# Does the work, and stands still after the second batch of drafts was deleted and before that is kept.
WORK = """
import time
from sqlalchemy import Engine, event
from buuv import tending
from buuv.app import create_app
from buuv.settings import load

batches = []

@event.listens_for(Engine, "after_cursor_execute")
def stand_still(connection, cursor, statement, *more):
    if statement.lstrip().upper().startswith("DELETE FROM DRAFT"):
        batches.append(statement)
        if len(batches) == 2:
            print("half-way", flush=True)
            time.sleep(60)

app = create_app(load())
with app.app_context():
    tending.tend(app)
"""


def fill() -> None:
    """Far too old drafts, closed cards with words, and cases with a report."""
    long_ago = clock.now() - timedelta(days=800)
    author = an_account()
    post = a_post(author=author, state="done")
    forget_first_look(post.id)
    post.ended_at = long_ago
    drafts = [{"number": tokens.public_id(), "touched_at": long_ago} for _ in range(AMOUNT)]
    db.session.execute(insert(Draft), [{"municipality_code": TOWN, "purpose": "card", **one} for one in drafts])
    moments = {"opened_at": long_ago, "closed_at": long_ago}
    cases = [{"municipality_code": TOWN, "kind": "card", "account_id": author.id, **moments} for _ in range(AMOUNT)]
    db.session.execute(insert(Case), [{**one, "post_id": post.id} for one in cases])
    db.session.flush()
    reports = [{"case_id": number, "ground": "insult"} for number in db.session.scalars(select(Case.id))]
    db.session.execute(insert(Report), reports)


def left() -> dict[str, int]:
    """How many rows there are, and whether a word is left on a closed card."""
    counts = {
        model.__tablename__: db.session.scalar(select(func.count(model.id))) or 0 for model in (Draft, Case, Report)
    }
    words = db.session.scalar(select(func.count(Post.id)).where(Post.title != "")) or 0
    db.session.remove()
    return counts | {"words": words}


@pytest.mark.usefixtures("ready_on_both")
def test_work_that_is_killed_half_way_goes_on_where_it_stopped() -> None:
    app = create_app(load())
    with app.app_context():
        with transaction():
            fill()
        assert left() == {"draft": AMOUNT, "moderation_case": AMOUNT, "report": AMOUNT, "words": 1}
        with subprocess.Popen([sys.executable, "-c", WORK], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "half-way"
            process.kill()
        # The batch that was kept is gone, the one in hand is back, and nothing is half.
        assert left() == {
            "draft": AMOUNT - retention.BATCH,
            "moderation_case": AMOUNT,
            "report": AMOUNT,
            "words": 1,
        }
        # A database server may need a moment to see that the worker is dead.
        end = time.monotonic() + 20
        while any(left().values()) and time.monotonic() < end:
            tending.tend(app)
        assert not any(left().values()), left()
        db.engine.dispose()
