"""What a moderator cannot do, on every page: the role as a list, a walk along all links, an own case, another town."""

from urllib.parse import urldefrag, urljoin

import pytest

from buuv.accounts import second_lock
from buuv.accounts.models import MODERATOR
from buuv.conversations import messaging
from buuv.core.database import db
from buuv.moderation import queries as moderation
from buuv.moderation import reporting
from buuv.moderation.models import AuditEntry
from buuv.policy import TABLE, Action
from buuv.posts.models import Post
from tests.builders import TOWN, a_case, a_decision, a_lock, a_post, an_account, signed_in
from tests.privacy.people import EMAIL, HEARD, MARKS, OF_ANOTHER, SAID, a_whole_person

# All that the role may do: read what everybody reads, its own account, and the desk.
READS = {Action.BOARD_READ, Action.POST_READ, Action.POST_REPORT, Action.THANKS_REPORT}
OWN = {
    Action.MINE_READ,
    Action.PROFILE_CHANGE,
    Action.ADDRESS_CHANGE,
    Action.SESSION_END,
    Action.LOCK_PROVE,
    Action.LOCK_CHANGE,
    Action.HOUSE_RULES_ACCEPT,
    Action.DATA_TAKE,
    Action.ACCOUNT_LEAVE,
    Action.MINE_DECISIONS_READ,
    Action.DECISION_READ,
    Action.OBJECTION_MAKE,
}
DESK = {
    Action.DESK_READ,
    Action.CASE_READ,
    Action.CASE_TAKE,
    Action.CASE_DECIDE,
    Action.COPIES_OPEN,
    Action.DANGER_NOTE,
    Action.DECISION_CONFIRM,
    Action.DECISION_LIFT,
    Action.OBJECTION_ANSWER,
    Action.DUTY_PLAN,
}
# The card itself is public; what is said about it elsewhere is not.
PUBLIC = ("title", "body", "name")
STEPS_MOST = 250


def a_moderator(client, **more):
    account = an_account(role=MODERATOR, email="mo@example.org", shown_name="Mo", **more)
    a_lock(account)
    return signed_in(client, account, is_proven=True), account


def test_the_role_is_this_list_and_nothing_else():
    assert {action for action, (roles, _rule) in TABLE.items() if MODERATOR in roles} == READS | OWN | DESK


def test_nobody_but_a_moderator_does_what_is_done_at_the_desk():
    assert {roles for action, (roles, _rule) in TABLE.items() if action in DESK} == {(MODERATOR,)}


def test_a_walk_along_every_link_finds_no_address_no_message_and_no_list_of_people(client):
    whole = a_whole_person()
    said = next(one for one in db.session.query(messaging.Message) if SAID in one.body)
    complaint = reporting.Complaint("threat", "Let op.")
    reporting.report(reporting.message(said, TOWN), complaint, by=whole.conversation.helper, copies=[said])
    reporting.report(reporting.profile(whole.account), complaint, by=None, email="melderzonderaccount@example.org")
    addresses = {one.email for one in db.session.query(type(whole.account)) if one.email} | {
        "melderzonderaccount@example.org"
    }
    browser, moderator = a_moderator(client)
    secret = {EMAIL, SAID, HEARD, OF_ANOTHER, *addresses} - {moderator.email}
    secret |= {words for name, words in MARKS.items() if name not in (*PUBLIC, "facts", "objection", "report")}
    waiting, seen, found = ["/", "/moderatie", "/mijn", "/zoeken?q=" + SAID, "/zoeken?q=" + MARKS["name"]], set(), []
    while waiting and len(seen) < STEPS_MOST:
        path = waiting.pop(0)
        seen.add(path)
        page = browser.get(path)
        found += [f"{word} on {path}" for word in secret if word in page.body.replace(f"q={word}", "")]
        if page.is_html and page.status == 200:
            links = {urldefrag(urljoin(path, to))[0] for to in page.links().values()}
            waiting += sorted(one for one in links - seen - set(waiting) if one.startswith("/"))
    shown = [line for line in found if "/zoeken" not in line]
    assert not shown, "\n".join(shown)
    assert len(seen) > 40 and any("/moderatie/zaak/" in path for path in seen)


