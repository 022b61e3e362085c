"""Templates are words inside components: every word can be translated, and nothing is inline."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from buuv.settings import ROOT

TEMPLATES = ROOT / "buuv" / "templates"
SPOKEN = ("alt", "title", "placeholder", "aria-label", "content")
# Names are the same in every language.
NAMES = {"buuv", "Nederlands", "English"}
_CALLS = ("_", "gettext", "ngettext")
_ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


class Words(HTMLParser):
    """The words that stand bare in a page, with their lines, and what is inline."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Reads the attributes that people hear or see."""
        named = dict(attrs)
        line = self.getpos()[0]
        if tag == "style" or (tag == "script" and "src" not in named):
            self.found.append((line, f"an inline <{tag}>"))
        self._silent = tag in ("script", "style")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.found.append((line, f"an inline {name}"))
            is_machine = tag in ("meta", "link") and named.get("name") != "description"
            if name in SPOKEN and not is_machine:
                self._look(line, value or "")

    def handle_endtag(self, tag: str) -> None:
        """After a script there are words again."""
        self._silent = False

    def handle_data(self, data: str) -> None:
        """Text between the tags."""
        if not self._silent:
            self._look(self.getpos()[0], data)

    def _look(self, line: int, text: str) -> None:
        # A piece of an address, as in a mail's link, is the same in every language too.
        words = [w for w in text.split() if any(c.isalpha() for c in w) and not w.startswith("/")]
        if any(word.strip(".,:;!?()–") not in NAMES for word in words):
            self.found.append((line, f"{' '.join(words)!r} stands outside _()"))


def mistakes(source: str, *, is_html: bool = True, is_mail: bool = False) -> list[tuple[int, str]]:
    """The bare words of a template and what is inline, with their lines."""
    page = "".join(_page_of(source))
    parser = Words()
    if is_html:
        parser.feed(page)
        parser.close()
    else:
        for number, line in enumerate(page.split("\n"), start=1):
            parser._look(number, line)
    # A mail, or a page in a file, has no style sheet to link to; its one <style> stays.
    found = [one for one in parser.found if not (is_mail and one[1] == "an inline <style>")]
    return sorted(found + list(_bare_strings(source)))


def _page_of(source: str) -> Iterator[str]:
    """The template without its Jinja; every piece of it leaves only its line breaks."""
    in_block, in_translation, words = False, False, ""
    for _, kind, value in _ENVIRONMENT.lex(source):
        if kind == "block_begin":
            in_block, words = True, ""
        elif kind == "block_end":
            in_block = False
            in_translation = words.startswith("trans") or (in_translation and words != "endtrans")
        elif in_block and kind == "name":
            words += value
        yield value if kind == "data" and not in_translation else "\n" * value.count("\n")


def _bare_strings(source: str) -> Iterator[tuple[int, str]]:
    """Sentences that an expression says without _(): a string that begins with a capital."""
    before: list[str] = []
    for line, kind, value in _ENVIRONMENT.lex(source):
        if kind == "whitespace":
            continue
        text = value.strip("\"'")
        is_said = before[-2:-1] and before[-2] in _CALLS and before[-1] == "("
        is_plural = "ngettext" in before[-4:]
        is_sentence = kind == "string" and text[:1].isupper() and not text.isupper() and text not in NAMES
        if is_sentence and not is_said and not is_plural:
            yield line, f"{text!r} stands outside _()"
        before = [*before[-5:], value]


def every_template() -> list[Path]:
    """The templates of pages and mails."""
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt"))


def test_every_word_can_be_translated_and_nothing_is_inline():
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path in every_template()
        for line, what in mistakes(
            path.read_text(encoding="utf-8"),
            is_html=path.suffix == ".html",
            is_mail=path.parent.name == "mail" or path.name == "readable.html",
        )
    ]
    assert not wrong, "\n".join(wrong)


def test_every_template_can_be_read(web_app):
    for path in every_template():
        web_app.jinja_env.get_template(str(path.relative_to(TEMPLATES)))


def test_an_unknown_name_in_a_template_is_an_error(web_app):
    assert web_app.jinja_env.undefined is StrictUndefined
