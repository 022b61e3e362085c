"""A rebuild: a step at a time, going on where it was, while the old rows serve and cards change."""

import threading

import pytest

from buuv import tending
from buuv.core import database as core_database
from buuv.core.database import db, transaction
from buuv.language import version
from buuv.places.queries import get_town
from buuv.posts import ending, placing
from buuv.posts.wishes import Wish
from buuv.search import finding, index, upkeep, whereabouts
from buuv.search.models import IndexBuild
from tests import databases
from tests.builders import TOWN, a_card, a_post, an_account

pytestmark = pytest.mark.usefixtures("database")
BATCH = 2


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(upkeep, "BATCH", BATCH)


def five_cards():
    author = an_account()
    posts = [a_post(author=author, title=f"De heg is {number} meter") for number in range(5)]
    db.session.commit()
    return posts


def found():
    ids = finding.ranked_ids("heg", Wish(), get_town(TOWN))
    db.session.rollback()
    return ids


def all_steps():
    steps = []
    while step := tending.read_again():
        steps.append(step)
    return steps


def test_a_new_version_of_the_words_is_read_in_steps_and_then_it_is_finished(monkeypatch):
    five_cards()
    assert [step.read for step in all_steps()] == [2, 2, 1]
    assert upkeep.is_finished()
    db.session.rollback()
    assert all_steps() == []
    monkeypatch.setattr(version, "current", lambda: "9-new")
    assert not upkeep.is_finished()
    db.session.rollback()
    assert [step.read for step in all_steps()] == [2, 2, 1]


def test_a_rebuild_writes_what_is_missing_what_is_old_and_what_should_not_be_there():
    missing, gone, old, *others = five_cards()
    kept = {missing.id, old.id, *(post.id for post in others)}
    index.engine().remove([missing.id])
    gone.state = "withdrawn"
    wrong = index.Card(old.id, "Iets anders", "", "tuin", whereabouts.of_post(old))
    index.engine().add([index.entry_of(wrong)])
    db.session.commit()
    assert sum(step.mended for step in all_steps()) == 3
    assert all(not wrong.amount for _, wrong in upkeep.differences())
    db.session.rollback()
    assert set(found()) == kept


def test_a_board_without_cards_is_finished_at_once():
    assert [step.read for step in all_steps()] == [0]
    assert upkeep.is_finished()


def test_while_it_runs_the_old_rows_serve_and_it_goes_on_where_it_was():
    posts = five_cards()
    all_steps()
    upkeep.begin()
    db.session.commit()
    tending.read_again()
    assert set(found()) == {post.id for post in posts}
    # The worker is killed here; another one goes on with the third newest.
    build = db.session.get(IndexBuild, 1)
    assert build.next_id == posts[3].id - 1
    db.session.rollback()
    assert [step.read for step in all_steps()] == [2, 1]


def test_what_was_not_written_before_a_crash_is_read_again():
    number = five_cards()[4].id
    index.engine().remove([number])
    db.session.commit()
    stretch = upkeep.read()
    db.session.rollback()
    upkeep.write(stretch)
    db.session.rollback()  # the power went
    assert number not in found()
    all_steps()
    assert number in found()


def test_a_card_that_changes_or_leaves_between_reading_and_writing_is_as_its_owner_left_it():
    author = an_account()
    changed, left = a_post(author=author, title="De heg"), a_post(author=author, title="De heg is hoog")
    db.session.commit()
    stretch = upkeep.read()
    db.session.rollback()
    placing.rewrite(changed, a_card(title="De fiets is stuk"))
    ending.withdraw(left)
    new = a_post(author=author, title="De heg, nieuw")
    db.session.commit()
    with transaction():
        upkeep.write(stretch)
    assert found() == [new.id]
    assert finding.ranked_ids("fiets", Wish(), get_town(TOWN)) == [changed.id]
    db.session.rollback()


def test_who_began_anew_meanwhile_is_not_passed_by():
    five_cards()
    first = upkeep.read()
    db.session.rollback()
    with transaction():
        upkeep.write(first)
    second = upkeep.read()
    db.session.rollback()
    with transaction():
        upkeep.begin()
    with transaction():
        upkeep.write(second)
    assert [step.read for step in all_steps()] == [2, 2, 1]


def test_nobody_waits_in_a_circle(database):
    """Cards are changed, hung and withdrawn while two workers rebuild; each change is kept, and the index is right."""
    posts = five_cards()
    errors = []

    def at_work(job):
        with database.app_context():
            core_database.begin_as(writer=True)
            try:
                for number in range(6):
                    job(number)
            except Exception as error:  # noqa: BLE001 (whatever it is, the test must say so)
                errors.append(error)
            finally:
                db.session.remove()

    def rebuild(number):
        with transaction():
            upkeep.begin()
        while tending.read_again():
            pass

    def change(number):
        with transaction():
            # Both at once, the lower id first, as everybody does.
            for post in posts[1:3]:
                held = db.session.get(type(post), post.id, with_for_update=True)
                placing.rewrite(held, a_card(title=f"De schutting {number}"))

    threads = [threading.Thread(target=at_work, args=(job,)) for job in (rebuild, rebuild, change)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == [] and not any(thread.is_alive() for thread in threads)
    assert all(not wrong.amount for _, wrong in upkeep.differences())
    db.session.rollback()


def test_the_statements_of_a_step_do_not_grow_with_its_cards(monkeypatch):
    five_cards()
    with databases.statements() as few:
        tending.read_again()
    upkeep.begin()
    db.session.commit()
    monkeypatch.setattr(upkeep, "BATCH", 100)
    with databases.statements() as many:
        tending.read_again()
    assert len(databases.queries_in(many)) <= len(databases.queries_in(few))
