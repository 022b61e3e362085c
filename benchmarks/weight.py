"""What a first visit brings over the line: everything a page asks for, compressed, the font apart."""

import gzip
import re
from html.parser import HTMLParser

import brotli
from servers import Server
from table import Goal, Table

GOAL = Goal(35, 50)
PAGES = ("/", "/vragen", "/zoeken?q=hond+uitlaten")
_FONT = re.compile(r"url\([^)]*\.woff2?\b")


class _Asked(HTMLParser):
    """The files of this site that a page asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        # The manifest and the picture for a home screen are fetched by who puts buuv there.
        if tag == "link" and found.get("rel") not in ("stylesheet", "icon"):
            return
        path = found.get("src") if tag in ("script", "img") else found.get("href") if tag in ("link", "use") else None
        if path and not path.startswith("#"):
            self.paths.add(path.partition("#")[0])


def measure(table: Table, town: Server) -> None:
    """Adds the weight of each page to the table."""
    for path in PAGES:
        page = town.get(path)[2]
        asked = _Asked()
        asked.feed(page.decode())
        files = {one: town.get(one)[2] for one in sorted(asked.paths)}
        style = b"".join(body for one, body in files.items() if one.endswith(".css")).decode()
        fonts = len(_FONT.findall(style))
        parts = [page, *files.values()]
        gzipped = sum(len(gzip.compress(part, 9)) for part in parts) / 1000
        smallest = sum(len(brotli.compress(part)) for part in parts) / 1000
        words = f"{gzipped:.1f} kB gzip, {smallest:.1f} kB brotli, {len(parts)} requests and {fonts} font"
        table.add(f"weight of {path}", words, f"≤ {GOAL.target:g} kB", GOAL.verdict(gzipped))