def test_an_own_case_does_not_exist_for_who_is_a_party(client):
    browser, moderator = a_moderator(client)
    about_me, by_me = (
        a_case(account=moderator),
        reporting.report(reporting.card(a_post()), reporting.Complaint("insult"), by=moderator),
    )
    mailed = reporting.report(reporting.card(a_post()), reporting.Complaint("insult"), by=None, email=moderator.email)
    mine = [about_me.public_id, by_me.case.public_id, mailed.case.public_id]
    assert [number for number in mine if number in browser.get("/moderatie").body] == []
    for number in mine:
        assert browser.get(f"/moderatie/zaak/{number}").status == 404
        fields = {"measure": "warn", "ground": "insult", "facts": "x", "days": "7"}
        for path in ("", "/oppakken", "/gevaar", "/berichten"):
            assert browser.post(f"/moderatie/zaak/{number}{path}", **fields).status == 404


def test_a_case_of_another_town_does_not_exist(client):
    browser, _ = a_moderator(client)
    case, decision = a_case(), a_decision()
    for one in (case, decision):
        one.municipality_code = "GM9990"
    db.session.flush()
    assert case.public_id not in browser.get("/moderatie").body
    assert browser.get(f"/moderatie/zaak/{case.public_id}").status == 404
    assert browser.get(f"/moderatie/besluit/{decision.public_id}/einde").status == 404


def test_without_the_second_lock_there_is_no_desk(client):
    account = an_account(role=MODERATOR)
    a_lock(account)
    assert second_lock.is_needed(account)
    signed_in(client, account, is_proven=False)
    for path in ("/moderatie", f"/moderatie/zaak/{a_case().public_id}", "/moderatie/dienst"):
        assert client.get(path).location.startswith("/inloggen/tweede-slot")


@pytest.mark.parametrize("measure", ["ask_to_change", "hide", "remove", "warn", "none"])
def test_no_decision_changes_a_word_of_a_card(client, measure):
    browser, _ = a_moderator(client)
    post = a_post()
    words = (post.title, post.body, post.category, post.place_code, post.timing, post.changed_at)
    case = a_case(post=post)
    fields = {"measure": measure, "ground": "insult", "facts": "Zo is het.", "days": "7"}
    more = {"title": "Anders", "body": "Anders", "category": "tuin", "author_id": "1"}
    browser.post(f"/moderatie/zaak/{case.public_id}", **fields, **more)
    found = db.session.get(Post, post.id, populate_existing=True)
    assert not moderation.queue(TOWN)
    assert (found.title, found.body, found.category, found.place_code, found.timing, found.changed_at) == words


def test_each_act_at_the_desk_is_one_line_in_the_log(client):
    browser, moderator = a_moderator(client)
    case = a_case()
    browser.post(f"/moderatie/zaak/{case.public_id}/oppakken")
    browser.post(f"/moderatie/zaak/{case.public_id}/gevaar")
    fields = {"measure": "hide", "ground": "insult", "facts": "Zo is het.", "days": "7"}
    browser.post(f"/moderatie/zaak/{case.public_id}", **fields)
    rows = db.session.query(AuditEntry).filter_by(actor=f"account:{moderator.id}").order_by(AuditEntry.number).all()
    assert [row.action for row in rows] == ["case_take", "danger_path", "case_decide"]


def test_the_desk_asks_as_much_for_many_cases_as_for_few(client):
    browser, _ = a_moderator(client)
    for _number in range(2):
        a_case()
    browser.get("/moderatie")
    few = len(browser.queries)
    for _number in range(12):
        a_case()
    browser.get("/moderatie")
    assert len(browser.queries) == few
