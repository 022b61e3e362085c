"""One request, one transaction: who may keep a change is a short list."""

import ast

from buuv.settings import ROOT

# Requests end in the first; commands and the worker, which have no request, end their own.
MAY_COMMIT = ("web/support/transaction.py", "worker.py", "cli/")


def commits(source: str) -> list[int]:
    """The lines on which something is committed."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [c.lineno for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr == "commit"]


def test_only_the_edge_commits():
    package = ROOT / "buuv"
    wrong = [
        f"buuv/{path.relative_to(package)}:{line} commits; only {', '.join(MAY_COMMIT)} may"
        for path in sorted(package.rglob("*.py"))
        if not str(path.relative_to(package)).startswith(MAY_COMMIT)
        for line in commits(path.read_text(encoding="utf-8"))
    ]
    assert not wrong, "\n".join(wrong)
