"""A test browser that inspects every page it fetches, and fails a GET that changes anything."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, request
from itsdangerous import URLSafeTimedSerializer

from buuv.core.database import db
from buuv.web.support.transaction import SAFE
from tests import databases

BASE = "http://127.0.0.1"
CSRF = "csrf_token"
_FIELDS = ("input", "select", "textarea")
_NO_LABEL = ("hidden", "submit", "reset", "button", "image")
_SAYS_NOTHING = ("script", "style", "template", "noscript", "head")


def words_of(element: Element) -> str:
    """The words of an element on one line, as a reader gets them."""
    parts: list[str] = []

    def walk(one: Element) -> None:
        if one.tag not in _SAYS_NOTHING:
            parts.append(one.text or "")
            for child in one:
                if isinstance(child.tag, str):
                    walk(child)
                parts.append(child.tail or "")

    walk(element)
    return " ".join("".join(parts).split())


class Form:
    """A form of a page: its fields with the values that a browser would send unchanged."""

    def __init__(self, element: Element, page: "Page") -> None:
        self.element, self.page = element, page
        self.action = element.get("action") or page.path
        self.method = (element.get("method") or "get").upper()
        self.fields = [e for e in _inside(element) if e.tag in _FIELDS and e.get("name")]
        self.buttons = [
            e
            for e in _inside(element)
            if (e.tag == "button" and e.get("type", "submit") == "submit")
            or (e.tag == "input" and e.get("type") == "submit")
        ]

    @property
    def names(self) -> list[str]:
        """The names of the fields that somebody can fill in."""
        return list(dict.fromkeys(e.get("name", "") for e in self.fields if e.get("name") != CSRF))

    def values(self) -> dict[str, list[str]]:
        """What the form would send as it stands."""
        found: dict[str, list[str]] = {}
        for field in self.fields:
            for value in _present_values(field):
                found.setdefault(field.get("name", ""), []).append(value)
        return found

    def filled(self, filling: Mapping[str, Any], button: str | None) -> dict[str, list[str]]:
        """What it sends after somebody filled it in and pressed a button (its words or its value)."""
        values = self.values()
        for name, value in filling.items():
            same = [field for field in self.fields if field.get("name") == name]
            assert same, f"the form {self.action} on {self.page.path} has no field {name}; it has {self.names}"
            values[name] = _chosen(same, value)
        pressed = self._button(button)
        if pressed is not None and pressed.get("name"):
            values.setdefault(pressed.get("name", ""), []).append(pressed.get("value", ""))
        return values

    def _button(self, wanted: str | None) -> Element | None:
        if wanted is None:
            return self.buttons[0] if self.buttons else None
        for button in self.buttons:
            if wanted in (words_of(button), button.get("value"), button.get("name")):
                return button
        raise AssertionError(f"the form {self.action} has no button {wanted}; {[words_of(b) for b in self.buttons]}")


class Page:
    """One answer: its status and headers, and when it is HTML its words, links and forms."""

    def __init__(self, path: str, response: Any) -> None:
        self.path, self.response, self.status = path, response, response.status_code
        self.headers = response.headers
        self.body: str = response.get_data().decode(errors="replace")
        self.is_html = response.mimetype == "text/html"
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.tree: Element = parser.parse(self.body) if self.is_html else Element("html")
        self.parse_errors = (
            [f"{position}: {html5lib.constants.E.get(code, code) % values}" for position, code, values in parser.errors]
            if self.is_html
            else []
        )

    def __repr__(self) -> str:
        return f"<{self.status} {self.path} {self.h1 if self.is_html else self.headers.get('Location', '')!r}>"

    @property
    def location(self) -> str:
        """Where a redirect leads, as a path."""
        found = urlsplit(self.headers.get("Location", ""))
        return found.path + (f"?{found.query}" if found.query else "")

    @property
    def text(self) -> str:
        """All words that the body shows, on one line."""
        return words_of(self.one("body"))

    @property
    def h1(self) -> str:
        """The heading of the page."""
        return words_of(self.one("h1"))

    @property
    def title(self) -> str:
        """The title of the page."""
        return words_of(self.one("title"))

    @property
    def errors(self) -> list[str]:
        """The sentences of the error summary; empty when the form was right."""
        boxes = [box for box in self.all("div") if "summary" in (box.get("class") or "").split()]
        return [words_of(item) for box in boxes for item in box.iter("li")]

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Every element with this tag and these attributes; `class_` asks for one class among others."""
        return [e for e in self.tree.iter(tag) if all(_has(e, name, value) for name, value in attributes.items())]

    def one(self, tag: str, **attributes: str) -> Element:
        """The first element with this tag; the test fails without it."""
        found = self.all(tag, **attributes)
        assert found, f"{self.path} has no <{tag}> {attributes or ''}: {self.body[:300]}"
        return found[0]

    def links(self) -> dict[str, str]:
        """Where each link leads, by its words."""
        return {words_of(a): a.get("href", "") for a in self.all("a") if a.get("href")}

    def forms(self) -> list[Form]:
        """The forms in the order of the page."""
        return [Form(element, self) for element in self.all("form")]

    def form(self, which: str | None = None) -> Form:
        """A form by its action, its id or the words of a button; left out, the main one that posts."""
        forms = self.forms()
        if which is None:
            main = [Form(e, self) for m in self.all("main") for e in m.iter("form")]
            found = [f for f in main if f.method == "POST"] or main or forms
        else:
            found = [
                f
                for f in forms
                if which in (f.action, urlsplit(f.action).path, f.element.get("id"))
                or which in [words_of(b) for b in f.buttons]
            ]
        assert found, f"{self.path} has no form {which}; it has {[f.action for f in forms]}"
        return found[0]


