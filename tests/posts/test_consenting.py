"""A yes to showing something special counts for these words on this card, and nothing that waits for one hangs."""

import pytest
from sqlalchemy import select

from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.guard import judging
from buuv.posts import consenting, ending, placing, resting
from buuv.posts.models import Consent, Post
from tests.builders import a_card, a_post, an_account

pytestmark = pytest.mark.usefixtures("database")

OWN, TITLE = "Ik heb reuma en zoek hulp in de tuin.", "Wie helpt mij met de heg?"
THEIRS = "Mijn moeder heeft dementie en zoekt gezelschap."


def seal(body=OWN, title=TITLE):
    return judging.seal_of({"title": title, "body": body})


def a_told_post(**words):
    return a_post(title=TITLE, body=OWN, consented=seal(), **words)


def consents():
    return list(db.session.scalars(select(Consent).order_by(Consent.id)))


def unasked(post, body=OWN):
    """The card as it would hang had the guard not known these words when it was placed."""
    post.body = body
    for one in consents():
        db.session.delete(one)
    db.session.flush()


def test_without_a_yes_the_card_is_refused_with_neutral_words():
    with pytest.raises(judging.Exposed) as caught:
        placing.place(a_card(title=TITLE, body=OWN), by=an_account())
    assert caught.value.judgement.consent == ["health"]
    assert caught.value.judgement.safer["body"] == "Ik ben slecht ter been en zoek hulp in de tuin."
    assert db.session.scalars(select(Post)).all() == []


def test_a_second_tap_for_other_reasons_is_no_consent():
    with pytest.raises(judging.Exposed):
        placing.place(a_card(title=TITLE, body=OWN, insisted=seal()), by=an_account())


def test_a_yes_is_kept_with_the_text_it_is_for_and_the_time():
    post = a_told_post()
    (kept,) = consents()
    assert post.is_open
    assert (kept.account_id, kept.post_id, kept.labels, kept.seal) == (post.author_id, post.id, "health", seal())
    assert (clock.now() - kept.given_at).seconds < 60 and kept.statement == 1 and kept.ended_at is None


def test_a_yes_to_one_text_counts_for_no_other():
    with pytest.raises(judging.Exposed):
        placing.place(a_card(title=TITLE, body=OWN + " Ik ben ook katholiek.", consented=seal()), by=an_account())


def test_nobody_can_consent_for_somebody_else():
    with pytest.raises(judging.Exposed) as caught:
        placing.place(a_card(title=TITLE, body=THEIRS, consented=seal(THEIRS)), by=an_account())
    assert "Mijn vader zoekt gezelschap" in caught.value.sentence
    assert caught.value.judgement.safer["body"] == "Mijn moeder zoekt gezelschap."
    assert not caught.value.judgement.is_theirs_to_say


def test_a_title_about_the_mother_in_the_text_is_the_mothers():
    judgement = judging.judge({"title": "Dementie, gezelschap gezocht", "body": THEIRS})
    assert not judgement.is_theirs_to_say and judgement.consent == []


def test_the_same_words_need_no_second_yes_and_a_new_day_changes_nothing():
    post = a_told_post()
    placing.rewrite(post, a_card(title=TITLE, body=OWN, part="morning"))
    (kept,) = consents()
    assert post.part == "morning" and kept.ended_at is None


def test_a_change_needs_a_yes_of_its_own_and_ends_the_old_one():
    post, body = a_told_post(), OWN + " Graag op dinsdag."
    with pytest.raises(judging.Exposed):
        placing.rewrite(post, a_card(title=TITLE, body=body, consented=seal()))
    placing.rewrite(post, a_card(title=TITLE, body=body, consented=seal(body)))
    old, new = consents()
    assert old.ended_at is not None and new.ended_at is None and new.seal == seal(body)


def test_neutral_words_end_the_yes():
    post = a_told_post()
    placing.rewrite(post, a_card(title=TITLE, body="Ik ben slecht ter been en zoek hulp in de tuin."))
    assert [one.ended_at is not None for one in consents()] == [True]


@pytest.mark.parametrize(
    ("state", "hang_back"),
    [("done", ending.put_back), ("paused", ending.resume), ("expired", ending.renew)],
)
@pytest.mark.parametrize("body", [OWN, THEIRS])
def test_what_waits_for_other_words_is_not_hung_back(state, hang_back, body):
    post = a_post(title=TITLE, body=OWN, consented=seal(), kind="offer", state=state)
    unasked(post, body)
    with pytest.raises(Refusal, match="Verander eerst de woorden"):
        hang_back(post)
    assert not post.is_open


def test_what_had_a_yes_is_hung_back():
    post = a_told_post(state="done")
    ending.put_back(post)
    assert post.is_open


def test_after_a_rest_all_but_the_waiting_card_comes_back():
    author = an_account()
    told, clean = a_told_post(author=author), a_post(author=author)
    resting.rest(author.id)
    unasked(told)
    resting.wake(author.id)
    assert clean.is_open and not told.is_open


def test_a_yes_about_health_is_none_about_what_a_longer_list_finds():
    post = a_told_post()
    consents()[0].labels = "religion"
    assert not consenting.is_given(post)
    assert not consenting.is_handled(post)


def test_what_the_operator_released_is_handled():
    post = a_told_post()
    unasked(post)
    post.released_at = clock.now()
    assert consenting.is_handled(post)
