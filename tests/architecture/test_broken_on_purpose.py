"""The checks bite: each is shown a broken rule, and names it."""

import pytest
from flask import Flask, render_template_string
from sqlalchemy import select

from buuv.app import create_app
from buuv.core.database import db
from buuv.places.models import Place
from buuv.policy import Action
from buuv.web.support.access import allows, public
from tests import databases
from tests.architecture import messages
from tests.architecture.test_commit import commits
from tests.architecture.test_endpoints import public_endpoints, undecided, urls, without_access
from tests.architecture.test_floors import violations
from tests.architecture.test_settings import without_comment
from tests.architecture.test_templates import mistakes
from tests.builders import an_account
from tests.client import InspectingClient, Page


def a_house(**rooms):
    """Modules by name (dots as __) with their source."""
    return {
        f"buuv.{name.replace('__', '.')}": (source, f"buuv/{name.replace('__', '/')}.py")
        for name, source in rooms.items()
    }


@pytest.mark.parametrize(
    ("house", "sentence"),
    [
        (
            a_house(core__text="\nfrom buuv.posts import rules", posts__rules=""),
            "buuv/core/text.py:2: buuv.core.text imports buuv.posts.rules, which is a floor above it",
        ),
        (
            a_house(posts__x="def late():\n    import buuv.search.y", search__y=""),
            "buuv/posts/x.py:2: buuv.posts.x imports buuv.search.y, which is a floor above it",
        ),
        (
            a_house(search__x="from buuv.conversations.models import Message", conversations__models=""),
            "buuv/search/x.py:1: buuv.search.x imports buuv.conversations.models; "
            "search and conversations are neighbours",
        ),
        (
            a_house(web__pages__a="from buuv.web.pages import b", web__pages__b=""),
            "buuv/web/pages/a.py:1: buuv.web.pages.a imports buuv.web.pages.b: pages never import pages",
        ),
        (
            a_house(web__support__a="from buuv.web.forms.b import F", web__forms__b=""),
            "buuv/web/support/a.py:1: buuv.web.support.a imports buuv.web.forms.b: "
            "pages look at forms, and both at support",
        ),
        (
            a_house(posts__x="from flask import request"),
            "buuv/posts/x.py:1: posts is below the pages and must not know flask",
        ),
        (a_house(helpers__x=""), "buuv/helpers/x.py: helpers is on no floor of the house"),
        (
            a_house(posts__a="from buuv.posts import b", posts__b="def f():\n    from . import a"),
            "buuv/posts/b.py:2: a circle, buuv.posts.a imports buuv.posts.b imports buuv.posts.a",
        ),
    ],
)
def test_a_forbidden_import_is_named_with_file_line_and_rule(house, sentence):
    assert violations(house) == [sentence]


def test_a_lawful_house_is_left_alone():
    house = a_house(posts__x="from buuv.core import text", core__text="from buuv import settings", settings="")
    assert violations(house) == []


def a_site(*, access):
    """A tiny application with one page that changes something."""
    app = Flask("tiny", static_folder=None)

    def change():
        return "done"

    app.add_url_rule("/weg", "tiny.change", access(change), methods=["POST"])
    return app


def test_an_endpoint_that_forgot_who_may_come_in_is_named():
    forgotten = a_site(access=lambda view: view)
    assert without_access(forgotten) == ["tiny.change says neither @public nor @allows(Action.…)"]
    assert without_access(a_site(access=public)) == []
    assert without_access(a_site(access=allows(Action.POST_PLACE))) == []


def test_a_view_that_forgot_who_may_come_in_is_named_with_its_line():
    source = '@pages.get("/a")\n@public\ndef one(): ...\n\n@pages.post("/b")\ndef other(): ...\n\ndef no_view(): ...\n'
    assert undecided(source) == ["6: other says neither @public nor @allows(Action.…)"]


def test_a_change_that_became_public_is_noticed():
    assert public_endpoints(a_site(access=public), changing=True) == {"tiny.change"}
    assert public_endpoints(a_site(access=allows(Action.POST_PLACE)), changing=True) == set()


def test_an_address_that_vanished_is_noticed():
    assert urls(a_site(access=public)) == ["POST   /weg"]


def test_a_commit_in_a_feature_is_found():
    assert commits("def place():\n    x = 1\n    db.session.commit()\n") == [3]
    assert commits("with transaction():\n    x = 1\n") == [1]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("<p>Welkom</p>", "'Welkom' stands outside _()"),
        ('<img alt="Een foto">', "'Een foto' stands outside _()"),
        ('<a href="/" aria-label="Home">x{{ y }}</a>', "'Home' stands outside _()"),
        ("{{ 'Hallo daar' }}", "'Hallo daar' stands outside _()"),
        ('<p style="color: red"></p>', "an inline style"),
        ('<p onclick="f()"></p>', "an inline onclick"),
        ("<script>f()</script>", "an inline <script>"),
    ],
)
def test_bare_words_and_inline_things_in_a_template_are_found(source, sentence):
    assert sentence in [what for _, what in mistakes(source)]


@pytest.mark.parametrize(
    "source",
    [
        '<p class="x">{{ _("Welkom bij buuv") }} – buuv</p>',
        '<a href="/vragen" title="{{ _("Vragen") }}">{% if a == "Big" %}1{% endif %}</a>'.replace("Big", "x"),
        '{% trans %}Welkom{% endtrans %}<script src="/x.js" type="module"></script>',
        '{{ ngettext("Een kaartje", "%(num)s kaartjes", 3) }}{# Een opmerking #}',
    ],
)
def test_translated_words_are_left_alone(source):
    assert mistakes(source) == []