class InspectingClient:
    """Keeps cookies, follows nothing by itself, and looks at every page that comes in."""

    def __init__(self, app: Flask, *, host: str = "127.0.0.1") -> None:
        self.app, self.base = app, f"http://{host}"
        self._flask = app.test_client()
        self.page: Page = None  # type: ignore[assignment]
        self.queries: list[str] = []
        _watch_sessions(app)

    @property
    def status(self) -> int:
        """The status of the last answer."""
        return self.page.status

    def another(self, *, host: str = "127.0.0.1") -> "InspectingClient":
        """One more browser, without any cookie of this one."""
        return InspectingClient(self.app, host=host)

    @contextmanager
    def session(self) -> Iterator[Any]:
        """The signed cookie, to look into or to change."""
        with self._flask.session_transaction(base_url=self.base) as session:
            yield session

    def get(self, path: str, **headers: str) -> Page:
        """Fetches a page; fails when that changes anything."""
        return self.send("GET", path, headers=_named(headers))

    def post(self, path: str, **fields: Any) -> Page:
        """Sends fields with a good protection token, without looking for a form."""
        return self.send("POST", path, data={CSRF: self.token(), **fields})

    def submit(self, which: str | None = None, *, button: str | None = None, **fields: Any) -> Page:
        """Fills in a form of the last page and sends it; a field that the form lacks fails the test."""
        form = self.page.form(which)
        values = form.filled(fields, button)
        path = urljoin(self.page.path, form.action)
        if form.method == "GET":
            return self.get(path.partition("?")[0] + "?" + urlencode(values, doseq=True))
        return self.send("POST", path, data=values)

    def click(self, words: str) -> Page:
        """Follows the link with these words, or the first one that begins with them."""
        links = self.page.links()
        found = links.get(words) or next((to for text, to in links.items() if text.startswith(words)), None)
        assert found, f"{self.page.path} has no link {words!r}; it has {list(links)}"
        return self.get(urljoin(self.page.path, found))

    def follow(self) -> Page:
        """Goes where the last answer sends the browser."""
        assert 300 <= self.status < 400, f"{self.page} leads nowhere"
        return self.get(self.page.location)

    def token(self) -> str:
        """A protection token that belongs to this browser's cookie, as a form would hold it."""
        with self.session() as session:
            raw = session.setdefault(CSRF, "0123456789abcdef")
        return str(URLSafeTimedSerializer(self.app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(raw))

    def send(self, method: str, path: str, **more: Any) -> Page:
        """Any request; the answer is inspected and becomes the last page."""
        _store_what_the_test_arranged()
        with databases.statements() as log:
            # A context of its own, as in a server's thread: nothing of the test is seen but the database.
            response = Context().run(self._flask.open, path, method=method, base_url=self.base, **more)
        _forget_old_values()
        self.queries = databases.queries_in(log)
        self.page = Page(path, response)
        response.close()
        is_dirty = self.app.extensions.pop("tests.dirty", False)
        if method in SAFE:
            changes = databases.changes_in(log)
            assert not changes, f"{method} {path} changes the database: {changes}"
            assert not is_dirty, f"{method} {path} leaves the session dirty"
        inspect(self.page)
        return self.page


def _watch_sessions(app: Flask) -> None:
    """Notes, before the transaction ends, whether a safe request changed an object."""
    if "tests.watched" in app.extensions:
        return
    app.extensions["tests.watched"] = True

    def look(response: Any) -> Any:
        session = db.session
        if request.method in SAFE and (session.new or session.dirty or session.deleted):
            app.extensions["tests.dirty"] = True
        return response

    app.after_request_funcs.setdefault(None, []).append(look)


def _store_what_the_test_arranged() -> None:
    if db.session.registry.has():
        db.session.commit()


def _forget_old_values() -> None:
    """Columns are read again, so that the test sees what the request changed; relationships stay loaded."""
    if db.session.registry.has():
        for thing in db.session:
            db.session.expire(thing, [column.key for column in type(thing).__mapper__.column_attrs])


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _inside(element: Element) -> Iterator[Element]:
    for one in element.iter():
        if isinstance(one.tag, str):
            yield one


def _has(element: Element, name: str, value: str) -> bool:
    if name == "class_":
        return value in (element.get("class") or "").split()
    return element.get(name.rstrip("_").replace("_", "-")) == value


def _present_values(field: Element) -> list[str]:
    if field.tag == "textarea":
        return [(field.text or "").removeprefix("\n")]
    if field.tag == "select":
        options = list(field.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        return [_value(o) for o in chosen]
    kind = field.get("type", "text")
    if kind in ("checkbox", "radio"):
        return [field.get("value", "on")] if field.get("checked") is not None else []
    return [] if kind in ("submit", "button", "image", "reset") else [field.get("value", "")]


def _value(option: Element) -> str:
    return option.get("value", words_of(option))


def _chosen(fields: list[Element], value: Any) -> list[str]:
    """The values that a choice sends; a choice that the page does not offer fails the test."""
    first = fields[0]
    if first.get("type") == "checkbox":
        if isinstance(value, bool):
            return [first.get("value", "on")] if value else []
        offered = [field.get("value", "on") for field in fields]
        wanted = [value] if isinstance(value, str) else list(value)
    elif first.get("type") == "radio":
        offered, wanted = [field.get("value", "on") for field in fields], [str(value)]
    elif first.tag == "select":
        by_words = {words_of(option): _value(option) for option in first.iter("option")}
        offered, wanted = list(by_words.values()), [by_words.get(str(value), str(value))]
    else:
        return [str(value)]
    assert set(wanted) <= set(offered), f"{first.get('name')} offers {offered}, not {wanted}"
    return wanted


def inspect(page: Page) -> None:
    """Fails with every mistake of a page together: HTML, headings, labels, references, nothing inline."""
    if page.status == 500:
        raise AssertionError(f"{page.path} fails: {page.body[:200]}")
    # The body of a redirect is Werkzeug's own and no browser shows it.
    if page.is_html and page.body and not 300 <= page.status < 400:
        mistakes = list(mistakes_of(page))
        assert not mistakes, f"{page.path} ({page.status}):\n" + "\n".join(mistakes)


def mistakes_of(page: Page) -> Iterator[str]:
    """What is wrong with a page, in sentences."""
    yield from page.parse_errors
    yield from _headings(page)
    yield from _language(page)
    yield from _ids(page)
    yield from _labels(page)
    yield from _pictures(page)
    yield from _nothing_inline(page)


def _headings(page: Page) -> Iterator[str]:
    headings = [e for e in _inside(page.tree) if re.fullmatch("h[1-6]", e.tag)]
    if sum(e.tag == "h1" for e in headings) != 1:
        yield f"one h1 is needed, not {[words_of(e) for e in headings if e.tag == 'h1']}"
    elif not page.title.startswith(page.h1):
        yield f"the title {page.title!r} does not begin with the h1 {page.h1!r}"
    levels = [int(e.tag[1]) for e in headings]
    for above, below, heading in zip(levels, levels[1:], headings[1:], strict=False):
        if below > above + 1:
            yield f"the heading {words_of(heading)!r} skips a level"
    yield from ("an empty heading" for e in headings if not words_of(e))


def _language(page: Page) -> Iterator[str]:
    wanted = "en" if re.match(r"/en(/|\?|$)", page.path) else "nl"
    if page.one("html").get("lang") != wanted:
        yield f"lang is {page.one('html').get('lang')!r}, not {wanted!r}"


def _ids(page: Page) -> Iterator[str]:
    ids = [e.get("id", "") for e in _inside(page.tree) if e.get("id") is not None]
    yield from (f"the id {one!r} is there twice" for one in sorted({one for one in ids if ids.count(one) > 1}))
    for element in _inside(page.tree):
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list"):
            for one in (element.get(name) or "").split():
                if one not in ids:
                    yield f"{name}={one!r} of <{element.tag}> points at nothing"
        href = element.get("href") or ""
        if element.tag == "a" and href.startswith("#") and href[1:] not in ids:
            yield f"the link {href!r} points at nothing"


def _labels(page: Page) -> Iterator[str]:
    labelled = {label.get("for"): words_of(label) for label in page.all("label") if label.get("for")}
    wrapped = {id(e) for label in page.all("label") if words_of(label) for e in label.iter()}
    for e in _inside(page.tree):
        is_named = e.get("aria-label") or e.get("aria-labelledby")
        if e.tag in _FIELDS and e.get("type") not in _NO_LABEL:
            if not (is_named or labelled.get(e.get("id")) or id(e) in wrapped):
                yield f"the field {e.get('name') or e.get('id')!r} has no label"
        elif e.tag in ("a", "button") and not (is_named or words_of(e) or _alternative(e)):
            yield f"a <{e.tag}> {e.get('href', '')} without words"
        elif e.tag == "fieldset" and not (e.find("legend") is not None and words_of(e.find("legend"))):
            yield "a fieldset without a legend"


def _alternative(element: Element) -> str:
    return "".join(image.get("alt", "") for image in element.iter("img"))


def _pictures(page: Page) -> Iterator[str]:
    for image in page.all("img"):
        if image.get("alt") is None:
            yield f"the picture {image.get('src')} has no alt"
    for drawing in page.all("svg") + page.all("{http://www.w3.org/2000/svg}svg"):
        is_named = drawing.get("aria-label") or drawing.get("aria-labelledby")
        if drawing.get("aria-hidden") != "true" and not (drawing.get("role") in ("img", "group") and is_named):
            yield "an svg is neither hidden nor named"


def _nothing_inline(page: Page) -> Iterator[str]:
    for e in _inside(page.tree):
        if e.tag == "style" or (e.tag == "script" and not e.get("src")):
            yield f"an inline <{e.tag}>"
        for name, value in e.attrib.items():
            if name == "style" or re.match("on[a-z]", str(name)):
                yield f"an inline {name} on <{e.tag}>"
            if name in ("href", "src", "action", "formaction") and value.strip().lower().startswith("javascript:"):
                yield f"a javascript address on <{e.tag}>"
        source = e.get("src") or (e.get("href") if e.tag == "link" else None) or e.get("srcset")
        if source and re.match(r"(?:[a-z]+:)?//|data:", source.strip(), re.IGNORECASE):
            yield f"<{e.tag}> fetches {source} from elsewhere"
