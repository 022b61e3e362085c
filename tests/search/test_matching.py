"""What fits a card: the other kind, about the same, near enough, not at another time; never what must not be seen."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from buuv.accounts import resting
from buuv.conversations import helping
from buuv.core import clock, translation
from buuv.core.database import db
from buuv.places.queries import get_town
from buuv.posts import ending, placing, rules
from buuv.posts.wishes import least_reach
from buuv.search import matching, reasons, seeking, suiting
from buuv.search.ranking import Point
from buuv.search.suiting import When
from tests import databases
from tests.builders import HOME, TOWN, a_card, a_conversation, a_post, an_account

SUNDAY = date(2026, 11, 29)
ANYTIME = When(rules.CONSULT, None, None, None)


def on(day, part=None):
    return When(rules.DAY, day, None, part)


def every(weekday, part=None):
    return When(rules.EVERY_WEEK, None, rules.weekly_rule(weekday), part)


def reasons_of(points):
    return None if points is None else [(point.reason, point.points > 0) for point in points]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (ANYTIME, on(SUNDAY), []),
        (on(SUNDAY), ANYTIME, []),
        (on(SUNDAY), When(rules.SOON, None, None, None), []),
        (on(SUNDAY), on(SUNDAY), [("day", True)]),
        (on(SUNDAY), on(SUNDAY + timedelta(days=7)), None),
        (on(SUNDAY), every(6), [("day", True)]),
        (on(SUNDAY), every(2), None),
        (every(2), on(SUNDAY), None),
        (every(2), every(2), [("day", True)]),
        (every(2), every(3), [("day", False)]),
        (on(SUNDAY, "morning"), every(6, "evening"), [("day", True), ("part_of_day", False)]),
        (ANYTIME._replace(part="evening"), every(1, "evening"), [("part_of_day", True)]),
        (on(SUNDAY, "morning"), every(6), [("day", True)]),
    ],
)
def test_times_that_clash_sink_or_drop_and_unknown_times_never(one, other, expected):
    assert reasons_of(suiting.time_points(one, other, SUNDAY - timedelta(days=5))) == expected


def test_a_day_that_is_over_fits_nothing_and_spoils_nothing():
    today = SUNDAY + timedelta(days=1)
    assert suiting.time_points(ANYTIME, on(SUNDAY), today) is None
    assert suiting.time_points(on(SUNDAY), every(2), today) == []


@pytest.mark.parametrize(
    ("need", "said", "other", "is_clear", "fits"),
    [
        (6.0, 0.0, "tuin", True, True),
        (0.5, 0.0, "tuin", True, False),
        (0.5, 1.0, "tuin", True, True),
        (0.0, 3.0, "tuin", True, False),
        (0.0, 0.0, "tuin", False, True),
        (6.0, 0.0, "klussen", True, True),
        (1.5, 3.0, "klussen", True, False),
        (6.0, 3.0, "taal", True, False),
        (6.0, 0.0, "anders", True, True),
    ],
)
def test_another_sort_of_help_fits_only_when_it_lies_near_and_the_need_is_sure(need, said, other, is_clear, fits):
    points = [Point("need", need), Point("word", said), Point("kind", 4.5)]
    assert suiting.is_about_the_same(points, "tuin", other, is_clear=is_clear) is fits


@pytest.fixture
def town(database):
    return get_town(TOWN)


@pytest.fixture
def around(town):
    """Buurten by how they lie to one of them, in a wijk large enough to have buurten that do not touch."""
    for home in town.neighbourhoods:
        beside = town.adjacent[home.code]
        others = [area for area in town.neighbourhoods if area.code not in (home.code, *beside)]
        same_wijk = [area.code for area in others if area.parent_code == home.parent_code]
        if same_wijk:
            far = next(area.code for area in others if area.parent_code != home.parent_code)
            return SimpleNamespace(home=home.code, beside=beside[0], same_wijk=same_wijk[0], far=far)
    raise AssertionError("no wijk is large enough")


def a_request(**words):
    return a_post(**({"title": "Wie snoeit mijn heg?", "body": "", "category": "tuin"} | words))


def an_offer(**words):
    return a_post(**({"title": "Ik snoei graag uw heg", "body": "", "category": "tuin", "kind": rules.OFFER} | words))


def fits(post, town, **more):
    (found,) = matching.suggest([seeking.for_post(post)], town, **more)
    return found


def ids(post, town, **more):
    return [fit.card.hit.id for fit in fits(post, town, **more)]


def test_an_offer_fits_a_request_in_other_words_and_the_other_way_round(town):
    request = a_request(title="Mijn heg is veel te hoog geworden")
    offer = an_offer()
    an_offer(title="Ik help met uw belastingaangifte", category="administratie")
    a_request()
    assert ids(request, town) == [offer.id]
    assert request.id in ids(offer, town)


@pytest.mark.parametrize(
    ("where", "least"),
    [
        ("home", rules.NEIGHBOURHOOD),
        ("beside", rules.NEARBY),
        ("same_wijk", rules.DISTRICT),
        ("far", rules.MUNICIPALITY),
    ],
)
def test_a_card_is_suggested_only_as_far_as_it_reaches(town, around, where, least):
    place = getattr(around, where)
    assert least_reach(around.home, place, town) == least_reach(place, around.home, town) == least
    request = a_request(place_code=around.home)
    offers = [an_offer(place_code=place, reach=reach) for reach in rules.REACHES]
    assert set(ids(request, town)) == {offer.id for offer in offers if offer.reach >= least}


def test_a_card_of_the_whole_town_gets_what_reaches_the_whole_town(town):
    assert least_reach(None, HOME, town) == least_reach(TOWN, HOME, town) == rules.MUNICIPALITY
    request = a_request()
    an_offer(reach=rules.DISTRICT)
    offer = an_offer()
    sought = seeking.for_post(request)._replace(place_code=None)
    (found,) = matching.suggest([sought], town)
    assert [fit.card.hit.id for fit in found] == [offer.id]


def test_who_lives_near_comes_first_and_a_clearly_better_fit_before_that(town, around):
    request = a_request(place_code=around.home)
    far, near, here = (an_offer(place_code=place) for place in (around.far, around.beside, around.home))
    weak = an_offer(title="Ik geef planten water", place_code=around.home)
    found = ids(request, town)
    assert found[:3] == [here.id, near.id, far.id] and weak.id not in found[:3]


def test_never_ones_own_card_and_one_of_each_neighbour(town):
    riet, henk = an_account(), an_account()
    request = a_request(author=riet)
    an_offer(author=riet)
    an_offer(author=henk, title="Ik snoei ook bomen")
    best = an_offer(author=henk)
    assert ids(request, town) == [best.id]


def test_an_import_is_one_account_for_many_people(town):
    many = an_account(is_import=True)
    request = a_request(author=many)
    offers = [an_offer(author=many) for _ in range(3)]
    assert ids(request, town) == [offer.id for offer in reversed(offers)]


def test_who_is_hidden_is_never_suggested_also_not_from_memory(town):
    request, offer = a_request(), an_offer()
    assert ids(request, town) == [offer.id]
    assert ids(request, town, hidden=frozenset({offer.author_id})) == []


@pytest.mark.parametrize("end", [ending.withdraw, ending.solve, ending.expire, ending.pause])
def test_a_card_that_left_the_board_is_gone_at_once_also_from_memory(town, end):
    request, offer = a_request(), an_offer()
    assert ids(request, town) == [offer.id]
    end(offer)
    assert ids(request, town) == []


def test_a_card_that_reaches_less_far_than_a_minute_ago_is_gone_at_once(town, around):
    request, offer = a_request(place_code=around.home), an_offer(place_code=around.far)
    assert ids(request, town) == [offer.id]
    offer.reach = rules.NEARBY
    db.session.flush()
    assert ids(request, town) == []


def test_a_taken_card_and_a_resting_neighbour_are_not_suggested(town):
    request, taken, resting_one = a_request(), an_offer(), an_offer()
    conversation = a_conversation(post=taken)
    helping.accept(conversation, by=taken.author)
    resting.begin(resting_one.author, "week")
    assert ids(request, town) == []


def test_a_draft_is_asked_for_and_nothing_of_it_is_kept(town):
    offer = an_offer()
    sought = seeking.for_card(a_card(title="Wie snoeit mijn heg?", category="tuin"), author_id=None)
    assert [fit.card.hit.id for fit in matching.suggest([sought], town)[0]] == [offer.id]
    other = an_offer()
    assert {fit.card.hit.id for fit in matching.suggest([sought], town)[0]} == {offer.id, other.id}


def test_no_more_than_is_asked_for(town):
    request = a_request()
    for _ in range(matching.MOST + 8):
        an_offer(author=an_account())
    assert (len(ids(request, town)), len(ids(request, town, most=4))) == (matching.MOST, 4)


def test_several_cards_are_asked_for_at_once_whatever_is_in_memory(town):
    request, offer = a_request(), an_offer()
    walk = a_post(title="Wie loopt een eindje met mij mee?")
    walker = a_post(kind=rules.OFFER, title="Ik wandel graag met een buur")
    ids(request, town)
    with databases.statements() as log:
        found = matching.suggest([seeking.for_post(post) for post in (request, walk)], town)
    assert [[fit.card.hit.id for fit in some] for some in found] == [[offer.id], [walker.id]]
    # Two questions, on PostgreSQL in at most three steps each, the cards of each, and which of them hang.
    assert len(databases.queries_in(log)) <= 9


@pytest.mark.parametrize("title", ["", "?!", "🙂", "xqzzy wfrtl", "'\" OR 1 --"])
def test_no_words_make_it_fail(town, title):
    offer = an_offer()
    sought = seeking.for_card(a_card(title=title, body="", category="tuin"), author_id=None)
    found = matching.suggest([sought], town)[0]
    assert [fit.card.hit.id for fit in found] == [offer.id]
    assert reasons.of(found[0], sought, town, is_own=True) == ["zelfde soort hulp", "in uw buurt"]


def test_each_says_why_in_one_or_two_reasons(town, around):
    day = clock.today() + timedelta(days=3)
    request = a_request(timing=rules.DAY, day=day, place_code=around.home)
    an_offer(place_code=around.beside)
    (fit,) = fits(request, town)
    sought = seeking.for_post(request)
    assert reasons.of(fit, sought, town, is_own=True) == ["gaat ook over “heg snoeien”", "naast uw buurt"]
    assert reasons.of(fit, sought, town, is_own=False)[1] == "in de buurt ernaast"
    with translation.speaking("en"):
        assert reasons.of(fit, sought, town, is_own=True)[0] == "also about “trimming a hedge”"


def test_the_same_day_is_a_reason(town, around):
    day = clock.today() + timedelta(days=3)
    request = a_request(timing=rules.DAY, day=day, place_code=around.home)
    an_offer(place_code=around.far, timing=rules.EVERY_WEEK, rrule=rules.weekly_rule(day.weekday()))
    (fit,) = fits(request, town)
    assert reasons.of(fit, seeking.for_post(request), town, is_own=False)[1] == "zelfde dag"


def test_what_one_helped_with_is_sought_again(town):
    helped = a_request(state="done")
    again = a_request()
    me = an_account()
    sought = seeking.for_helper(helped, helper_id=me.id, place_code=HOME)
    assert [fit.card.hit.id for fit in matching.suggest([sought], town)[0]] == [again.id]


def test_the_points_add_up_to_the_score_and_are_those_of_the_pages(town, around):
    request = a_request(place_code=around.home)
    for place in (around.far, around.home):
        an_offer(place_code=place)
    weighed = matching.weighed(request, town)
    assert [one.card.id for one in weighed] == ids(request, town)
    assert [one.score for one in weighed] == pytest.approx([fit.score for fit in fits(request, town)])
    assert "near" in {point.reason for point in weighed[0].points}


def test_both_databases_suggest_the_same():
    answers = []
    for engine in databases.ENGINES:
        app = databases.app_on(engine)
        with app.app_context():
            databases.empty(app)
            posts = [a_request(), a_post(), an_offer(), an_offer(reach=rules.NEIGHBOURHOOD), a_post(kind=rules.OFFER)]
            answers.append([ids(post, get_town(TOWN)) for post in posts])
            db.session.rollback()
            matching._orders.forget()
    assert answers[0] == answers[1] and any(answers[0])


def test_rewriting_a_card_seeks_anew(town):
    request, offer = a_request(), an_offer()
    walker = a_post(kind=rules.OFFER, title="Ik wandel graag met een buur", body="")
    assert ids(request, town) == [offer.id]
    placing.rewrite(request, a_card(title="Wie wandelt er met mij?", body=""))
    assert ids(request, town) == [walker.id]