def test_a_sentence_without_english_is_named(tmp_path):
    (tmp_path / "buuv").mkdir()
    (tmp_path / "buuv" / "x.py").write_text('def f():\n    return _("Hang het op")\n')
    said = messages.said(tmp_path / "buuv")
    assert messages.mistakes(said, {}) == ["buuv/x.py:2: no English for 'Hang het op'"]


def a_catalogue(path, *entries):
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        + "".join(f'msgid "{sentence}"\nmsgstr "{english}"\n\n' for sentence, english in entries)
    )
    return messages.translated(path)


def test_an_empty_translation_other_placeholders_and_left_overs_are_named(tmp_path):
    known = a_catalogue(tmp_path / "en.po", ("Leeg", ""), ("Nog %(n)s dagen", "Still %(m)s days"), ("Oud", "Old"))
    said = {"Leeg": "a.py:1", "Nog %(n)s dagen": "a.py:2"}
    assert messages.mistakes(said, known) == [
        "a.py:1: no English for 'Leeg'",
        "a.py:2: the English of 'Nog %(n)s dagen' has other placeholders",
        "en.po: nothing says 'Oud'",
    ]


def test_the_script_adds_what_is_new_and_keeps_what_is_there(tmp_path):
    path = tmp_path / "en.po"
    sentence = next(iter(s for s in messages.said() if isinstance(s, str) and "%" not in s and '"' not in s))
    a_catalogue(path, (sentence, "Kept"), ("Niemand zegt dit", "Gone"))
    messages.update(path)
    known = messages.translated(path)
    assert known[sentence].string == "Kept" and "Niemand zegt dit" not in known
    assert set(known) == set(messages.said())


def test_a_setting_without_a_sentence_is_named():
    assert without_comment("# Why.\nport = 1\nbind = 2\n\nsecret = 3\n") == ["secret"]


def test_asking_once_a_row_is_counted(database):
    with databases.statements() as log:
        codes = db.session.scalars(select(Place.code).limit(20)).all()
        for code in codes:
            db.session.execute(select(Place.name).where(Place.code == code))
    assert len(databases.queries_in(log)) == 21


@pytest.fixture
def a_get_that_changes(database):
    """The real application with one page too many."""
    rule = "/kapot"

    @public
    def change():
        an_account()
        return "done"

    @public
    def forget():
        db.session.add(Place(code="GM0001", level="municipality", name="x", municipality_code="GM0001", lon=5, lat=52))
        return "done"

    app = create_app(database.extensions["buuv.settings"])
    app.add_url_rule(rule, "kapot.change", change)
    app.add_url_rule("/vergeten", "kapot.forget", forget)
    yield InspectingClient(app)
    with app.app_context():
        db.engine.dispose()


def test_a_get_that_changes_the_database_fails(a_get_that_changes):
    with pytest.raises(AssertionError, match="GET /kapot changes the database"):
        a_get_that_changes.get("/kapot")


def test_a_get_that_leaves_the_session_dirty_fails(a_get_that_changes):
    with pytest.raises(AssertionError, match="GET /vergeten leaves the session dirty"):
        a_get_that_changes.get("/vergeten")


GOOD = "<!doctype html><html lang='nl'><head><title>Kop – buuv</title></head><body><h1>Kop</h1>{body}</body></html>"


@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        ("<h1>Nog een</h1>", "one h1 is needed"),
        ("<h3>Te diep</h3>", "skips a level"),
        ("<p id='a'></p><p id='a'></p>", "the id 'a' is there twice"),
        ("<input name='x'>", "the field 'x' has no label"),
        ("<label for='y'>L</label>", "for='y' of <label> points at nothing"),
        ("<a href='/x'></a>", "a <a> /x without words"),
        ("<img src='/x.png'>", "has no alt"),
        ("<svg></svg>", "an svg is neither hidden nor named"),
        ("<p style='x'>a</p>", "an inline style on <p>"),
        ("<p onclick='x'>a</p>", "an inline onclick on <p>"),
        ("<script>x</script>", "an inline <script>"),
        ("<script src='https://elders.nl/x.js'></script>", "from elsewhere"),
        ("<p><div>a</div></p>", "Unexpected"),
        ("<a href='#nergens'>x</a>", "points at nothing"),
        ("<fieldset><p>x</p></fieldset>", "a fieldset without a legend"),
    ],
)
def test_every_mistake_of_a_page_is_named(body, mistake):
    from tests.client import mistakes_of

    response = Flask("tiny").response_class(GOOD.format(body=body))
    found = list(mistakes_of(Page("/", response)))
    assert any(mistake in one for one in found), found


def test_a_right_page_has_no_mistakes():
    from tests.client import mistakes_of

    body = "<h2>Een</h2><label>Naam <input name='x'></label><p>Tekst</p>"
    assert list(mistakes_of(Page("/", Flask("tiny").response_class(GOOD.format(body=body))))) == []


def test_an_unknown_name_in_a_template_is_not_a_blank(web_app):
    from jinja2 import UndefinedError

    with web_app.test_request_context(), pytest.raises(UndefinedError):
        render_template_string("{{ bestaat_niet }}")


def test_no_other_host_can_be_reached():
    import socket

    with pytest.raises(AssertionError, match=r"this one asked for example\.org"):
        socket.create_connection(("example.org", 80), timeout=1)
    with socket.socket() as one, pytest.raises(AssertionError, match=r"this one asked for 192\.0\.2\.1"):
        one.connect(("192.0.2.1", 80))
