"""Every endpoint says who may come in, and no address vanishes by accident."""

import ast
import os
from pathlib import Path

from flask import Flask

from buuv.policy import Action
from buuv.settings import ROOT

URLS = Path(__file__).with_name("urls.txt")
PAGES = ROOT / "buuv" / "web" / "pages"
SAFE = {"GET", "HEAD", "OPTIONS"}

# What a visitor may change without an account, each with its reason.
PUBLIC_CHANGES = {
    "signing_in.address": "whoever signs in is still a visitor",
    "signing_in.code": "the code is the permission",
    "signing_in.new_code": "asks for a code once more; the limits hold it",
    "signing_in.link": "the link in the mail is the permission",
    "signing_in.welcome": "a proven address becomes an account here",
    "signing_in.leave": "everybody may leave, a visitor too",
    "signing_in.undo_address": "the link in the mail to the old address is the permission",
    "passkeys.ask": "asks for a challenge, which says nothing; the limits hold it",
    "passkeys.enter": "the answer of the device is the permission",
    "staff.invitation": "the operator's link is the permission",
    "reporting.object_to_outcome": "the link of the report is the permission",
}

# What a visitor may read without more.
PUBLIC_READS = {
    "front.switch_language",
    "towns.how_it_works",
    "figures.how_we_moderate",
    "towns.safety",
    "leaving.gone",
    "towns.contact",
    "towns.house_rules",
    "towns.old_house_rules",
    "towns.privacy",
    "towns.accessibility",
    "towns.disclosure",
    "towns.security_txt",
    "towns.robots",
    "installing.manifest",
    "installing.worker",
    "installing.offline",
    "signing_in.go_on",
    "reporting.start",
    "reporting.status",
}


def undecided(source: str) -> list[str]:
    """The views of a module of pages, with their lines, that say neither @public nor @allows."""
    views = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return [
        f"{view.lineno}: {view.name} says neither @public nor @allows(Action.…)"
        for view in views
        if any(ast.unparse(one).startswith("pages.") for one in view.decorator_list)
        and not any(ast.unparse(one).startswith(("public", "allows(")) for one in view.decorator_list)
    ]


def without_access(app: Flask) -> list[str]:
    """The endpoints that say neither @public nor @allows."""
    return [
        f"{name} says neither @public nor @allows(Action.…)"
        for name, view in sorted(app.view_functions.items())
        if not (getattr(view, "access", "") is None or isinstance(getattr(view, "access", ""), Action))
    ]


def public_endpoints(app: Flask, *, changing: bool) -> set[str]:
    """The endpoints that everybody may call: those by which something can change, or those that only read."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if bool((rule.methods or set()) - SAFE) == changing
        and getattr(app.view_functions[rule.endpoint], "access", "") is None
    }


def urls(app: Flask) -> list[str]:
    """Every address with its method, as it stands in urls.txt."""
    return sorted(
        (
            f"{method:6} {rule.rule}"
            for rule in app.url_map.iter_rules()
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        ),
        key=lambda line: line.split()[::-1],
    )


def test_every_view_says_who_may_come_in():
    wrong = [
        f"buuv/web/pages/{path.name}:{line}"
        for path in sorted(PAGES.glob("*.py"))
        for line in undecided(path.read_text(encoding="utf-8"))
    ]
    assert not wrong, "\n".join(wrong)


def test_every_endpoint_says_who_may_come_in(web_app):
    wrong = without_access(web_app)
    assert not wrong, "\n".join(wrong)


def test_what_everybody_may_change_has_a_reason(web_app):
    assert public_endpoints(web_app, changing=True) == set(PUBLIC_CHANGES)


def test_what_everybody_may_read_is_meant_for_everybody(web_app):
    assert public_endpoints(web_app, changing=False) == PUBLIC_READS


def test_no_address_vanishes_by_accident(web_app):
    """When one was added or removed on purpose: WRITE_URLS=1 pytest tests/architecture/test_endpoints.py."""
    if os.environ.get("WRITE_URLS"):
        URLS.write_text("\n".join(urls(web_app)) + "\n", encoding="utf-8")
    assert urls(web_app) == URLS.read_text(encoding="utf-8").splitlines()
