"""The house: who may look at whom. Every import is read, those inside functions included."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from buuv.settings import ROOT

# From the roof to the ground, as in house.md; rooms on one line are neighbours that do not import each other.
# `towns` holds the texts of a town: accounts accept a version of its house rules.
# `tending` is what the worker does when the clock says so, beside sending mail.
FLOORS = """
__main__
app
web | cli
worker
tending
policy | wiring
privacy
alerts | moderation | paper
agreements | social_map
conversations | search | journeys | services
posts
organisations
notices
accounts
places | towns
guard
language
core
settings
"""
# Inside web, from the roof to the ground.
WEB_FLOORS = ("pages", "forms", "support")
# What speaks HTTP stays above the worker; below it nobody knows that there are pages.
WEB_LIBRARIES = {"flask", "flask_login", "flask_wtf", "wtforms", "werkzeug", "gunicorn", "whitenoise"}
KNOWS_THE_WEB = ("__main__", "app", "web", "cli", "worker", "tending")
# A migration stands still while the code moves on, so it leans on as little of it as it can.
MIGRATIONS_MAY = ("buuv.search", "buuv.core.database", "buuv.app")

HEIGHTS = {
    room.strip(): height
    for height, line in enumerate(reversed(FLOORS.strip().splitlines()))
    for room in line.split("|")
}


class Import(NamedTuple):
    """One import: where it stands and what it brings in."""

    importer: str
    imported: str
    where: str


def modules(folder: Path, name: str) -> dict[str, tuple[str, str]]:
    """The source and the path of every module under a package's folder, by its dotted name."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        dotted = ".".join((name, *parts)).removesuffix(".__init__")
        found[dotted] = (path.read_text(encoding="utf-8"), str(path.relative_to(folder.parent)))
    return found


def imports(sources: Mapping[str, tuple[str, str]]) -> Iterator[Import]:
    """Every import of these modules; a name that a module defines counts as the module."""
    for importer, (source, path) in sources.items():
        for node in ast.walk(ast.parse(source)):
            for name in _names(node, importer, is_package=path.endswith("__init__.py")):
                yield Import(importer, _nearest(name, sources), f"{path}:{node.lineno}")  # type: ignore[attr-defined]


def _names(node: ast.AST, importer: str, *, is_package: bool) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    base = node.module or ""
    if node.level:
        here = importer.split(".")
        above = here[: len(here) - node.level + is_package]
        base = ".".join([*above, *([base] if base else [])])
    return [f"{base}.{alias.name}" for alias in node.names]


def _nearest(name: str, sources: Mapping[str, object]) -> str:
    """The module that a dotted name lies in: the name itself, or the module that defines it."""
    module = name
    while module not in sources and "." in module:
        module = module.rpartition(".")[0]
    return module if module in sources else name


def violations(sources: Mapping[str, tuple[str, str]]) -> list[str]:
    """Every import that the house does not allow, with file, line and rule."""
    found = list(imports(sources))
    wrong = [f"{one.where}: {rule}" for one in found if (rule := _broken_rule(one))]
    unplaced = sorted({name for name in sources if _room(name) not in HEIGHTS and name != "buuv"})
    wrong += [f"{sources[name][1]}: {_room(name)} is on no floor of the house" for name in unplaced]
    return wrong + _circles(found)


def _room(module: str) -> str:
    return module.split(".")[1] if module.startswith("buuv.") else ""


def _broken_rule(one: Import) -> str | None:
    here, there = _room(one.importer), _room(one.imported)
    library = one.imported.partition(".")[0]
    if library in WEB_LIBRARIES and here in HEIGHTS and here not in KNOWS_THE_WEB:
        return f"{here} is below the pages and must not know {library}"
    if not there or here not in HEIGHTS or there not in HEIGHTS:
        return None
    if here == there:
        return _broken_rule_of_web(one) if here == "web" else None
    if HEIGHTS[there] > HEIGHTS[here]:
        return f"{one.importer} imports {one.imported}, which is a floor above it"
    if HEIGHTS[there] == HEIGHTS[here]:
        return f"{one.importer} imports {one.imported}; {here} and {there} are neighbours"
    return None


def _broken_rule_of_web(one: Import) -> str | None:
    here, there = one.importer.split(".")[2:], one.imported.split(".")[2:]
    if not here or not there or not {here[0], there[0]} <= set(WEB_FLOORS):
        return None
    if WEB_FLOORS.index(there[0]) < WEB_FLOORS.index(here[0]):
        return f"{one.importer} imports {one.imported}: pages look at forms, and both at support"
    if here[0] == there[0] == "pages" and len(here) > 1:
        return f"{one.importer} imports {one.imported}: pages never import pages"
    return None


def _circles(found: list[Import]) -> list[str]:
    graph: dict[str, dict[str, str]] = {}
    for one in found:
        if one.imported.startswith("buuv") and one.imported != one.importer:
            graph.setdefault(one.importer, {}).setdefault(one.imported, one.where)
    circles, done = [], set()

    def walk(module: str, way: list[str]) -> None:
        if module in way:
            circle = [*way[way.index(module) :], module]
            circles.append(f"{graph[circle[-2]][module]}: a circle, {' imports '.join(circle)}")
        elif module not in done:
            for other in graph.get(module, ()):
                walk(other, [*way, module])
            done.add(module)

    for module in sorted(graph):
        walk(module, [])
    return circles


def test_everybody_looks_down_never_up_nor_sideways():
    wrong = violations(modules(ROOT / "buuv", "buuv"))
    assert not wrong, "\n".join(wrong)


def test_migrations_lean_on_little():
    found = imports(modules(ROOT / "migrations", "migrations"))
    wrong = [
        f"{one.where} imports {one.imported}"
        for one in found
        if one.imported.startswith("buuv") and not one.imported.startswith(MIGRATIONS_MAY)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_house_has_as_many_floors_as_its_plan():
    assert HEIGHTS["settings"] == 0
    assert HEIGHTS["web"] == HEIGHTS["cli"] == HEIGHTS["app"] - 1
    assert len(HEIGHTS) == 28
