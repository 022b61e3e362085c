"""The small, safe part of Markdown in which pages are written: headings, paragraphs, lists, links and bold.

Every other character is shown as it stands; HTML is refused, not hidden, so that nobody wonders where it went.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

_HTML = re.compile(r"<[a-zA-Z/!?]")
_LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
_BOLD = re.compile(r"\*\*(\S(?:[^*]*\S)?)\*\*")
_FACT = re.compile(r"\{([^{}]*)\}")
# Within this site, to a page elsewhere that is safe to send people to, or to somebody.
_ADDRESS = re.compile(
    r"/(?![/\\])\S*|https://[\w-]+(\.[\w-]+)+(/\S*)?|mailto:\S+@\S+|tel:\+?[\d-]+|\{(mail|fg)\}", re.ASCII
)
_STARTS = (("### ", "h3"), ("## ", "h2"), ("- ", "ul"), ("> ", "note"))
_NUMBERED = re.compile(r"\d+\. ")


class Mistake(ValueError):
    """What is wrong with a text, and on which line."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line, self.sentence = line, sentence


@dataclass(frozen=True)
class Text:
    """A page that can be shown: its title, what is new in it (a line that begins with >), and the rest."""

    title: str
    news: Markup
    body: Markup


def read(source: str, facts: Mapping[str, str], *, prefix: str = "") -> Text:
    """The text with its facts filled in; Mistake names the first line that is wrong.

    `prefix` goes before links within this site, for another language.
    """
    lines = [(number, line.rstrip()) for number, line in enumerate(source.splitlines(), start=1)]
    filled = [(number, line) for number, line in lines if line]
    if not filled or not filled[0][1].startswith("# "):
        raise Mistake(filled[0][0] if filled else 1, "begin met een kop: # en dan de titel.")
    first = filled[0][0]
    for number, line in filled:
        _check(line, facts, number, is_first=number == first)
    title = str(_inline(filled[0][1][2:], facts, prefix).striptags())
    news: list[Markup] = []
    body: list[Markup] = []
    for kind, parts in _blocks(line for _, line in lines[first:]):
        inner = [_inline(part, facts, prefix) for part in parts]
        (news if kind == "note" else body).append(_drawn(kind, inner))
    if not body:
        raise Mistake(filled[-1][0], "onder de kop staat geen tekst.")
    return Text(title, Markup("\n").join(news), Markup("\n").join(body))


def _check(line: str, facts: Mapping[str, str], number: int, *, is_first: bool) -> None:
    if _HTML.search(line):
        raise Mistake(number, "HTML kan hier niet. Schrijf gewone tekst.")
    if line.startswith("#") and (not re.match(r"#{1,3} \S", line) or (line.startswith("# ") and not is_first)):
        raise Mistake(number, "een kop is ## of ### en dan een spatie; # staat er één keer, bovenaan.")
    for fact in _FACT.findall(line):
        if fact not in facts:
            raise Mistake(number, f"{{{fact}}} is onbekend; wel: {', '.join(f'{{{name}}}' for name in facts)}.")
    for _, address in _LINK.findall(line):
        if not _ADDRESS.fullmatch(address):
            raise Mistake(number, f"de link {address} begint niet met /, https://, mailto: of tel:.")
    if "](" in _LINK.sub("", line):
        raise Mistake(number, "een link is [woorden](adres), zonder spatie in het adres.")


def _blocks(lines: Iterator[str]) -> Iterator[tuple[str, list[str]]]:
    """Each piece of the text as its kind and its parts; lines that follow on belong to the last part."""
    kind, parts = "", list[str]()
    for line in lines:
        start, words = _start(line)
        if start in ("", "h2", "h3") or (start != "more" and start != kind):
            if parts:
                yield kind, parts
            kind, parts = start, []
        if start == "more" and parts and kind not in ("h2", "h3"):
            parts[-1] += " " + words
        elif start:
            if start == "more":
                if parts:
                    yield kind, parts
                kind, parts = "p", []
            parts.append(words)
    if parts:
        yield kind, parts


def _start(line: str) -> tuple[str, str]:
    for mark, kind in _STARTS:
        if line.startswith(mark):
            return kind, line[len(mark) :].strip()
    if _NUMBERED.match(line):
        return "ol", line.partition(". ")[2].strip()
    return ("more", line.strip()) if line.strip() else ("", "")


def _inline(words: str, facts: Mapping[str, str], prefix: str) -> Markup:
    def link(found: re.Match[str]) -> str:
        address = f"mailto:{found[2]}" if found[2].startswith("{") else found[2]
        return f'<a href="{prefix if address.startswith("/") else ""}{address}">{found[1]}</a>'

    marked = _BOLD.sub(r"<strong>\1</strong>", _LINK.sub(link, str(escape(words))))
    return Markup(_FACT.sub(lambda found: str(escape(facts[found[1]])), marked))  # noqa: S704 (escaped above)


def _drawn(kind: str, parts: list[Markup]) -> Markup:
    if kind in ("ul", "ol"):
        items = Markup("").join(Markup("<li>{}</li>").format(part) for part in parts)
        return Markup(f"<{kind}>{{}}</{kind}>").format(items)  # noqa: S704 (one of two names)
    tag = "p" if kind == "note" else kind
    return Markup("\n").join(Markup(f"<{tag}>{{}}</{tag}>").format(part) for part in parts)  # noqa: S704 (one of three)
